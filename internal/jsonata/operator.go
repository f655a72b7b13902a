package jsonata

import (
	"math"

	"github.com/lockstep-go/lockstep/internal/value"
)

func (c compiler) negate(p *plan) (evaler, *Error) {
	x, err := c.compile(p.a)
	if err != nil {
		return nil, err
	}
	at := p.at
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		if err := st.enter(); err != nil {
			return in, err
		}
		v, err := x(st, in, fr)
		if err != nil || v.IsUndefined() {
			st.depth--
			return v, err
		}
		ok, err := numeric(v)
		if err != nil {
			return v, err
		}
		if !ok {
			return v, failValue("D1002", v).at(at).named("-")
		}
		st.depth--
		return numberValue(-v.Float()), nil
	}, nil
}

// operators are the binary operators that evaluate both sides first.
var operators = map[string]func(st *state, a, b value.Value) (value.Value, *Error){
	"+":  arithmetic('+'),
	"-":  arithmetic('-'),
	"*":  arithmetic('*'),
	"/":  arithmetic('/'),
	"%":  arithmetic('%'),
	"=":  equality(true),
	"!=": equality(false),
	"<":  comparison(true, false, false),
	"<=": comparison(true, true, false),
	">":  comparison(false, false, true),
	">=": comparison(false, true, true),
	"&":  concatenate,
	"in": includes,
	"..": rangeOf,
}

func (c compiler) binary(p *plan) (evaler, *Error) {
	left, err := c.compile(p.a)
	if err != nil {
		return nil, err
	}
	right, err := c.compile(p.b)
	if err != nil {
		return nil, err
	}
	if p.text == "and" || p.text == "or" {
		return c.logical(p, left, right), nil
	}
	f, op, at, keep := operators[p.text], p.text, p.at, p.keepArray
	if quick := numberOperators[op]; quick != nil {
		return quickly(quick, left, right, p), nil
	}
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		if err := st.enter(); err != nil {
			return in, err
		}
		a, err := left(st, in, fr)
		if err != nil {
			return a, err
		}
		b, err := right(st, in, fr)
		if err != nil {
			return b, err
		}
		v, err := f(st, a, b)
		if err != nil {
			return v, err.at(at).named(op)
		}
		st.depth--
		return collapse(v, keep), nil
	}, nil
}

// numberOperators are what operators do with two finite numbers, which is what most of them
// get.
var numberOperators = map[string]func(x, y float64) value.Value{
	"+":  func(x, y float64) value.Value { return numberValue(x + y) },
	"-":  func(x, y float64) value.Value { return numberValue(x - y) },
	"*":  func(x, y float64) value.Value { return numberValue(x * y) },
	"/":  func(x, y float64) value.Value { return numberValue(x / y) },
	"=":  func(x, y float64) value.Value { return value.OfBool(x == y) },
	"!=": func(x, y float64) value.Value { return value.OfBool(x != y) },
	"<":  func(x, y float64) value.Value { return value.OfBool(x < y) },
	"<=": func(x, y float64) value.Value { return value.OfBool(x <= y) },
	">":  func(x, y float64) value.Value { return value.OfBool(x > y) },
	">=": func(x, y float64) value.Value { return value.OfBool(x >= y) },
}

// quickly is an operator that looks for two numbers first. A literal on the right is not
// evaluated, but counted.
func quickly(quick func(x, y float64) value.Value, left, right evaler, p *plan) evaler {
	f, op, at, keep := operators[p.text], p.text, p.at, p.keepArray
	literal := p.b.kind == kNumber && p.b.predicate == nil && p.b.group == nil && !p.b.keepArray
	lit, number := p.b.lit, p.b.number
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		if err := st.enter(); err != nil {
			return in, err
		}
		a, err := left(st, in, fr)
		if err != nil {
			return a, err
		}
		b, y := lit, number
		if literal {
			err = st.leaf()
		} else if b, err = right(st, in, fr); b.Kind() == value.Number {
			y = b.Float()
		}
		if err != nil {
			return b, err
		}
		if a.Kind() == value.Number && b.Kind() == value.Number {
			if x := a.Float(); x-x == 0 && y-y == 0 {
				st.depth--
				return quick(x, y), nil
			}
		}
		v, err := f(st, a, b)
		if err != nil {
			return v, err.at(at).named(op)
		}
		st.depth--
		return collapse(v, keep), nil
	}
}

// logical is "and" and "or", which leave the right side alone when the left decides.
func (c compiler) logical(p *plan, left, right evaler) evaler {
	decides, op, at := p.text == "or", p.text, p.at
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		if err := st.enter(); err != nil {
			return in, err
		}
		v, err := left(st, in, fr)
		if err != nil {
			return v, err
		}
		ok, err := truth(v)
		if err == nil && ok != decides {
			if v, err = right(st, in, fr); err == nil {
				ok, err = truth(v)
			}
		}
		if err != nil {
			return v, err.at(at).named(op)
		}
		st.depth--
		return value.OfBool(ok), nil
	}
}

