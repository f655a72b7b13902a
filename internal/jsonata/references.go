package jsonata

import "slices"

// References is what an expression refers to, for checkers. Positions are byte offsets.
type References struct {
	// Variables are the uses of variables, $ and $$ left out, in source order.
	Variables []VariableRef
	// Fields are the paths that begin with a bare name where no document is the context:
	// what AWS refuses as "Reference to 'x' at the top level". Names in predicates, later
	// steps, sort terms and groupings are free; those in function bodies are not.
	Fields []FieldRef
	// Contexts are the uses of $ (and of *, ** and %) in such places.
	Contexts []int
	// Inputs are the uses of $$ anywhere.
	Inputs []int
	// Calls are the calls of functions by name, partial applications included, and the
	// functions named as an argument or on the right of ~>.
	Calls []CallRef
	// Volatile reports whether the expression may answer differently each time: it uses
	// $now, $millis, $random, $shuffle or $uuid.
	Volatile bool
}

// VariableRef is a use of a variable.
type VariableRef struct {
	Name string
	// Path are the names that follow directly: input, id for $states.input.id[0].x. A
	// predicate ends it after its step; ($states).input has none.
	Path     []string
	Pos, End int // of the variable and its path
	// Bound is set if a parameter, a := or an @ or # of the expression itself may give the
	// value.
	Bound bool
}

// FieldRef is a use of a bare field name.
type FieldRef struct {
	Name     string
	Pos, End int
}

// CallRef is a use of a function.
type CallRef struct {
	Name     string
	Args     int // -1 if the function is handed over and not called
	Pos, End int
	// Bound is set if the name may be a variable of the expression itself.
	Bound bool
}

// References lists what the expression refers to.
func (e *Expr) References() *References { return ReferencesOf(e.ast) }

// ReferencesOf lists what a tree refers to.
func ReferencesOf(n Node) *References {
	c := collector{refs: &References{}, bound: bindings(n)}
	c.visit(n, true)
	slices.SortStableFunc(c.refs.Variables, func(a, b VariableRef) int { return a.Pos - b.Pos })
	return c.refs
}

type collector struct {
	refs  *References
	bound []string // names the scopes around may bind
}

// visit collects below n. top says that the context is the one the expression began with.
func (c *collector) visit(n Node, top bool) {
	switch n := n.(type) {
	case *Name:
		if top {
			c.refs.Fields = append(c.refs.Fields, FieldRef{n.Value, n.Pos(), n.End()})
		}
	case *Wildcard, *Descendant, *Parent:
		if top {
			c.refs.Contexts = append(c.refs.Contexts, n.Pos())
		}
	case *Variable:
		c.variable(n, nil, n.End(), top)
	case *Dot:
		c.dot(n, top)
	case *Filter:
		if path, v := variablePath(n); v != nil {
			c.variable(v, path, n.End(), top)
			c.predicates(n)
			return
		}
		c.visit(n.X, top)
		c.visit(n.Predicate, false)
	case *Sort:
		c.visit(n.X, top)
		for _, t := range n.Terms {
			c.visit(t.X, false)
		}
	case *Group:
		c.visit(n.X, top)
		for _, p := range n.Pairs {
			c.visit(p.Key, false)
			c.visit(p.Value, false)
		}
	case *Transform:
		children(n, func(child *Node) { c.visit(*child, false) })
	case *Block:
		c.inside(bindings(n.Exprs...), func() {
			for _, x := range n.Exprs {
				c.visit(x, top)
			}
		})
	case *Lambda:
		c.inside(append(bindings(n.Body), n.Params...), func() { c.visit(n.Body, top) })
	case *Call:
		c.call(n, top)
	default:
		children(n, func(child *Node) { c.visit(*child, top) })
	}
}

func (c *collector) inside(names []string, visit func()) {
	outer := len(c.bound)
	c.bound = append(c.bound, names...)
	visit()
	c.bound = c.bound[:outer]
}

func (c *collector) isBound(name string) bool { return slices.Contains(c.bound, name) }

