package jsonata

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"github.com/lockstep-go/lockstep/internal/value"
)

// upper16 and lower16 change case as JavaScript does, which may change the length.
func upper16(s string) string {
	if isASCII(s) || !utf8.ValidString(s) {
		return strings.ToUpper(s)
	}
	return cases.Upper(language.Und).String(s)
}

func lower16(s string) string {
	if isASCII(s) || !utf8.ValidString(s) {
		return strings.ToLower(s)
	}
	return cases.Lower(language.Und).String(s)
}

func fnBase64Encode(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	data := []byte(a[0].Str())
	if !st.dialect.utf8Base64 {
		// The reference takes the low byte of every code unit.
		data = data[:0:0]
		for _, u := range units(a[0].Str()) {
			data = append(data, byte(u))
		}
	}
	out := base64.StdEncoding.EncodeToString(data)
	return value.OfString(out), st.allocText(len(out))
}

func fnBase64Decode(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	s := a[0].Str()
	if st.dialect.utf8Base64 {
		data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
		if err != nil {
			return a[0], &Error{Message: "Illegal base64 text", internal: true}
		}
		return value.OfString(strings.ToValidUTF8(string(data), "\uFFFD")), nil
	}
	// Node takes both alphabets, skips what belongs to neither and stops at padding.
	var out []byte
	bits, n := 0, 0
	for i := range len(s) {
		c := s[i]
		if c == '=' {
			break
		}
		d := strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", c)
		switch {
		case c == '-':
			d = 62
		case c == '_':
			d = 63
		case d < 0:
			continue
		}
		bits = bits<<6 | d
		if n += 6; n >= 8 {
			n -= 8
			out = utf8.AppendRune(out, rune(byte(bits>>n)))
		}
	}
	return value.OfString(string(out)), nil
}

const (
	urlMarks    = "-_.!~*'()"
	urlReserved = ";/?:@&=+$,#"
)

func fnEncodeURLComponent(st *state, a []value.Value) (value.Value, *Error) {
	return st.encodeURL(a[0], "encodeUrlComponent", urlMarks)
}

func fnEncodeURL(st *state, a []value.Value) (value.Value, *Error) {
	return st.encodeURL(a[0], "encodeUrl", urlMarks+urlReserved)
}

func (st *state) encodeURL(v value.Value, name, keep string) (value.Value, *Error) {
	if v.IsUndefined() {
		return v, nil
	}
	s := v.Str()
	if !utf8.ValidString(s) { // half of a surrogate pair
		return v, failValue("D3140", v, arg{"functionName", name})
	}
	const hex = "0123456789ABCDEF"
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		c := s[i]
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte(keep, c) >= 0 {
			out = append(out, c)
		} else {
			out = append(out, '%', hex[c>>4], hex[c&15])
		}
	}
	return value.OfString(string(out)), st.allocText(len(out))
}

func fnDecodeURLComponent(st *state, a []value.Value) (value.Value, *Error) {
	return st.decodeURL(a[0], "decodeUrlComponent", "")
}

func fnDecodeURL(st *state, a []value.Value) (value.Value, *Error) {
	return st.decodeURL(a[0], "decodeUrl", urlReserved)
}

// decodeURL leaves escapes of the reserved characters as they are.
func (st *state) decodeURL(v value.Value, name, reserved string) (value.Value, *Error) {
	if v.IsUndefined() {
		return v, nil
	}
	s := v.Str()
	lenient := st.dialect.formURLs
	malformed := func() (value.Value, *Error) {
		return v, failValue("D3140", v, arg{"functionName", name})
	}
	var out []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '+' && lenient && reserved == "" {
			out = append(out, ' ')
			continue
		}
		if s[i] != '%' {
			out = append(out, s[i])
			continue
		}
		from := i
		var char []byte
		for need := 1; len(char) < need; i += 3 {
			if i+2 >= len(s) || s[i] != '%' || !isHex(s[i+1]) || !isHex(s[i+2]) {
				if lenient && len(char) > 0 {
					break
				}
				return malformed()
			}
			c := unhex(s[i+1])<<4 | unhex(s[i+2])
			if len(char) == 0 {
				need = utf8Length(c)
			}
			char = append(char, c)
		}
		i--
		switch {
		case !utf8.Valid(char):
			if !lenient {
				return malformed()
			}
			out = append(out, "\uFFFD"...)
		case len(char) == 1 && strings.IndexByte(reserved, char[0]) >= 0:
			out = append(out, s[from:i+1]...)
		default:
			out = append(out, char...)
		}
	}
	return value.OfString(string(out)), nil
}

func utf8Length(first byte) int {
	switch {
	case first >= 0xF0 && first < 0xF8:
		return 4
	case first >= 0xE0:
		return 3
	case first >= 0xC0:
		return 2
	}
	return 1
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
