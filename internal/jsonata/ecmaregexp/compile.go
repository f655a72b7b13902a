package ecmaregexp

import "strings"

type opcode uint8

const (
	opMatch opcode = iota
	opChar         // the unit x
	opFold         // a unit that x is the canonical form of
	opClass        // a unit of classes[x]
	opFoldClass
	opSplit // go on at x, and if that fails at y
	opJump  // to x
	opSave  // the position, in slot x
	opForget
	opSet // slot x to 0
	opLoop
	opLoopEnd
	opRepeat // a loop over one unit, which the next instruction matches
	opBackReference
	opFoldBackReference
	opLook // run what follows up to its opMatch apart, then go on at x
	opTextStart
	opTextEnd
	opLineStart
	opLineEnd
	opWordEdge
	opNotWordEdge
)

// inst is one instruction. back says that it reads the unit before the position.
type inst struct {
	op       opcode
	back     bool
	lazy     bool
	negative bool
	x, y     int32
	loop     int32 // of opLoop, opLoopEnd and opRepeat
}

// loop is what the instructions of a loop share. Its slots hold the rounds made and the
// position at the start of a round.
type loop struct {
	least, most int32
	rounds      int32 // slot, the position's is the next
	exit        int32
}

// Regexp is a compiled regular expression. It is safe for concurrent use.
type Regexp struct {
	prog    []inst
	classes []*class
	loops   []loop
	groups  int
	slots   int // of groups, then of loops
	source  string
	// first is what a match must begin with, if that is one instruction.
	first *inst
}

// Option changes what [Compile] makes.
type Option func(*compiler)

// ASCIISpace makes \s and \S know the white space of ASCII only, as other languages do.
func ASCIISpace() Option { return func(c *compiler) { c.asciiSpace = true } }

// Compile reads a pattern. Of the flags i and m count, g has no meaning here and any other
// is an error. The error is a *[SyntaxError].
func Compile(pattern, flags string, opts ...Option) (*Regexp, error) {
	for _, f := range flags {
		if !strings.ContainsRune("gim", f) {
			return nil, refuse("Invalid flags supplied to RegExp constructor '" + flags + "'")
		}
	}
	tree, p, err := parse(pattern, strings.Contains(flags, "i"), strings.Contains(flags, "m"))
	if err != nil {
		return nil, err
	}
	c := &compiler{re: &Regexp{groups: p.groups, slots: 2 * (p.groups + 1), source: pattern}, fold: p.fold}
	for _, o := range opts {
		o(c)
	}
	c.emit(inst{op: opSave, x: 0})
	c.node(tree)
	c.emit(inst{op: opSave, x: 1})
	c.emit(inst{op: opMatch})
	c.re.first = c.re.firstUnit()
	return c.re, nil
}

// firstUnit is the instruction for the unit that each match begins with, nil if there is
// no single one.
func (r *Regexp) firstUnit() *inst {
	i := 0
	for r.prog[i].op == opSave {
		i++
	}
	switch in := &r.prog[i]; in.op {
	case opChar, opFold, opClass, opFoldClass:
		return in
	case opRepeat:
		if r.loops[in.loop].least > 0 {
			return &r.prog[i+1]
		}
	}
	return nil
}

// Groups is the number of capturing groups.
func (r *Regexp) Groups() int { return r.groups }

// String is the pattern.
func (r *Regexp) String() string { return r.source }

// compiler makes instructions of a tree.
type compiler struct {
	re         *Regexp
	fold       bool
	back       bool // inside look-behind
	asciiSpace bool
}

func (c *compiler) emit(in inst) int {
	c.re.prog = append(c.re.prog, in)
	return len(c.re.prog) - 1
}

func (c *compiler) here() int32 { return int32(len(c.re.prog)) }

func (c *compiler) node(n *node) {
	switch n.kind {
	case nChar:
		in := inst{op: opChar, back: c.back, x: int32(n.unit)}
		if c.fold {
			if u := canonical(n.unit); len(equivalents(u)) > 1 {
				in.op, in.x = opFold, int32(u)
			}
		}
		c.emit(in)
	case nClass:
		in := inst{op: opClass, back: c.back, x: int32(len(c.re.classes))}
		if c.fold {
			in.op = opFoldClass
		}
		c.re.classes = append(c.re.classes, c.class(n.class))
		c.emit(in)
	case nSequence:
		for i := range n.subs {
			if c.back {
				i = len(n.subs) - 1 - i
			}
			c.node(n.subs[i])
		}
	case nAlternatives:
		c.alternatives(n.subs)
	case nGroup:
		from, to := int32(2*n.group), int32(2*n.group+1)
		if c.back {
			from, to = to, from
		}
		if n.group > 0 {
			c.emit(inst{op: opSave, x: from})
		}
		c.node(n.subs[0])
		if n.group > 0 {
			c.emit(inst{op: opSave, x: to})
		}
	case nBackReference:
		in := inst{op: opBackReference, back: c.back, x: int32(n.group)}
		if c.fold {
			in.op = opFoldBackReference
		}
		c.emit(in)
	case nAssertion:
		c.emit(inst{op: n.op})
	case nLoop:
		c.loop(n)
	case nLook:
		at := c.emit(inst{op: opLook, negative: n.negative})
		was := c.back
		c.back = n.behind
		c.node(n.subs[0])
		c.back = was
		c.emit(inst{op: opMatch})
		c.re.prog[at].x = c.here()
	}
}

func (c *compiler) class(k *class) *class {
	if c.asciiSpace && (k == space || k == notSpace) {
		return newClass(k == notSpace, '\t', '\r', ' ', ' ')
	}
	return k
}

func (c *compiler) alternatives(list []*node) {
	var jumps []int
	for i, n := range list {
		if i == len(list)-1 {
			c.node(n)
			break
		}
		at := c.emit(inst{op: opSplit, x: c.here() + 1})
		c.node(n)
		jumps = append(jumps, c.emit(inst{op: opJump}))
		c.re.prog[at].y = c.here()
	}
	for _, at := range jumps {
		c.re.prog[at].x = c.here()
	}
}

func (c *compiler) loop(n *node) {
	body := n.subs[0]
	if n.most == 0 {
		return
	}
	for body.kind == nGroup && body.group == 0 {
		body = body.subs[0]
	}
	id := int32(len(c.re.loops))
	c.re.loops = append(c.re.loops, loop{least: int32(n.least), most: int32(n.most), rounds: int32(c.re.slots)})
	if body.kind == nChar || body.kind == nClass {
		c.emit(inst{op: opRepeat, lazy: n.lazy, loop: id, back: c.back})
		c.node(body)
		return
	}
	c.re.slots += 2
	c.emit(inst{op: opSet, x: c.re.loops[id].rounds})
	start := c.emit(inst{op: opLoop, lazy: n.lazy, loop: id})
	if n.groups[0] < n.groups[1] {
		c.emit(inst{op: opForget, x: int32(2 * n.groups[0]), y: int32(2 * n.groups[1])})
	}
	c.node(body)
	c.emit(inst{op: opLoopEnd, loop: id, x: int32(start)})
	c.re.loops[id].exit = c.here()
}