func (c *collector) variable(v *Variable, path []string, end int, top bool) {
	switch v.Value {
	case "":
		if top {
			c.refs.Contexts = append(c.refs.Contexts, v.Pos())
		}
	case "$":
		c.refs.Inputs = append(c.refs.Inputs, v.Pos())
	default:
		bound := c.isBound(v.Value)
		c.refs.Variables = append(c.refs.Variables, VariableRef{v.Value, path, v.Pos(), end, bound})
		if volatile[v.Value] && !bound {
			c.refs.Volatile = true
		}
		if len(path) == 0 && isBuiltin(v.Value) {
			c.refs.Calls = append(c.refs.Calls, CallRef{v.Value, -1, v.Pos(), v.End(), bound})
		}
	}
}

func isBuiltin(name string) bool {
	return !awsDialect.function(name).IsUndefined()
}

func (c *collector) call(n *Call, top bool) {
	if v, ok := n.Proc.(*Variable); ok && v.Value != "" && v.Value != "$" {
		bound := c.isBound(v.Value)
		c.refs.Variables = append(c.refs.Variables, VariableRef{Name: v.Value, Pos: v.Pos(), End: v.End(), Bound: bound})
		c.refs.Calls = append(c.refs.Calls, CallRef{v.Value, len(n.Args), v.Pos(), v.End(), bound})
		if volatile[v.Value] && !bound {
			c.refs.Volatile = true
		}
	} else {
		c.visit(n.Proc, top)
	}
	for _, a := range n.Args {
		c.visit(a, top)
	}
}

// dot visits a path. Only its first step has the context of the path.
func (c *collector) dot(n *Dot, top bool) {
	if path, v := variablePath(n); v != nil {
		c.variable(v, path, n.End(), top)
		c.predicates(n)
		return
	}
	if s, ok := n.Left.(*String); ok { // a string is a name when it is a step
		if top {
			c.refs.Fields = append(c.refs.Fields, FieldRef{s.Value, s.Pos(), s.End()})
		}
	} else {
		c.visit(n.Left, top)
	}
	if _, ok := n.Right.(*String); !ok {
		c.visit(n.Right, false)
	}
}

// variablePath takes a chain of plain steps that begins with a variable apart: the names,
// predicates left out, and the variable. It is nil for anything else. The names after a
// predicate on the variable itself are no part of its path.
func variablePath(n Node) ([]string, *Variable) {
	switch n := n.(type) {
	case *Variable:
		return nil, n
	case *KeepArray:
		return variablePath(n.X)
	case *Filter:
		if _, ok := n.X.(*Variable); ok {
			return nil, nil
		}
		return variablePath(n.X)
	case *Dot:
		path, v := variablePath(n.Left)
		if v == nil {
			return nil, nil
		}
		right := n.Right
		for {
			switch r := right.(type) {
			case *KeepArray:
				right = r.X
				continue
			case *Filter:
				right = r.X
				continue
			}
			break
		}
		switch r := right.(type) {
		case *Name:
			return append(path, r.Value), v
		case *String:
			return append(path, r.Value), v
		}
	}
	return nil, nil
}

// predicates visits what variablePath left out.
func (c *collector) predicates(n Node) {
	switch n := n.(type) {
	case *Dot:
		c.predicates(n.Left)
		c.predicates(n.Right)
	case *KeepArray:
		c.predicates(n.X)
	case *Filter:
		c.predicates(n.X)
		c.visit(n.Predicate, false)
	}
}

// bindings are the names that := , @ and # bind in the scope of the nodes.
func bindings(nodes ...Node) []string {
	var names []string
	for _, n := range nodes {
		Walk(n, func(n Node) bool {
			switch n := n.(type) {
			case *Bind:
				names = append(names, n.Name)
			case *Focus:
				names = append(names, n.Name)
			case *Index:
				names = append(names, n.Name)
			case *Block, *Lambda:
				return false
			}
			return true
		})
	}
	return names
}
