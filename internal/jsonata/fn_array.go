package jsonata

import (
	"math/rand/v2"

	"github.com/lockstep-go/lockstep/internal/value"
)

func fnAppend(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[1], nil
	}
	if a[1].IsUndefined() {
		return a[0], nil
	}
	out := make([]value.Value, 0, a[0].Len()+a[1].Len()+2)
	out = appendItems(appendItems(out, a[0]), a[1])
	return value.OfArray(out), st.allocList(len(out))
}

func fnReverse(st *state, a []value.Value) (value.Value, *Error) {
	elems := a[0].Elems()
	if len(elems) <= 1 {
		return a[0], nil
	}
	out := make([]value.Value, len(elems))
	for i, e := range elems {
		out[len(elems)-1-i] = e
	}
	return value.OfArray(out), st.allocList(len(out))
}

func (st *state) random() float64 {
	if st.env.Random != nil {
		return st.env.Random()
	}
	return rand.Float64()
}

func fnRandom(st *state, _ []value.Value) (value.Value, *Error) {
	return value.OfFloat(st.random()), nil
}

func fnShuffle(st *state, a []value.Value) (value.Value, *Error) {
	elems := a[0].Elems()
	if len(elems) <= 1 {
		return a[0], nil
	}
	out := make([]value.Value, len(elems))
	for i, e := range elems {
		j := int(st.random() * float64(i+1))
		out[i] = out[j]
		out[j] = e
	}
	return value.OfArray(out), st.allocList(len(out))
}

func fnDistinct(st *state, a []value.Value) (value.Value, *Error) {
	elems := a[0].Elems()
	if a[0].Kind() != value.Array || len(elems) <= 1 {
		return a[0], nil
	}
	var out []value.Value
	strings := map[string]bool{} // the common case in linear time
	var others []value.Value
	for _, e := range elems {
		if e.Kind() == value.String {
			if !strings[e.Str()] {
				strings[e.Str()] = true
				out = append(out, e)
			}
			continue
		}
		known := false
		for i := range others {
			var err *Error
			if known, err = st.equal(e, others[i]); err != nil {
				return a[0], err
			}
			if known {
				break
			}
		}
		if err := st.work(1 + len(others)/8); err != nil {
			return a[0], err
		}
		if !known {
			others = append(others, e)
			out = append(out, e)
		}
	}
	return value.OfArray(out).WithMark(a[0].Mark() & markSequence), st.allocList(len(out))
}

func fnZip(st *state, a []value.Value) (value.Value, *Error) {
	if len(a) == 0 {
		return value.OfArray(nil), nil
	}
	n := len(a[0].Elems())
	for _, list := range a[1:] {
		n = min(n, len(list.Elems()))
	}
	if err := st.allocList(n * (1 + len(a))); err != nil {
		return value.Value{}, err
	}
	out := make([]value.Value, n)
	for i := range out {
		row := make([]value.Value, len(a))
		for j := range a {
			row[j] = a[j].At(i)
		}
		out[i] = value.OfArray(row)
	}
	return value.OfArray(out), nil
}

func fnSort(st *state, a []value.Value) (value.Value, *Error) {
	elems := a[0].Elems()
	if len(elems) <= 1 {
		return a[0], nil
	}
	var after func(i, j int) (bool, *Error)
	if a[1].IsUndefined() {
		numbers, strings := true, true
		for _, e := range elems {
			ok, err := numeric(e)
			if numbers && err != nil {
				return a[0], err
			}
			numbers = numbers && ok
			strings = strings && e.Kind() == value.String
		}
		switch {
		case numbers:
			keys := make([]float64, len(elems))
			for i, e := range elems {
				keys[i] = e.Float()
			}
			after = func(i, j int) (bool, *Error) { return keys[i] > keys[j], nil }
		case strings:
			after = func(i, j int) (bool, *Error) { return compareStrings(elems[i].Str(), elems[j].Str()) > 0, nil }
		default:
			return a[0], fail("D3070")
		}
	} else {
		c, err := st.caller(a[1])
		if err != nil {
			return a[0], err
		}
		after = func(i, j int) (bool, *Error) {
			c.args[0], c.args[1] = elems[i], elems[j]
			v, err := c.call(2)
			if err != nil {
				return false, err
			}
			return jsTruth(v), nil
		}
	}
	order, err := mergeSort(st, len(elems), after)
	if err != nil {
		return a[0], err
	}
	out := make([]value.Value, len(elems))
	for i, j := range order {
		out[i] = elems[j]
	}
	return value.OfArray(out), st.allocList(len(out))
}

// jsTruth is what counts as true in JavaScript itself, which decides for comparators.
func jsTruth(v value.Value) bool {
	switch v.Kind() {
	case value.Undefined, value.Null:
		return false
	case value.Bool:
		return v.Bool()
	case value.Number:
		f := v.Float()
		return f != 0 && f == f
	case value.String:
		return v.Str() != ""
	}
	return true
}
