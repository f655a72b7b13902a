package jsonata

import "strings"

// infix reads what follows the operator t that stands after left.
func (p *parser) infix(left Node, t token) (Node, *Error) {
	n, err := p.infixNode(left, t)
	if err != nil || n == left {
		return left, err
	}
	return p.made(n, left.Pos(), t.start)
}

func (p *parser) infixNode(left Node, t token) (Node, *Error) {
	power := bindingPower[t.text]
	switch t.text {
	case "(":
		return p.call(left)
	case "[":
		return p.bracket(left)
	case "{":
		pairs, err := p.pairs()
		return &Group{X: left, Pairs: pairs}, err
	case "^":
		terms, err := p.terms()
		return &Sort{X: left, Terms: terms}, err
	case "?":
		return p.condition(left)
	case ":=":
		v, ok := left.(*Variable)
		if !ok {
			return nil, fail("S0212", arg{"token", shownNode(left)}).at(left.base().at)
		}
		x, err := p.expression(power - 1)
		return &Bind{Name: v.Value, X: x}, err
	case "@", "#":
		right, err := p.expression(power)
		if err != nil {
			return nil, err
		}
		v, ok := right.(*Variable)
		if !ok {
			return nil, fail("S0214", withText("token", t.text)).at(right.base().at)
		}
		if t.text == "@" {
			return &Focus{X: left, Name: v.Value}, nil
		}
		return &Index{X: left, Name: v.Value}, nil
	}
	right, err := p.expression(power)
	if err != nil {
		return nil, err
	}
	switch t.text {
	case ".":
		return &Dot{Left: left, Right: right}, nil
	case "~>":
		return &Apply{Left: left, Right: right}, nil
	}
	return &Binary{Op: t.text, Left: left, Right: right}, nil
}

func (p *parser) bracket(left Node) (Node, *Error) {
	if p.is("]") {
		// After [] a slash opens a regular expression in the reference too.
		return &KeepArray{X: left}, p.advance("]", false)
	}
	x, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	return &Filter{X: left, Predicate: x}, p.advance("]", true)
}

func (p *parser) terms() ([]Term, *Error) {
	if err := p.advance("(", false); err != nil {
		return nil, err
	}
	var terms []Term
	for {
		var term Term
		if p.is("<") || p.is(">") {
			term.Descending = p.is(">")
			if err := p.advance("", false); err != nil {
				return nil, err
			}
		}
		var err *Error
		if term.X, err = p.expression(0); err != nil {
			return nil, err
		}
		terms = append(terms, term)
		if !p.is(",") {
			break
		}
		if err := p.advance(",", false); err != nil {
			return nil, err
		}
	}
	return terms, p.advance(")", false)
}

func (p *parser) condition(left Node) (Node, *Error) {
	c := &Condition{If: left}
	var err *Error
	if c.Then, err = p.expression(0); err != nil {
		return nil, err
	}
	if p.is(":") {
		if err := p.advance(":", false); err != nil {
			return nil, err
		}
		if c.Else, err = p.expression(0); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (p *parser) call(left Node) (Node, *Error) {
	c := &Call{Proc: left}
	if !p.is(")") {
		for {
			if p.is("?") {
				t := p.tok
				if err := p.advance("?", false); err != nil {
					return nil, err
				}
				hole, err := p.made(&Placeholder{}, t.start, t.start)
				if err != nil {
					return nil, err
				}
				c.Args = append(c.Args, hole)
			} else {
				x, err := p.expression(0)
				if err != nil {
					return nil, err
				}
				c.Args = append(c.Args, x)
			}
			if !p.is(",") {
				break
			}
			if err := p.advance(",", false); err != nil {
				return nil, err
			}
		}
	}
	if err := p.advance(")", true); err != nil {
		return nil, err
	}
	if n, ok := left.(*Name); ok && (n.Value == "function" || n.Value == "λ") {
		return p.lambda(c.Args)
	}
	return c, nil
}

func (p *parser) lambda(args []Node) (Node, *Error) {
	l := &Lambda{}
	for i, a := range args {
		v, ok := a.(*Variable)
		if !ok {
			return nil, fail("S0208", withInt("value", i+1)).at(a.base().at)
		}
		l.Params = append(l.Params, v.Value)
	}
	if p.is("<") {
		at := p.tok.start
		var sig strings.Builder
		sig.WriteByte('<')
		for depth := 1; depth > 0 && !p.is("{") && p.tok.kind != tokenEnd; {
			if err := p.advance("", false); err != nil {
				return nil, err
			}
			switch {
			case p.is(">"):
				depth--
			case p.is("<"):
				depth++
			}
			sig.WriteString(p.tok.text)
		}
		if err := p.advance(">", false); err != nil {
			return nil, err
		}
		if _, err := parseSignature(sig.String()); err != nil {
			return nil, err.at(at)
		}
		l.Signature = sig.String()
	}
	if err := p.advance("{", false); err != nil {
		return nil, err
	}
	var err *Error
	if l.Body, err = p.expression(0); err != nil {
		return nil, err
	}
	return l, p.advance("}", false)
}

// shownNode is the "value" of a node as the reference's messages show it.
func shownNode(n Node) string {
	switch n := n.(type) {
	case *Name:
		return quoteJSON(n.Value)
	case *Variable:
		return quoteJSON(n.Value)
	case *String:
		return quoteJSON(n.Value)
	case *Number:
		return formatNumber(n.Value)
	case *Literal:
		return n.Value
	case *Binary:
		return quoteJSON(n.Op)
	case *Dot:
		return quoteJSON(".")
	case *Call:
		return quoteJSON("(")
	case *Filter:
		return quoteJSON("[")
	case *Block:
		return quoteJSON("(")
	case *Array:
		return quoteJSON("[")
	case *Object:
		return quoteJSON("{")
	}
	return "undefined"
}
