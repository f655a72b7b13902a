package jsonpath

import (
	"errors"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// Root is the document that a path starts from.
type Root uint8

// The roots of paths.
const (
	RootInput    Root = iota // $: the state's input, or the result where the field says so
	RootContext              // $$: the context object
	RootVariable             // $name: a variable
	RootItem                 // @: the item under test, in filters only
)

// Path is a compiled path. It is immutable.
type Path struct {
	text     string
	root     Root
	variable string
	segments []Segment // as written
	run      []Segment // as evaluated; differs for $..x.length()
	steps    []step    // the same for names and single indexes alone, else nil
	definite bool
	plain    bool // steps says it all
}

// step is a segment of a plain path, small enough to walk many quickly.
type step struct {
	name  string
	index int
	named bool
}

// Root says which document the path starts from, and the variable's name if it is one.
func (p *Path) Root() (Root, string) { return p.root, p.variable }

// Definite reports whether the path selects one node or fails. Indefinite paths answer an
// array.
func (p *Path) Definite() bool { return p.definite }

// Segments are the steps of the path, as written. They must not be changed.
func (p *Path) Segments() []Segment { return p.segments }

// IsRoot reports whether the path is its root alone, such as $ or $$.
func (p *Path) IsRoot() bool { return len(p.segments) == 0 }

// String is the path's text as it was compiled.
func (p *Path) String() string { return p.text }

// Canonical is the path as Jayway prints it in messages, such as $['a'][0]. It begins with
// $ whatever the root is.
func (p *Path) Canonical() string {
	var b strings.Builder
	b.WriteByte('$')
	for i := range p.segments {
		p.segments[i].appendFragment(&b)
	}
	return b.String()
}

// fewMembers is how many members of an object are looked through in place.
const fewMembers = 8

// Get applies the path to the document that its root stands for: the value of the variable
// if it starts from a variable. Where a definite path, or what an indefinite path begins
// with, is not there, the error is a *[NotFoundError]; where the path can't be computed, an
// *[EvaluationError].
func (p *Path) Get(root value.Value) (value.Value, error) {
	if !p.plain {
		return p.evaluate(root, 0)
	}
	at := &root
	var found value.Value // what a look-up by hash answered
steps:
	for i := range p.steps {
		s := &p.steps[i]
		if !s.named {
			elems, n := at.Elems(), s.index
			if n < 0 {
				n += len(elems)
			}
			if uint(n) >= uint(len(elems)) {
				return value.Value{}, p.missing(i, *at)
			}
			at = &elems[n]
			continue
		}
		members := at.Members()
		if len(members) > fewMembers {
			next := at.Get(s.name)
			if next.IsUndefined() {
				return value.Value{}, p.missing(i, *at)
			}
			found = next
			at = &found
			continue
		}
		for j := range members {
			if m := &members[j]; m.Key == s.name {
				at = &m.Value
				continue steps
			}
		}
		return value.Value{}, p.missing(i, *at)
	}
	return *at, nil
}

// Select is [Path.Get] as a payload template applies it. Step Functions then suppresses the
// library's exceptions: an indefinite path whose beginning is missing answers an empty
// array, what a filter does not find is null, and so is an index past the end of an array
// that ends the path.
func (p *Path) Select(root value.Value) (value.Value, error) {
	if !p.plain {
		return p.evaluate(root, template)
	}
	v, err := p.Get(root)
	if e, ok := errors.AsType[*NotFoundError](err); ok && e.PastEnd {
		return value.NullValue, nil
	}
	return v, err
}

// missing is the error for segment i, which v does not have.
func (p *Path) missing(i int, v value.Value) *NotFoundError {
	e := &NotFoundError{path: p, at: i, found: v}
	leaf := i == len(p.run)-1
	switch p.run[i].Kind {
	case Index:
		switch {
		case v.Kind() != value.Array:
			e.miss = missNotArray
		case leaf:
			e.miss, e.PastEnd = missNoResult, true
		default:
			e.miss = missEmptyIndex
		}
	case Name:
		switch {
		case v.Kind() != value.Object:
			e.miss = missNotObject
		case leaf:
			e.miss = missNoResult
		default:
			e.miss = missProperty
		}
	case Names:
		e.miss = missNotObject
	case Filter:
		e.miss = missPrimitive
	default:
		e.miss = missNotArray
	}
	return e
}

// Join is the path that selects what q selects in what p selects, and whether there is one:
// p must be definite, q must start from the input and must not look back at its root from
// inside a filter or a function.
func (p *Path) Join(q *Path) (*Path, bool) {
	if q.root != RootInput || !p.definite || len(q.run) != len(q.segments) && len(q.segments) > 0 || callsFunction(p) {
		return nil, false
	}
	for i := range q.segments {
		for _, inner := range q.segments[i].inner {
			if readsRoot(inner) {
				return nil, false
			}
		}
	}
	if len(p.segments) > 0 && len(q.segments) > 0 && p.segments[len(p.segments)-1].Kind == Names {
		return nil, false // ['a','b'] merges at the end of a path and spreads before it
	}
	rest, rooted := strings.CutPrefix(strings.TrimSpace(q.text), "$")
	if !rooted {
		rest = "." + rest
	}
	text := strings.TrimSpace(p.text) + rest
	joined, err := Compile(text)
	if err != nil || len(joined.segments) != len(p.segments)+len(q.segments) {
		return nil, false
	}
	return joined, true
}

func callsFunction(p *Path) bool {
	for i := range p.segments {
		if p.segments[i].Kind == Function {
			return true
		}
	}
	return false
}

// readsRoot reports whether a path inside a filter starts from the document, here or in a
// filter of its own.
func readsRoot(p *Path) bool {
	if p.root != RootItem {
		return true
	}
	for i := range p.segments {
		for _, inner := range p.segments[i].inner {
			if readsRoot(inner) {
				return true
			}
		}
	}
	return false
}
