package jsonata

import (
	"slices"

	"github.com/lockstep-go/lockstep/internal/value"
)

// Marks that arrays carry while an expression is evaluated. The reference keeps them as
// properties of the array.
const (
	markSequence = 1 << iota // the result of a path or query: a single element stands for it
	markKeep                 // … unless [] asked for an array
	markCons                 // made by an array constructor in a path: not flattened
	markOuter                // wraps an input document that is an array
	// markUnset, on undefined, is a variable nobody has set: the scope around is asked.
	markUnset = 1 << 7
)

var unset = value.Value{}.WithMark(markUnset)

func isUnset(v value.Value) bool { return v.Mark() == markUnset }

// isSequence reports whether v is an array that its single element can stand for.
func isSequence(v value.Value) bool {
	return v.Kind() == value.Array && v.Mark()&markSequence != 0
}

func sequenceOf(elems []value.Value) value.Value {
	return value.OfArray(elems).WithMark(markSequence)
}

// collapse is what the reference does to every result: an empty sequence is nothing, and a
// sequence of one is its element.
func collapse(v value.Value, keepArray bool) value.Value {
	if !isSequence(v) {
		return v
	}
	if keepArray {
		v = v.WithMark(v.Mark() | markKeep)
	}
	switch v.Len() {
	case 0:
		return value.Value{}
	case 1:
		if v.Mark()&markKeep == 0 {
			return v.At(0)
		}
	}
	return v
}

// scope is what the compiler knows of a frame: the names that may be set in it.
type scope struct {
	parent  *scope
	names   []string
	certain int // so many of the names are always set (parameters)
}

func (s *scope) slot(name string) int { return slices.Index(s.names, name) }

// frame holds the variables of a block, a call or a tuple while it is evaluated.
type frame struct {
	parent *frame
	scope  *scope
	slots  []value.Value
	small  [2]value.Value
}

func newFrame(s *scope, parent *frame) *frame {
	f := &frame{parent: parent, scope: s}
	n := len(s.names)
	if n <= len(f.small) {
		f.slots = f.small[:n]
	} else {
		f.slots = make([]value.Value, n)
	}
	for i := s.certain; i < n; i++ {
		f.slots[i] = unset
	}
	return f
}

// location is where a variable may be set: so many frames out, in that slot.
type location struct{ hops, slot int }

// locate lists where a name may be set, innermost first, and whether the last of them is
// sure to be set, so that globals need not be asked.
func (s *scope) locate(name string) (at []location, certain bool) {
	hops := 0
	for ; s != nil; s = s.parent {
		if i := s.slot(name); i >= 0 {
			at = append(at, location{hops, i})
			if i < s.certain {
				return at, true
			}
		}
		hops++
	}
	return at, false
}

func (f *frame) at(l location) *value.Value {
	for range l.hops {
		f = f.parent
	}
	return &f.slots[l.slot]
}

// declared lists the names that the nodes bind with := in their own scope: not those of
// blocks and functions inside, which have scopes of their own.
func declared(plans ...*plan) []string {
	var names []string
	var visit func(p *plan)
	visit = func(p *plan) {
		switch p.kind {
		case kBind:
			if !slices.Contains(names, p.text) {
				names = append(names, p.text)
			}
		case kBlock:
			visitExtras(p, visit)
			return
		case kLambda:
			visitExtras(p, visit)
			return
		}
		p.each(visit)
	}
	for _, p := range plans {
		visit(p)
	}
	return names
}

// visitExtras visits the predicates and grouping of p, which belong to the scope around it.
func visitExtras(p *plan, visit func(*plan)) {
	for _, x := range p.predicate {
		visit(x)
	}
	for _, s := range p.stages {
		if s.filter != nil {
			visit(s.filter)
		}
	}
	if p.group != nil {
		for _, pair := range p.group.pairs {
			visit(pair[0])
			visit(pair[1])
		}
	}
}

// each calls visit for every plan directly below p.
func (p *plan) each(visit func(*plan)) {
	for _, x := range []*plan{p.a, p.b, p.c} {
		if x != nil {
			visit(x)
		}
	}
	for _, x := range p.steps {
		visit(x)
	}
	for _, x := range p.items {
		visit(x)
	}
	for _, pair := range p.pairs {
		visit(pair[0])
		visit(pair[1])
	}
	for _, t := range p.terms {
		visit(t.x)
	}
	visitExtras(p, visit)
}

// labels lists every name that @, # and % bind in the expression. All its tuples have a
// slot for each of them.
func (p *plan) labels() []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	var visit func(*plan)
	visit = func(p *plan) {
		if p.hasFocus {
			add(p.focus)
		}
		if p.hasIndex {
			add(p.index)
		}
		if p.ancestor != nil {
			add(p.ancestor.label)
		}
		for _, s := range p.stages {
			if s.filter == nil {
				add(s.index)
			}
		}
		p.each(visit)
	}
	visit(p)
	return names
}
