package jsonata

import (
	"strings"
	"unicode/utf8"
)

// maxTreeDepth bounds how deep a syntax tree may be, so that no walk over it exhausts the
// stack. It is far beyond what AWS evaluates (100 levels).
const maxTreeDepth = 3000

// bindingPower says how tightly an operator holds what stands to its left. Operators that
// are missing here hold nothing.
var bindingPower = map[string]int{
	".": 75, "[": 80, "{": 70, "(": 80, "@": 80, "#": 80, "?": 20,
	"+": 50, "-": 50, "*": 60, "/": 60, "%": 60, "&": 50,
	"=": 40, "<": 40, ">": 40, "!=": 40, "<=": 40, ">=": 40, "^": 40, "~>": 40, "in": 40,
	"and": 30, "or": 25, ":=": 10,
}

// Parse reads an expression. Its error is an *[Error] with a code S….
func Parse(text string) (Node, error) {
	n, err := parse(text)
	if err != nil {
		return nil, err
	}
	// Some faults, such as a literal as a step of a path, show only once steps are
	// gathered.
	if _, err := lower(n); err != nil {
		return nil, err
	}
	return n, nil
}

func parse(text string) (Node, *Error) {
	if i := invalidUTF8(text); i >= 0 {
		return nil, (&Error{Message: "The expression is not valid UTF-8"}).at(i)
	}
	p := parser{lex: lexer{src: text}}
	if err := p.advance("", false); err != nil {
		return nil, err
	}
	n, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokenEnd {
		return nil, fail("S0201", arg{"token", p.tok.shown()}).at(p.tok.start)
	}
	return n, nil
}

// invalidUTF8 is where s stops being UTF-8, -1 if it is.
func invalidUTF8(s string) int {
	if utf8.ValidString(s) {
		return -1
	}
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD") {
			return i
		}
	}
	return -1
}

// parser is a top-down operator precedence parser: a token begins an operand (prefix), or
// joins the operand on its left (infix) as long as it binds tighter than what waits.
type parser struct {
	lex   lexer
	tok   token // the next token, not consumed
	end   int   // end of the last consumed token
	depth int   // of nested calls of expression
}

// advance consumes the current token, which must be id unless that is "", and reads the
// next one.
func (p *parser) advance(id string, afterOperand bool) *Error {
	if id != "" && p.tok.id() != id {
		if p.tok.kind == tokenEnd {
			return fail("S0203", withText("value", id)).at(p.tok.start)
		}
		return fail("S0202", withText("value", id), arg{"token", p.tok.shown()}).at(p.tok.start)
	}
	p.end = p.tok.end
	t, err := p.lex.next(afterOperand)
	if err != nil {
		return err
	}
	if t.kind == tokenOperator && (t.text == "!" || t.text == "~") {
		return fail("S0204", withText("token", t.text)).at(t.start)
	}
	p.tok = t
	return nil
}

// made finishes a node: from start to the last consumed token, at being the token to blame.
func (p *parser) made(n Node, start, at int) (Node, *Error) {
	s := n.base()
	s.start, s.end, s.at = start, p.end, at
	children(n, func(c *Node) { s.depth = max(s.depth, (*c).base().depth+1) })
	if s.depth > maxTreeDepth {
		return nil, stackOverflow().at(at)
	}
	return n, nil
}

func (p *parser) is(id string) bool { return p.tok.kind == tokenOperator && p.tok.text == id }

func (p *parser) expression(power int) (Node, *Error) {
	if p.depth++; p.depth > maxTreeDepth {
		return nil, stackOverflow().at(p.tok.start)
	}
	t := p.tok
	if err := p.advance("", true); err != nil {
		return nil, err
	}
	left, err := p.prefix(t)
	if err != nil {
		return nil, err
	}
	for p.tok.kind == tokenOperator && power < bindingPower[p.tok.text] {
		t := p.tok
		if err := p.advance("", false); err != nil {
			return nil, err
		}
		if left, err = p.infix(left, t); err != nil {
			return nil, err
		}
	}
	p.depth--
	return left, nil
}

