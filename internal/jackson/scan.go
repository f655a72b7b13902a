package jackson

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fault is why a text is not JSON.
type Fault struct {
	Message string // Jackson's sentence without any place
	At      int    // the byte that it blames, from 0; the length of the text for its end
	TooDeep bool   // the text may be JSON, but nests deeper than Jackson reads

	context string // what the sentence says of an open array or object
	open    int    // where that begins; -1 for the text itself
}

// Text is the whole message: the sentence and its places, which place words as the service's
// configuration of Jackson does. place is asked for -1 where Jackson knows of no column.
func (f *Fault) Text(place func(at int) string) string {
	text := f.Message
	if f.context != "" {
		text += " (" + f.context + place(f.open) + ")"
	}
	return text + "\n at " + place(f.At)
}

// Scan finds the first value of a text, which stands from from to end. Like Jackson it does
// not look at what follows, other than that a number must be set off by a blank. A blank
// text has no value and no fault: end is from then.
func Scan(text string) (from, end int, fault *Fault) {
	sc := scanner{s: text}
	if !sc.root() {
		return sc.from, sc.i, sc.fault
	}
	return sc.from, sc.i, nil
}

// Place is the line and column of a byte of the text, from 1; columns count UTF-16 units, as
// Java does.
func Place(text string, at int) (line, column int) {
	before := text[:min(at, len(text))]
	line, column = 1+strings.Count(before, "\n"), 1
	for _, r := range before[strings.LastIndexByte(before, '\n')+1:] {
		column++
		if r > 0xFFFF {
			column++
		}
	}
	return line, column
}

// Unexpected is the fault of the character at a place where Jackson wants something else.
func Unexpected(text string, at int, comment string) *Fault {
	sc := scanner{s: text}
	sc.unexpected(at, comment)
	return sc.fault
}

type scanner struct {
	s     string
	i     int
	from  int // where the value begins
	fault *Fault
}

const (
	validValues = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
	rootSpace   = "Expected space separating root-level values"
	maxDepth    = 1000 // Jackson's StreamReadConstraints
)

func (sc *scanner) fail(at int, message string) bool {
	sc.fault = &Fault{Message: message, At: at}
	return false
}

// failInside is fail about something open, which begins at open.
func (sc *scanner) failInside(at int, message, context string, open int) bool {
	sc.fault = &Fault{Message: message, At: at, context: context, open: open}
	return false
}

// unexpected complains about the character at i, or about the end if there is none.
func (sc *scanner) unexpected(at int, comment string) bool {
	if at >= len(sc.s) {
		return sc.fail(at, "Unexpected end-of-input")
	}
	r, _ := utf8.DecodeRuneInString(sc.s[at:])
	if r == '/' && comment != rootSpace {
		comment = "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)"
	}
	return sc.fail(at, "Unexpected character ("+describe(r)+"): "+comment)
}

// describe names a character and its code.
func describe(r rune) string {
	switch {
	case r < ' ':
		return fmt.Sprintf("(CTRL-CHAR, code %d)", r)
	case r > 0xFFFF: // one half of a surrogate pair is all that Jackson looks at
		high := 0xD800 + (r-0x10000)>>10
		return fmt.Sprintf("'\uFFFD' (code %d / 0x%04x)", high, high)
	case r > 0xFF:
		return fmt.Sprintf("'%c' (code %d / 0x%04x)", r, r, r)
	}
	return fmt.Sprintf("'%c' (code %d)", r, r)
}

// between is unexpected for a character between two tokens, where Jackson skips blanks.
func (sc *scanner) between(at int, comment string) bool {
	if at < len(sc.s) && sc.s[at] < ' ' {
		return sc.fail(at+1, fmt.Sprintf(`Illegal character ((CTRL-CHAR, code %d)): only regular white space (\r, \n, \t) is allowed between tokens`, sc.s[at]))
	}
	return sc.unexpected(at, comment)
}

func (sc *scanner) space() {
	for sc.i < len(sc.s) && strings.IndexByte(" \t\r\n", sc.s[sc.i]) >= 0 {
		sc.i++
	}
}

func (sc *scanner) at(i int) byte {
	if i < len(sc.s) {
		return sc.s[i]
	}
	return 0
}

