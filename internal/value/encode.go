package value

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// AppendJSON appends the compact JSON text of v to dst. Undefined is written as null,
// numbers that are not finite as strings.
func (v Value) AppendJSON(dst []byte) []byte {
	switch v.Kind() {
	case Bool:
		return strconv.AppendBool(dst, v.n == 1)
	case Number:
		return v.appendNumber(dst)
	case String:
		return AppendQuoted(dst, v.text())
	case Array:
		dst = append(dst, '[')
		for i, e := range v.Elems() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = e.AppendJSON(dst)
		}
		return append(dst, ']')
	case Object:
		dst = append(dst, '{')
		for i, m := range v.Members() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = AppendQuoted(dst, m.Key)
			dst = append(dst, ':')
			dst = m.Value.AppendJSON(dst)
		}
		return append(dst, '}')
	}
	return append(dst, "null"...)
}

// String is the compact JSON text of v; for people, and for tests.
func (v Value) String() string {
	if v.Kind() == Undefined {
		return "undefined"
	}
	return string(v.AppendJSON(nil))
}

// MarshalJSON makes a Value a field of structs that encoding/json writes.
func (v Value) MarshalJSON() ([]byte, error) { return v.AppendJSON(nil), nil }

func (v Value) appendNumber(dst []byte) []byte {
	switch v.meta.rep() {
	case repText:
		return append(dst, v.text()...)
	case repInt:
		return strconv.AppendInt(dst, int64(v.n), 10)
	}
	return appendFloat(dst, math.Float64frombits(v.n))
}

// appendFloat writes f as JavaScript does: plain digits between 1e-6 and 1e21, else with
// an exponent.
func appendFloat(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, `"NaN"`...)
	case math.IsInf(f, 1):
		return append(dst, `"Infinity"`...)
	case math.IsInf(f, -1):
		return append(dst, `"-Infinity"`...)
	case f == 0:
		return append(dst, '0')
	}
	abs := math.Abs(f)
	if abs >= 1e-6 && abs < 1e21 {
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
	from := len(dst)
	dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
	// Go writes e-07, JavaScript e-7.
	if n := len(dst); n-from >= 4 && dst[n-4] == 'e' && dst[n-2] == '0' {
		dst[n-2] = dst[n-1]
		dst = dst[:n-1]
	}
	return dst
}

const hexDigits = "0123456789abcdef"

// AppendQuoted appends s as a JSON string. It escapes what JSON demands and nothing else:
// no HTML characters, no code points above ASCII. Bytes that are not UTF-8 become U+FFFD.
func AppendQuoted(dst []byte, s string) []byte {
	return append(appendEscaped(append(dst, '"'), s), '"')
}

// EncodedLen is the length of v's compact JSON text in bytes, found without writing it, and
// without a walk where it was noted (see [Value.Measure]).
func (v Value) EncodedLen() int {
	if n := int(v.meta >> sizeFrom); n > 0 {
		return n
	}
	switch v.Kind() {
	case Bool:
		return 5 - int(v.n)
	case Number:
		if v.meta.rep() == repText {
			return int(v.n)
		}
		var buf [32]byte
		return len(v.appendNumber(buf[:0]))
	case String:
		return quotedLen(v.text())
	case Array:
		n := 2 + max(v.Len()-1, 0)
		for _, e := range v.Elems() {
			n += e.EncodedLen()
		}
		return n
	case Object:
		n := 2 + max(v.Len()-1, 0)
		for _, m := range v.Members() {
			n += quotedLen(m.Key) + 1 + m.Value.EncodedLen()
		}
		return n
	}
	return len("null")
}

// quotedLen is the length of what [AppendQuoted] appends.
func quotedLen(s string) int {
	n, _ := quotedLenUTF8(s)
	return n
}

// quotedLenUTF8 is quotedLen, and whether s is UTF-8.
func quotedLenUTF8(s string) (n int, ok bool) {
	n, ok = len(s)+2, true
	for i := plainLen(s); i < len(s); i++ {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				n += len("\uFFFD") - 1
				ok = false
			}
			i += size - 1
		case c == '"' || c == '\\' || c == '\b' || c == '\f' || c == '\n' || c == '\r' || c == '\t':
			n++
		case c < 0x20:
			n += len(`\u0000`) - 1
		}
	}
	return n, ok
}
