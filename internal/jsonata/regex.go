package jsonata

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dlclark/regexp2"

	"github.com/lockstep-go/lockstep/internal/value"
)

// regex is a compiled regular expression. JavaScript's match UTF-16 code units and
// backtrack, so the engine is one that backtracks, fed with code units; a match that takes
// too long ends with an error.
type regex struct {
	re     *regexp2.Regexp
	source string
	at     int
	groups int
}

// matchTimeout bounds one match; an evaluation's own bound may be shorter but is looked at
// only between matches.
const matchTimeout = 250 * time.Millisecond

func (c compiler) regex(p *plan) (evaler, *Error) {
	r, err := newRegex(p.text, p.flags, c.unit.dialect)
	if err != nil {
		return nil, err.at(p.at)
	}
	r.at = p.at
	// A regular expression is a function of the text and the position to start at.
	f := &function{arity: 2, formals: 2, bare: true, impl: func(st *state, args []value.Value) (value.Value, *Error) {
		if args[0].Kind() != value.String {
			return value.Value{}, fault("a regular expression can only be applied to a string")
		}
		start := 0
		if args[1].Kind() == value.Number {
			start = int(args[1].Float())
		}
		m, err := r.matcher(args[0].Str()).from(st, start)
		if err != nil || m == nil {
			return value.Value{}, err
		}
		return m.value(), nil
	}}
	f.regex = r
	return literal(f.value()), nil
}

func newRegex(pattern, flags string, d *dialect) (*regex, *Error) {
	options := regexp2.RegexOptions(regexp2.ECMAScript)
	if strings.Contains(flags, "i") {
		options |= regexp2.IgnoreCase
	}
	if strings.Contains(flags, "m") {
		options |= regexp2.Multiline
	}
	re, err := regexp2.Compile(translate(pattern, d), options)
	if err != nil {
		return nil, fault("Invalid regular expression: /" + pattern + "/: " + err.Error())
	}
	re.MatchTimeout = matchTimeout
	return &regex{re: re, source: pattern, groups: len(re.GetGroupNumbers()) - 1}, nil
}

// translate writes a pattern of JavaScript for the engine: characters beyond U+FFFF become
// their two code units, and classes that the engine's ECMAScript mode narrows to ASCII are
// spelled out.
func translate(pattern string, d *dialect) string {
	var b strings.Builder
	inClass := false
	for i := 0; i < len(pattern); {
		r, n := decodeRune(pattern[i:])
		if r >= surrogateMin && (r <= surrogateMax || r >= 0x10000) {
			for _, u := range units(pattern[i : i+n]) {
				b.WriteString(`\u` + hex4(u))
			}
			i += n
			continue
		}
		if r == '\\' && i+1 < len(pattern) {
			next := pattern[i+1]
			switch {
			case next == 's':
				b.WriteString(classText(d.space(), inClass, false))
			case next == 'S' && !inClass:
				b.WriteString(classText(d.space(), false, true))
			case next == '/':
				b.WriteByte('/')
			default:
				_, m := utf8.DecodeRuneInString(pattern[i+1:])
				b.WriteString(pattern[i : i+1+m])
				i += m - 1
			}
			i += 2
			continue
		}
		switch {
		case r == '[' && !inClass:
			inClass = true
			if strings.HasPrefix(pattern[i:], "[^]") {
				b.WriteString(`[\s\S]`)
				inClass = false
				i += 3
				continue
			}
		case r == '[' && inClass:
			b.WriteByte('\\')
		case r == ']' && inClass:
			inClass = false
		case r == '.' && !inClass:
			// The engine's dot stops at \n only.
			b.WriteString(`[^\n\r\u2028\u2029]`)
			i += n
			continue
		}
		b.WriteString(pattern[i : i+n])
		i += n
	}
	return b.String()
}

// space is what \s matches, as the inside of a class.
func (d *dialect) space() string {
	if d.asciiSpace {
		return `\t\n\v\f\r `
	}
	return `\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff`
}

func classText(class string, inClass, negated bool) string {
	switch {
	case inClass:
		return class
	case negated:
		return "[^" + class + "]"
	}
	return "[" + class + "]"
}

// matcher applies a regular expression to one text.
type matcher struct {
	r     *regex
	text  text16
	runes []rune // the code units, as the engine wants them
}

func (r *regex) matcher(s string) *matcher {
	m := &matcher{r: r, text: newText16(s)}
	m.runes = make([]rune, m.text.len())
	for i := range m.runes {
		if m.text.units == nil {
			m.runes[i] = rune(s[i])
		} else {
			m.runes[i] = rune(m.text.units[i])
		}
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
	if start < 0 || start > len(m.runes) {
		return nil, nil
	}
	if err := st.work(1 + len(m.runes)/8); err != nil {
		return nil, err
	}
	if st.timeLeft() <= 0 {
		return nil, timedOut()
	}
	found, err := m.r.re.FindRunesMatchStartingAt(m.runes, start)
	if err != nil {
		return nil, timedOut()
	}
	if found == nil {
		return nil, nil
	}
	out := &match{m: m, start: found.Index, end: found.Index + found.Length}
	out.text = m.text.slice(out.start, out.end)
	for i := 1; i <= m.r.groups; i++ {
		g := found.GroupByNumber(i)
		v := value.Value{}
		if g != nil && len(g.Captures) > 0 {
			v = value.OfString(m.text.slice(g.Index, g.Index+g.Length))
		}
		out.groups = append(out.groups, v)
	}
	return out, nil
}

// next is the match after this one. A second match of no text would go on for ever.
func (a *match) next(st *state) (*match, *Error) {
	// The reference keeps the position in the expression: after a match, its end.
	if a.end >= len(a.m.runes) {
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
