package dataflow

import (
	"slices"

	"github.com/lockstep-go/lockstep/internal/jsonata"
)

// walk finds what an expression depends on. inside is set where a path, a predicate or a
// function gives $ and bare names a meaning; bound are names bound around n.
func (j *judge) walk(n jsonata.Node, inside bool, bound []string) {
	switch n := n.(type) {
	case nil:
		return
	case *jsonata.Name, *jsonata.Wildcard, *jsonata.Descendant, *jsonata.Parent:
		if !inside {
			j.relative = true
		}
		return
	case *jsonata.Variable:
		switch {
		case n.Value == "" || n.Value == "$":
			if !inside {
				j.relative = true
			}
		case n.Value == "states":
			j.whole = true
		case !slices.Contains(bound, n.Value):
			j.vars = append(j.vars, n.Value)
		}
		return
	case *jsonata.Dot:
		if root, names, ok := Chain(n); ok && root == "states" {
			j.states(names)
			return
		}
		j.walk(n.Left, inside, bound)
		if _, ok := n.Right.(*jsonata.Name); !ok {
			j.walk(n.Right, true, bound)
		}
		return
	case *jsonata.Filter:
		j.walk(n.X, inside, bound)
		j.walk(n.Predicate, true, bound)
		return
	case *jsonata.Sort:
		j.walk(n.X, inside, bound)
		for _, t := range n.Terms {
			j.walk(t.X, true, bound)
		}
		return
	case *jsonata.Group:
		j.walk(n.X, inside, bound)
		for _, p := range n.Pairs {
			j.walk(p.Key, true, bound)
			j.walk(p.Value, true, bound)
		}
		return
	case *jsonata.Block:
		for _, e := range n.Exprs {
			if b, ok := e.(*jsonata.Bind); ok {
				j.binds = append(j.binds, b.Name)
				j.walk(b.X, inside, append(slices.Clone(bound), b.Name))
				bound = append(slices.Clone(bound), b.Name)
				continue
			}
			j.walk(e, inside, bound)
		}
		return
	case *jsonata.Lambda:
		j.binds = append(j.binds, n.Params...)
		j.walk(n.Body, inside, append(slices.Clone(bound), n.Params...))
		return
	case *jsonata.Bind:
		j.binds = append(j.binds, n.Name)
	case *jsonata.Focus:
		j.binds = append(j.binds, n.Name)
		bound = append(slices.Clone(bound), n.Name)
		j.relative = true // its scope is hard to tell: left where it is
	case *jsonata.Index:
		j.binds = append(j.binds, n.Name)
		bound = append(slices.Clone(bound), n.Name)
		j.relative = true
	case *jsonata.Transform:
		j.relative = true
	case *jsonata.Call:
		if v, ok := n.Proc.(*jsonata.Variable); ok {
			if slices.Contains(volatileFunctions, v.Value) {
				j.volatile = true
			}
			if len(n.Args) == 0 && !slices.Contains(volatileFunctions, v.Value) && !inside {
				j.relative = true // the context is its argument
			}
			if v.Value == "eval" {
				j.whole = true
			}
			for _, a := range n.Args {
				j.walk(a, inside, bound)
			}
			if _, builtin := builtins[v.Value]; !builtin && !slices.Contains(bound, v.Value) {
				j.vars = append(j.vars, v.Value)
			}
			return
		}
	}
	jsonata.Walk(n, func(c jsonata.Node) bool {
		if c == n {
			return true
		}
		j.walk(c, inside, bound)
		return false
	})
}

// states notes a path into $states.
func (j *judge) states(names []string) {
	switch {
	case len(names) == 0:
		j.whole = true
	case names[0] == "input", names[0] == "result", names[0] == "errorOutput":
	case names[0] == "context" && len(names) > 1 && (names[1] == "Execution" || names[1] == "StateMachine"):
		if len(names) > 2 && (names[2] == "RedriveCount" || names[2] == "RedriveTime") {
			j.state = true
		}
	case names[0] == "context" && len(names) > 1 && names[1] == "Map":
		j.item = true
	default:
		j.state = true
	}
}

// Chain takes $name.a.b apart: the variable and the names after it.
func Chain(n jsonata.Node) (root string, names []string, ok bool) {
	switch n := n.(type) {
	case *jsonata.Variable:
		return n.Value, nil, n.Value != "" && n.Value != "$"
	case *jsonata.Dot:
		name, isName := n.Right.(*jsonata.Name)
		if !isName {
			return "", nil, false
		}
		root, names, ok = Chain(n.Left)
		return root, append(names, name.Value), ok
	case *jsonata.Block:
		if len(n.Exprs) == 1 {
			return Chain(n.Exprs[0])
		}
	}
	return "", nil, false
}
