package jsonata

import (
	"math"

	"github.com/lockstep-go/lockstep/internal/value"
)

// filter is a predicate: a literal position, or an expression that gives positions or the
// truth for each item.
type filter struct {
	literal bool
	at      float64
	eval    evaler
}

func (c compiler) filter(p *plan) (filter, *Error) {
	if p.kind == kNumber {
		return filter{literal: true, at: math.Floor(p.number)}, nil
	}
	e, err := c.compile(p)
	return filter{eval: e}, err
}

// apply selects from v, a list or a single value.
func (f *filter) apply(st *state, v value.Value, fr *frame) (value.Value, *Error) {
	items := v.Elems()
	if v.Kind() != value.Array {
		items = []value.Value{v}
	}
	if f.literal {
		return at(items, f.at), nil
	}
	var out []value.Value
	for i := range items {
		r, err := f.eval(st, items[i], fr)
		if err != nil {
			return r, err
		}
		n, err := selects(r, i, len(items))
		if err != nil {
			return r, err
		}
		for range n {
			out = append(out, items[i])
		}
	}
	return sequenceOf(out), st.allocList(len(out))
}

// at is the item at a literal position, counted from the end if it is negative. An item
// that is an array is the result itself.
func at(items []value.Value, i float64) value.Value {
	if i < 0 {
		i += float64(len(items))
	}
	if i < 0 || i >= float64(len(items)) || items[int(i)].IsUndefined() {
		return sequenceOf(nil)
	}
	item := items[int(i)]
	if item.Kind() == value.Array {
		return item
	}
	return sequenceOf([]value.Value{item})
}

// selects is how many times the result r of a predicate selects item i of n: as often as r
// names its position, or once if r is true.
func selects(r value.Value, i, n int) (int, *Error) {
	switch r.Kind() {
	case value.Bool:
		if r.Bool() {
			return 1, nil
		}
		return 0, nil
	case value.Undefined:
		return 0, nil
	case value.Number:
		ok, err := numeric(r)
		if ok && err == nil && position(r, n) == float64(i) {
			return 1, nil
		}
		return 0, err
	case value.Array:
		times := 0
		for _, e := range r.Elems() {
			ok, err := numeric(e)
			if err != nil {
				return 0, err
			}
			if !ok {
				return selectsTruth(r)
			}
			if position(e, n) == float64(i) {
				times++
			}
		}
		return times, nil
	}
	return selectsTruth(r)
}

func selectsTruth(r value.Value) (int, *Error) {
	ok, err := truth(r)
	if ok && err == nil {
		return 1, nil
	}
	return 0, err
}

func position(v value.Value, n int) float64 {
	f := math.Floor(v.Float())
	if f < 0 {
		f += float64(n)
	}
	return f
}

// numeric reports whether v is a number other than NaN. An infinity is an error.
func numeric(v value.Value) (bool, *Error) {
	if v.Kind() != value.Number {
		return false, nil
	}
	_, ok, err := number(v)
	return ok, err
}

// number is numeric that gives the number too.
func number(v value.Value) (f float64, ok bool, err *Error) {
	if v.Kind() != value.Number {
		return 0, false, nil
	}
	f = v.Float()
	if f-f == 0 { // neither NaN nor an infinity
		return f, true, nil
	}
	if math.IsInf(f, 0) {
		return f, false, failValue("D1001", v)
	}
	return f, false, nil
}

// truthBudget is how many elements truth looks at. Arrays share what they are made of, and
// one that nests itself twice at each level has more elements than can be counted.
const truthBudget = 5_000_000

func truthOfArray(v value.Value, left *int) (bool, *Error) {
	elems := v.Elems()
	if *left -= len(elems); *left < 0 {
		return false, timedOut()
	}
	for i := range elems {
		var ok bool
		var err *Error
		if elems[i].Kind() == value.Array {
			ok, err = truthOfArray(elems[i], left)
		} else {
			ok, err = truth(elems[i])
		}
		if ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// truth is $boolean, with undefined counting as false.
func truth(v value.Value) (bool, *Error) {
	switch v.Kind() {
	case value.Bool:
		return v.Bool(), nil
	case value.String:
		return v.Str() != "", nil
	case value.Number:
		ok, err := numeric(v)
		return ok && v.Float() != 0, err
	case value.Array:
		left := truthBudget
		return truthOfArray(v, &left)
	case value.Object:
		return v.Len() > 0, nil
	case value.Opaque:
		// A function is an object of the reference, and true, until it has been an
		// argument of a call.
		f, ok := v.Opaque().(*function)
		return ok && v.Mark()&markWrapped == 0 && !f.bare, nil
	}
	return false, nil
}
