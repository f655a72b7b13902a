package jsonata

import (
	"errors"

	"github.com/lockstep-go/lockstep/internal/jsonata/ecmaregexp"
	"github.com/lockstep-go/lockstep/internal/value"
)

// regex is a compiled regular expression. JavaScript's match UTF-16 code units and
// backtrack; a match that takes too many steps ends with an error.
type regex struct {
	re     *ecmaregexp.Regexp
	source string
	at     int
}

// maxMatchSteps bounds one match, to a fraction of a second. stepsPerStep is how many steps
// of a match count as one of the evaluation.
const (
	maxMatchSteps = 50_000_000
	stepsPerStep  = 8
)

func (c compiler) regex(p *plan) (evaler, *Error) {
	r, err := newRegex(p.text, p.flags, c.unit.dialect)
	if err != nil {
		return nil, err.at(p.at)
	}
	r.at = p.at
	// A regular expression is a function of the text and the position to start at.
	f := &function{arity: 2, formals: 2, bare: true, impl: func(st *state, args []value.Value) (value.Value, *Error) {
		text, ok := scriptText(args[0])
		if !ok {
			return value.Value{}, fault("a regular expression can only be applied to a string")
		}
		start := 0
		if args[1].Kind() == value.Number {
			start = int(args[1].Float())
		}
		m, err := r.matcher(text).from(st, start)
		if err != nil || m == nil {
			return value.Value{}, err
		}
		return m.value(), nil
	}}
	f.regex = r
	return literal(f.value()), nil
}

// scriptText is the text that JavaScript makes of what is no text, for scalars.
func scriptText(v value.Value) (string, bool) {
	switch v.Kind() {
	case value.String:
		return v.Str(), true
	case value.Undefined, value.Null:
		return v.Kind().String(), true
	case value.Bool:
		return v.String(), true
	case value.Number:
		return formatNumber(v.Float()), true
	case value.Array, value.Object, value.Opaque:
	}
	return "", false
}

func newRegex(pattern, flags string, d *dialect) (*regex, *Error) {
	var opts []ecmaregexp.Option
	if d.asciiSpace {
		opts = append(opts, ecmaregexp.ASCIISpace())
	}
	re, err := ecmaregexp.Compile(pattern, flags, opts...)
	if err != nil {
		return nil, fault("Invalid regular expression: /" + pattern + "/: " + err.Error())
	}
	return &regex{re: re, source: pattern}, nil
}

// matcher applies a regular expression to one text.
type matcher struct {
	r        *regex
	text     text16
	prepared ecmaregexp.Text
}

func (r *regex) matcher(s string) *matcher {
	m := &matcher{r: r, text: newText16(s)}
	if m.text.units != nil {
		m.prepared = ecmaregexp.UnitsText(m.text.units)
	} else {
		m.prepared = ecmaregexp.NewText(s)
	}
	return m
}

// match is one place where a regular expression matched; groups that took no part are
// undefined.
type match struct {
	m          *matcher
	text       string
	start, end int // in code units
	groups     []value.Value
}

func (m *matcher) from(st *state, start int) (*match, *Error) {
	if err := st.work(1 + m.text.len()/stepsPerStep); err != nil {
		return nil, err
	}
	limit := min(maxMatchSteps, stepsPerStep*max(0, st.limits.Steps-st.steps))
	steps := limit
	at, err := m.r.re.Find(m.prepared, start, &steps)
	switch {
	case errors.Is(err, ecmaregexp.ErrSpace):
		return nil, outOfMemory()
	case err != nil:
		return nil, timedOut()
	}
	if err := st.work((limit - steps) / stepsPerStep); err != nil {
		return nil, err
	}
	if at == nil {
		return nil, nil
	}
	out := &match{m: m, start: at[0], end: at[1], text: m.text.slice(at[0], at[1])}
	for i := 2; i < len(at); i += 2 {
		v := value.Value{}
		if at[i] >= 0 {
			v = value.OfString(m.text.slice(at[i], at[i+1]))
		}
		out.groups = append(out.groups, v)
	}
	return out, nil
}

// next is the match after this one. A second match of no text would go on for ever.
func (a *match) next(st *state) (*match, *Error) {
	// The reference keeps the position in the expression: after a match, its end.
	if a.end >= a.m.text.len() {
		return nil, nil
	}
	n, err := a.m.from(st, a.end)
	if err == nil && n != nil && n.text == "" {
		return nil, fail("D1004", withText("value", a.m.r.source)).at(a.m.r.at)
	}
	return n, err
}

// value is the match as a matcher function of the language answers it.
func (a *match) value() value.Value {
	next := &function{bare: true, impl: func(st *state, _ []value.Value) (value.Value, *Error) {
		n, err := a.next(st)
		if err != nil || n == nil {
			return value.Value{}, err
		}
		return n.value(), nil
	}}
	return value.OfObject([]value.Member{
		{Key: "match", Value: value.OfString(a.text)},
		{Key: "start", Value: value.OfInt(int64(a.start))},
		{Key: "end", Value: value.OfInt(int64(a.end))},
		{Key: "groups", Value: value.OfArray(a.groups)},
		{Key: "next", Value: next.value()},
	})
}

// found is a match in the form that functions work with, whether it comes from a regular
// expression or from a matcher function.
type found struct {
	text       value.Value
	start, end int
	groups     []value.Value
	next       func() (*found, *Error)
}

// firstMatch applies a pattern, a regular expression or a function that acts like one.
func (st *state) firstMatch(pattern value.Value, text string) (*found, *Error) {
	f, ok := asFunction(pattern)
	if !ok {
		return nil, fail("T1006")
	}
	if f.regex != nil {
		m, err := f.regex.matcher(text).from(st, 0)
		return m.found(st), err
	}
	return st.customMatch(pattern, []value.Value{value.OfString(text)})
}

func (a *match) found(st *state) *found {
	if a == nil {
		return nil
	}
	return &found{
		text: value.OfString(a.text), start: a.start, end: a.end, groups: a.groups,
		next: func() (*found, *Error) {
			n, err := a.next(st)
			return n.found(st), err
		},
	}
}

func (st *state) customMatch(f value.Value, args []value.Value) (*found, *Error) {
	v, err := st.apply(f, args, value.NullValue, nil)
	if err != nil || v.IsUndefined() {
		return nil, err
	}
	if ok, err := truth(v); err != nil || !ok {
		if err == nil {
			err = fault("the matcher function must return an object or nothing")
		}
		return nil, err
	}
	_, hasNext := asFunction(v.Get("next"))
	if v.Get("start").Kind() != value.Number && v.Get("end").Kind() != value.Number &&
		v.Get("groups").Kind() != value.Array && !hasNext {
		return nil, fail("T1010")
	}
	return &found{
		text: v.Get("match"), start: int(v.Get("start").Float()), end: int(v.Get("end").Float()),
		groups: v.Get("groups").Elems(),
		next: func() (*found, *Error) {
			return st.customMatch(v.Get("next"), nil)
		},
	}, nil
}
