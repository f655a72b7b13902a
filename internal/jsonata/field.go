package jsonata

import "github.com/lockstep-go/lockstep/internal/value"

// field is $lookup: the member of an object, or those of all objects in an array, as an
// uncollapsed sequence.
func (st *state) field(in value.Value, name string) (value.Value, *Error) {
	switch in.Kind() {
	case value.Object:
		return in.Get(name), nil
	case value.Array:
		out, err := st.fields(nil, in.Elems(), name, 0)
		return sequenceOf(out), err
	}
	return value.Value{}, nil
}

func (st *state) fields(out, items []value.Value, name string, depth int) ([]value.Value, *Error) {
	if depth > value.MaxDepth {
		return nil, stackOverflow()
	}
	if err := st.work(len(items)); err != nil {
		return nil, err
	}
	for i := range items {
		switch item := &items[i]; item.Kind() {
		case value.Object:
			v := item.Get(name)
			if v.Kind() == value.Array {
				out = append(out, v.Elems()...)
			} else if !v.IsUndefined() {
				out = append(out, v)
			}
		case value.Array:
			var err *Error
			if out, err = st.fields(out, item.Elems(), name, depth+1); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// wildcard is *: all members of an object. Of an array, whose keys are its indexes, all
// elements.
func wildcard(st *state, in value.Value) (value.Value, *Error) {
	if in.Mark()&markOuter != 0 {
		in = in.At(0)
	}
	var out []value.Value
	plain := false // an array among the values makes the reference lose the sequence
	add := func(v value.Value) (err *Error) {
		if v.Kind() == value.Array {
			plain = true
			out, err = st.flatten(out, v, 0)
			return err
		}
		out = append(out, v)
		return nil
	}
	switch in.Kind() {
	case value.Object:
		for _, m := range in.Members() {
			if err := add(m.Value); err != nil {
				return in, err
			}
		}
	case value.Array:
		for _, e := range in.Elems() {
			if err := add(e); err != nil {
				return in, err
			}
		}
	}
	if plain {
		return value.OfArray(out), nil
	}
	return sequenceOf(out), nil
}

func (st *state) flatten(out []value.Value, v value.Value, depth int) ([]value.Value, *Error) {
	if v.Kind() != value.Array {
		return append(out, v), nil
	}
	if depth > value.MaxDepth {
		return nil, stackOverflow()
	}
	err := st.work(v.Len())
	for _, e := range v.Elems() {
		if err != nil {
			break
		}
		out, err = st.flatten(out, e, depth+1)
	}
	return out, err
}

// descendants is **: the value and all below it, arrays themselves left out.
func descendants(st *state, in value.Value) (value.Value, *Error) {
	if in.IsUndefined() {
		return in, nil
	}
	out, err := st.descend(nil, in, 0)
	if err != nil {
		return in, err
	}
	if len(out) == 1 {
		return out[0], nil
	}
	return sequenceOf(out), st.allocList(len(out))
}

func (st *state) descend(out []value.Value, v value.Value, depth int) ([]value.Value, *Error) {
	if depth > value.MaxDepth {
		return nil, stackOverflow()
	}
	if v.Kind() != value.Array {
		out = append(out, v)
	}
	err := st.work(v.Len())
	for _, e := range v.Elems() {
		if err != nil {
			return nil, err
		}
		out, err = st.descend(out, e, depth+1)
	}
	for _, m := range v.Members() {
		if err != nil {
			return nil, err
		}
		out, err = st.descend(out, m.Value, depth+1)
	}
	return out, err
}
