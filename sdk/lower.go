package sdk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// This file turns recorded blocks into graphs: states with edges, still with
// expressions that name sources. flow.go then finds where each source is at
// hand, and emit.go writes the model.

// graph is one States object under construction.
type graph struct {
	scope *scope
	nodes []*node
	start *node
	gotos []*edge // edges to a step by name, bound at the end
}

// node is one state under construction.
type node struct {
	step      *step
	name      string
	kind      stepKind
	graph     *graph
	edges     []*edge
	children  []*graph
	lang      language
	automatic bool // made by lowering, not named by the author

	// What flow.go finds: what the state's input is, and which sources are
	// surely there when it is entered.
	input     *place
	available sourceSet
	reached   bool
}

// edgeKind tells the ways out of a state apart.
type edgeKind uint8

const (
	edgeStart edgeKind = iota // not out of a state but into the graph
	edgeNext                  // Next or End
	edgeRule                  // a rule of a Choice
	edgeElse                  // Default
	edgeCatch                 // a catcher
	edgeRaw                   // in a field that the author wrote as JSON
)

// edge is one way out of a state.
type edge struct {
	kind   edgeKind
	from   *node
	to     *node
	end    bool
	target string // a step by name, until bound

	at         origin
	comment    string
	condition  *expr
	errors     []string
	caught     *source
	output     *expr
	outputAt   origin
	resultPath *expr // of a catcher in JSONPath mode
	assigns    []assignment
}

// assignment gives a variable a value on an edge.
type assignment struct {
	src   *source // the author's variable
	name  string  // a name the author wrote in Assign, if src is nil
	value *expr
	at    origin // of the call that says so
	held  bool   // made by flow.go for a source
}

// lowering is the state of turning one workflow into graphs.
type lowering struct {
	rec   *recorder
	tries []*tryLevel
	auto  map[string]bool
	diags []placedFault
}

// tryLevel is a Try whose body is being lowered.
type tryLevel struct {
	catchers []*catcher
	edges    [][]*edge
}

func (l *lowering) report(f fault, at origin, state string, related ...relatedPlace) {
	l.diags = append(l.diags, placedFault{fault: f, at: at, state: state, related: related})
}

// reportUse notes a mistake in using a value at a place.
func (l *lowering) reportUse(f fault, e *expr, by origin, state string, related ...relatedPlace) {
	at, more := useOf(e, by)
	l.report(f, at, state, append(related, more...)...)
}

// graphOf lowers the block of a scope.
func (l *lowering) graphOf(sc *scope) *graph {
	g := &graph{scope: sc}
	entry := &edge{kind: edgeStart}
	saved := l.tries
	l.tries = nil // a catcher's target must be in its own States object
	out := l.block(g, sc.block, []*edge{entry})
	switch r := sc.block.result; {
	case r != nil:
		l.finish(g, out, r, sc.block.resultAt())
	default:
		l.end(g, out)
	}
	l.tries = saved
	g.start = entry.to
	l.bind(g)
	return g
}

// end ends the graph at the edges: End where an edge can say it, else a Succeed
// they share.
func (l *lowering) end(g *graph, in []*edge) {
	var rest []*edge
	for _, e := range in {
		if e.kind == edgeNext {
			e.end = true
		} else {
			rest = append(rest, e)
		}
	}
	if len(rest) == 0 {
		return
	}
	kind := stepSucceed
	if rest[0].kind == edgeStart {
		kind = stepPass // a graph of nothing: the one state it must have
	}
	n := l.automatic(g, kind, l.endName(g, kind), rest[0].at)
	l.connect(rest, n)
	if kind == stepPass {
		n.exit(edgeNext).end = true
	}
}

func (l *lowering) endName(g *graph, kind stepKind) string {
	switch {
	case g.scope.owner != nil && kind == stepPass:
		return g.scope.owner.name + " item"
	case g.scope.owner != nil:
		return g.scope.owner.name + " done"
	case kind == stepPass:
		return "Start"
	}
	return "Done"
}

