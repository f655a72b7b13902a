package sdk

import (
	"fmt"
	"slices"
)

// scopes are the States objects within a Map or Parallel.
func (s *step) scopes() []*scope {
	if s.kind == stepMap {
		return []*scope{s.body.record.scope}
	}
	scopes := make([]*scope, len(s.branches))
	for i, b := range s.branches {
		scopes[i] = b.record.scope
	}
	return scopes
}

// catches lowers the handlers of a state: its own, and the edges to those of the
// Trys around it.
func (l *lowering) catches(g *graph, n *node) (out []*edge) {
	switch n.kind {
	case stepTask, stepMap, stepParallel:
	default:
		return nil
	}
	type handled struct {
		edge *edge
		body *Block
	}
	var own []handled
	var taken []string
	add := func(c *catcher) *edge {
		names := slices.DeleteFunc(slices.Clone(c.errors), func(name string) bool { return slices.Contains(taken, name) })
		if len(names) == 0 || slices.Contains(taken, "States.ALL") {
			return nil
		}
		taken = append(taken, names...)
		e := n.exit(edgeCatch)
		e.errors, e.caught, e.at, e.output, e.outputAt = names, c.src, c.at, c.output, c.at
		e.comment, e.resultPath = c.comment, c.resultPath
		l.authorAssigns(e, c.assign)
		return e
	}
	for _, c := range n.step.catchers {
		e := add(c)
		switch {
		case e == nil:
			l.report(fault{code: codeUnreachable, message: fmt.Sprintf("the catcher of %s is never used: an earlier one takes its errors", quoteList(c.errors)), help: "remove it, or put it before the other"}, c.at, n.name)
		case c.body == nil:
			e.target = c.next
			g.gotos = append(g.gotos, e)
		default:
			own = append(own, handled{e, c.body})
		}
	}
	for i := len(l.tries) - 1; i >= 0; i-- {
		level := l.tries[i]
		for j, c := range level.catchers {
			if e := add(c); e != nil {
				level.edges[j] = append(level.edges[j], e)
			}
		}
	}
	for _, h := range own {
		out = append(out, l.block(g, h.body.record, []*edge{h.edge})...)
	}
	return out
}

func (l *lowering) try(g *graph, s *step, in []*edge) []*edge {
	level := &tryLevel{catchers: s.catchers, edges: make([][]*edge, len(s.catchers))}
	l.tries = append(l.tries, level)
	out := l.block(g, s.body.record, in)
	l.tries = l.tries[:len(l.tries)-1]
	for i, c := range s.catchers {
		if len(level.edges[i]) == 0 {
			help := "remove the handler"
			if s.body.record.fails() {
				help = "a Fail ends the execution, and only a Map or Parallel around it catches that; record the handler's steps in its place"
			}
			l.report(fault{code: codeUnreachable, message: fmt.Sprintf("nothing in the Try `%s` can fail with %s that is not caught before", s.name, quoteList(c.errors)), help: help}, c.at, "")
			continue
		}
		out = append(out, l.block(g, c.body.record, level.edges[i])...)
	}
	return out
}

// fails reports whether the block may end by a Fail of its own.
func (b *blockRecord) fails() bool {
	return slices.ContainsFunc(b.steps, func(s *step) bool {
		if s.kind == stepFail {
			return true
		}
		inner := false
		if s.kind != stepMap && s.kind != stepParallel {
			s.eachBlock(func(b *blockRecord) { inner = inner || b.fails() })
		}
		return inner
	})
}

func (l *lowering) choice(g *graph, n *node) (out []*edge) {
	s := n.step
	if len(s.rules) == 0 {
		l.report(fault{code: codeNoSteps, message: "the Choice has no When", help: "give it a condition, or remove it"}, s.at, s.name)
	}
	for _, r := range s.rules {
		e := n.exit(edgeRule)
		e.condition, e.at, e.output, e.outputAt, e.comment = r.condition, r.at, r.output, r.outputAt, r.comment
		l.authorAssigns(e, r.assign)
		if r.body == nil {
			e.target = r.next
			g.gotos = append(g.gotos, e)
			continue
		}
		out = append(out, l.block(g, r.body.record, []*edge{e})...)
	}
	e := n.exit(edgeElse)
	e.output, e.outputAt = s.output, s.outputAt
	l.authorAssigns(e, s.assign)
	switch {
	case s.target != "":
		e.target = s.target
		g.gotos = append(g.gotos, e)
	case s.otherwise != nil:
		out = append(out, l.block(g, s.otherwise.record, []*edge{e})...)
	case s.noDefault:
		// The edge leads nowhere; it carries the state's Output and Assign.
	default:
		out = append(out, e)
	}
	return out
}

func (l *lowering) while(g *graph, n *node) []*edge {
	e := n.exit(edgeRule)
	e.condition = n.step.rules[0].condition
	l.connect(l.block(g, n.step.body.record, []*edge{e}), n)
	return []*edge{n.exit(edgeElse)}
}

func (l *lowering) until(g *graph, s *step, in []*edge) []*edge {
	if s.body == nil {
		return in
	}
	n := l.node(g, s)
	g.nodes = g.nodes[:len(g.nodes)-1] // its place is after the body
	done := n.exit(edgeRule)
	done.condition = s.rules[0].condition
	again := n.exit(edgeElse)
	out := l.block(g, s.body.record, append(slices.Clone(in), again))
	g.nodes = append(g.nodes, n)
	// A handler in the body that goes to the loop by its name tries the condition too.
	gone := slices.ContainsFunc(g.gotos, func(e *edge) bool { return e.target == s.name })
	if len(out) == 0 && !gone {
		l.report(fault{code: codeUnreachable, message: "the loop's body always leaves, so its condition is never tried", help: "remove the loop"}, s.at, s.name)
	}
	l.connect(out, n)
	return []*edge{done}
}
