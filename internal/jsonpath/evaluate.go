package jsonpath

import (
	"errors"
	"slices"

	"github.com/lockstep-go/lockstep/internal/value"
)

// maxVisits bounds the nodes that one evaluation may look at; scans within scans multiply.
const maxVisits = 5_000_000

// mode is how the library was configured.
type mode uint8

const (
	// tree: the document is a tree of Jackson's nodes. Asking an array for an element that
	// it does not have answers a null there, not an exception.
	tree mode = 1 << iota
	// suppress: what is not found is no exception.
	suppress
	// require: a member that is missing is an exception everywhere.
	require
)

// template is how payload templates are evaluated.
const template = tree | suppress

// evaluator follows one path through one document. An undefined Value stands for the null
// that an array gave in place of an element.
type evaluator struct {
	path     *Path
	mode     mode
	document value.Value // what $ means in filters and arguments
	visits   *int
	out      []value.Value
}

func (p *Path) evaluate(root value.Value, m mode) (value.Value, error) {
	visits := 0
	e := evaluator{path: p, mode: m, document: root, visits: &visits}
	return e.result(root)
}

// inner evaluates a path of a filter or an argument, on the item or on the document.
func (e *evaluator) inner(p *Path, item value.Value, m mode) (value.Value, error) {
	if p.root == RootInput {
		item = e.document
	}
	var v value.Value
	var err error
	if p.plain {
		*e.visits += len(p.run)
		v, err = p.Get(item)
		if e, ok := errors.AsType[*NotFoundError](err); ok && m&tree != 0 && e.PastEnd {
			v, err = value.NullValue, nil
		}
	} else {
		sub := evaluator{path: p, mode: m, document: e.document, visits: e.visits}
		v, err = sub.result(item)
	}
	if m&suppress != 0 && IsNotFound(err) {
		v, err = value.NullValue, nil
	}
	return v, err
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
		if v.IsUndefined() {
			v = value.NullValue
		}
		e.out = append(e.out, v)
		return nil
	}
	if err := e.visit(); err != nil {
		return err
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
	// What a function answers is a result even where the path goes on.
	e.out = append(e.out, result)
	if i == len(e.path.run)-1 {
		return nil
	}
	return e.follow(i+1, result)
}

func (e *evaluator) visit() error {
	if *e.visits++; *e.visits > maxVisits {
		return &EvaluationError{Path: e.path.text, Message: "the path looks at too many nodes of this document"}
	}
	return nil
}

// lost answers a segment that v does not have: an error where the path up to it is
// definite, silence where it is not.
func (e *evaluator) lost(i int, v value.Value, strict bool) error {
	if strict && e.mode&suppress == 0 {
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
		return e.lost(i, v, e.mode&require != 0)
	}
	return e.lost(i, v, e.mode&require != 0 || s.upstream && s.Kind == Name)
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
		} else if e.mode&require != 0 {
			return e.path.missing(i, v)
		}
	}
	return e.follow(i+1, merged.Value())
}

func (e *evaluator) element(i int, v value.Value, n int) error {
	if v.Kind() != value.Array {
		return e.lost(i, v, e.path.run[i].upstream)
	}
	if n < 0 {
		n += v.Len()
	}
	next := v.At(n)
	if next.IsUndefined() && e.mode&tree == 0 {
		return nil
	}
	return e.follow(i+1, next)
}

func (e *evaluator) elements(i int, v value.Value) error {
	s := &e.path.run[i]
	if v.Kind() != value.Array {
		return e.lost(i, v, s.upstream)
	}
	if s.Kind == Indexes {
		for _, n := range s.Indexes {
			if err := e.element(i, v, n); err != nil {
				return err
			}
		}
		return nil
	}
	from, to := s.bounds(v.Len())
	if e.mode&tree == 0 {
		from = max(from, -v.Len())
	}
	for n := from; n < to; n++ {
		// Between two bounds a negative beginning is not resolved first: [-2:1] runs over
		// -2, -1 and 0, each counted from its own end.
		if err := e.visit(); err != nil {
			return err
		}
		if err := e.element(i, v, n); err != nil {
			return err
		}
	}
	return nil
}

// bounds are where a slice begins and ends in an array of n elements. As in Jayway only a
// slice open at one side counts its negative bound from the end.
func (s *Segment) bounds(n int) (from, to int) {
	switch {
	case n == 0:
		return 0, 0
	case s.HasFrom && s.HasTo:
		return s.From, min(s.To, n)
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

func (e *evaluator) passes(t test, item value.Value) (bool, error) {
	ok, err := t.holds(e, item)
	if errors.Is(err, errUnfit) {
		return false, nil
	}
	return ok, err
}

// filter tests an object itself and an array's elements.
func (e *evaluator) filter(i int, v value.Value) error {
	s := &e.path.run[i]
	switch v.Kind() {
	case value.Object:
		ok, err := e.passes(s.filter, v)
		if !ok || err != nil {
			return err
		}
		return e.follow(i+1, v)
	case value.Array:
		for _, x := range v.Elems() {
			if err := e.visit(); err != nil {
				return err
			}
			ok, err := e.passes(s.filter, x)
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
	if s.upstream { // the library does not count this among what it suppresses
		return e.path.missing(i, v)
	}
	return nil
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
		case Names:
			fits = i < len(e.path.run)-1 || !slices.ContainsFunc(s.Names, func(n string) bool { return !v.Has(n) })
		case Wildcard, Filter:
			fits = true
		}
	case value.Array:
		fits = s.Kind == Index || s.Kind == Indexes || s.Kind == Slice || s.Kind == Wildcard
	default:
		return nil
	}
	if err := e.visit(); err != nil {
		return err
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