// root scans the value that the text begins with.
func (sc *scanner) root() bool {
	sc.space()
	if sc.from = sc.i; sc.i == len(sc.s) {
		return true
	}
	if c := sc.s[sc.i]; c == ']' || c == '}' {
		expected := byte('}')
		if c == '}' {
			expected = ']'
		}
		return sc.failInside(sc.i, fmt.Sprintf("Unexpected close marker '%c': expected '%c'", c, expected), "for root starting at ", -1)
	}
	if !sc.value(1, "") {
		return false
	}
	if last := sc.s[sc.i-1]; last >= '0' && last <= '9' && sc.i < len(sc.s) && strings.IndexByte(" \t\r\n", sc.s[sc.i]) < 0 {
		return sc.unexpected(sc.i, rootSpace)
	}
	return true
}

// value scans one value inside a container of the given type, "" at the root.
func (sc *scanner) value(depth int, in string) bool {
	if sc.i >= len(sc.s) {
		return sc.fail(sc.i, "Unexpected end-of-input within/between "+in+" entries")
	}
	switch c := sc.s[sc.i]; {
	case c == '"':
		return sc.text(": was expecting closing quote for a string value", "string value")
	case c == '{' || c == '[':
		if depth > maxDepth {
			sc.fail(sc.i+1, fmt.Sprintf("Document nesting depth (%d) exceeds the maximum allowed (%d, from `StreamReadConstraints.getMaxNestingDepth()`)", depth, maxDepth))
			sc.fault.TooDeep = true
			return false
		}
		if c == '{' {
			return sc.object(depth)
		}
		return sc.array(depth)
	case c == '-' || c >= '0' && c <= '9':
		return sc.number()
	case c == '}' && in == "Array":
		return sc.unexpected(sc.i, "expected a value")
	case c == '+' && sc.i+1 == len(sc.s):
		return sc.fail(sc.i+1, "Unexpected end-of-input in a Number value")
	case c == '+':
		return sc.numeral(sc.i+1, "JSON spec does not allow numbers to have plus signs: enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow")
	}
	return sc.word()
}

// word scans true, false or null.
func (sc *scanner) word() bool {
	from := sc.i
	for i, r := range sc.s[from:] {
		letter := unicode.IsLetter(r) || r == '_' || r == '$'
		if !letter && (i == 0 || !unicode.IsDigit(r) && !ignorable(r)) {
			break
		}
		sc.i = from + i + utf8.RuneLen(r)
	}
	switch word := sc.s[from:sc.i]; word {
	case "true", "false", "null":
		return true
	case "":
		return sc.between(from, "expected a valid value "+validValues)
	case "NaN", "Infinity":
		return sc.fail(sc.i, "Non-standard token '"+word+"': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow")
	default:
		return sc.fail(sc.i, "Unrecognized token '"+word+"': was expecting "+validValues)
	}
}

// ignorable are the control characters that Java takes as parts of an identifier.
func ignorable(r rune) bool {
	return r <= 0x08 || r >= 0x0E && r <= 0x1B || r >= 0x7F && r <= 0x9F
}

func (sc *scanner) digits() bool {
	from := sc.i
	for c := sc.at(sc.i); c >= '0' && c <= '9'; c = sc.at(sc.i) {
		sc.i++
	}
	return sc.i > from
}

func (sc *scanner) number() bool {
	if sc.s[sc.i] == '-' {
		sc.i++
		switch c := sc.at(sc.i); {
		case sc.i == len(sc.s):
			return sc.fail(sc.i, "Unexpected end-of-inputNo digit following sign")
		case c == '.':
			return sc.unexpected(sc.i, "expected a valid value "+validValues)
		case strings.HasPrefix(sc.s[sc.i:], "Infinity"):
			return sc.fail(sc.i+len("Infinity"), "Non-standard token '-Infinity': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow")
		case c < '0' || c > '9':
			return sc.numeral(sc.i, "expected digit (0-9) to follow minus sign, for valid numeric value")
		}
	}
	if sc.s[sc.i] == '0' {
		sc.i++
		if c := sc.at(sc.i); c >= '0' && c <= '9' {
			return sc.fail(sc.i, "Invalid numeric value: Leading zeroes not allowed")
		}
	} else {
		sc.digits()
	}
	whole := sc.i // where the complaints about the rest point
	if sc.at(sc.i) == '.' {
		sc.i++
		if !sc.digits() {
			return sc.numeral(whole, "Decimal point not followed by a digit")
		}
	}
	if c := sc.at(sc.i); c == 'e' || c == 'E' {
		sc.i++
		if c := sc.at(sc.i); c == '+' || c == '-' {
			sc.i++
		}
		if !sc.digits() {
			if sc.i == len(sc.s) {
				return sc.fail(sc.i, "Unexpected end-of-inputexpected a digit for number exponent")
			}
			return sc.numeral(whole, "Exponent indicator not followed by a digit")
		}
	}
	return true
}