func arithmetic(op byte) func(*state, value.Value, value.Value) (value.Value, *Error) {
	return func(_ *state, a, b value.Value) (value.Value, *Error) {
		x, ok, err := number(a)
		if !ok && !a.IsUndefined() {
			return a, orFail(err, "T2001", a)
		}
		y, ok, err := number(b)
		if !ok && !b.IsUndefined() {
			return b, orFail(err, "T2002", b)
		}
		if a.IsUndefined() || b.IsUndefined() {
			return value.Value{}, nil
		}
		switch op {
		case '+':
			x += y
		case '-':
			x -= y
		case '*':
			x *= y
		case '/':
			x /= y
		default:
			x = math.Mod(x, y)
		}
		return numberValue(x), nil
	}
}

func orFail(err *Error, code string, v value.Value) *Error {
	if err != nil {
		return err
	}
	return failValue(code, v)
}

// comparison answers true for the given orders of the two sides.
func comparison(less, equal, greater bool) func(*state, value.Value, value.Value) (value.Value, *Error) {
	return func(_ *state, a, b value.Value) (value.Value, *Error) {
		ka, kb := a.Kind(), b.Kind()
		if ka == value.Number && kb == value.Number {
			x, y := a.Float(), b.Float()
			return value.OfBool(less && x < y || equal && x == y || greater && x > y), nil
		}
		comparable := func(k value.Kind) bool {
			return k == value.Undefined || k == value.Number || k == value.String
		}
		if !comparable(ka) || !comparable(kb) {
			v := b
			if ka != value.Number && ka != value.String {
				v = a
			}
			return a, failValue("T2010", v)
		}
		if ka == value.Undefined || kb == value.Undefined {
			return value.Value{}, nil
		}
		if ka != kb {
			e := failValue("T2009", a, withValue2(b))
			e.Value2 = b
			return a, e
		}
		c := compareStrings(a.Str(), b.Str())
		return value.OfBool(less && c < 0 || equal && c == 0 || greater && c > 0), nil
	}
}

func concatenate(st *state, a, b value.Value) (value.Value, *Error) {
	x, err := st.text(a)
	if err != nil {
		return a, err
	}
	y, err := st.text(b)
	if err != nil {
		return b, err
	}
	if err := st.allocText(len(x) + len(y)); err != nil {
		return a, err
	}
	return value.OfString(concat(x, y)), nil
}

// includes is "in": whether an element is the same value. Arrays and objects are the same
// only if they are one and the same.
func includes(_ *state, a, b value.Value) (value.Value, *Error) {
	if a.IsUndefined() || b.IsUndefined() {
		return value.False, nil
	}
	if b.Kind() != value.Array {
		return value.OfBool(same(a, b)), nil
	}
	for _, e := range b.Elems() {
		if same(a, e) {
			return value.True, nil
		}
	}
	return value.False, nil
}

// equality is = and !=; nothing is either to undefined.
func equality(want bool) func(*state, value.Value, value.Value) (value.Value, *Error) {
	return func(st *state, a, b value.Value) (value.Value, *Error) {
		if a.IsUndefined() || b.IsUndefined() {
			return value.False, nil
		}
		ok, err := st.equal(a, b)
		return value.OfBool(ok == want), err
	}
}

// equal is deep equality, with numbers compared as doubles.
func (st *state) equal(a, b value.Value) (bool, *Error) {
	if a.Kind() != b.Kind() {
		return false, nil
	}
	switch a.Kind() {
	case value.Number:
		return a.Float() == b.Float(), nil
	case value.Array:
		x, y := a.Elems(), b.Elems()
		if len(x) != len(y) {
			return false, nil
		}
		if err := st.work(len(x)); err != nil {
			return false, err
		}
		for i := range x {
			if ok, err := st.equal(x[i], y[i]); !ok || err != nil {
				return false, err
			}
		}
		return true, nil
	case value.Object:
		if a.Len() != b.Len() {
			return false, nil
		}
		if err := st.work(a.Len()); err != nil {
			return false, err
		}
		for _, m := range a.Members() {
			w := b.Get(m.Key)
			if w.IsUndefined() && !b.Has(m.Key) {
				return false, nil
			}
			if ok, err := st.equal(m.Value, w); !ok || err != nil {
				return false, err
			}
		}
		return true, nil
	}
	return value.Equal(a, b), nil
}

// same is equality for scalars and identity for arrays and objects.
func same(a, b value.Value) bool {
	if a.Kind() == value.Number {
		return b.Kind() == value.Number && a.Float() == b.Float()
	}
	return value.Same(a, b)
}

// maxRange is the most elements a range may have in the reference.
const maxRange = 1e7

// rangeOf is the range operator.
func rangeOf(st *state, a, b value.Value) (value.Value, *Error) {
	for i, v := range []value.Value{a, b} {
		if f := v.Float(); !v.IsUndefined() && (v.Kind() != value.Number || f != math.Trunc(f) || math.IsInf(f, 0)) {
			return v, failValue([]string{"T2003", "T2004"}[i], v)
		}
	}
	from, to := a.Float(), b.Float()
	if a.IsUndefined() || b.IsUndefined() || from > to {
		return value.Value{}, nil
	}
	size := to - from + 1
	if size > maxRange {
		return a, failValue("D2014", numberValue(size))
	}
	if err := st.allocRange(size); err != nil {
		return a, err
	}
	if err := st.work(int(size) / 16); err != nil {
		return a, err
	}
	out := make([]value.Value, int(size))
	for i := range out {
		out[i] = numberValue(from + float64(i))
	}
	return sequenceOf(out), nil
}
