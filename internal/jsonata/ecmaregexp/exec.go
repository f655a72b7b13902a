package ecmaregexp

import (
	"errors"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// Errors of [Regexp.Find].
var (
	ErrSteps = errors.New("the regular expression takes too many steps on this text")
	ErrSpace = errors.New("the regular expression takes too much memory on this text")
)

// maxEntries bounds the stack of places to go back to: 64 MiB.
const maxEntries = 4 << 20

// Text is a text to match, in a form made once for many matches. Positions in it count
// UTF-16 code units.
type Text struct {
	ascii []byte
	units []uint16 // if it is not ASCII
	wide  bool
}

// NewText prepares a text.
func NewText(s string) Text {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return UnitsText(utf16Of(s))
		}
	}
	return Text{ascii: []byte(s)}
}

// UnitsText is a text of code units, which may hold halves of surrogate pairs.
func UnitsText(units []uint16) Text { return Text{units: units, wide: true} }

// Len is the number of code units.
func (t Text) Len() int {
	if t.wide {
		return len(t.units)
	}
	return len(t.ascii)
}

func utf16Of(s string) []uint16 {
	out := make([]uint16, 0, len(s))
	for _, r := range s {
		out = utf16.AppendRune(out, r)
	}
	return out
}

// Find is the first match from a position on: where it begins and ends, and then the same
// for each group, -1 twice for one that took no part. It is nil if there is no match. Each
// instruction takes one from steps; when there are none left the error is [ErrSteps].
func (r *Regexp) Find(t Text, from int, steps *int) ([]int, error) {
	if from < 0 || from > t.Len() {
		return nil, nil
	}
	m := machines.Get().(*machine)
	defer m.release()
	m.re, m.steps = r, *steps
	if cap(m.slots) < r.slots {
		m.slots = make([]int32, r.slots)
	}
	m.slots = m.slots[:r.slots]
	var found bool
	var err error
	if t.wide {
		found, err = search(m, t.units, from)
	} else {
		found, err = search(m, t.ascii, from)
	}
	*steps = m.steps
	if !found || err != nil {
		return nil, err
	}
	out := make([]int, 2*(r.groups+1))
	for i := range out {
		out[i] = int(m.slots[i])
	}
	for i := 2; i < len(out); i += 2 {
		if out[i] < 0 || out[i+1] < 0 {
			out[i], out[i+1] = -1, -1
		}
	}
	return out, nil
}

var machines = sync.Pool{New: func() any { return new(machine) }}

func (m *machine) release() {
	if cap(m.stack) > 1<<16 {
		m.stack = nil
	}
	m.re = nil
	machines.Put(m)
}

// machine is one match under way.
type machine struct {
	re    *Regexp
	steps int
	slots []int32
	stack []entry
}

type entryKind uint8

const (
	back      entryKind = iota // go on at pc from pos
	undo                       // slot pc was pos
	fewer                      // a loop over one unit may give up one, down to least
	oneMore                    // a lazy loop over one unit may take one, least times more
	fewerBack                  // fewer in look-behind
)

// entry is a place to go back to, or what to undo on the way there.
type entry struct {
	kind           entryKind
	pc, pos, least int32
}

