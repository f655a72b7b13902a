package sdk

import (
	"fmt"
	"slices"
)

// flow finds, for every use of a value, where the value is at hand: in the
// state's own result or input, in the context object, or in a variable, which
// it then has assigned where the value is made. It reports uses of what is not
// surely there.
type flow struct {
	unplaced []unplaced // objects made so far
	l        *lowering
	graphs   []*graph // innermost first
	sources  []*source
	needs    map[*source][][]pathStep
	makers   map[*source][]*edge // the edges on which a source comes into being
	vars     map[*source][]*variable
	names    map[string]bool
	owners   map[*scope]*node           // the Map or Parallel a scope is within
	users    map[*source]map[*node]bool // the states, of the source's own scope, that read its variables
}

// variable is one name of Assign.
type variable struct {
	name   string
	base   []pathStep // the part of the source it holds
	fields []string   // if not nil, only these members of the part
}

// place is what a state's input is known to be: a part of a source.
type place struct {
	src  *source
	path []pathStep
}

func (p *place) equal(q *place) bool {
	return p == q || p != nil && q != nil && p.src == q.src && slices.Equal(p.path, q.path)
}

// slot is where an expression is evaluated: at a state's entry, or on one of
// its edges.
type slot struct {
	node   *node
	edge   *edge  // nil at entry
	assign bool   // in the edge's Assign
	by     origin // the call by which the author put the expression there
	held   bool   // the path is within the scope's input as it is, captures included
}

func (f *flow) id(s *source) int {
	if s.id == 0 {
		f.sources = append(f.sources, s)
		s.id = len(f.sources)
	}
	return s.id
}

// analyze does all of it for the machine's graph.
func (l *lowering) analyze(root *graph) *flow {
	f := &flow{l: l, needs: map[*source][][]pathStep{}, makers: map[*source][]*edge{}, vars: map[*source][]*variable{}, names: map[string]bool{},
		owners: map[*scope]*node{}, users: map[*source]map[*node]bool{}}
	f.collect(root)
	for _, g := range f.graphs {
		f.uses(g, func(at slot, e *expr) { f.capture(at, e) })
	}
	f.spread(root, nil)
	for _, g := range f.graphs {
		f.uses(g, func(at slot, e *expr) { f.demand(at, e) })
	}
	f.assignVariables()
	return f
}

func (f *flow) collect(g *graph) {
	for _, n := range g.nodes {
		for _, c := range n.children {
			f.owners[c.scope] = n
			f.collect(c)
		}
	}
	f.graphs = append(f.graphs, g)
}

// uses calls f for every expression of a graph's own states.
func (f *flow) uses(g *graph, use func(at slot, e *expr)) {
	for _, n := range g.nodes {
		for _, e := range n.entryExpressions() {
			use(slot{node: n, by: e.at}, e.value)
		}
		for _, e := range n.edges {
			if e.condition != nil {
				use(slot{node: n, by: e.at}, e.condition)
			}
			if e.output != nil {
				use(slot{node: n, edge: e, by: e.outputAt}, e.output)
			}
			for _, a := range e.assigns {
				use(slot{node: n, edge: e, assign: true, by: a.at}, a.value)
			}
		}
		for _, c := range n.children {
			// captures grow while inner graphs are walked, which is before
			for _, held := range c.scope.captures {
				use(slot{node: n, by: n.step.at}, held.value)
			}
		}
	}
}

// entryExpressions are what a state evaluates before it works.
func (n *node) entryExpressions() []stepField {
	s := n.step
	var all []stepField
	if n.automatic {
		return nil
	}
	all = append(append(all, s.fields...), s.arguments...)
	add := func(e *expr, at origin) {
		if e != nil {
			all = append(all, stepField{value: e, at: at})
		}
	}
	add(s.argument, s.argumentAt)
	if s.over != nil {
		add(s.over.items, s.at)
		add(s.over.selector, s.over.selectorAt)
	}
	if s.reader != nil {
		add(operand(s.reader.arguments), s.at)
		add(operand(s.reader.config), s.at)
	}
	if s.writer != nil {
		add(operand(s.writer.arguments), s.at)
	}
	return all
}

// refs calls use for every part of a source that e reads, aliases replaced by
// what they stand for.
func refs(e *expr, use func(ref *expr, src *source, path []pathStep)) {
	e.walk(func(x *expr) bool {
		src, path, ok := x.ref()
		if !ok {
			return true
		}
		if src.alias != nil {
			refs(src.alias.get(path, x.typ, x.at), use)
			return false
		}
		use(x, src, path)
		return false
	})
}

// locationRoot is where a value is read from.
type locationRoot uint8

const (
	rootNone locationRoot = iota
	rootInput
	rootResult
	rootErrorOutput
	rootContext
	rootVariable
)