func (p *parser) prefix(t token) (Node, *Error) {
	var n Node
	switch t.kind {
	case tokenEnd:
		n = &missing{}
	case tokenName:
		n = &Name{Value: t.text}
	case tokenVariable:
		n = &Variable{Value: t.text}
	case tokenString:
		n = &String{Value: t.text, Single: t.single && strings.Contains(t.text, "${") && !strings.Contains(t.text, "'")}
	case tokenNumber:
		n = &Number{Value: t.number}
	case tokenLiteral:
		n = &Literal{Value: t.text}
	case tokenRegex:
		n = &Regex{Pattern: t.text, Flags: t.flags}
	default:
		return p.prefixOperator(t)
	}
	return p.made(n, t.start, t.start)
}

func (p *parser) prefixOperator(t token) (Node, *Error) {
	var n Node
	switch t.text {
	case "and", "or", "in":
		n = &Name{Value: t.text}
	case "*":
		n = &Wildcard{}
	case "**":
		n = &Descendant{}
	case "%":
		n = &Parent{}
	case "-":
		x, err := p.expression(70)
		if err != nil {
			return nil, err
		}
		n = &Negate{X: x}
	case "(":
		b := &Block{}
		for !p.is(")") {
			x, err := p.expression(0)
			if err != nil {
				return nil, err
			}
			b.Exprs = append(b.Exprs, x)
			if !p.is(";") {
				break
			}
			if err := p.advance(";", false); err != nil {
				return nil, err
			}
		}
		if err := p.advance(")", true); err != nil {
			return nil, err
		}
		n = b
	case "[":
		items, err := p.items()
		if err != nil {
			return nil, err
		}
		n = &Array{Items: items}
	case "{":
		pairs, err := p.pairs()
		if err != nil {
			return nil, err
		}
		n = &Object{Pairs: pairs}
	case "|":
		var err *Error
		if n, err = p.transform(); err != nil {
			return nil, err
		}
	default:
		return nil, fail("S0211", withText("token", t.text)).at(t.start)
	}
	return p.made(n, t.start, t.start)
}

// items reads the inside of [ … ] and the bracket that closes it.
func (p *parser) items() ([]Node, *Error) {
	var items []Node
	if !p.is("]") {
		for {
			item, err := p.expression(0)
			if err != nil {
				return nil, err
			}
			if p.is("..") {
				at := p.tok.start
				if err := p.advance("..", false); err != nil {
					return nil, err
				}
				to, err := p.expression(0)
				if err != nil {
					return nil, err
				}
				if item, err = p.made(&Binary{Op: "..", Left: item, Right: to}, item.Pos(), at); err != nil {
					return nil, err
				}
			}
			items = append(items, item)
			if !p.is(",") {
				break
			}
			if err := p.advance(",", false); err != nil {
				return nil, err
			}
		}
	}
	return items, p.advance("]", true)
}

// pairs reads the inside of { … } and the brace that closes it.
func (p *parser) pairs() ([]Pair, *Error) {
	var pairs []Pair
	if !p.is("}") {
		for {
			key, err := p.expression(0)
			if err != nil {
				return nil, err
			}
			if err := p.advance(":", false); err != nil {
				return nil, err
			}
			val, err := p.expression(0)
			if err != nil {
				return nil, err
			}
			pairs = append(pairs, Pair{key, val})
			if !p.is(",") {
				break
			}
			if err := p.advance(",", false); err != nil {
				return nil, err
			}
		}
	}
	return pairs, p.advance("}", true)
}

func (p *parser) transform() (Node, *Error) {
	t := &Transform{}
	var err *Error
	if t.Pattern, err = p.expression(0); err != nil {
		return nil, err
	}
	if err := p.advance("|", false); err != nil {
		return nil, err
	}
	if t.Update, err = p.expression(0); err != nil {
		return nil, err
	}
	if p.is(",") {
		if err := p.advance(",", false); err != nil {
			return nil, err
		}
		if t.Delete, err = p.expression(0); err != nil {
			return nil, err
		}
	}
	return t, p.advance("|", false)
}
