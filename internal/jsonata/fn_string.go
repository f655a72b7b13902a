package jsonata

import (
	"math"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// text is $string for the & operator: undefined is no text.
func (st *state) text(v value.Value) (string, *Error) {
	switch v.Kind() {
	case value.String:
		return v.Str(), nil
	case value.Undefined:
		return "", nil
	}
	return st.stringify(v, 0)
}

func (st *state) stringify(v value.Value, indent int) (string, *Error) {
	switch v.Kind() {
	case value.String:
		return v.Str(), nil
	case value.Opaque:
		return "", nil
	case value.Number:
		f := v.Float()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return "", failValue("D3001", v)
		}
		return string(st.dialect.number(nil, f)), nil
	case value.Array:
		if v.Mark()&markOuter != 0 {
			v = v.At(0)
		}
	}
	if err := st.measure(v, false); err != nil {
		return "", err
	}
	w := jsonWriter{indent: indent, number: st.dialect.number, functions: `""`}
	out := string(w.append(nil, v, 0))
	return out, st.allocText(len(out))
}

func fnString(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	indent := 0
	if a[1].Bool() {
		indent = 2
	}
	s, err := st.stringify(a[0], indent)
	return value.OfString(s), err
}

// onString makes a function of a string that leaves undefined alone.
func onString(f func(s string) string) func(*state, []value.Value) (value.Value, *Error) {
	return func(st *state, a []value.Value) (value.Value, *Error) {
		if a[0].IsUndefined() {
			return a[0], nil
		}
		out := f(a[0].Str())
		return value.OfString(out), st.allocText(len(out) / 2)
	}
}

var (
	fnLowercase = onString(lower16)
	fnUppercase = onString(upper16)
	fnTrim      = onString(trim)
)

func fnLength(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	return value.OfInt(int64(runeLen(a[0].Str()))), nil
}

// trim strips white space from both ends and makes each run of it inside one space.
func trim(s string) string {
	var b strings.Builder
	space := false
	for i := range len(s) {
		switch c := s[i]; c {
		case ' ', '\t', '\n', '\r':
			space = true
		default:
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteByte(c)
		}
	}
	return b.String()
}

// characters cuts s into characters, as the reference's string-to-array does.
func characters(s string) []string {
	out := make([]string, 0, len(s))
	for len(s) > 0 {
		_, n := decodeRune(s)
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

// sliceBounds are the bounds of JavaScript's slice(from, to) on n elements.
func sliceBounds(from, to float64, n int) (int, int) {
	bound := func(f float64) int {
		if math.IsNaN(f) {
			return 0
		}
		f = math.Trunc(f)
		if f < 0 {
			f += float64(n)
		}
		return int(max(0, min(f, float64(n))))
	}
	i, j := bound(from), bound(to)
	return i, max(i, j)
}

func fnSubstring(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	s := a[0].Str()
	n := runeLen(s)
	start := a[1].Float()
	if float64(n)+start < 0 {
		start = 0
	}
	end := math.Inf(1)
	if !a[2].IsUndefined() {
		length := a[2].Float()
		if length <= 0 {
			return value.OfString(""), nil
		}
		end = start + length
		if start < 0 {
			end += float64(n)
		}
	}
	i, j := sliceBounds(start, end, n)
	if n == len(s) {
		return value.OfString(s[i:j]), nil
	}
	return value.OfString(joinSurrogates(strings.Join(characters(s)[i:j], ""))), nil
}

// separatorText is what JavaScript searches for: undefined by its name.
func separatorText(v value.Value) string {
	if v.IsUndefined() {
		return "undefined"
	}
	return v.Str()
}

func fnSubstringBefore(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	before, _, _ := strings.Cut(a[0].Str(), separatorText(a[1]))
	return value.OfString(before), nil
}

func fnSubstringAfter(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	if _, after, ok := strings.Cut(a[0].Str(), separatorText(a[1])); ok {
		return value.OfString(after), nil
	}
	return a[0], nil
}

func fnPad(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	s, width, fill := a[0].Str(), a[1].Float(), a[2].Str()
	if fill == "" {
		fill = " "
	}
	missing := math.Abs(width) - float64(runeLen(s))
	if !(missing > 0) {
		return a[0], nil
	}
	if st.dialect.cutsFractions {
		missing = math.Trunc(missing)
	}
	if missing != math.Trunc(missing) || missing >= math.MaxUint32 {
		return a[0], fault("Invalid array length")
	}
	if err := st.allocText(len(s) + int(missing)*len(fill)); err != nil {
		return a[0], err
	}
	padding := strings.Repeat(fill, int(missing))
	if unitLen(fill) > 1 {
		padding = strings.Join(characters(padding)[:int(missing)], "")
	}
	if width > 0 {
		return value.OfString(concat(s, padding)), nil
	}
	return value.OfString(concat(padding, s)), nil
}

func fnJoin(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	elems := a[0].Elems()
	parts := make([]string, len(elems))
	size := 0
	for i, e := range elems {
		parts[i] = e.Str()
		size += len(parts[i]) + len(a[1].Str())
	}
	if err := st.allocText(size); err != nil {
		return a[0], err
	}
	return value.OfString(joinSurrogates(strings.Join(parts, a[1].Str()))), nil
}
