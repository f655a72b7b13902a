package ecmaregexp

import "unicode/utf16"

// Bounds on a pattern. No sane one comes near them.
const (
	maxPattern = 1 << 16 // code units
	maxNesting = 500     // groups in groups
)

// SyntaxError says why a pattern was refused, in the words that V8 puts after the pattern.
type SyntaxError struct{ Message string }

// Error is the message.
func (e *SyntaxError) Error() string { return e.Message }

func refuse(message string) error { return &SyntaxError{message} }

// infinite is the upper bound of a loop that has none.
const infinite = 1<<31 - 1

type nodeKind uint8

const (
	nEmpty nodeKind = iota
	nChar
	nClass
	nSequence
	nAlternatives
	nGroup
	nBackReference
	nAssertion
	nLoop
	nLook
)

// node is a part of a pattern's syntax tree.
type node struct {
	kind  nodeKind
	unit  uint16  // of nChar
	class *class  // of nClass
	op    opcode  // of nAssertion
	group int     // of nGroup (0: not captured) and nBackReference
	name  string  // of nGroup, and of nBackReference to one that may follow
	subs  []*node // parts, alternatives, or the one body
	// of nLoop
	least, most int
	lazy        bool
	groups      [2]int // the groups inside: from, to
	// of nLook
	behind, negative bool
}

// parser reads a pattern. It keeps the first error and then reads no more.
type parser struct {
	text    []uint16
	at      int
	fold    bool
	many    bool // flag m
	groups  int  // met so far
	total   int  // in the whole pattern
	named   bool // some group has a name
	names   map[string]int
	refs    []*node // references by name, resolved at the end
	nesting int
}

func parse(pattern string, fold, many bool) (*node, *parser, error) {
	p := &parser{text: utf16Of(pattern), fold: fold, many: many, names: map[string]int{}}
	if len(p.text) > maxPattern {
		return nil, nil, refuse("Regular expression too large")
	}
	p.countGroups()
	n, err := p.alternatives()
	if err != nil {
		return nil, nil, err
	}
	if p.at < len(p.text) {
		return nil, nil, refuse("Unmatched ')'")
	}
	for _, r := range p.refs {
		if r.group = p.names[r.name]; r.group == 0 {
			return nil, nil, refuse("Invalid named capture referenced")
		}
	}
	return n, p, nil
}

// countGroups finds how many groups there are, which decides whether \2 refers to one.
func (p *parser) countGroups() {
	inClass := false
	for i := 0; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == '\\':
			i++
		case c == '[':
			inClass = true
		case c == ']':
			inClass = false
		case c == '(' && !inClass:
			if i+1 >= len(p.text) || p.text[i+1] != '?' {
				p.total++
			} else if i+3 < len(p.text) && p.text[i+2] == '<' && p.text[i+3] != '=' && p.text[i+3] != '!' {
				p.total++
				p.named = true
			}
		}
	}
}

// peek is the unit that many places on, -1 at the end.
func (p *parser) peek(n int) int {
	if p.at+n >= len(p.text) {
		return -1
	}
	return int(p.text[p.at+n])
}

// take goes over the text s if it stands here.
func (p *parser) take(s string) bool {
	for i := range len(s) {
		if p.peek(i) != int(s[i]) {
			return false
		}
	}
	p.at += len(s)
	return true
}

func (p *parser) alternatives() (*node, error) {
	if p.nesting++; p.nesting > maxNesting {
		return nil, refuse("Regular expression too large")
	}
	defer func() { p.nesting-- }()
	var list []*node
	for {
		n, err := p.sequence()
		if err != nil {
			return nil, err
		}
		list = append(list, n)
		if !p.take("|") {
			break
		}
	}
	if len(list) == 1 {
		return list[0], nil
	}
	return &node{kind: nAlternatives, subs: list}, nil
}

func (p *parser) sequence() (*node, error) {
	n := &node{kind: nSequence}
	for p.at < len(p.text) && p.peek(0) != '|' && p.peek(0) != ')' {
		before := p.groups
		term, quantifiable, err := p.term()
		if err != nil {
			return nil, err
		}
		if term, err = p.quantified(term, quantifiable, before); err != nil {
			return nil, err
		}
		n.subs = append(n.subs, term)
	}
	if len(n.subs) == 1 {
		return n.subs[0], nil
	}
	return n, nil
}

