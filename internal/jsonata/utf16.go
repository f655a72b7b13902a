package jsonata

import (
	"strings"
	"unicode/utf8"
)

// The reference counts and cuts strings in UTF-16 code units. Strings here are UTF-8, and
// half of a surrogate pair, which only JavaScript can hold, is written as the three bytes
// it would have if UTF-8 allowed it (WTF-8). It leaves an evaluation as U+FFFD.

const (
	surrogateMin = 0xD800
	surrogateLow = 0xDC00
	surrogateMax = 0xDFFF
)

// appendUnit appends one UTF-16 code unit.
func appendUnit(dst []byte, u uint16) []byte {
	if u < surrogateMin || u > surrogateMax {
		return utf8.AppendRune(dst, rune(u))
	}
	return append(dst, 0xE0|byte(u>>12), 0x80|byte(u>>6)&0x3F, 0x80|byte(u)&0x3F)
}

// isSurrogate reports whether s begins with a half of a pair, and which unit it is.
func isSurrogate(s string) (uint16, bool) {
	if len(s) < 3 || s[0] != 0xED || s[1]&0xE0 != 0xA0 || s[2]&0xC0 != 0x80 {
		return 0, false
	}
	return 0xD000 | uint16(s[1]&0x3F)<<6 | uint16(s[2]&0x3F), true
}

// decodeRune is utf8.DecodeRuneInString that also reads halves of pairs.
func decodeRune(s string) (rune, int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	if u, ok := isSurrogate(s); ok {
		return rune(u), 3
	}
	return utf8.DecodeRuneInString(s)
}

// joinSurrogates makes one character of two halves that stand side by side.
func joinSurrogates(s string) string {
	i := strings.IndexByte(s, 0xED)
	if i < 0 {
		return s
	}
	var out []byte
	from := 0
	for i+6 <= len(s) {
		hi, ok := isSurrogate(s[i:])
		lo, ok2 := isSurrogate(s[i+3:])
		if ok && ok2 && hi < surrogateLow && lo >= surrogateLow {
			out = append(out, s[from:i]...)
			out = utf8.AppendRune(out, 0x10000+rune(hi-surrogateMin)<<10+rune(lo-surrogateLow))
			i += 6
			from = i
		} else {
			i++
		}
		n := strings.IndexByte(s[i:], 0xED)
		if n < 0 {
			break
		}
		i += n
	}
	if from == 0 {
		return s
	}
	return string(append(out, s[from:]...))
}

// isASCII lets the common case skip all of this.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// units are the UTF-16 code units of s.
func units(s string) []uint16 {
	out := make([]uint16, 0, len(s))
	for len(s) > 0 {
		r, n := decodeRune(s)
		s = s[n:]
		if r >= 0x10000 {
			r -= 0x10000
			out = append(out, surrogateMin+uint16(r>>10), surrogateLow+uint16(r&0x3FF))
		} else {
			out = append(out, uint16(r))
		}
	}
	return out
}

// fromUnits is the string of UTF-16 code units.
func fromUnits(u []uint16) string {
	out := make([]byte, 0, len(u))
	for i := 0; i < len(u); i++ {
		c := u[i]
		if c >= surrogateMin && c < surrogateLow && i+1 < len(u) && u[i+1] >= surrogateLow && u[i+1] <= surrogateMax {
			out = utf8.AppendRune(out, 0x10000+rune(c-surrogateMin)<<10+rune(u[i+1]-surrogateLow))
			i++
			continue
		}
		out = appendUnit(out, c)
	}
	return string(out)
}

// unitLen is the length of s in UTF-16 code units.
func unitLen(s string) int {
	n := 0
	for i := range len(s) {
		switch b := s[i]; {
		case b < 0x80 || b >= 0xC0 && b < 0xF0:
			n++
		case b >= 0xF0:
			n += 2
		}
	}
	return n
}

// runeLen is the length of s in characters, a lone half of a pair counting as one.
func runeLen(s string) int {
	n := 0
	for i := range len(s) {
		if s[i]&0xC0 != 0x80 {
			n++
		}
	}
	return n
}

// compareStrings orders by UTF-16 code units. That is the order of the bytes, except that
// characters beyond U+FFFF come before U+E000 to U+FFFF.
func compareStrings(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		x, y := a[i], b[i]
		if x == y {
			continue
		}
		if x >= 0xF0 && (y == 0xEE || y == 0xEF) {
			return -1
		}
		if y >= 0xF0 && (x == 0xEE || x == 0xEF) {
			return 1
		}
		if x < y {
			return -1
		}
		return 1
	}
	return len(a) - len(b)
}

// concat joins two strings; two halves of a pair that meet become one character.
func concat(a, b string) string {
	if len(a) >= 3 && len(b) >= 3 && b[0] == 0xED && a[len(a)-3] == 0xED {
		return a[:len(a)-3] + joinSurrogates(a[len(a)-3:]+b)
	}
	return a + b
}

// text16 is a string that can be cut at UTF-16 code units.
type text16 struct {
	s     string
	units []uint16 // nil if s is ASCII, where a unit is a byte
}

func newText16(s string) text16 {
	if isASCII(s) {
		return text16{s: s}
	}
	return text16{s, units(s)}
}

func (t text16) len() int {
	if t.units == nil {
		return len(t.s)
	}
	return len(t.units)
}

// slice is JavaScript's substring: bounds outside the text are moved to its ends, and
// bounds in the wrong order are swapped.
func (t text16) slice(from, to int) string {
	from, to = max(0, min(from, t.len())), max(0, min(to, t.len()))
	if from > to {
		from, to = to, from
	}
	if t.units == nil {
		return t.s[from:to]
	}
	return fromUnits(t.units[from:to])
}
