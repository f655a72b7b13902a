package intrinsic

import (
	"errors"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// MaxNesting is how many calls may stand in one another (Developer Guide, "Intrinsic
// functions").
const MaxNesting = 10

// Compile reads a call such as "States.Format('Hello {}', $.name)". How many arguments a
// function takes is checked when it is evaluated, as Step Functions does. The error is a
// *[SyntaxError].
func Compile(text string) (*Expr, error) {
	ps := parser{s: text, expr: &Expr{text: text}}
	ps.space()
	c, err := ps.call(1)
	if err != nil {
		return nil, err
	}
	if ps.space(); ps.i < len(ps.s) {
		return nil, ps.fail(ps.i, "unexpected text after the call")
	}
	ps.expr.call = c
	return ps.expr, nil
}

type parser struct {
	s    string
	i    int
	expr *Expr
}

func (ps *parser) fail(at int, message string) error {
	return &SyntaxError{Text: ps.s, Offset: at, Message: message}
}

func (ps *parser) space() {
	for ps.i < len(ps.s) {
		switch ps.s[ps.i] {
		case ' ', '\t', '\n', '\r':
			ps.i++
		default:
			return
		}
	}
}

func (ps *parser) at() byte {
	if ps.i < len(ps.s) {
		return ps.s[ps.i]
	}
	return 0
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.'
}

func (ps *parser) call(depth int) (*Call, error) {
	from := ps.i
	for isWord(ps.at()) {
		ps.i++
	}
	name := ps.s[from:ps.i]
	f := Lookup(name)
	switch {
	case f != nil:
	case !strings.HasPrefix(name, "States."):
		return nil, ps.fail(from, "a call of an intrinsic function is expected, such as States.Format('{}', $.name)")
	default:
		message := "there is no intrinsic function " + strconv.Quote(name)
		if near := nearest(name); near != "" {
			message += "; did you mean " + near + "?"
		}
		return nil, ps.fail(from, message)
	}
	if depth > MaxNesting {
		return nil, ps.fail(from, "calls nest deeper than "+strconv.Itoa(MaxNesting)+" levels")
	}
	ps.space()
	if ps.at() != '(' {
		return nil, ps.fail(ps.i, "'(' is expected after "+name)
	}
	ps.i++
	c := &Call{Function: f, Offset: from}
	place := len(ps.expr.calls)
	ps.expr.calls = append(ps.expr.calls, Call{})
	for ps.space(); ps.at() != ')'; ps.space() {
		if len(c.Args) > 0 {
			if ps.at() != ',' {
				return nil, ps.fail(ps.i, "',' or ')' is expected in the arguments of "+name)
			}
			ps.i++
			ps.space()
		}
		a, err := ps.arg(name, depth)
		if err != nil {
			return nil, err
		}
		c.Args = append(c.Args, a)
	}
	ps.i++
	c.End = ps.i
	ps.expr.calls[place] = *c
	return c, nil
}

func (ps *parser) arg(function string, depth int) (Arg, error) {
	a := Arg{Offset: ps.i}
	var err error
	switch c := ps.at(); {
	case c == '\'':
		err = ps.text(&a)
	case c == '$':
		err = ps.path(&a)
	case c == '-' || c >= '0' && c <= '9':
		for c := ps.at(); isWord(c) || c == '-' || c == '+'; c = ps.at() {
			ps.i++
		}
		a.Literal, err = value.DecodeString(ps.s[a.Offset:ps.i])
		if err != nil {
			return a, ps.fail(a.Offset, "a number is expected")
		}
	case strings.HasPrefix(ps.s[ps.i:], "States."):
		a.Call, err = ps.call(depth + 1)
	default:
		for isWord(ps.at()) {
			ps.i++
		}
		switch ps.s[a.Offset:ps.i] {
		case "null":
			a.Literal = value.NullValue
		case "true":
			a.Literal = value.True
		case "false":
			a.Literal = value.False
		default:
			return a, ps.fail(a.Offset, "an argument of "+function+
				" is a path, a text in single quotes, a number, true, false, null or a call")
		}
	}
	a.End = ps.i
	return a, err
}

// text reads '…'. The escapes are \' \{ \} and \\; braces need one in templates only.
func (ps *parser) text(a *Arg) error {
	from := ps.i + 1
	var b strings.Builder
	for i := from; i < len(ps.s); i++ {
		switch c := ps.s[i]; c {
		case '\'':
			a.template = ps.s[from:i]
			a.Literal = value.OfString(b.String())
			ps.i = i + 1
			return nil
		case '\\':
			if i+1 == len(ps.s) || !strings.ContainsRune(`'{}\`, rune(ps.s[i+1])) {
				return ps.fail(i, `a backslash stands before ' { } or \ only`)
			}
			i++
			b.WriteByte(ps.s[i])
		default:
			b.WriteByte(c)
		}
	}
	return ps.fail(ps.i, "the text is not closed by '")
}

// path reads up to the comma or parenthesis that ends the argument.
func (ps *parser) path(a *Arg) error {
	level := 0
	i := ps.i
scan:
	for ; i < len(ps.s); i++ {
		switch c := ps.s[i]; c {
		case '[', '(':
			level++
		case ']', ')':
			if level == 0 {
				break scan
			}
			level--
		case ',':
			if level == 0 {
				break scan
			}
		case '\'', '"':
			if level == 0 {
				continue
			}
			for i++; i < len(ps.s) && ps.s[i] != c; i++ {
				if ps.s[i] == '\\' {
					i++
				}
			}
		}
	}
	text := strings.TrimRight(ps.s[ps.i:min(i, len(ps.s))], " \t\r\n")
	p, err := jsonpath.Compile(text)
	if err != nil {
		if e, ok := errors.AsType[*jsonpath.SyntaxError](err); ok {
			return ps.fail(ps.i+e.Offset, e.Message)
		}
		return ps.fail(ps.i, err.Error())
	}
	ps.i += len(text)
	a.Path = p
	ps.expr.paths = append(ps.expr.paths, p)
	return nil
}
