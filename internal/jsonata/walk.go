package jsonata

import "slices"

// Walk visits n and all nodes below it in source order. When visit answers false, what is
// below the node it was given is left out.
func Walk(n Node, visit func(Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	children(n, func(c *Node) { Walk(*c, visit) })
}

// Rewrite makes a copy of the tree in which each node was replaced by what change answers
// for it, children before parents. A change that answers its argument leaves the node; n
// itself is not changed.
func Rewrite(n Node, change func(Node) Node) Node {
	if n == nil {
		return nil
	}
	c := shallowCopy(n)
	children(c, func(child *Node) { *child = Rewrite(*child, change) })
	return change(c)
}

func shallowCopy(n Node) Node {
	switch n := n.(type) {
	case *Name:
		c := *n
		return &c
	case *Variable:
		c := *n
		return &c
	case *Number:
		c := *n
		return &c
	case *String:
		c := *n
		return &c
	case *Literal:
		c := *n
		return &c
	case *Regex:
		c := *n
		return &c
	case *Wildcard:
		c := *n
		return &c
	case *Descendant:
		c := *n
		return &c
	case *Parent:
		c := *n
		return &c
	case *Placeholder:
		c := *n
		return &c
	case *Negate:
		c := *n
		return &c
	case *Array:
		c := *n
		c.Items = slices.Clone(n.Items)
		return &c
	case *Object:
		c := *n
		c.Pairs = slices.Clone(n.Pairs)
		return &c
	case *Block:
		c := *n
		c.Exprs = slices.Clone(n.Exprs)
		return &c
	case *Binary:
		c := *n
		return &c
	case *Dot:
		c := *n
		return &c
	case *Filter:
		c := *n
		return &c
	case *KeepArray:
		c := *n
		return &c
	case *Group:
		c := *n
		c.Pairs = slices.Clone(n.Pairs)
		return &c
	case *Sort:
		c := *n
		c.Terms = slices.Clone(n.Terms)
		return &c
	case *Focus:
		c := *n
		return &c
	case *Index:
		c := *n
		return &c
	case *Bind:
		c := *n
		return &c
	case *Apply:
		c := *n
		return &c
	case *Condition:
		c := *n
		return &c
	case *Call:
		c := *n
		c.Args = slices.Clone(n.Args)
		return &c
	case *Lambda:
		c := *n
		c.Params = slices.Clone(n.Params)
		return &c
	case *Transform:
		c := *n
		return &c
	}
	return n
}
