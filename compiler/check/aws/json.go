package aws

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/lockstep-go/lockstep/internal/value"
)

var notObject = Diagnostic{Severity: Error, Code: "SCHEMA_VALIDATION_FAILED", Message: "Definition must be a valid JSON object"}

// unreadable is the diagnostic on a text that is no JSON object. The service reads JSON
// with the Java library Jackson, and passes its sentences on.
func unreadable(definition []byte) (Diagnostic, bool) {
	if len(definition) == 0 {
		return Diagnostic{Severity: Error, Code: "MISSING_DESCRIPTION", Message: "Received a null or empty workflow input."}, true
	}
	text := string(definition)
	if strings.TrimSpace(text) == "" {
		return notObject, true
	}
	v, err := value.DecodeString(text, value.WithDuplicates())
	if err == nil {
		return notObject, v.Kind() != value.Object
	}
	j := jackson{text: []rune(text)}
	j.value()
	if j.message == "" {
		return notObject, true // something Jackson would not mind, such as great depth
	}
	at := j.source(j.at)
	return Diagnostic{Severity: Error, Code: "INVALID_JSON_DESCRIPTION", Message: j.message + "\n at " + at, Location: at}, true
}

// jackson finds the first fault of a text and words it as Jackson's ReaderBasedJsonParser
// does. Faults inside numbers and strings are worded for the common cases only.
type jackson struct {
	text    []rune
	i       int
	depth   int
	message string
	at      int // the character that the message blames, from 0
}

const wanted = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

// source is Jackson's way to name a place; at most 500 characters of the text are shown.
func (j *jackson) source(at int) string {
	const most = 500
	line, column := 1, 1
	for _, r := range j.text[:min(at, len(j.text))] {
		if r == '\n' {
			line, column = line+1, 1
		} else {
			column++
		}
	}
	shown := `"` + string(j.text[:min(most, len(j.text))]) + `"`
	if n := len(j.text) - most; n > 0 {
		shown += fmt.Sprintf("[truncated %d chars]", n)
	}
	return fmt.Sprintf("[Source: (String)%s; line: %d, column: %d]", shown, line, column)
}

func (j *jackson) fail(at int, format string, args ...any) bool {
	j.at, j.message = at, fmt.Sprintf(format, args...)
	return false
}

func (j *jackson) space() {
	for j.i < len(j.text) && strings.ContainsRune(" \t\r\n", j.text[j.i]) {
		j.i++
	}
}

// unexpected is the sentence about a character; its place is behind the character.
func (j *jackson) unexpected(expected string) bool {
	c := j.text[j.i]
	return j.fail(j.i, "Unexpected character ('%c' (code %d)): %s", c, c, expected)
}

func (j *jackson) value() bool {
	if j.space(); j.i >= len(j.text) {
		return j.fail(j.i, "Unexpected end-of-input")
	}
	if j.depth++; j.depth > value.MaxDepth {
		return false
	}
	defer func() { j.depth-- }()
	switch c := j.text[j.i]; {
	case c == '{':
		return j.object()
	case c == '[':
		return j.array()
	case c == '"':
		return j.quoted()
	case c == '-' || c >= '0' && c <= '9':
		for j.i < len(j.text) && strings.ContainsRune("+-.eE0123456789", j.text[j.i]) {
			j.i++
		}
		return true
	case isIdentifier(c):
		return j.word()
	}
	return j.unexpected("expected a valid value " + wanted)
}

func isIdentifier(r rune) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

func (j *jackson) word() bool {
	from := j.i
	for j.i < len(j.text) && isIdentifier(j.text[j.i]) {
		j.i++
	}
	switch w := string(j.text[from:j.i]); w {
	case "true", "false", "null":
		return true
	default:
		return j.fail(j.i, "Unrecognized token '%s': was expecting %s", w, wanted)
	}
}

func (j *jackson) quoted() bool {
	for j.i++; j.i < len(j.text); j.i++ {
		switch c := j.text[j.i]; {
		case c == '\\':
			j.i++
		case c == '"':
			j.i++
			return true
		case c < 0x20:
			return j.fail(j.i+1, "Illegal unquoted character ((CTRL-CHAR, code %d)): has to be escaped using backslash to be included in string value", c)
		}
	}
	return j.fail(len(j.text), "Unexpected end-of-input: was expecting closing quote for a string value")
}

func (j *jackson) array() bool {
	start := j.i
	j.i++
	if j.space(); j.i < len(j.text) && j.text[j.i] == ']' {
		j.i++
		return true
	}
	for {
		if j.space(); j.i >= len(j.text) {
			return j.unclosed("Array", start)
		}
		if !j.value() {
			return false
		}
		if j.space(); j.i >= len(j.text) {
			return j.unclosed("Array", start)
		}
		switch j.text[j.i] {
		case ']':
			j.i++
			return true
		case ',':
			j.i++
		default:
			return j.unexpected("was expecting comma to separate Array entries")
		}
	}
}

func (j *jackson) object() bool {
	start := j.i
	j.i++
	if j.space(); j.i < len(j.text) && j.text[j.i] == '}' {
		j.i++
		return true
	}
	for {
		if j.space(); j.i >= len(j.text) {
			return j.unclosed("Object", start)
		}
		if j.text[j.i] != '"' {
			return j.unexpected("was expecting double-quote to start field name")
		}
		if !j.quoted() {
			return false
		}
		if j.space(); j.i >= len(j.text) {
			return j.unclosed("Object", start)
		}
		if j.text[j.i] != ':' {
			return j.unexpected("was expecting a colon to separate field name and value")
		}
		j.i++
		if j.space(); j.i >= len(j.text) {
			return j.unclosed("Object", start)
		}
		if !j.value() {
			return false
		}
		if j.space(); j.i >= len(j.text) {
			return j.unclosed("Object", start)
		}
		switch j.text[j.i] {
		case '}':
			j.i++
			return true
		case ',':
			j.i++
		default:
			return j.unexpected("was expecting comma to separate Object entries")
		}
	}
}

func (j *jackson) unclosed(kind string, start int) bool {
	return j.fail(len(j.text), "Unexpected end-of-input: expected close marker for %s (start marker at %s)", kind, j.source(start))
}
