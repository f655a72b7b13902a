package jsonata

import (
	"math"
	"strings"
)

// FromAST compiles a tree that was rewritten or built by hand. Its positions are those of
// the printed text.
func FromAST(n Node, opts ...Option) (*Expr, error) { return Compile(n.String(), opts...) }

func (n *Name) String() string        { return print(n) }
func (n *Variable) String() string    { return print(n) }
func (n *Number) String() string      { return print(n) }
func (n *String) String() string      { return print(n) }
func (n *Literal) String() string     { return print(n) }
func (n *Regex) String() string       { return print(n) }
func (n *Wildcard) String() string    { return print(n) }
func (n *Descendant) String() string  { return print(n) }
func (n *Parent) String() string      { return print(n) }
func (n *Placeholder) String() string { return print(n) }
func (n *Negate) String() string      { return print(n) }
func (n *Array) String() string       { return print(n) }
func (n *Object) String() string      { return print(n) }
func (n *Block) String() string       { return print(n) }
func (n *Binary) String() string      { return print(n) }
func (n *Dot) String() string         { return print(n) }
func (n *Filter) String() string      { return print(n) }
func (n *KeepArray) String() string   { return print(n) }
func (n *Group) String() string       { return print(n) }
func (n *Sort) String() string        { return print(n) }
func (n *Focus) String() string       { return print(n) }
func (n *Index) String() string       { return print(n) }
func (n *Bind) String() string        { return print(n) }
func (n *Apply) String() string       { return print(n) }
func (n *Condition) String() string   { return print(n) }
func (n *Call) String() string        { return print(n) }
func (n *Lambda) String() string      { return print(n) }
func (n *Transform) String() string   { return print(n) }
func (n *missing) String() string     { return "" }

func print(n Node) string {
	var p printer
	p.node(n)
	return p.String()
}

// printer writes JSONata text. It adds parentheses only where the tree could not be read
// back without them, which never happens to a tree that was parsed.
type printer struct{ strings.Builder }

// closed is the power of a node that no operator can reach into.
const closed = math.MaxInt

// operator is the infix operator a node is made by, "" for the others.
func operator(n Node) (op string, left, right Node) {
	switch n := n.(type) {
	case *Binary:
		return n.Op, n.Left, n.Right
	case *Dot:
		return ".", n.Left, n.Right
	case *Apply:
		return "~>", n.Left, n.Right
	case *Filter:
		return "[", n.X, nil
	case *KeepArray:
		return "[", n.X, nil
	case *Group:
		return "{", n.X, nil
	case *Sort:
		return "^", n.X, nil
	case *Focus:
		return "@", n.X, nil
	case *Index:
		return "#", n.X, nil
	case *Call:
		return "(", n.Proc, nil
	case *Bind:
		return ":=", nil, n.X
	case *Condition:
		return "?", n.If, n.Then
	}
	return "", nil, nil
}

// spine is the loosest operator on the left edge of n: n can stand to the right of any
// operator that binds looser still.
func spine(n Node) int {
	op, left, _ := operator(n)
	if op == "" {
		return closed
	}
	power := bindingPower[op]
	if op == ".." {
		power = -1
	}
	if left == nil || needsParens(left, power) {
		return power
	}
	return min(power, spine(left))
}

// open is the loosest operator that may follow n and still take all of n.
func open(n Node) int {
	switch n := n.(type) {
	case *Negate:
		return min(70, open(n.X))
	case *Number:
		if n.Value < 0 {
			return 70
		}
		return closed
	case *Condition, *Bind:
		return -1
	}
	op, _, right := operator(n)
	switch {
	case op == "" || right == nil:
		return closed
	case op == "..":
		return -1
	case spine(right) <= bindingPower[op]:
		return bindingPower[op]
	}
	return min(bindingPower[op], open(right))
}

func needsParens(left Node, power int) bool { return open(left) < power }

func (p *printer) node(n Node) {
	switch n := n.(type) {
	case *Name:
		p.WriteString(nameText(n.Value))
	case *Variable:
		p.WriteString("$" + n.Value)
	case *Number:
		p.WriteString(formatNumber(n.Value))
	case *String:
		if n.Single && !strings.Contains(n.Value, "'") {
			double := stringText(strings.ReplaceAll(n.Value, `"`, "'"))
			p.WriteString("'" + strings.ReplaceAll(double[1:len(double)-1], "'", `"`) + "'")
		} else {
			p.WriteString(stringText(n.Value))
		}
	case *Literal:
		p.WriteString(n.Value)
	case *Regex:
		p.WriteString("/" + n.Pattern + "/" + n.Flags)
	case *Wildcard:
		p.WriteByte('*')
	case *Descendant:
		p.WriteString("**")
	case *Parent:
		p.WriteByte('%')
	case *Placeholder:
		p.WriteByte('?')
	case *Negate:
		p.WriteByte('-')
		p.right(n.X, 70)
	case *Array:
		p.list("[", n.Items, ", ", "]")
	case *Object:
		p.pairs(n.Pairs)
	case *Block:
		p.list("(", n.Exprs, "; ", ")")
	case *Lambda:
		p.WriteString("function(")
		for i, param := range n.Params {
			if i > 0 {
				p.WriteString(", ")
			}
			p.WriteString("$" + param)
		}
		p.WriteString(")" + n.Signature + "{")
		p.node(n.Body)
		p.WriteByte('}')
	case *Transform:
		p.WriteByte('|')
		p.node(n.Pattern)
		p.WriteByte('|')
		p.node(n.Update)
		if n.Delete != nil {
			p.WriteString(", ")
			p.node(n.Delete)
		}
		p.WriteByte('|')
	default:
		p.infix(n)
	}
}