// term reads an assertion or an atom.
func (p *parser) term() (n *node, quantifiable bool, err error) {
	switch c := p.text[p.at]; c {
	case '^':
		p.at++
		return p.assertion(opLineStart, opTextStart), false, nil
	case '$':
		p.at++
		return p.assertion(opLineEnd, opTextEnd), false, nil
	case '(':
		return p.group()
	case '.':
		p.at++
		return &node{kind: nClass, class: notLineEnd}, true, nil
	case '[':
		p.at++
		n, err := p.class()
		return n, true, err
	case '\\':
		return p.escape()
	case '*', '+', '?':
		return nil, false, refuse("Nothing to repeat")
	case '{':
		if _, _, ok := p.braces(); ok {
			return nil, false, refuse("Nothing to repeat")
		}
		fallthrough
	default:
		p.at++
		return &node{kind: nChar, unit: c}, true, nil
	}
}

func (p *parser) assertion(perLine, whole opcode) *node {
	if p.many {
		return &node{kind: nAssertion, op: perLine}
	}
	return &node{kind: nAssertion, op: whole}
}

// group reads what begins with a parenthesis.
func (p *parser) group() (n *node, quantifiable bool, err error) {
	n, quantifiable = &node{kind: nGroup}, true
	switch {
	case p.take("(?:"):
	case p.take("(?="):
		n.kind = nLook
	case p.take("(?!"):
		n.kind, n.negative = nLook, true
	case p.take("(?<="):
		n.kind, n.behind, quantifiable = nLook, true, false
	case p.take("(?<!"):
		n.kind, n.behind, n.negative, quantifiable = nLook, true, true, false
	case p.take("(?<"):
		name, err := p.groupName()
		if err != nil {
			return nil, false, err
		}
		p.groups++
		n.group, n.name = p.groups, name
	case p.take("(?"):
		return nil, false, refuse("Invalid group")
	default:
		p.at++
		p.groups++
		n.group = p.groups
	}
	body, err := p.alternatives()
	if err != nil {
		return nil, false, err
	}
	if !p.take(")") {
		return nil, false, refuse("Unterminated group")
	}
	if n.name != "" {
		if p.names[n.name] != 0 {
			return nil, false, refuse("Duplicate capture group name")
		}
		p.names[n.name] = n.group
	}
	n.subs = []*node{body}
	return n, quantifiable, nil
}

// groupName reads a name and the > after it.
func (p *parser) groupName() (string, error) {
	from := p.at
	for c := p.peek(0); c == '$' || c == '_' || isLetter(c) || c >= 0x80 || p.at > from && isDigit(c); c = p.peek(0) {
		p.at++
	}
	name := string(utf16.Decode(p.text[from:p.at]))
	if name == "" || !p.take(">") {
		return "", refuse("Invalid capture group name")
	}
	return name, nil
}

// quantified reads a quantifier after a term, if there is one. Groups from before+1 on are
// inside the term.
func (p *parser) quantified(term *node, quantifiable bool, before int) (*node, error) {
	n := &node{kind: nLoop, subs: []*node{term}, most: infinite, groups: [2]int{before + 1, p.groups + 1}}
	switch p.peek(0) {
	case '*':
		p.at++
	case '+':
		p.at++
		n.least = 1
	case '?':
		p.at++
		n.most = 1
	case '{':
		least, most, ok := p.braces()
		if !ok {
			return term, nil
		}
		if least > most {
			return nil, refuse("numbers out of order in {} quantifier")
		}
		n.least, n.most = least, most
	default:
		return term, nil
	}
	if !quantifiable {
		if term.kind == nLook {
			return nil, refuse("Invalid quantifier")
		}
		return nil, refuse("Nothing to repeat")
	}
	n.lazy = p.take("?")
	return n, nil
}

// braces reads {2}, {2,} or {2,5}. What only looks like it stays unread.
func (p *parser) braces() (least, most int, ok bool) {
	from := p.at
	p.at++
	least, ok = p.decimal()
	most = least
	if ok && p.take(",") {
		if most, ok = p.decimal(); !ok {
			most, ok = infinite, true
		}
	}
	if !ok || !p.take("}") {
		p.at = from
		return 0, 0, false
	}
	return least, most, true
}