// numeral complains about the character at hand inside a number, at the end of the text about
// the one before it. Where the complaint points is given apart.
func (sc *scanner) numeral(place int, comment string) bool {
	if sc.i == len(sc.s) {
		sc.i--
	}
	r, _ := utf8.DecodeRuneInString(sc.s[sc.i:])
	return sc.fail(place, "Unexpected character ("+describe(r)+") in numeric value: "+comment)
}

// text scans a quoted text.
func (sc *scanner) text(unclosed, kind string) bool {
	for sc.i++; sc.i < len(sc.s); sc.i++ {
		switch c := sc.s[sc.i]; {
		case c == '"':
			sc.i++
			return true
		case c < ' ':
			return sc.fail(sc.i, fmt.Sprintf("Illegal unquoted character ((CTRL-CHAR, code %d)): has to be escaped using backslash to be included in %s", c, kind))
		case c == '\\':
			sc.i++
			if sc.i == len(sc.s) {
				return sc.fail(sc.i, "Unexpected end-of-input in character escape sequence")
			}
			if sc.s[sc.i] == 'u' {
				for range 4 {
					if sc.i++; sc.i == len(sc.s) {
						return sc.fail(sc.i, "Unexpected end-of-input in character escape sequence")
					}
					if c := sc.at(sc.i) | 0x20; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
						return sc.unexpected(sc.i, "expected a hex-digit for character escape sequence")
					}
				}
			} else if strings.IndexByte(`"\/bfnrt`, sc.s[sc.i]) < 0 {
				r, _ := utf8.DecodeRuneInString(sc.s[sc.i:])
				return sc.fail(sc.i, "Unrecognized character escape "+describe(r))
			}
		}
	}
	return sc.fail(sc.i, "Unexpected end-of-input"+unclosed)
}

// unfinished is the end of the text inside a container.
func (sc *scanner) unfinished(kind string, open int) bool {
	return sc.failInside(sc.i, "Unexpected end-of-input: expected close marker for "+kind, "start marker at ", open)
}

// closes scans what stands between two entries: a comma or the container's end.
func (sc *scanner) closes(kind string, open int, end byte) (done, ok bool) {
	sc.space()
	switch c := sc.at(sc.i); {
	case sc.i >= len(sc.s):
		return true, sc.unfinished(kind, open)
	case c == end:
		sc.i++
		return true, true
	case c == '}' || c == ']':
		return true, sc.failInside(sc.i, fmt.Sprintf("Unexpected close marker '%c': expected '%c'", c, end), "for "+kind+" starting at ", open)
	case c != ',':
		return true, sc.between(sc.i, "was expecting comma to separate "+kind+" entries")
	}
	sc.i++
	sc.space()
	if sc.i >= len(sc.s) {
		return true, sc.fail(sc.i, "Unexpected end-of-input within/between "+kind+" entries")
	}
	return false, true
}

func (sc *scanner) array(depth int) bool {
	open := sc.i
	sc.i++
	if sc.space(); sc.at(sc.i) == ']' {
		sc.i++
		return true
	}
	if sc.i >= len(sc.s) || sc.s[sc.i] == '}' {
		_, ok := sc.closes("Array", open, ']')
		return ok
	}
	for {
		if sc.at(sc.i) == ']' {
			return sc.unexpected(sc.i, "expected a valid value "+validValues)
		}
		if !sc.value(depth+1, "Array") {
			return false
		}
		if done, ok := sc.closes("Array", open, ']'); done {
			return ok
		}
	}
}

func (sc *scanner) object(depth int) bool {
	open := sc.i
	sc.i++
	if sc.space(); sc.at(sc.i) == '}' {
		sc.i++
		return true
	}
	if sc.i >= len(sc.s) || sc.s[sc.i] == ']' {
		_, ok := sc.closes("Object", open, '}')
		return ok
	}
	for {
		if sc.at(sc.i) != '"' {
			return sc.between(sc.i, "was expecting double-quote to start field name")
		}
		if !sc.text(" in field name", "name") {
			return false
		}
		sc.space()
		if sc.i >= len(sc.s) {
			return sc.fail(sc.i, "Unexpected end-of-input within/between Object entries")
		}
		if sc.s[sc.i] != ':' {
			return sc.between(sc.i, "was expecting a colon to separate field name and value")
		}
		sc.i++
		sc.space()
		if !sc.value(depth+1, "Object") {
			return false
		}
		if done, ok := sc.closes("Object", open, '}'); done {
			return ok
		}
	}
}
