package jsonpath

import (
	"errors"

	"github.com/lockstep-go/lockstep/internal/value"
)

// maxVisits bounds the nodes that one evaluation may look at; scans within scans multiply.
const maxVisits = 5_000_000

// evaluator follows one path through one document.
type evaluator struct {
	path     *Path
	document value.Value // what $ means in filters and arguments
	required bool        // an existence test: a missing member is an error everywhere
	visits   *int
	out      []value.Value
}

func (p *Path) evaluate(root, document value.Value) (value.Value, error) {
	visits := 0
	e := evaluator{path: p, document: document, visits: &visits}
	return e.result(root)
}

// inner evaluates a path of a filter, on the item or on the document.
func (e *evaluator) inner(p *Path, item value.Value, required bool) (value.Value, error) {
	if p.root == RootInput {
		item = e.document
	}
	if p.plain {
		*e.visits += len(p.run)
		return p.Get(item)
	}
	sub := evaluator{path: p, document: e.document, required: required, visits: e.visits}
	return sub.result(item)
}

func (e *evaluator) result(root value.Value) (value.Value, error) {
	err := e.follow(0, root)
	if err != nil {
		if errors.Is(err, errPatternTime) {
			err = &EvaluationError{Path: e.path.text, Message: err.Error()}
		}
		return value.Value{}, err
	}
	if !e.path.definite {
		return value.OfArray(e.out), nil
	}
	if len(e.out) == 0 {
		return value.Value{}, &NotFoundError{path: e.path, at: len(e.path.run) - 1}
	}
	return e.out[len(e.out)-1], nil
}

// follow applies the segments from i on to v and collects what the last one selects.
func (e *evaluator) follow(i int, v value.Value) error {
	if i == len(e.path.run) {
		e.out = append(e.out, v)
		return nil
	}
	if *e.visits++; *e.visits > maxVisits {
		return &EvaluationError{Path: e.path.text, Message: "the path looks at too many nodes of this document"}
	}
	s := &e.path.run[i]
	switch s.Kind {
	case Name:
		return e.member(i, v, s.Name)
	case Names:
		return e.members(i, v)
	case Index:
		return e.element(i, v, s.Index)
	case Indexes, Slice:
		return e.elements(i, v)
	case Wildcard:
		for _, m := range v.Members() {
			if err := e.follow(i+1, m.Value); err != nil {
				return err
			}
		}
		for _, x := range v.Elems() {
			if err := e.follow(i+1, x); err != nil {
				return err
			}
		}
		return nil
	case Descent:
		return e.descend(i+1, v)
	case Filter:
		return e.filter(i, v)
	}
	result, err := s.call.invoke(e, v)
	if err != nil {
		return err
	}
	return e.follow(i+1, result)
}

// lost answers a segment that v does not have: an error where the path up to it is
// definite, silence where it is not.
func (e *evaluator) lost(i int, v value.Value, strict bool) error {
	if strict {
		return e.path.missing(i, v)
	}
	return nil
}

func (e *evaluator) member(i int, v value.Value, name string) error {
	s := &e.path.run[i]
	if v.Kind() != value.Object {
		return e.lost(i, v, s.upstream)
	}
	next := v.Get(name)
	if !next.IsUndefined() {
		return e.follow(i+1, next)
	}
	leaf := i == len(e.path.run)-1
	if leaf {
		return e.lost(i, v, e.required)
	}
	return e.lost(i, v, e.required || s.upstream && s.Kind == Name)
}

// members selects several names: merged into one object at the end of a path, one after the
// other before it.
func (e *evaluator) members(i int, v value.Value) error {
	s := &e.path.run[i]
	if v.Kind() != value.Object {
		return e.lost(i, v, s.upstream)
	}
	if i < len(e.path.run)-1 {
		for _, name := range s.Names {
			if err := e.member(i, v, name); err != nil {
				return err
			}
		}
		return nil
	}
	merged := value.NewBuilder(len(s.Names))
	for _, name := range s.Names {
		if m := v.Get(name); !m.IsUndefined() {
			merged.Set(name, m)
		} else if e.required {
			return e.path.missing(i, v)
		}
	}
	return e.follow(i+1, merged.Value())
}

