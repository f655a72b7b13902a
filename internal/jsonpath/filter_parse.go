package jsonpath

import (
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// filterSegment reads [?(…)]; mark is the position of the question mark.
func (ps *parser) filterSegment(mark int) (Segment, error) {
	ps.pos = ps.next(mark + 1)
	if ps.at(ps.pos) != '(' {
		return Segment{}, ps.fail(ps.pos, "'(' is expected after '?'")
	}
	open := ps.pos
	ps.pos++
	fp := filterParser{parser: ps}
	t, err := fp.or()
	if err != nil {
		return Segment{}, err
	}
	ps.space()
	if ps.at(ps.pos) != ')' {
		return Segment{}, ps.fail(ps.pos, "an operator or the ')' for the '(' at offset "+strconv.Itoa(open)+" is expected")
	}
	ps.pos++
	ps.space()
	if ps.at(ps.pos) != ']' {
		return Segment{}, ps.fail(ps.pos, "']' is expected after a filter")
	}
	ps.pos++
	return Segment{Kind: Filter, filter: t, inner: fp.paths}, nil
}

type filterParser struct {
	*parser
	paths []*Path
}

func (fp *filterParser) or() (test, error) {
	if fp.depth++; fp.depth > maxNesting {
		return nil, fp.fail(fp.pos, "the filter nests too deep")
	}
	defer func() { fp.depth-- }()
	first, err := fp.and()
	all := anyOf{first}
	for err == nil && fp.operator("||") {
		var t test
		t, err = fp.and()
		all = append(all, t)
	}
	if len(all) == 1 {
		return first, err
	}
	return all, err
}

func (fp *filterParser) and() (test, error) {
	first, err := fp.unary()
	all := allOf{first}
	for err == nil && fp.operator("&&") {
		var t test
		t, err = fp.unary()
		all = append(all, t)
	}
	if len(all) == 1 {
		return first, err
	}
	return all, err
}

func (fp *filterParser) operator(op string) bool {
	fp.space()
	if strings.HasPrefix(fp.text[fp.pos:fp.end], op) {
		fp.pos += len(op)
		return true
	}
	return false
}

func (fp *filterParser) unary() (test, error) {
	fp.space()
	nots, last := 0, 0
	for fp.at(fp.pos) == '!' {
		nots, last = nots+1, fp.pos
		fp.pos++
		fp.space()
	}
	var t test
	var err error
	if fp.at(fp.pos) == '(' {
		open := fp.pos
		fp.pos++
		if t, err = fp.or(); err == nil {
			if fp.space(); fp.at(fp.pos) != ')' {
				err = fp.fail(fp.pos, "the '(' at offset "+strconv.Itoa(open)+" is not closed here")
			}
			fp.pos++
		}
	} else {
		if t, err = fp.relation(); err == nil && nots > 0 {
			// A ! right before a path belongs to the path. It says that the path must not
			// exist; where the path is compared instead, it says nothing.
			if c, ok := t.(comparison); ok {
				if c.left.path == nil {
					err = fp.fail(last, "'!' stands before a path or a parenthesis")
				}
				nots--
			}
		}
	}
	if nots%2 == 1 && err == nil {
		t = negation{t}
	}
	return t, err
}

// relation reads a comparison, or a path whose existence is tested.
func (fp *filterParser) relation() (test, error) {
	at := fp.pos
	left, err := fp.operand()
	if err != nil {
		return nil, err
	}
	fp.space()
	from := fp.pos
	word := fp.relational()
	if word == "" {
		if left.path == nil {
			return nil, fp.fail(at, "a value alone is no test; compare it, or test a path")
		}
		return exists{left.path}, nil
	}
	rel, ok := relations[strings.ToLower(word)]
	if !ok {
		return nil, fp.fail(from, "there is no operator "+word)
	}
	right, err := fp.operand()
	if err != nil {
		return nil, err
	}
	return comparison{left, right, rel}, nil
}

// relational reads an operator: signs, or a word.
func (fp *filterParser) relational() string {
	from := fp.pos
	for strings.IndexByte("<>=~!", fp.at(fp.pos)) >= 0 && fp.pos < fp.end {
		fp.pos++
	}
	if fp.pos == from {
		for c := fp.at(fp.pos) | 0x20; c >= 'a' && c <= 'z'; c = fp.at(fp.pos) | 0x20 {
			fp.pos++
		}
	}
	return fp.text[from:fp.pos]
}

func (fp *filterParser) operand() (operand, error) {
	fp.space()
	from := fp.pos
	switch c := fp.at(from); {
	case c == '$' || c == '@':
		end := fp.pathEnd(from)
		sub := parser{text: fp.text, pos: from, end: end, depth: fp.depth}
		p, err := sub.path(true)
		if err != nil {
			return operand{}, err
		}
		fp.pos = end
		fp.paths = append(fp.paths, p)
		return operand{path: p}, nil
	case c == '\'' || c == '"':
		i := from + 1
		for ; i < fp.end && fp.text[i] != c; i++ {
			if fp.text[i] == '\\' {
				i++
			}
		}
		if i >= fp.end {
			return operand{}, fp.fail(from, "the quote is not closed")
		}
		fp.pos = i + 1
		s, bad := unescape(fp.text[from+1:i], fp.text[from])
		if bad >= 0 {
			return operand{}, fp.fail(from+1+bad, `\u needs four hexadecimal digits`)
		}
		return operand{literal: value.OfString(s)}, nil
	case c == '/':
		return fp.pattern()
	case c == '[' || c == '{':
		return fp.json()
	case c == '-' || c == '.' || isDigit(c):
		for c := fp.at(fp.pos); isDigit(c) || c == '-' || c == '+' || c == '.' || c|0x20 == 'e'; c = fp.at(fp.pos) {
			fp.pos++
		}
		text := fp.text[from:fp.pos]
		f, err := strconv.ParseFloat(text, 64)
		if err != nil && f == 0 {
			return operand{}, fp.fail(from, "a number is expected")
		}
		if v, err := value.DecodeString(text); err == nil {
			return operand{literal: v}, nil // the text keeps all digits
		}
		return operand{literal: value.OfFloat(f)}, nil
	}
	for word, v := range map[string]value.Value{"true": value.True, "false": value.False, "null": value.NullValue} {
		if strings.HasPrefix(fp.text[from:fp.end], word) && identifier(fp.text[from:fp.end]) == word {
			fp.pos += len(word)
			return operand{literal: v}, nil
		}
	}
	return operand{}, fp.fail(from, "a path with '@' or '$', a quoted text, a number, true, false, null, a JSON value or a /pattern/ is expected")
}

// pathEnd is where the path at i ends inside a filter: at a blank, an operator or the
// parenthesis that closes the filter.
func (fp *filterParser) pathEnd(i int) int {
	level := 0
	for ; i < fp.end; i++ {
		switch c := fp.text[i]; c {
		case '[', '(':
			level++
		case ']', ')':
			if level == 0 {
				return i
			}
			level--
		case '\'', '"':
			if level == 0 {
				continue
			}
			for i++; i < fp.end && fp.text[i] != c; i++ {
				if fp.text[i] == '\\' {
					i++
				}
			}
		case ' ', '\t', '\n', '\r', '<', '>', '=', '~', '!', '&', '|':
			if level == 0 {
				return i
			}
		}
	}
	return fp.end
}

func (fp *filterParser) pattern() (operand, error) {
	from := fp.pos
	i := from + 1
	for ; i < fp.end && fp.text[i] != '/'; i++ {
		if fp.text[i] == '\\' {
			i++
		}
	}
	if i >= fp.end {
		return operand{}, fp.fail(from, "the pattern is not closed by '/'")
	}
	body := fp.text[from+1 : i]
	for i++; strings.IndexByte("dixmsuU", fp.at(i)) >= 0 && i < fp.end; i++ {
	}
	p, err := newPattern(body, fp.text[from+1+len(body)+1:i])
	if err != nil {
		return operand{}, fp.fail(from+1, err.Error())
	}
	fp.pos = i
	return operand{pattern: p}, nil
}

// json reads an array or object. Like the library's parser it lets texts stand in single
// quotes and words without any.
func (fp *filterParser) json() (operand, error) {
	from := fp.pos
	var strict []byte
	level := 0
	for i := from; i < fp.end; {
		c := fp.text[i]
		switch {
		case c == '[' || c == '{':
			level++
		case c == ']' || c == '}':
			level--
		case c == '"' || c == '\'':
			j := i + 1
			for ; j < fp.end && fp.text[j] != c; j++ {
				if fp.text[j] == '\\' {
					j++
				}
			}
			if j >= fp.end {
				return operand{}, fp.fail(i, "the quote is not closed")
			}
			s, bad := unescape(fp.text[i+1:j], fp.text[i])
			if bad >= 0 {
				return operand{}, fp.fail(i+1+bad, `\u needs four hexadecimal digits`)
			}
			strict = value.AppendQuoted(strict, s)
			i = j + 1
			continue
		default:
			word := identifier(fp.text[i:fp.end])
			switch {
			case word == "":
			case word == "true", word == "false", word == "null":
				strict = append(strict, word...)
				i += len(word)
				continue
			case i > from && (isDigit(fp.text[i-1]) || fp.text[i-1] == '.'):
				// the exponent of a number
			default:
				strict = value.AppendQuoted(strict, word)
				i += len(word)
				continue
			}
		}
		strict = append(strict, c)
		i++
		if level > 0 {
			continue
		}
		v, err := value.Decode(strict, value.WithMaxDepth(maxNesting), value.WithDuplicates())
		if err != nil {
			return operand{}, fp.fail(from, "a JSON value is expected")
		}
		fp.pos = i
		return operand{literal: v}, nil
	}
	return operand{}, fp.fail(from, "the JSON value is not closed")
}
