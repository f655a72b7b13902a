package dataflow

import (
	"errors"
	"math"
	"slices"
	"strconv"

	"github.com/lockstep-go/lockstep/internal/jsonata"
)

// substitution is one expression under work.
type substitution struct {
	b       *Bindings
	binds   []string // names the expression binds anywhere
	hoisted []jsonata.Node
	names   map[string]string // of hoisted expressions, by text
	changed bool
	err     error
}

func (s *substitution) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// node rewrites n. inside is set within steps, predicates and functions.
func (s *substitution) node(n jsonata.Node, inside bool) jsonata.Node {
	if s.err != nil || n == nil {
		return n
	}
	if r, ok := s.replace(n, inside); ok {
		return r
	}
	if r, ok := s.element(n, inside); ok {
		return r
	}
	switch n := n.(type) {
	case *jsonata.Dot:
		// $states.input.a[0]: the predicate belongs to the name.
		if f, ok := n.Right.(*jsonata.Filter); ok {
			if name, ok := f.X.(*jsonata.Name); ok {
				if r, ok := s.replace(&jsonata.Dot{Left: n.Left, Right: name}, inside); ok {
					return &jsonata.Filter{X: r, Predicate: s.node(f.Predicate, true)}
				}
			}
		}
		if k, ok := n.Right.(*jsonata.KeepArray); ok {
			if name, ok := k.X.(*jsonata.Name); ok {
				if r, ok := s.replace(&jsonata.Dot{Left: n.Left, Right: name}, inside); ok {
					return &jsonata.KeepArray{X: r}
				}
			}
		}
		if _, ok := n.Right.(*jsonata.Name); ok {
			return &jsonata.Dot{Left: s.node(n.Left, inside), Right: n.Right}
		}
		return &jsonata.Dot{Left: s.node(n.Left, inside), Right: s.node(n.Right, true)}
	case *jsonata.Filter:
		return &jsonata.Filter{X: s.node(n.X, inside), Predicate: s.node(n.Predicate, true)}
	case *jsonata.Sort:
		out := &jsonata.Sort{X: s.node(n.X, inside)}
		for _, t := range n.Terms {
			out.Terms = append(out.Terms, jsonata.Term{Descending: t.Descending, X: s.node(t.X, true)})
		}
		return out
	case *jsonata.Group:
		return &jsonata.Group{X: s.node(n.X, inside), Pairs: s.pairs(n.Pairs, true)}
	case *jsonata.Object:
		return &jsonata.Object{Pairs: s.pairs(n.Pairs, inside)}
	case *jsonata.Array:
		return &jsonata.Array{Items: s.list(n.Items, inside)}
	case *jsonata.Block:
		return &jsonata.Block{Exprs: s.list(n.Exprs, inside)}
	case *jsonata.Binary:
		return &jsonata.Binary{Op: n.Op, Left: s.node(n.Left, inside), Right: s.node(n.Right, inside)}
	case *jsonata.Condition:
		c := &jsonata.Condition{If: s.node(n.If, inside), Then: s.node(n.Then, inside)}
		if n.Else != nil {
			c.Else = s.node(n.Else, inside)
		}
		return c
	case *jsonata.Call:
		return &jsonata.Call{Proc: s.node(n.Proc, inside), Args: s.list(n.Args, inside)}
	case *jsonata.Lambda:
		return &jsonata.Lambda{Params: n.Params, Signature: n.Signature, Body: s.node(n.Body, true)}
	case *jsonata.Bind:
		return &jsonata.Bind{Name: n.Name, X: s.node(n.X, inside)}
	case *jsonata.Negate:
		return &jsonata.Negate{X: s.node(n.X, inside)}
	case *jsonata.Apply:
		return &jsonata.Apply{Left: s.node(n.Left, inside), Right: s.node(n.Right, inside)}
	case *jsonata.KeepArray:
		return &jsonata.KeepArray{X: s.node(n.X, inside)}
	}
	// What is left holds nothing that is bound, or can't be rewritten safely.
	if s.reads(n) {
		s.fail(errors.New("an expression is too involved to be rewritten"))
	}
	return n
}

