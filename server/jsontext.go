package server

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// jsonProblem is what AWS says to a text that should be JSON and is not; "" if it is JSON.
// AWS answers with the words of Jackson, the parser it reads inputs with, without the
// place. An empty text has an answer of its own.
func jsonProblem(text string) string {
	if strings.TrimSpace(text) == "" {
		return "Invalid execution input."
	}
	s := &jsonScanner{text: text}
	s.document()
	return s.problem
}

const (
	jsonTokens   = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
	maxJSONDepth = 1000 // Jackson's StreamReadConstraints
	maxJSONToken = 256  // characters of a wrong token that are shown
)

// jsonScanner walks a text without building anything; open holds the brackets that are open.
type jsonScanner struct {
	text    string
	at      int
	open    []byte
	problem string
}

func (s *jsonScanner) fail(format string, args ...any) bool {
	s.problem = fmt.Sprintf(format, args...)
	return false
}

func (s *jsonScanner) space() {
	for s.at < len(s.text) && strings.IndexByte(" \t\r\n", s.text[s.at]) >= 0 {
		s.at++
	}
}

func (s *jsonScanner) peek() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

func (s *jsonScanner) end() bool { return s.at >= len(s.text) }

// unexpected refuses the character that stands here.
func (s *jsonScanner) unexpected(wanted string) bool {
	r, _ := utf8.DecodeRuneInString(s.text[s.at:])
	if r < ' ' {
		return s.fail("Illegal character ((CTRL-CHAR, code %d)): only regular white space (\\r, \\n, \\t) is allowed between tokens", r)
	}
	return s.fail("Unexpected character ('%c' (code %d)): %s", r, r, wanted)
}

func (s *jsonScanner) unclosed() bool {
	if len(s.open) == 0 {
		return s.fail("Unexpected end-of-input")
	}
	kind := "Object"
	if s.open[len(s.open)-1] == '[' {
		kind = "Array"
	}
	return s.fail("Unexpected end-of-input: expected close marker for %s", kind)
}

func (s *jsonScanner) document() {
	for s.value() {
		// Behind a value: what closes, or what comes next inside what is open.
		more := false
		for !more && len(s.open) > 0 {
			s.space()
			inside := s.open[len(s.open)-1]
			switch c := s.peek(); {
			case s.end():
				s.unclosed()
				return
			case c == ',':
				s.at++
				more = true
				if inside == '{' && !s.name() {
					return
				}
			case c == inside+2: // } or ]
				s.at++
				s.open = s.open[:len(s.open)-1]
			case inside == '{':
				s.unexpected("was expecting comma to separate Object entries")
				return
			default:
				s.unexpected("was expecting comma to separate Array entries")
				return
			}
		}
		if !more {
			if s.space(); !s.end() {
				s.unexpected("expected end of input")
			}
			return
		}
	}
}

// value reads a value, or the beginning of one that is open then and not empty.
func (s *jsonScanner) value() bool {
	for {
		s.space()
		if s.end() {
			return s.unclosed()
		}
		c := s.peek()
		if c != '{' && c != '[' {
			return s.scalar(c)
		}
		s.at++
		if s.open = append(s.open, c); len(s.open) > maxJSONDepth {
			return s.fail("Document nesting depth (%d) exceeds the maximum allowed (%d, from `StreamReadConstraints.getMaxNestingDepth()`)", len(s.open), maxJSONDepth)
		}
		s.space()
		if s.peek() == c+2 {
			s.at++
			s.open = s.open[:len(s.open)-1]
			return true
		}
		if c == '{' && !s.name() {
			return false
		}
	}
}

func (s *jsonScanner) name() bool {
	s.space()
	if s.end() {
		return s.unclosed()
	}
	if s.peek() != '"' {
		return s.unexpected("was expecting double-quote to start field name")
	}
	if !s.str("field name") {
		return false
	}
	s.space()
	if s.end() {
		return s.unclosed()
	}
	if s.peek() != ':' {
		return s.unexpected("was expecting a colon to separate field name and value")
	}
	s.at++
	return true
}

