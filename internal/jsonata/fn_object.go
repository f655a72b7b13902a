package jsonata

import "github.com/lockstep-go/lockstep/internal/value"

func fnKeys(st *state, a []value.Value) (value.Value, *Error) {
	var out []value.Value
	seen := map[string]bool{}
	err := st.keys(a[0], 0, func(key string) {
		if !seen[key] {
			seen[key] = true
			out = append(out, value.OfString(key))
		}
	})
	return sequenceOf(out), err
}

func (st *state) keys(v value.Value, depth int, add func(string)) *Error {
	if depth > value.MaxDepth {
		return stackOverflow()
	}
	err := st.work(v.Len())
	for _, e := range v.Elems() {
		if err != nil {
			return err
		}
		err = st.keys(e, depth+1, add)
	}
	for _, m := range v.Members() {
		add(m.Key)
	}
	return err
}

func fnLookup(st *state, a []value.Value) (value.Value, *Error) {
	return st.field(a[0], a[1].Str())
}

func fnSpread(st *state, a []value.Value) (value.Value, *Error) {
	return st.spread(a[0], 0)
}

func (st *state) spread(v value.Value, depth int) (value.Value, *Error) {
	if depth > value.MaxDepth {
		return v, stackOverflow()
	}
	if err := st.alloc(v.Len() * bytesPerMember); err != nil {
		return v, err
	}
	switch v.Kind() {
	case value.Array:
		all := sequenceOf(nil)
		var out []value.Value
		for _, e := range v.Elems() {
			s, err := st.spread(e, depth+1)
			if err != nil {
				return v, err
			}
			// $append makes a plain array of the sequence, unless one side is nothing.
			if !s.IsUndefined() {
				out = appendItems(out, s)
				all = value.OfArray(out)
			}
		}
		return all, nil
	case value.Object:
		out := make([]value.Value, v.Len())
		for i, m := range v.Members() {
			out[i] = value.OfObject([]value.Member{m})
		}
		return sequenceOf(out), nil
	}
	return v, nil
}

func fnMerge(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	n := 0
	for _, e := range a[0].Elems() {
		n += e.Len()
	}
	if err := st.alloc(n * bytesPerMember); err != nil {
		return a[0], err
	}
	return st.merged(a[0].Elems(), n), nil
}

// merged is an object of the members of objs, n altogether. What is changed in a large
// object is mostly one member; then the rest is copied as it stands.
func (st *state) merged(objs []value.Value, n int) value.Value {
	if len(objs) == 2 && objs[0].Kind() == value.Object && objs[1].Kind() == value.Object && objs[1].Len() == 1 {
		m := objs[1].Members()[0]
		out := objs[0].With(m.Key, m.Value)
		if st.dialect.indexesFirst {
			return st.object(out.Members())
		}
		return out
	}
	b := value.NewBuilder(n)
	for _, o := range objs {
		b.SetAll(o)
	}
	return st.object(b.Value().Members())
}

func fnClone(st *state, a []value.Value) (value.Value, *Error) {
	return st.clone(a[0], 0)
}

// fnEval compiles and evaluates a text in the scope of the call.
func fnEval(st *state, a []value.Value) (value.Value, *Error) {
	in, fr := st.callIn, st.callFrame
	if a[0].IsUndefined() {
		return a[0], nil
	}
	if !a[1].IsUndefined() {
		in = a[1]
		if in.Kind() == value.Array && !isSequence(in) {
			in = value.ArrayOf(in).WithMark(markSequence | markOuter)
		}
	}
	if fr == nil {
		fr = &frame{scope: &scope{}}
	}
	e := &Expr{text: a[0].Str(), dialect: st.dialect}
	if err := e.compile(fr.scope); err != nil {
		return a[0], fail("D3120", withText("value", err.Message))
	}
	globals := st.globals
	st.globals = make([]value.Value, len(e.unit.globals))
	v, err := e.eval(st, in, newFrame(e.top, fr))
	v, err = st.finish(v, err, in, fr)
	st.globals = globals
	if err != nil {
		if err.limit {
			return v, err
		}
		return v, fail("D3121", withText("value", err.Message))
	}
	return v, nil
}
