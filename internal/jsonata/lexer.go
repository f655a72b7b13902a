package jsonata

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// tokenKind is what the lexer found.
type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenOperator
	tokenName
	tokenVariable
	tokenString
	tokenNumber
	tokenLiteral // true, false, null
	tokenRegex
)

// token is one lexeme. start and end are byte offsets.
type token struct {
	kind       tokenKind
	text       string // operator, name without quotes, variable without $, string unescaped, regex pattern
	flags      string // of a regex
	number     float64
	single     bool // a string in single quotes
	start, end int
}

// id is what the parser dispatches on: an operator's own text, or a class.
func (t *token) id() string {
	switch t.kind {
	case tokenOperator:
		return t.text
	case tokenEnd:
		return "(end)"
	}
	return "(terminal)"
}

// shown is the token as an error message names it.
func (t *token) shown() string {
	switch t.kind {
	case tokenEnd:
		return quoteJSON("(end)")
	case tokenNumber:
		return formatNumber(t.number)
	case tokenLiteral:
		return t.text
	case tokenRegex:
		return "{}"
	}
	return quoteJSON(t.text)
}

const (
	spaces = " \t\n\r\v"
	// stops are the characters that end an unquoted name.
	stops = spaces + ".[]{}(),@#;:?+-*/%|=<>^&!~"
)

type lexer struct {
	src string
	pos int
}

// next reads a token. After an operand a slash divides; elsewhere it opens a regular
// expression.
func (l *lexer) next(afterOperand bool) (token, *Error) {
	if err := l.skip(); err != nil {
		return token{}, err
	}
	start := l.pos
	if start >= len(l.src) {
		return token{kind: tokenEnd, start: start, end: start}, nil
	}
	c := l.src[start]
	if c == '/' && !afterOperand {
		return l.regex()
	}
	if start+1 < len(l.src) {
		switch two := l.src[start : start+2]; two {
		case "..", ":=", "!=", ">=", "<=", "**", "~>":
			l.pos += 2
			return token{kind: tokenOperator, text: two, start: start, end: l.pos}, nil
		}
	}
	switch {
	case strings.IndexByte(".[]{}(),@#;:?+-*/%|=<>^&!~", c) >= 0:
		l.pos++
		return token{kind: tokenOperator, text: l.src[start:l.pos], start: start, end: l.pos}, nil
	case c == '"' || c == '\'':
		return l.str(c)
	case c >= '0' && c <= '9':
		return l.num()
	case c == '`':
		n := strings.IndexByte(l.src[start+1:], '`')
		if n < 0 {
			return token{}, fail("S0105").at(start)
		}
		l.pos = start + n + 2
		return token{kind: tokenName, text: l.src[start+1 : l.pos-1], start: start, end: l.pos}, nil
	}
	n := strings.IndexAny(l.src[start:], stops)
	if n < 0 {
		n = len(l.src) - start
	}
	l.pos = start + n
	t := token{kind: tokenName, text: l.src[start:l.pos], start: start, end: l.pos}
	switch t.text {
	case "or", "in", "and":
		t.kind = tokenOperator
	case "true", "false", "null":
		t.kind = tokenLiteral
	default:
		if c == '$' {
			t.kind, t.text = tokenVariable, t.text[1:]
		}
	}
	return t, nil
}

func (l *lexer) skip() *Error {
	for {
		for l.pos < len(l.src) && strings.IndexByte(spaces, l.src[l.pos]) >= 0 {
			l.pos++
		}
		if !strings.HasPrefix(l.src[l.pos:], "/*") {
			return nil
		}
		n := strings.Index(l.src[l.pos+2:], "*/")
		if n < 0 {
			return fail("S0106").at(l.pos)
		}
		l.pos += n + 4
	}
}

// regex reads from an opening slash. The reference finds the closing one by counting
// brackets, without regard to classes, and so do we.
func (l *lexer) regex() (token, *Error) {
	open := l.pos
	depth := 0
	for i := open + 1; i < len(l.src); i++ {
		escaped := l.src[i-1] == '\\'
		switch l.src[i] {
		case '/':
			if depth != 0 || oddBackslashes(l.src[open+1:i]) {
				continue
			}
			if i == open+1 {
				return token{}, fail("S0301").at(open)
			}
			end := i + 1
			for end < len(l.src) && (l.src[end] == 'i' || l.src[end] == 'm') {
				end++
			}
			l.pos = end
			return token{kind: tokenRegex, text: l.src[open+1 : i], flags: l.src[i+1 : end], start: open, end: end}, nil
		case '(', '[', '{':
			if !escaped {
				depth++
			}
		case ')', ']', '}':
			if !escaped {
				depth--
			}
		}
	}
	return token{}, fail("S0302").at(open)
}

func oddBackslashes(s string) bool {
	n := 0
	for n < len(s) && s[len(s)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

func (l *lexer) num() (token, *Error) {
	start := l.pos
	i := start
	digits := func() {
		for i < len(l.src) && l.src[i] >= '0' && l.src[i] <= '9' {
			i++
		}
	}
	isDigit := func(i int) bool { return i < len(l.src) && l.src[i] >= '0' && l.src[i] <= '9' }
	if l.src[i] == '0' {
		i++
	} else {
		digits()
	}
	if i < len(l.src) && l.src[i] == '.' && isDigit(i+1) {
		i++
		digits()
	}
	if i < len(l.src) && (l.src[i] == 'e' || l.src[i] == 'E') {
		j := i + 1
		if j < len(l.src) && (l.src[j] == '+' || l.src[j] == '-') {
			j++
		}
		if isDigit(j) {
			i = j
			digits()
		}
	}
	l.pos = i
	text := l.src[start:i]
	f, _ := strconv.ParseFloat(text, 64)
	if math.IsInf(f, 0) {
		return token{}, fail("S0102", withText("token", text)).at(start)
	}
	return token{kind: tokenNumber, number: f, text: text, start: start, end: i}, nil
}

func (l *lexer) str(quote byte) (token, *Error) {
	start := l.pos
	from := start + 1
	var out []byte // stays nil without escapes
	for i := from; i < len(l.src); i++ {
		c := l.src[i]
		if c == quote {
			text := l.src[from:i]
			if out != nil {
				text = joinSurrogates(string(append(out, text...)))
			}
			l.pos = i + 1
			return token{kind: tokenString, text: text, single: quote == '\'', start: start, end: l.pos}, nil
		}
		if c != '\\' {
			continue
		}
		out = append(out, l.src[from:i]...)
		i++
		if i >= len(l.src) {
			break
		}
		switch c := l.src[i]; c {
		case '"', '\\', '/':
			out = append(out, c)
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			if i+4 >= len(l.src) {
				return token{}, fail("S0104").at(i - 1)
			}
			u, err := strconv.ParseUint(l.src[i+1:i+5], 16, 16)
			if err != nil {
				return token{}, fail("S0104").at(i - 1)
			}
			out = appendUnit(out, uint16(u))
			i += 4
		default:
			_, size := utf8.DecodeRuneInString(l.src[i:])
			return token{}, fail("S0103", withText("token", l.src[i:i+size])).at(i - 1)
		}
		if out == nil {
			out = []byte{}
		}
		from = i + 1
	}
	return token{}, fail("S0101").at(start)
}