// finish ends the graph with a value.
func (l *lowering) finish(g *graph, in []*edge, v *expr, at origin) {
	var rest []*edge
	for _, e := range in {
		if l.foldsOutput(e, v) {
			e.output, e.outputAt, e.end = v, at, true
		} else {
			rest = append(rest, e)
		}
	}
	if len(rest) == 0 {
		return
	}
	name := "Return"
	if g.scope.owner != nil {
		name = g.scope.owner.name + " result"
	}
	kind := stepSucceed
	if l.rec.lang == languageJSONPath || rest[0].kind == edgeStart {
		kind = stepPass // Succeed makes no data in JSONPath mode
	}
	n := l.automatic(g, kind, name, at)
	l.connect(rest, n)
	exit := n.exit(edgeNext)
	exit.output, exit.outputAt, exit.end = v, at, true
}

// foldsOutput reports whether the state before can give v as its own output
// without anything changing but the number of transitions.
func (l *lowering) foldsOutput(e *edge, v *expr) bool {
	n := e.from
	if e.kind != edgeNext || e.output != nil || e.end || n.step.flowSet {
		return false
	}
	if e.readsAssigned(v) || !n.mayEvaluate(v) {
		return false
	}
	if n.lang == languageJSONata {
		return true
	}
	switch n.kind {
	case stepTask, stepMap, stepParallel:
		for _, f := range []string{"ResultSelector", "ResultPath", "OutputPath"} {
			if n.step.field(f) != nil {
				return false
			}
		}
		if src, _, ok := v.ref(); ok {
			return src == n.step.src // by OutputPath
		}
		return v.kind == exprObject // ResultSelector is an object
	}
	return false
}

// readsAssigned reports whether v reads a variable the edge itself assigns: all
// expressions of a state see the values from before it.
func (e *edge) readsAssigned(v *expr) bool {
	reads := false
	v.walk(func(x *expr) bool {
		if x.kind == exprSource {
			for _, a := range e.assigns {
				if a.src == x.src {
					reads = true
				}
			}
		}
		return !reads
	})
	return reads
}

// mayEvaluate reports whether evaluating v when the state ends keeps the
// author's meaning. A failing expression of a Task, Map or Parallel is retried
// and caught like its failing call, so what may fail stays out of states whose
// retriers or catchers match States.QueryEvaluationError.
func (n *node) mayEvaluate(v *expr) bool {
	switch n.kind {
	case stepTask, stepMap, stepParallel:
		return !n.handlesEvaluation() || v.total()
	}
	return true
}

func (n *node) handlesEvaluation() bool {
	matches := func(names []string) bool {
		return slices.Contains(names, "States.ALL") || slices.Contains(names, "States.QueryEvaluationError")
	}
	for _, r := range n.retriers() {
		if matches(r.errors) {
			return true
		}
	}
	for _, e := range n.edges {
		if e.kind == edgeCatch && matches(e.errors) {
			return true
		}
	}
	return false
}

// retriers are the step's own and then the block's defaults.
func (n *node) retriers() []Retrier {
	rs := slices.Clone(n.step.retriers)
	for _, d := range n.step.view.defaults.retriers {
		if len(rs) > 0 && slices.Contains(rs[len(rs)-1].errors, "States.ALL") {
			break
		}
		rs = append(rs, d)
	}
	return rs
}

// total reports whether e can't fail if its operands have the types that are
// declared: the part of the input or of a result that Go types promise is taken
// to be there.
func (e *expr) total() bool {
	switch {
	case e.kind == exprRaw, e.kind == exprState, e.kind == exprVariable, e.kind == exprCall && e.op.fallible:
		return false
	case e.kind == exprGet:
		if _, _, ok := e.ref(); !ok {
			return false
		}
		src, path, _ := e.ref()
		return optionalStep(src.typ, path) < 0
	}
	for _, a := range e.args {
		if !a.total() {
			return false
		}
	}
	return true
}