func (e *evaluator) element(i int, v value.Value, n int) error {
	s := &e.path.run[i]
	if v.Kind() != value.Array {
		return e.lost(i, v, s.upstream)
	}
	if n < 0 {
		n += v.Len()
	}
	if next := v.At(n); !next.IsUndefined() {
		return e.follow(i+1, next)
	}
	return e.lost(i, v, s.upstream && e.path.definite)
}

func (e *evaluator) elements(i int, v value.Value) error {
	s := &e.path.run[i]
	if v.Kind() != value.Array {
		return e.lost(i, v, s.upstream)
	}
	if s.Kind == Indexes {
		for _, n := range s.Indexes {
			if n < 0 {
				n += v.Len()
			}
			if next := v.At(n); !next.IsUndefined() {
				if err := e.follow(i+1, next); err != nil {
					return err
				}
			}
		}
		return nil
	}
	from, to := s.bounds(v.Len())
	for n := from; n < to; n++ {
		// Between two bounds a negative beginning is not resolved first: [-2:1] runs over
		// -2, -1 and 0, each counted from its own end.
		k := n
		if k < 0 {
			k += v.Len()
		}
		if next := v.At(k); !next.IsUndefined() {
			if err := e.follow(i+1, next); err != nil {
				return err
			}
		}
	}
	return nil
}

// bounds are where a slice begins and ends in an array of n elements. As in Jayway only a
// slice open at one side counts its negative bound from the end.
func (s *Segment) bounds(n int) (from, to int) {
	switch {
	case s.HasFrom && s.HasTo:
		return max(s.From, -n), min(s.To, n)
	case s.HasFrom:
		if from = s.From; from < 0 {
			from += n
		}
		return max(from, 0), n
	}
	if to = s.To; to < 0 {
		to += n
	}
	return 0, min(to, n)
}

// filter tests an object itself and an array's elements.
func (e *evaluator) filter(i int, v value.Value) error {
	s := &e.path.run[i]
	switch v.Kind() {
	case value.Object:
		ok, err := s.filter.holds(e, v)
		if !ok || err != nil {
			return err
		}
		return e.follow(i+1, v)
	case value.Array:
		for _, x := range v.Elems() {
			if *e.visits++; *e.visits > maxVisits {
				return &EvaluationError{Path: e.path.text, Message: "the path looks at too many nodes of this document"}
			}
			ok, err := s.filter.holds(e, x)
			if err != nil {
				return err
			}
			if ok {
				if err := e.follow(i+1, x); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return e.lost(i, v, s.upstream)
}

// descend applies segment i to v and to everything below, parents first. A filter is asked
// of the objects alone: an array's elements are reached on the way down.
func (e *evaluator) descend(i int, v value.Value) error {
	s := &e.path.run[i]
	fits := false
	switch v.Kind() {
	case value.Object:
		switch s.Kind {
		case Name:
			fits = v.Has(s.Name)
		case Names, Wildcard, Filter:
			fits = true
		}
	case value.Array:
		fits = s.Kind == Index || s.Kind == Indexes || s.Kind == Slice || s.Kind == Wildcard
	default:
		return nil
	}
	if *e.visits++; *e.visits > maxVisits {
		return &EvaluationError{Path: e.path.text, Message: "the path looks at too many nodes of this document"}
	}
	if fits {
		if err := e.follow(i, v); err != nil {
			return err
		}
	}
	for _, m := range v.Members() {
		if err := e.descend(i, m.Value); err != nil {
			return err
		}
	}
	for _, x := range v.Elems() {
		if err := e.descend(i, x); err != nil {
			return err
		}
	}
	return nil
}
