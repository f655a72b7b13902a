package intrinsic

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/internal/value"
)

// maxText bounds the texts that are encoded, decoded and hashed, in UTF-16 units.
const maxText = 10_000

func isText(v value.Value) bool { return v.Kind() == value.String }

// short reports whether a text is within maxText.
func short(s string) bool {
	if len(s) <= maxText {
		return true
	}
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n <= maxText
}

// format puts arguments in place of {}. The template may come from a path.
func format(_ *Env, c *Call, args []value.Value) (value.Value, string) {
	if !isText(args[0]) {
		return value.Value{}, invalidArguments(c.Function.Name)
	}
	template := args[0].Str()
	if a := &c.Args[0]; a.Path == nil && a.Call == nil {
		template = a.template
	}
	args = args[1:]
	var out []byte
	used := 0
	for i := 0; i < len(template); i++ {
		switch ch := template[i]; ch {
		case '\\':
			if i+1 == len(template) || !strings.ContainsRune(`'{}\`, rune(template[i+1])) {
				return value.Value{}, invalidArguments(c.Function.Name)
			}
			i++
			out = append(out, template[i])
		case '{':
			if i+1 == len(template) || template[i+1] != '}' {
				return value.Value{}, "Invalid template in States.Format: matching '}' not found for '{'."
			}
			i++
			if used < len(args) {
				out = appendJava(out, args[used])
			}
			used++
		case '}':
			return value.Value{}, "Invalid template in States.Format: matching '{' not found for '}'."
		default:
			out = append(out, ch)
		}
	}
	if used != len(args) {
		return value.Value{}, invalidArguments(c.Function.Name)
	}
	return value.OfString(string(out)), ""
}

// appendJava writes a value as Java's toString does once it is read into maps and lists.
func appendJava(dst []byte, v value.Value) []byte {
	switch v.Kind() {
	case value.String:
		return append(dst, v.Str()...)
	case value.Number:
		return appendNumber(dst, v)
	case value.Array:
		dst = append(dst, '[')
		for i, e := range v.Elems() {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = appendJava(dst, e)
		}
		return append(dst, ']')
	case value.Object:
		dst = append(dst, '{')
		for i, m := range v.Members() {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = append(append(dst, m.Key...), '=')
			dst = appendJava(dst, m.Value)
		}
		return append(dst, '}')
	}
	return v.AppendJSON(dst)
}

// appendNumber writes an integer in full and a fraction as a double.
func appendNumber(dst []byte, v value.Value) []byte {
	text := v.NumberText()
	switch {
	case text == "-0":
		return append(dst, '0')
	case v.IsIntegerText():
		return append(dst, text...)
	}
	return value.AppendJavaDouble(dst, v.Float())
}

// stringSplit takes each character of the second text as a delimiter and drops empty pieces.
func stringSplit(args []value.Value) (value.Value, bool) {
	if !isText(args[0]) || !isText(args[1]) {
		return value.Value{}, false
	}
	delimiters := args[1].Str()
	var out []value.Value
	for piece := range strings.FieldsFuncSeq(args[0].Str(), func(r rune) bool { return strings.ContainsRune(delimiters, r) }) {
		out = append(out, value.OfString(piece))
	}
	return value.OfArray(out), true
}

func base64Encode(args []value.Value) (value.Value, bool) {
	if !isText(args[0]) || !short(args[0].Str()) {
		return value.Value{}, false
	}
	return value.OfString(base64.StdEncoding.EncodeToString([]byte(args[0].Str()))), true
}

// base64Decode lets the padding be missing, as Java does. Bytes that are not UTF-8 become
// U+FFFD.
func base64Decode(args []value.Value) (value.Value, bool) {
	if !isText(args[0]) || !short(args[0].Str()) {
		return value.Value{}, false
	}
	s := args[0].Str()
	encoding := base64.StdEncoding
	if !strings.HasSuffix(s, "=") {
		encoding = base64.RawStdEncoding
	}
	if strings.ContainsAny(s, "\r\n") {
		return value.Value{}, false
	}
	data, err := encoding.DecodeString(s)
	text := string(data)
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	return value.OfString(text), err == nil
}

// hash takes a text as it is and everything else as JSON text.
func hash(args []value.Value) (value.Value, bool) {
	data := args[0].Str()
	if !isText(args[0]) {
		data = args[0].String()
	}
	if !short(data) || !isText(args[1]) {
		return value.Value{}, false
	}
	var digest []byte
	switch b := []byte(data); args[1].Str() {
	case "MD5":
		d := md5.Sum(b)
		digest = d[:]
	case "SHA-1":
		d := sha1.Sum(b)
		digest = d[:]
	case "SHA-256":
		d := sha256.Sum256(b)
		digest = d[:]
	case "SHA-384":
		d := sha512.Sum384(b)
		digest = d[:]
	case "SHA-512":
		d := sha512.Sum512(b)
		digest = d[:]
	default:
		return value.Value{}, false
	}
	return value.OfString(hex.EncodeToString(digest)), true
}