// automatic makes a state the author did not name.
func (l *lowering) automatic(g *graph, kind stepKind, name string, at origin) *node {
	unique := name
	for i := 2; l.rec.names[unique] != nil || l.auto[unique]; i++ {
		unique = fmt.Sprintf("%s %d", name, i)
	}
	if l.auto == nil {
		l.auto = map[string]bool{}
	}
	l.auto[unique] = true
	if at == (origin{}) {
		at = l.rec.at
	}
	s := &step{kind: kind, name: unique, at: at, block: g.scope.block, view: &Block{record: g.scope.block}}
	s.src = &source{kind: sourceResult, typ: schemaAny, name: unique, at: at, step: s}
	n := l.node(g, s)
	n.automatic = true
	return n
}

func (l *lowering) node(g *graph, s *step) *node {
	n := &node{step: s, name: s.name, kind: s.kind, graph: g, lang: l.rec.lang}
	switch s.kind {
	case stepWhile, stepUntil:
		n.kind = stepChoice
	}
	if s.lang != nil {
		n.lang = *s.lang
	}
	g.nodes = append(g.nodes, n)
	return n
}

// exit makes a way out of the state.
func (n *node) exit(kind edgeKind) *edge {
	e := &edge{kind: kind, from: n, at: n.step.at}
	n.edges = append(n.edges, e)
	return e
}

func (l *lowering) connect(in []*edge, to *node) {
	for _, e := range in {
		e.to = to
	}
}

// block lowers the steps of a block that is entered by the edges in, and
// answers the edges that leave it at its end.
func (l *lowering) block(g *graph, b *blockRecord, in []*edge) []*edge {
	for _, s := range b.steps {
		in = l.step(g, s, in)
	}
	return in
}

func (l *lowering) step(g *graph, s *step, in []*edge) []*edge {
	switch s.kind {
	case stepLet, stepSet:
		return l.assign(g, s, in)
	case stepReturn:
		if len(in) == 0 {
			l.report(fault{code: codeUnreachable, message: "nothing leads to this Return", help: "remove it; the step before ends the workflow"}, s.at, "")
		}
		l.finish(g, in, s.output, s.at)
		return nil
	case stepGoTo:
		for _, e := range in {
			if e.kind == edgeStart {
				l.report(fault{code: codeGoTo, message: "a block can't begin with a GoTo", help: "record a step before it"}, s.at, "")
				return nil
			}
			e.target, e.at = s.target, s.at
			g.gotos = append(g.gotos, e)
		}
		return nil
	case stepTry:
		return l.try(g, s, in)
	case stepUntil:
		return l.until(g, s, in)
	}

	n := l.node(g, s)
	l.connect(in, n)
	switch s.kind {
	case stepChoice:
		return l.choice(g, n)
	case stepWhile:
		return l.while(g, n)
	case stepSucceed:
		e := n.exit(edgeNext)
		e.end, e.output, e.outputAt = true, s.output, s.outputAt
		return nil
	case stepFail:
		l.rawTargets(g, n)
		return nil
	case stepState:
		l.rawTargets(g, n)
		return nil
	}
	defer l.rawTargets(g, n)

	next := n.exit(edgeNext)
	next.output, next.outputAt = s.output, s.outputAt
	if s.kind == stepPass && s.output != nil && s.resultUsed && s.output.volatile() {
		// Output and Assign would each draw their own, so only the variable is
		// made.
		next.output = nil
		next.assigns = append(next.assigns, assignment{src: s.src, value: s.output, at: s.outputAt})
	}
	l.authorAssigns(next, s.assign)
	out := []*edge{next}
	if s.flowSet {
		out = nil
		if s.explicitEnd {
			next.end = true
		} else {
			next.target = s.explicitNext
			g.gotos = append(g.gotos, next)
		}
	}
	if s.kind == stepMap || s.kind == stepParallel {
		for _, inner := range s.scopes() {
			n.children = append(n.children, l.graphOf(inner))
		}
	}
	return append(out, l.catches(g, n)...)
}

// rawTargets makes the ways out that fields written as JSON name, so that what
// they lead to counts as reached.
func (l *lowering) rawTargets(g *graph, n *node) {
	for _, name := range n.step.rawTargets() {
		e := n.exit(edgeRaw)
		e.target = name
		g.gotos = append(g.gotos, e)
	}
}

