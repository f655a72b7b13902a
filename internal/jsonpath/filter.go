package jsonpath

import (
	"cmp"
	"errors"
	"math"
	"strings"
	"unicode/utf16"

	"github.com/lockstep-go/lockstep/internal/value"
)

// test is a filter's condition on an item. The evaluator gives it the document and keeps
// count of the work.
type test interface {
	holds(e *evaluator, item value.Value) (bool, error)
}

type (
	anyOf    []test // ||
	allOf    []test // &&
	negation struct{ test }
	exists   struct{ path *Path }
	// comparison applies a relation to two operands.
	comparison struct {
		left, right operand
		relation    relation
	}
	relation func(l, r operand) (bool, error)
)

// operand is a path, a pattern or a literal. A path becomes the literal that it selects, or
// an undefined one, before a relation sees it.
type operand struct {
	path    *Path
	pattern *pattern
	literal value.Value
}

func (t anyOf) holds(e *evaluator, item value.Value) (bool, error) {
	for _, one := range t {
		if ok, err := one.holds(e, item); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

func (t allOf) holds(e *evaluator, item value.Value) (bool, error) {
	for _, one := range t {
		if ok, err := one.holds(e, item); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

func (t negation) holds(e *evaluator, item value.Value) (bool, error) {
	ok, err := t.test.holds(e, item)
	return !ok, err
}

// holds is true if the path can be followed. An indefinite path answers a list, so it
// exists even if nothing matches, unless it meets an object without the member it asks for.
func (t exists) holds(e *evaluator, item value.Value) (bool, error) {
	_, err := e.inner(t.path, item, e.mode&tree|require)
	if _, ok := errors.AsType[*NotFoundError](err); ok {
		return false, nil
	}
	return err == nil, err
}

func (t comparison) holds(e *evaluator, item value.Value) (bool, error) {
	l, err := t.left.resolve(e, item)
	if err != nil {
		return false, err
	}
	r, err := t.right.resolve(e, item)
	if err != nil {
		return false, err
	}
	return t.relation(l, r)
}

func (o operand) resolve(e *evaluator, item value.Value) (operand, error) {
	if o.path == nil {
		return o, nil
	}
	v, err := e.inner(o.path, item, e.mode&^require)
	if _, ok := errors.AsType[*NotFoundError](err); ok {
		return operand{}, nil
	}
	return operand{literal: v}, err
}

// relations are the operators of filters. Words are matched in any case.
var relations = map[string]relation{
	"==":  func(l, r operand) (bool, error) { return equal(l.literal, r.literal), nil },
	"!=":  func(l, r operand) (bool, error) { return !equal(l.literal, r.literal), nil },
	"===": func(l, r operand) (bool, error) { return same(l.literal, r.literal), nil },
	"!==": func(l, r operand) (bool, error) { return !same(l.literal, r.literal), nil },
	"<":   ordered(func(c int) bool { return c < 0 }),
	"<=":  ordered(func(c int) bool { return c <= 0 }),
	">":   ordered(func(c int) bool { return c > 0 }),
	">=":  ordered(func(c int) bool { return c >= 0 }),
	"=~":  matches,
	"in":  func(l, r operand) (bool, error) { return contains(r.literal, l.literal), needsList(r) },
	"nin": func(l, r operand) (bool, error) { return !contains(r.literal, l.literal), needsList(r) },
	"contains": func(l, r operand) (bool, error) {
		if l.literal.Kind() == value.String && r.literal.Kind() == value.String {
			return strings.Contains(l.literal.Str(), r.literal.Str()), nil
		}
		return contains(l.literal, r.literal), nil
	},
	"all":      func(_, _ operand) (bool, error) { return false, errUnfit }, // wants a list that no literal and no path gives
	"subsetof": lists(func(l, r []value.Value) bool { return every(l, r, true) }),
	"anyof":    lists(func(l, r []value.Value) bool { return !every(l, r, false) }),
	"noneof":   lists(func(l, r []value.Value) bool { return every(l, r, false) }),
	"size": func(l, r operand) (bool, error) {
		f := r.literal.Float()
		n, ok := length(l.literal)
		return ok && float64(n) == math.Trunc(f), nil
	},
	"empty": func(l, r operand) (bool, error) {
		n, ok := length(l.literal)
		if ok && r.literal.Kind() != value.Bool {
			return false, errUnfit
		}
		return ok && (n == 0) == r.literal.Bool(), nil
	},
}

// equal is ==: a number and a text are equal if either reads as the other, and what a path
// did not find equals nothing.
func equal(a, b value.Value) bool {
	if a.IsUndefined() || b.IsUndefined() {
		return false
	}
	switch {
	case a.Kind() == value.Number && b.Kind() == value.String:
		n, err := value.DecodeString(b.Str())
		return err == nil && n.Kind() == value.Number && value.CompareNumbers(a, n) == 0
	case a.Kind() == value.String && b.Kind() == value.Number:
		return a.Str() == b.NumberText()
	}
	return value.Equal(a, b)
}

// same is ===: equal and of one type.
func same(a, b value.Value) bool { return a.Kind() == b.Kind() && equal(a, b) }

// ordered compares numbers by value and texts as Java does. Anything else has no order.
func ordered(ok func(c int) bool) relation {
	return func(l, r operand) (bool, error) {
		a, b := l.literal, r.literal
		switch {
		case a.Kind() == value.Number && b.Kind() == value.Number:
			return ok(value.CompareNumbers(a, b)), nil
		case a.Kind() == value.String && b.Kind() == value.String:
			return ok(value.CompareUTF16(a.Str(), b.Str())), nil
		}
		return false, nil
	}
}

// scalarText is the text of a string or number.
func scalarText(v value.Value) (string, bool) {
	switch v.Kind() {
	case value.String:
		return v.Str(), true
	case value.Number:
		return v.NumberText(), true
	}
	return "", false
}

// matches is =~: the whole text must match, or one text of an array.
func matches(l, r operand) (bool, error) {
	p, v := l.pattern, r.literal
	if p == nil {
		p, v = r.pattern, l.literal
	}
	if p == nil || l.pattern != nil && r.pattern != nil {
		return false, nil
	}
	if v.Kind() != value.Array {
		return p.match(patternInput(v))
	}
	for _, e := range v.Elems() {
		if ok, err := p.match(patternInput(e)); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

func patternInput(v value.Value) string {
	if v.Kind() == value.Bool {
		return v.String()
	}
	text, _ := scalarText(v)
	return text
}

func contains(list, v value.Value) bool {
	for _, e := range list.Elems() {
		if equal(e, v) {
			return true
		}
	}
	return false
}

// errUnfit is an operand of a kind that its operator can't take. The item then fails the
// whole filter, whatever else the filter says.
var errUnfit = errors.New("the operand does not fit the operator")

// needsList is errUnfit for what is neither array nor object; an object counts as a list
// that contains nothing.
func needsList(o operand) error {
	if k := o.literal.Kind(); k != value.Array && k != value.Object {
		return errUnfit
	}
	return nil
}

// lists makes a relation of a test on two arrays.
func lists(ok func(l, r []value.Value) bool) relation {
	return func(l, r operand) (bool, error) {
		if err := cmp.Or(needsList(r), needsList(l)); err != nil {
			return false, err
		}
		if l.literal.Kind() != value.Array || r.literal.Kind() != value.Array {
			return false, nil
		}
		return ok(l.literal.Elems(), r.literal.Elems()), nil
	}
}

// every reports whether each of some is in of (want) or none is (!want).
func every(some, of []value.Value, want bool) bool {
	list := value.OfArray(of)
	for _, v := range some {
		if contains(list, v) != want {
			return false
		}
	}
	return true
}

// length is what size and empty measure: UTF-16 units of a text, members, elements.
func length(v value.Value) (int, bool) {
	switch v.Kind() {
	case value.String:
		return len(utf16.Encode([]rune(v.Str()))), true
	case value.Array, value.Object:
		return v.Len(), true
	}
	return 0, false
}