func (s *jsonScanner) scalar(c byte) bool {
	switch {
	case c == '"':
		return s.str("string value")
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	case c == 't' || c == 'f' || c == 'n':
		for _, word := range []string{"true", "false", "null"} {
			rest, ok := strings.CutPrefix(s.text[s.at:], word)
			if r, _ := utf8.DecodeRuneInString(rest); ok && (rest == "" || !identifier(r)) {
				s.at += len(word)
				return true
			}
		}
	}
	if r, _ := utf8.DecodeRuneInString(s.text[s.at:]); r == '$' || r == '_' || unicode.IsLetter(r) {
		return s.token()
	}
	return s.unexpected("expected a valid value " + jsonTokens)
}

func identifier(r rune) bool {
	return r == '$' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// token refuses a word that is no value.
func (s *jsonScanner) token() bool {
	word := s.text[s.at:]
	n := 0
	for i, r := range word {
		if !identifier(r) {
			word = word[:i]
			break
		}
		if n++; n > maxJSONToken {
			word = word[:i] + "..."
			break
		}
	}
	return s.fail("Unrecognized token '%s': was expecting %s", word, jsonTokens)
}

func (s *jsonScanner) number() bool {
	begin := s.at
	if s.peek() == '-' {
		s.at++
		if c := s.peek(); c < '0' || c > '9' {
			if s.end() {
				return s.unclosed()
			}
			return s.unexpected("expected digit (0-9) to follow minus sign, for valid numeric value")
		}
	}
	if s.peek() == '0' && s.at+1 < len(s.text) && s.text[s.at+1] >= '0' && s.text[s.at+1] <= '9' {
		return s.fail("Invalid numeric value: Leading zeroes not allowed")
	}
	s.digits()
	if s.peek() == '.' {
		s.at++
		if !s.digits() {
			return s.part("Decimal point not followed by a digit")
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.at++
		if c := s.peek(); c == '+' || c == '-' {
			s.at++
		}
		if !s.digits() {
			return s.part("Exponent indicator not followed by a digit")
		}
	}
	if c := s.peek(); len(s.open) == 0 && !s.end() && strings.IndexByte(" \t\r\n", c) < 0 {
		s.at = begin
		return s.token()
	}
	return true
}

func (s *jsonScanner) part(problem string) bool {
	if s.end() {
		return s.unclosed()
	}
	return s.unexpected(problem)
}

func (s *jsonScanner) digits() bool {
	begin := s.at
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.at++
	}
	return s.at > begin
}

// str reads a string; what says for messages where it stands.
func (s *jsonScanner) str(what string) bool {
	s.at++
	for !s.end() {
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return true
		case c < ' ':
			return s.fail("Illegal unquoted character ((CTRL-CHAR, code %d)): has to be escaped using backslash to be included in %s", c, what)
		case c == '\\':
			if s.at++; !s.escape() {
				return false
			}
		default:
			s.at++
		}
	}
	if what == "field name" {
		return s.fail("Unexpected end-of-input in field name")
	}
	return s.fail("Unexpected end-of-input: was expecting closing quote for a string value")
}

func (s *jsonScanner) escape() bool {
	if s.end() {
		return s.fail("Unexpected end-of-input in character escape sequence")
	}
	c := s.text[s.at]
	if strings.IndexByte(`"\/bfnrt`, c) >= 0 {
		s.at++
		return true
	}
	if c != 'u' {
		r, _ := utf8.DecodeRuneInString(s.text[s.at:])
		return s.fail("Unrecognized character escape '%c' (code %d)", r, r)
	}
	s.at++
	for range 4 {
		if s.end() {
			return s.fail("Unexpected end-of-input in character escape sequence")
		}
		if strings.IndexByte("0123456789abcdefABCDEF", s.text[s.at]) < 0 {
			return s.unexpected("expected a hex-digit for character escape sequence")
		}
		s.at++
	}
	return true
}