func (p *parser) decimal() (n int, ok bool) {
	for isDigit(p.peek(0)) {
		n, ok = min(infinite, n*10+p.peek(0)-'0'), true
		p.at++
	}
	return n, ok
}

// escape reads what begins with a backslash outside classes.
func (p *parser) escape() (n *node, quantifiable bool, err error) {
	p.at++
	switch c := p.peek(0); {
	case c < 0:
		return nil, false, refuse("\\ at end of pattern")
	case c == 'b':
		p.at++
		return &node{kind: nAssertion, op: opWordEdge}, false, nil
	case c == 'B':
		p.at++
		return &node{kind: nAssertion, op: opNotWordEdge}, false, nil
	case c >= '1' && c <= '9':
		from := p.at
		if n, _ := p.decimal(); n <= p.total {
			return &node{kind: nBackReference, group: n}, true, nil
		}
		p.at = from
	case c == 'k' && p.named:
		p.at++
		if !p.take("<") {
			return nil, false, refuse("Invalid named reference")
		}
		name, err := p.groupName()
		if err != nil {
			return nil, false, refuse("Invalid named reference")
		}
		ref := &node{kind: nBackReference, name: name}
		p.refs = append(p.refs, ref)
		return ref, true, nil
	default:
		if class := classEscape(c); class != nil {
			p.at++
			return &node{kind: nClass, class: class}, true, nil
		}
	}
	return &node{kind: nChar, unit: p.character(false)}, true, nil
}

// character reads the rest of an escaped character.
func (p *parser) character(inClass bool) uint16 {
	c := p.peek(0)
	p.at++
	switch c {
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'v':
		return '\v'
	case 'x', 'u':
		digits := 2
		if c == 'u' {
			digits = 4
		}
		if v, ok := p.hex(digits); ok {
			return v
		}
	case 'c':
		next := p.peek(0)
		if isLetter(next) || inClass && (isDigit(next) || next == '_') {
			p.at++
			return uint16(next % 32)
		}
		p.at-- // the backslash stands for itself
		return '\\'
	case '0', '1', '2', '3', '4', '5', '6', '7':
		v := c - '0'
		for more := 2; more > 0 && p.peek(0) >= '0' && p.peek(0) <= '7' && v*8+p.peek(0)-'0' <= 0o377; more-- {
			v = v*8 + p.peek(0) - '0'
			p.at++
		}
		return uint16(v)
	}
	return uint16(c)
}

func (p *parser) hex(digits int) (uint16, bool) {
	v := 0
	for i := range digits {
		c := p.peek(i)
		switch {
		case isDigit(c):
			v = v*16 + c - '0'
		case c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F':
			v = v*16 + c&^0x20 - 'A' + 10
		default:
			return 0, false
		}
	}
	p.at += digits
	return uint16(v), true
}

// class reads what follows a bracket.
func (p *parser) class() (*node, error) {
	c := &class{negated: p.take("^")}
	for {
		if p.at >= len(p.text) {
			return nil, refuse("Unterminated character class")
		}
		if p.take("]") {
			break
		}
		from, fromSet, err := p.classAtom()
		if err != nil {
			return nil, err
		}
		if p.peek(0) != '-' || p.peek(1) == ']' || p.peek(1) < 0 {
			c.add(from, from, fromSet)
			continue
		}
		p.at++
		to, toSet, err := p.classAtom()
		switch {
		case err != nil:
			return nil, err
		case fromSet != nil || toSet != nil:
			c.add(from, from, fromSet)
			c.add('-', '-', nil)
			c.add(to, to, toSet)
		case from > to:
			return nil, refuse("Range out of order in character class")
		default:
			c.add(from, to, nil)
		}
	}
	c.finish()
	return &node{kind: nClass, class: c}, nil
}

// classAtom reads a character or a set like \d.
func (p *parser) classAtom() (uint16, *class, error) {
	c := p.text[p.at]
	p.at++
	if c != '\\' {
		return c, nil, nil
	}
	switch next := p.peek(0); {
	case next < 0:
		return 0, nil, refuse("\\ at end of pattern")
	case next == 'b':
		p.at++
		return '\b', nil, nil
	default:
		if set := classEscape(next); set != nil {
			p.at++
			return 0, set, nil
		}
	}
	return p.character(true), nil, nil
}

func isDigit(c int) bool  { return c >= '0' && c <= '9' }
func isLetter(c int) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