// rawTargets are the steps that fields written as JSON lead to.
func (s *step) rawTargets() (names []string) {
	fields := s.rawFields
	if s.kind == stepState {
		fields = s.raw.Members()
	}
	for _, m := range fields {
		switch m.Key {
		case "Next", "Default":
			if m.Value.Kind() == value.String {
				names = append(names, m.Value.Str())
			}
		case "Catch", "Choices":
			for _, c := range m.Value.Elems() {
				if next := c.Get("Next"); next.Kind() == value.String {
					names = append(names, next.Str())
				}
			}
		}
	}
	return names
}

func (l *lowering) authorAssigns(e *edge, assigns []stepAssign) {
	for _, a := range assigns {
		e.assigns = append(e.assigns, assignment{name: a.name, value: a.value, at: a.at})
	}
}

// assign puts the value of a Let, Var or Set into the Assign of the states
// before it, or of a Pass if they can't take it.
func (l *lowering) assign(g *graph, s *step, in []*edge) []*edge {
	if len(in) == 0 {
		l.report(fault{code: codeUnreachable, message: fmt.Sprintf("nothing leads to the place where `%s` is set", s.src.name), help: "remove it"}, s.at, "")
		return nil
	}
	folds := true
	for _, e := range in {
		folds = folds && l.foldsAssign(e, s.output)
	}
	if !folds {
		if s.kind == stepLet && !s.mutable && in[0].kind == edgeStart && !s.output.volatile() {
			s.src.alias = s.output // nothing to keep: written where it is used
			return in
		}
		name := s.name
		if s.kind == stepSet {
			name = "Set " + s.src.name
		}
		n := l.automatic(g, stepPass, name, s.at)
		l.connect(in, n)
		in = []*edge{n.exit(edgeNext)}
	}
	for _, e := range in {
		e.assigns = slices.DeleteFunc(e.assigns, func(a assignment) bool { return a.src == s.src })
		e.assigns = append(e.assigns, assignment{src: s.src, value: s.output, at: s.at})
	}
	return in
}

// foldsAssign reports whether the edge can assign v without the meaning changing.
func (l *lowering) foldsAssign(e *edge, v *expr) bool {
	if e.kind == edgeStart || e.readsAssigned(v) {
		return false
	}
	if e.kind == edgeNext && !e.from.mayEvaluate(v) {
		return false
	}
	return true
}

// bind resolves the edges that name a step.
func (l *lowering) bind(g *graph) {
	if name := g.scope.block.startAt; name != "" {
		entry := &edge{kind: edgeStart, target: name, at: l.rec.at}
		g.gotos = append(g.gotos, entry)
		defer func() { g.start = entry.to }()
	}
	for _, e := range g.gotos {
		for _, n := range g.nodes {
			if n.name == e.target {
				e.to = n
			}
		}
		if e.to == nil {
			names := make([]string, 0, len(g.nodes))
			for _, n := range g.nodes {
				names = append(names, n.name)
			}
			where := ""
			if l.rec.names[e.target] != nil {
				where = " in this scope"
			}
			l.report(fault{code: codeGoTo, text: e.target, message: fmt.Sprintf("there is no step `%s`%s%s", e.target, where, advise(e.target, names)), help: "a step can be gone to only from its own workflow, branch or iteration"}, e.at, stateOf(e.from))
		}
	}
}

func stateOf(n *node) string {
	if n == nil {
		return ""
	}
	return n.name
}

// reachable marks what can be reached and reports what can't.
func (l *lowering) reachable(g *graph) {
	var visit func(n *node)
	visit = func(n *node) {
		if n == nil || n.reached {
			return
		}
		n.reached = true
		for _, e := range n.edges {
			visit(e.to)
		}
	}
	visit(g.start)
	for _, n := range g.nodes {
		if !n.reached && !n.automatic {
			l.report(fault{code: codeUnreachable, message: fmt.Sprintf("nothing leads to the step `%s`", strings.TrimSpace(n.name)), help: "remove it, or lead to it from the steps before"}, n.step.at, n.name)
		}
		for _, c := range n.children {
			l.reachable(c)
		}
	}
}