// infix writes the nodes that begin with an operand.
func (p *printer) infix(n Node) {
	op, left, _ := operator(n)
	if left != nil {
		p.left(left, op)
	}
	switch n := n.(type) {
	case *Binary:
		if n.Op == ".." {
			p.WriteString("..")
		} else {
			p.WriteString(" " + n.Op + " ")
		}
		p.right(n.Right, bindingPower[n.Op])
	case *Dot:
		p.WriteByte('.')
		p.right(n.Right, bindingPower["."])
	case *Apply:
		p.WriteString(" ~> ")
		p.right(n.Right, bindingPower["~>"])
	case *Filter:
		p.WriteByte('[')
		p.node(n.Predicate)
		p.WriteByte(']')
	case *KeepArray:
		p.WriteString("[]")
	case *Group:
		p.pairs(n.Pairs)
	case *Sort:
		p.WriteString("^(")
		for i, t := range n.Terms {
			if i > 0 {
				p.WriteString(", ")
			}
			if t.Descending {
				p.WriteByte('>')
			}
			p.node(t.X)
		}
		p.WriteByte(')')
	case *Focus:
		p.WriteString("@$" + n.Name)
	case *Index:
		p.WriteString("#$" + n.Name)
	case *Bind:
		p.WriteString("$" + n.Name + " := ")
		p.right(n.X, bindingPower[":="]-1)
	case *Condition:
		p.WriteString(" ? ")
		p.node(n.Then)
		if n.Else != nil {
			p.WriteString(" : ")
			p.node(n.Else)
		}
	case *Call:
		p.list("(", n.Args, ", ", ")")
	}
}

func (p *printer) left(n Node, op string) {
	power := bindingPower[op]
	p.wrapped(n, needsParens(n, power) || op == "/" && endsOpen(n))
}

func (p *printer) right(n Node, power int) { p.wrapped(n, spine(n) <= power) }

func (p *printer) wrapped(n Node, parens bool) {
	if parens {
		p.WriteByte('(')
	}
	p.node(n)
	if parens {
		p.WriteByte(')')
	}
}

// endsOpen reports whether a slash after n would be read as the start of a regular
// expression: the reference's lexer looks no further back than the last token.
func endsOpen(n Node) bool {
	switch n := n.(type) {
	case *KeepArray, *Lambda, *Sort, *Transform:
		return true
	case *Negate:
		return endsOpen(n.X)
	}
	_, _, right := operator(n)
	return right != nil && endsOpen(right)
}

func (p *printer) list(from string, nodes []Node, sep, to string) {
	p.WriteString(from)
	for i, n := range nodes {
		if i > 0 {
			p.WriteString(sep)
		}
		p.node(n)
	}
	p.WriteString(to)
}

func (p *printer) pairs(pairs []Pair) {
	p.WriteByte('{')
	for i, pair := range pairs {
		if i > 0 {
			p.WriteString(", ")
		}
		p.node(pair.Key)
		p.WriteString(": ")
		p.node(pair.Value)
	}
	p.WriteByte('}')
}

func nameText(s string) string {
	plain := s != "" && s != "true" && s != "false" && s != "null" && (s[0] < '0' || s[0] > '9')
	for i := range len(s) {
		c := s[i]
		plain = plain && (c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80)
	}
	if plain || strings.Contains(s, "`") { // which only a bare name can contain
		return s
	}
	return "`" + s + "`"
}

// stringText is s as a literal; halves of surrogate pairs need their escape.
func stringText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); {
		u, half := isSurrogate(s[i:])
		if half {
			b.WriteString(`\u` + strings.ToLower(hex4(u)))
			i += 3
			continue
		}
		_, n := decodeRune(s[i:])
		q := quoteJSON(s[i : i+n])
		b.WriteString(q[1 : len(q)-1])
		i += n
	}
	b.WriteByte('"')
	return b.String()
}

func hex4(u uint16) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15]})
}