func search[C byte | uint16](m *machine, text []C, from int) (bool, error) {
	r := m.re
	for at := from; at <= len(text); at++ {
		if r.first != nil {
			for at < len(text) && !r.unit(r.first, uint16(text[at])) {
				m.steps--
				at++
			}
			if at == len(text) {
				return false, nil
			}
		}
		for i := range m.slots {
			m.slots[i] = -1
		}
		m.steps -= len(m.slots) / 8
		m.stack = m.stack[:0]
		if _, ok, err := run(m, text, 0, int32(at)); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// unit reports whether an instruction that matches one unit matches u.
func (r *Regexp) unit(in *inst, u uint16) bool {
	switch in.op {
	case opChar:
		return int32(u) == in.x
	case opFold:
		return int32(canonical(u)) == in.x
	case opClass:
		c := r.classes[in.x]
		return c.has(u) != c.negated
	}
	c := r.classes[in.x]
	if c.has(u) {
		return !c.negated
	}
	for _, e := range equivalents(canonical(u)) {
		if c.has(e) {
			return !c.negated
		}
	}
	return c.negated
}

// set changes a slot so that going back undoes it.
func (m *machine) set(slot, v int32) {
	if old := m.slots[slot]; old != v {
		m.stack = append(m.stack, entry{kind: undo, pc: slot, pos: old})
		m.slots[slot] = v
	}
}

// run goes through the program from pc until an opMatch. It uses the stack above where it
// finds it, and leaves there what undoes its changes.
func run[C byte | uint16](m *machine, text []C, pc, pos int32) (int32, bool, error) {
	r, base := m.re, len(m.stack)
	size := int32(len(text))
	for {
		if m.steps--; m.steps < 0 {
			return 0, false, ErrSteps
		}
		in := &r.prog[pc]
		ok := true
		switch in.op {
		case opMatch:
			m.commit(base)
			return pos, true, nil
		case opChar:
			if in.back {
				if ok = pos > 0 && int32(text[pos-1]) == in.x; ok {
					pos--
				}
			} else if ok = pos < size && int32(text[pos]) == in.x; ok {
				pos++
			}
			pc++
		case opFold, opClass, opFoldClass:
			if in.back {
				if ok = pos > 0 && r.unit(in, uint16(text[pos-1])); ok {
					pos--
				}
			} else if ok = pos < size && r.unit(in, uint16(text[pos])); ok {
				pos++
			}
			pc++
		case opSplit:
			m.stack = append(m.stack, entry{kind: back, pc: in.y, pos: pos})
			pc = in.x
		case opJump:
			pc = in.x
		case opSave:
			m.set(in.x, pos)
			pc++
		case opForget:
			for i := in.x; i < in.y; i++ {
				m.set(i, -1)
			}
			m.steps -= int(in.y - in.x)
			pc++
		case opSet:
			m.set(in.x, 0)
			pc++
		case opLoop:
			pc = m.loop(in, pc, pos)
		case opLoopEnd:
			l := &r.loops[in.loop]
			rounds := m.slots[l.rounds]
			// A round more than needed must have moved.
			if ok = rounds < l.least || pos != m.slots[l.rounds+1]; ok {
				if l.most != infinite || rounds < l.least {
					m.set(l.rounds, rounds+1)
				}
				pc = in.x
			}
		case opRepeat:
			pos, ok = repeat(m, text, in, pc, pos)
			pc += 2
		case opBackReference, opFoldBackReference:
			pos, ok = backReference(m, text, in, pos)
			pc++
		case opLook:
			var err error
			if ok, err = look(m, text, in, pc, pos); err != nil {
				return 0, false, err
			}
			pc = in.x
		default:
			ok = assert(text, in.op, pos)
			pc++
		}
		if ok {
			if len(m.stack) > maxEntries {
				return 0, false, ErrSpace
			}
			continue
		}
		if pc, pos, ok = backtrack(m, text, base); !ok {
			return 0, false, nil
		}
	}
}

// loop is where to go at the head of a loop.
func (m *machine) loop(in *inst, pc, pos int32) int32 {
	l := &m.re.loops[in.loop]
	rounds := m.slots[l.rounds]
	switch {
	case rounds < l.least:
	case rounds >= l.most:
		return l.exit
	case in.lazy:
		// The round begins when this is gone back to, and notes its start then.
		m.stack = append(m.stack, entry{kind: back, pc: pc, pos: pos, least: 1})
		return l.exit
	default:
		m.stack = append(m.stack, entry{kind: back, pc: l.exit, pos: pos})
	}
	m.set(l.rounds+1, pos)
	return pc + 1
}

// repeat runs a loop over one unit.
func repeat[C byte | uint16](m *machine, text []C, in *inst, pc, pos int32) (int32, bool) {
	r := m.re
	l, one := &r.loops[in.loop], &r.prog[pc+1]
	want := l.most
	if in.lazy {
		want = l.least
	}
	from := pos
	if in.back {
		want = min(want, pos)
		for from-pos < want && r.unit(one, uint16(text[pos-1])) {
			pos--
		}
		m.steps -= int(from - pos)
		if from-pos < l.least {
			return pos, false
		}
	} else {
		want = min(want, int32(len(text))-pos)
		for pos-from < want && r.unit(one, uint16(text[pos])) {
			pos++
		}
		m.steps -= int(pos - from)
		if pos-from < l.least {
			return pos, false
		}
	}
	switch {
	case in.lazy && l.most > l.least:
		m.stack = append(m.stack, entry{kind: oneMore, pc: pc, pos: pos, least: l.most - l.least})
	case in.lazy:
	case in.back && from-pos > l.least:
		m.stack = append(m.stack, entry{kind: fewerBack, pc: pc + 2, pos: pos, least: from - l.least})
	case !in.back && pos-from > l.least:
		m.stack = append(m.stack, entry{kind: fewer, pc: pc + 2, pos: pos, least: from + l.least})
	}
	return pos, true
}

// backtrack goes back to the last place left, but not below base.
func backtrack[C byte | uint16](m *machine, text []C, base int) (pc, pos int32, ok bool) {
	for len(m.stack) > base {
		e := &m.stack[len(m.stack)-1]
		switch e.kind {
		case undo:
			m.slots[e.pc] = e.pos
			m.stack = m.stack[:len(m.stack)-1]
		case back:
			pc, pos, lazyRound := e.pc, e.pos, e.least == 1
			m.stack = m.stack[:len(m.stack)-1]
			if lazyRound {
				m.set(m.re.loops[m.re.prog[pc].loop].rounds+1, pos)
				pc++
			}
			return pc, pos, true
		case fewer, fewerBack:
			step := int32(-1)
			if e.kind == fewerBack {
				step = 1
			}
			e.pos += step
			pc, pos = e.pc, e.pos
			if pos == e.least {
				m.stack = m.stack[:len(m.stack)-1]
			}
			return pc, pos, true
		case oneMore:
			in := &m.re.prog[e.pc+1]
			next := e.pos
			if in.back {
				if next--; next < 0 || !m.re.unit(in, uint16(text[next])) {
					m.stack = m.stack[:len(m.stack)-1]
					continue
				}
			} else {
				if int(next) >= len(text) || !m.re.unit(in, uint16(text[next])) {
					m.stack = m.stack[:len(m.stack)-1]
					continue
				}
				next++
			}
			e.pos = next
			pc = e.pc + 2
			if e.least != infinite {
				if e.least--; e.least == 0 {
					m.stack = m.stack[:len(m.stack)-1]
				}
			}
			return pc, next, true
		}
	}
	return 0, 0, false
}

// commit gives up the places to go back to above base, but not what undoes changes.
func (m *machine) commit(base int) {
	if base == 0 {
		return // the whole match: nobody goes back
	}
	kept := m.stack[:base]
	for _, e := range m.stack[base:] {
		if e.kind == undo {
			kept = append(kept, e)
		}
	}
	m.stack = kept
}

// look runs the body of a look-around at pos.
func look[C byte | uint16](m *machine, text []C, in *inst, pc, pos int32) (bool, error) {
	// An entry of its own keeps commit from taking the body for the whole match.
	m.stack = append(m.stack, entry{kind: undo, pc: 0, pos: m.slots[0]})
	base := len(m.stack)
	_, ok, err := run(m, text, pc+1, pos)
	if err != nil {
		return false, err
	}
	if !in.negative {
		return ok, nil
	}
	for len(m.stack) > base { // what a body that must not match has changed
		e := m.stack[len(m.stack)-1]
		m.slots[e.pc] = e.pos
		m.stack = m.stack[:len(m.stack)-1]
	}
	return !ok, nil
}

// backReference matches what a group matched.
func backReference[C byte | uint16](m *machine, text []C, in *inst, pos int32) (int32, bool) {
	from, to := m.slots[2*in.x], m.slots[2*in.x+1]
	if from < 0 || to < 0 {
		return pos, true
	}
	n := to - from
	start, end := pos, pos+n
	if in.back {
		start, end = pos-n, pos-n
	}
	if start < 0 || int(start+n) > len(text) {
		return pos, false
	}
	m.steps -= int(n)
	for i := range n {
		a, b := uint16(text[from+i]), uint16(text[start+i])
		if a != b && !(in.op == opFoldBackReference && canonical(a) == canonical(b)) {
			return pos, false
		}
	}
	return end, true
}

func assert[C byte | uint16](text []C, op opcode, pos int32) bool {
	size := int32(len(text))
	switch op {
	case opTextStart:
		return pos == 0
	case opTextEnd:
		return pos == size
	case opLineStart:
		return pos == 0 || !notLineEnd.outside(uint16(text[pos-1]))
	case opLineEnd:
		return pos == size || !notLineEnd.outside(uint16(text[pos]))
	case opWordEdge, opNotWordEdge:
		before := pos > 0 && word.has(uint16(text[pos-1]))
		after := pos < size && word.has(uint16(text[pos]))
		return (before != after) == (op == opWordEdge)
	}
	return false
}

// outside reports whether a negated class matches u.
func (c *class) outside(u uint16) bool { return !c.has(u) }