func (s *substitution) pairs(ps []jsonata.Pair, inside bool) []jsonata.Pair {
	out := make([]jsonata.Pair, len(ps))
	for i, p := range ps {
		out[i] = jsonata.Pair{Key: s.node(p.Key, inside), Value: s.node(p.Value, inside)}
	}
	return out
}

func (s *substitution) list(ns []jsonata.Node, inside bool) []jsonata.Node {
	out := make([]jsonata.Node, len(ns))
	for i, n := range ns {
		out[i] = s.node(n, inside)
	}
	return out
}

func (s *substitution) reads(n jsonata.Node) bool {
	found := false
	jsonata.Walk(n, func(c jsonata.Node) bool {
		if root, names, ok := Chain(c); ok {
			if _, _, bound := s.b.lookup(root, names); bound {
				found = true
			}
		}
		return !found
	})
	return found
}

// replace is what stands for n, if n is a path to something bound.
func (s *substitution) replace(n jsonata.Node, inside bool) (jsonata.Node, bool) {
	root, names, ok := Chain(n)
	if !ok {
		return nil, false
	}
	t, rest, bound := s.b.lookup(root, names)
	if !bound {
		return nil, false
	}
	if root != "states" && slices.Contains(s.binds, root) {
		s.fail(ErrCapture)
		return nil, true
	}
	t, err := ProjectAll(t, rest)
	if err != nil {
		s.b.count(t)
		s.fail(err)
		return nil, true
	}
	return s.put(t, inside), true
}

// put is t as an expression in the place of something bound; nil is nothing.
func (s *substitution) put(t Template, inside bool) jsonata.Node {
	s.changed = true
	s.b.count(t)
	if t == nil {
		return &jsonata.Block{} // () answers nothing
	}
	r, err := Loose(t)
	if err != nil {
		s.fail(err)
		return nil
	}
	f := Judge(r)
	if f.Relative {
		s.fail(ErrRelative)
		return nil
	}
	for _, v := range f.Vars {
		if slices.Contains(s.binds, v) {
			s.fail(ErrCapture)
			return nil
		}
	}
	if _, _, plain := Chain(r); plain {
		return r
	}
	if _, isLiteral := literal(r); isLiteral {
		return r
	}
	if inside || f.Volatile {
		return s.hoist(r)
	}
	return r
}

// element is what stands for n, if n takes one element of something bound that is an array:
// $states.result[0].
func (s *substitution) element(n jsonata.Node, inside bool) (jsonata.Node, bool) {
	var array, predicate jsonata.Node
	switch n := n.(type) {
	case *jsonata.Filter:
		array, predicate = n.X, n.Predicate
	case *jsonata.Dot:
		f, ok := n.Right.(*jsonata.Filter)
		if !ok {
			return nil, false
		}
		array, predicate = &jsonata.Dot{Left: n.Left, Right: f.X}, f.Predicate
	default:
		return nil, false
	}
	at, ok := unblock(predicate).(*jsonata.Number)
	root, names, chain := Chain(array)
	if !ok || !chain {
		return nil, false
	}
	t, rest, bound := s.b.lookup(root, names)
	if !bound {
		return nil, false
	}
	list, ok := t.(*Array)
	if !ok || len(rest) > 0 || at.Value != math.Trunc(at.Value) || at.Value < 0 || root != "states" {
		return nil, false
	}
	if at.Value >= float64(len(list.Items)) {
		s.changed = true
		return &jsonata.Block{}, true
	}
	return s.put(list.Items[int(at.Value)], inside), true
}

// hoist binds r before the expression and answers the name.
func (s *substitution) hoist(r jsonata.Node) jsonata.Node {
	text := r.String()
	if name, ok := s.names[text]; ok {
		return &jsonata.Variable{Value: name}
	}
	name := ""
	for i := 1; ; i++ {
		name = "v" + strconv.Itoa(i)
		if !slices.Contains(s.binds, name) && s.b.Vars[name] == nil {
			break
		}
	}
	s.binds = append(s.binds, name)
	if s.names == nil {
		s.names = map[string]string{}
	}
	s.names[text] = name
	s.hoisted = append(s.hoisted, &jsonata.Bind{Name: name, X: r})
	return &jsonata.Variable{Value: name}
}
