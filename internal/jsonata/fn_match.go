package jsonata

import (
	"math"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// limitOf is an optional limit: none is infinite, and a negative one is an error.
func (st *state) limitOf(v value.Value, code string) (float64, *Error) {
	if v.IsUndefined() {
		return math.Inf(1), nil
	}
	limit := v.Float()
	if limit < 0 {
		return 0, failValue(code, v)
	}
	return limit, nil
}

func fnContains(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	if a[1].Kind() == value.String {
		return value.OfBool(strings.Contains(a[0].Str(), a[1].Str())), nil
	}
	m, err := st.firstMatch(a[1], a[0].Str())
	return value.OfBool(m != nil), err
}

func fnMatch(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	limit, err := st.limitOf(a[2], "D3040")
	if err != nil {
		return a[0], err
	}
	var out []value.Value
	if limit > 0 {
		m, err := st.firstMatch(a[1], a[0].Str())
		for ; err == nil && m != nil && float64(len(out)) < limit; m, err = m.next() {
			out = append(out, value.OfObject([]value.Member{
				{Key: "match", Value: m.text},
				{Key: "index", Value: value.OfInt(int64(m.start))},
				{Key: "groups", Value: value.OfArray(m.groups)},
			}))
		}
		if err != nil {
			return a[0], err
		}
	}
	return sequenceOf(out), st.alloc(len(out) * 3 * bytesPerMember)
}

func fnReplace(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	s, pattern := a[0].Str(), a[1]
	if pattern.Kind() == value.String && pattern.Str() == "" {
		return a[0], failValue("D3010", pattern)
	}
	limit, err := st.limitOf(a[3], "D3011")
	if err != nil {
		return a[0], err
	}
	if st.dialect.cutsFractions {
		limit = math.Trunc(limit)
	}
	if limit <= 0 {
		return a[0], nil
	}
	if pattern.Kind() == value.String {
		with := a[2].Str()
		n := strings.Count(s, pattern.Str())
		if float64(n) > math.Ceil(limit) {
			n = int(math.Ceil(limit))
		}
		if err := st.allocText(len(s) + n*len(with)); err != nil {
			return a[0], err
		}
		return value.OfString(joinSurrogates(strings.Replace(s, pattern.Str(), with, n))), nil
	}
	return st.replaceMatches(a[0], pattern, a[2], limit)
}

func (st *state) replaceMatches(s, pattern, replacement value.Value, limit float64) (value.Value, *Error) {
	m, err := st.firstMatch(pattern, s.Str())
	if err != nil || m == nil {
		return s, err
	}
	text := newText16(s.Str())
	var out []byte
	position := 0
	for count := 0.0; m != nil && count < limit; count++ {
		out = append(out, text.slice(position, m.start)...)
		if replacement.Kind() == value.String {
			out = expand(out, replacement.Str(), m)
		} else {
			v, err := st.apply(replacement, []value.Value{m.value()}, value.NullValue, nil)
			if err != nil {
				return s, err
			}
			if v.Kind() != value.String {
				return s, failValue("D3012", v)
			}
			out = append(out, v.Str()...)
		}
		position = m.start + unitLen(m.text.Str())
		if err := st.allocText(len(m.text.Str()) + 1); err != nil {
			return s, err
		}
		if m, err = m.next(); err != nil {
			return s, err
		}
	}
	out = append(out, text.slice(position, text.len())...)
	return value.OfString(joinSurrogates(string(out))), st.allocText(len(out))
}

// value is a match as a replacement function sees it.
func (m *found) value() value.Value {
	return value.OfObject([]value.Member{
		{Key: "match", Value: m.text},
		{Key: "start", Value: value.OfInt(int64(m.start))},
		{Key: "end", Value: value.OfInt(int64(m.end))},
		{Key: "groups", Value: value.OfArray(m.groups)},
	})
}

// expand appends a replacement text in which $$ is a dollar, $0 the match and $n a group.
func expand(out []byte, text string, m *found) []byte {
	for {
		i := strings.IndexByte(text, '$')
		if i < 0 {
			return append(out, text...)
		}
		out = append(out, text[:i]...)
		text = text[i+1:]
		switch {
		case strings.HasPrefix(text, "$"):
			out = append(out, '$')
			text = text[1:]
			continue
		case strings.HasPrefix(text, "0"):
			out = append(out, m.text.Str()...)
			text = text[1:]
			continue
		}
		digits := 1
		for n := len(m.groups); n >= 10; n /= 10 {
			digits++
		}
		index, ok := parseLeadingInt(text[:min(digits, len(text))])
		if digits > 1 && index > len(m.groups) {
			index, ok = parseLeadingInt(text[:min(digits-1, len(text))])
		}
		if !ok {
			out = append(out, '$')
			continue
		}
		if index >= 1 && index <= len(m.groups) {
			out = append(out, m.groups[index-1].Str()...)
		}
		text = text[min(len(formatNumber(float64(index))), len(text)):]
	}
}

// parseLeadingInt is JavaScript's parseInt(s, 10).
func parseLeadingInt(s string) (int, bool) {
	s = strings.TrimLeft(s, " \t\n\r\v\f")
	sign := 1
	if s != "" && (s[0] == '-' || s[0] == '+') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	n, i := 0, 0
	for ; i < len(s) && i < 15 && s[i] >= '0' && s[i] <= '9'; i++ {
		n = n*10 + int(s[i]-'0')
	}
	return sign * n, i > 0
}

func fnSplit(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	limit, err := st.limitOf(a[2], "D3020")
	if err != nil {
		return a[0], err
	}
	if limit <= 0 {
		return value.OfArray(nil), nil
	}
	s := a[0].Str()
	var out []value.Value
	if a[1].Kind() == value.String {
		// JavaScript's own split cuts a fraction off.
		for _, part := range splitText(s, a[1].Str()) {
			if float64(len(out)) >= math.Floor(limit) {
				break
			}
			out = append(out, value.OfString(part))
		}
		return value.OfArray(out), st.allocList(len(out))
	}
	m, err := st.firstMatch(a[1], s)
	if err != nil {
		return a[0], err
	}
	if m == nil {
		return value.ArrayOf(a[0]), nil
	}
	text := newText16(s)
	start := 0
	for m != nil && float64(len(out)) < limit {
		out = append(out, value.OfString(text.slice(start, m.start)))
		start = m.end
		if m, err = m.next(); err != nil {
			return a[0], err
		}
	}
	if float64(len(out)) < limit {
		out = append(out, value.OfString(text.slice(start, text.len())))
	}
	return value.OfArray(out), st.allocList(len(out))
}

// splitText is JavaScript's split; an empty separator cuts between code units.
func splitText(s, sep string) []string {
	if sep != "" {
		return strings.Split(s, sep)
	}
	t := newText16(s)
	out := make([]string, t.len())
	for i := range out {
		out[i] = t.slice(i, i+1)
	}
	return out
}
