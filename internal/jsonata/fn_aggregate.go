package jsonata

import (
	"math"

	"github.com/lockstep-go/lockstep/internal/value"
)

// The built-in functions share one shape: the arguments have been checked against the
// signature and are at least as many as the function reads. A partial application skips the
// check, so each must bear any kind of value.

func fnSum(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	return numberValue(total(a[0])), nil
}

func total(list value.Value) float64 {
	sum := 0.0
	elems := list.Elems()
	for i := range elems {
		sum += elems[i].Float()
	}
	return sum
}

func fnCount(_ *state, a []value.Value) (value.Value, *Error) {
	return value.OfInt(int64(len(a[0].Elems()))), nil
}

func fnMax(_ *state, a []value.Value) (value.Value, *Error) { return extreme(a[0], math.Max) }
func fnMin(_ *state, a []value.Value) (value.Value, *Error) { return extreme(a[0], math.Min) }

func extreme(list value.Value, better func(a, b float64) float64) (value.Value, *Error) {
	elems := list.Elems()
	if len(elems) == 0 {
		return value.Value{}, nil
	}
	best := elems[0].Float()
	for _, e := range elems[1:] {
		best = better(best, e.Float())
	}
	return numberValue(best), nil
}

func fnAverage(_ *state, a []value.Value) (value.Value, *Error) {
	n := len(a[0].Elems())
	if n == 0 {
		return value.Value{}, nil
	}
	return numberValue(total(a[0]) / float64(n)), nil
}

func fnBoolean(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	ok, err := truth(a[0])
	return value.OfBool(ok), err
}

func fnNot(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	ok, err := truth(a[0])
	return value.OfBool(!ok), err
}

func fnExists(_ *state, a []value.Value) (value.Value, *Error) {
	return value.OfBool(!a[0].IsUndefined()), nil
}

func fnType(_ *state, a []value.Value) (value.Value, *Error) {
	switch v := a[0]; v.Kind() {
	case value.Undefined:
		return v, nil
	case value.Opaque:
		return value.OfString("function"), nil
	case value.Number:
		ok, err := numeric(v)
		if err != nil {
			return v, err
		}
		if !ok {
			return value.OfString("object"), nil // what is left for NaN in the reference
		}
		return value.OfString("number"), nil
	default:
		return value.OfString(v.Kind().String()), nil
	}
}

func fnError(_ *state, a []value.Value) (value.Value, *Error) {
	return a[0], custom("D3137", a[0], "$error() function evaluated")
}

func fnAssert(_ *state, a []value.Value) (value.Value, *Error) {
	ok, err := truth(a[0])
	if err == nil && !ok {
		err = custom("D3141", a[1], "$assert() statement failed")
	}
	return value.Value{}, err
}

// custom is an error whose text the expression gives.
func custom(code string, message value.Value, otherwise string) *Error {
	text := message.Str()
	if text == "" {
		text = otherwise
	}
	return &Error{Code: code, Message: text}
}