// location is how a state reads a part of a source.
type location struct {
	root     locationRoot
	variable string
	path     []pathStep
}

// direct finds a source without a variable's help.
func (f *flow) direct(at slot, src *source, path []pathStep) (location, bool) {
	n := at.node
	if at.edge != nil {
		switch {
		case at.edge.kind == edgeNext && src == n.step.src && n.kind != stepPass:
			return location{root: rootResult, path: path}, true
		case at.edge.kind == edgeCatch && src == at.edge.caught:
			return location{root: rootErrorOutput, path: path}, true
		}
	}
	if src.kind == sourceVariable {
		return location{}, false
	}
	seesInput := n.lang == languageJSONata || at.edge == nil || n.kind == stepChoice || n.kind == stepWait ||
		n.kind == stepPass && (!at.assign || !n.shapesOutput() && at.edge.output == nil)
	if seesInput && n.input != nil && n.input.src == src && hasPrefix(path, n.input.path) {
		return location{root: rootInput, path: path[len(n.input.path):]}, true
	}
	if src.kind == sourceExecution && !inDistributed(n.graph.scope) {
		return location{root: rootContext, path: append([]pathStep{{name: "Execution"}, {name: "Input"}}, path...)}, true
	}
	return location{}, false
}

func inDistributed(sc *scope) bool {
	for ; sc != nil; sc = sc.parent {
		if sc.distributed {
			return true
		}
	}
	return false
}

// demand notes which parts of which sources need a variable, and reports what
// is not surely there.
func (f *flow) demand(at slot, e *expr) {
	refs(e, func(ref *expr, src *source, path []pathStep) {
		src, path, ok := f.cross(at.node.graph.scope, src, path)
		if !ok {
			return // reported by capture
		}
		if _, ok := f.direct(at, src, path); ok {
			return
		}
		if !f.surely(at, src) {
			f.reportUnassigned(at, ref, src)
			return
		}
		f.use(at.node, src)
		for _, p := range f.needs[src] {
			if hasPrefix(path, p) {
				return
			}
		}
		f.needs[src] = append(slices.DeleteFunc(f.needs[src], func(p []pathStep) bool { return hasPrefix(p, path) }), path)
	})
}

// use notes that a state reads a variable of the source: the state itself, or
// the Map or Parallel it is within.
func (f *flow) use(n *node, src *source) {
	for home := src.home(); n != nil && n.graph.scope != home; {
		n = f.owners[n.graph.scope]
	}
	if f.users[src] == nil {
		f.users[src] = map[*node]bool{}
	}
	f.users[src][n] = true
}

// wanted reports whether a variable of the source that is assigned on the edge
// is read later on.
func (f *flow) wanted(src *source, e *edge) bool {
	seen := map[*node]bool{}
	work := []*node{e.to}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		if n == nil || seen[n] {
			continue
		}
		if f.users[src][n] {
			return true
		}
		seen[n] = true
		for _, next := range n.edges {
			work = append(work, next.to)
		}
	}
	return false
}

func (f *flow) surely(at slot, src *source) bool { return at.node.available.has(f.id(src)) }

func (f *flow) reportUnassigned(at slot, ref *expr, src *source) {
	var what, help string
	switch {
	case len(f.makers[src]) == 0 && src.kind != sourceScope:
		what, help = "is never made", "record the step that makes it on a path that runs"
	case src.kind == sourceCaught:
		what, help = "is there only in its handler", "use it in the handler"
	case f.caughtBetween(src):
		what, help = "is not there when its step failed and the handler has ended", "end the handler with Return, Fail or GoTo, or use the value inside the branch"
	default:
		what, help = "is not assigned on every path that leads here", "use it in the branch that makes it, or declare an `sdk.Var` before and set it in each branch"
	}
	f.l.reportUse(fault{code: codeNotAssigned, message: fmt.Sprintf("the value of `%s` %s", src.name, what), help: help}, ref, at.by, at.node.name, relatedPlace{src.at, "it is made here"})
}

func (f *flow) caughtBetween(src *source) bool {
	return src.kind == sourceResult && src.step != nil && len(src.step.catchers) > 0
}

// locate finds a part of a source for an expression that is being written.
func (f *flow) locate(at slot, src *source, path []pathStep) (location, bool) {
	if !at.held {
		var ok bool
		if src, path, ok = f.cross(at.node.graph.scope, src, path); !ok {
			return location{}, false
		}
	}
	if loc, ok := f.direct(at, src, path); ok {
		return loc, true
	}
	for _, v := range f.vars[src] {
		if hasPrefix(path, v.base) {
			return location{root: rootVariable, variable: v.name, path: path[len(v.base):]}, true
		}
	}
	return location{}, false
}
