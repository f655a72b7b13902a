package check

import (
	"fmt"
	"sync"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Codes about the graph of states.
const (
	CodeMissingTarget = "ASL1030"
	CodeUnreachable   = "ASL1031"
	CodeNoTerminal    = "ASL1032"
	CodeNeverReached  = "ASL1033"
)

var ruleTarget = &rule{
	name: "follow-transitions",
	records: []Record{
		{
			Code: CodeMissingTarget, AWS: awsTarget, Title: "a transition names a state that isn't there", Since: "0.1.0",
			Why:  "StartAt, Next and Default name a state of the same States object. A transition can't lead into or out of a branch or an item processor.",
			Bad:  states(`"A": {"Type": "Pass", "Next": "C"}, "B": {"Type": "Succeed"}`),
			Good: states(`"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}`),
		},
		{
			Code: CodeUnreachable, AWS: awsTarget, Title: "no transition leads to a state", Since: "0.1.0",
			Why:  "Step Functions refuses a definition with a state that neither StartAt nor any transition names.",
			Bad:  states(`"A": {"Type": "Pass", "End": true}, "B": {"Type": "Succeed"}`),
			Good: states(`"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}`),
		},
		{
			Code: CodeNoTerminal, AWS: awsEnd, Title: "no state ends the graph", Since: "0.1.0",
			Why:  "Each States object needs a state that ends it: one with End, a Succeed or a Fail. Otherwise the execution can only end by its history's limit of 25,000 events.",
			Bad:  states(`"A": {"Type": "Wait", "Seconds": 1, "Next": "A"}`),
			Good: states(`"A": {"Type": "Wait", "Seconds": 1, "End": true}`),
		},
		{
			Code: CodeNeverReached, Title: "a state can't be reached from the start", Since: "0.1.0",
			Why:  "Only states that can't be reached themselves lead to it. Step Functions accepts that, but the state will never run.",
			Bad:  states(`"A": {"Type": "Succeed"}, "B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Pass", "Next": "B"}`),
			Good: states(`"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Pass", "End": true}`),
		},
	},
	check: func(p *pass) {
		where := sync.OnceValue(p.statesByName)
		ends := true
		graphs := make([]*graph, len(p.scopes))
		for i, scope := range p.scopes {
			graphs[i] = newGraph(p, scope)
			ends = p.checkTerminal(graphs[i]) && ends
		}
		for _, g := range graphs {
			p.checkTargets(g, where)
			p.checkReachable(g, ends)
		}
	},
}

// graph is the transitions of one scope, also those that unreadable states would make.
type graph struct {
	scope *asl.Scope
	owner site // the object that has StartAt and States
	names map[string]bool
	near  []string        // see someNames
	meant map[string]bool // what misspelled targets most likely are
	edges []edge
	start string
}

// edge is a transition that names a state.
type edge struct {
	from  string // "" for StartAt
	to    string
	state asl.State // nil for StartAt
	rest  asl.Path  // from the state, or the object that has StartAt, to the field
	odd   bool      // written where no transition belongs: reported by itself
}

func newGraph(p *pass, scope *asl.Scope) *graph {
	g := &graph{scope: scope, names: make(map[string]bool, len(scope.Graph.States)), meant: make(map[string]bool), start: scope.Graph.StartAt}
	g.owner = p.stateAt(scope, "").holder()
	g.edges = make([]edge, 0, 2*len(scope.Graph.States)+1)
	for _, s := range scope.Graph.States {
		g.names[s.Base().Name] = true
	}
	for _, u := range scope.Graph.Unreadable {
		g.names[u.Name] = true
	}
	if g.start != "" {
		g.edges = append(g.edges, edge{to: g.start, rest: "/StartAt"})
	}
	for _, s := range scope.Graph.States {
		name := s.Base().Name
		for _, t := range asl.TargetsOf(s) {
			g.edges = append(g.edges, edge{from: name, to: *t.Name, state: s, rest: t.Path("")})
		}
		for _, m := range asl.NodeOf(s).Extra {
			g.rawEdges(name, m.Key, m.Value)
		}
		g.strayEdges(name, s)
	}
	for _, u := range scope.Graph.Unreadable {
		for _, m := range u.Value.Members() {
			g.rawEdges(u.Name, m.Key, m.Value)
		}
	}
	return g
}

// under is the node at a path below this one.
func (s site) under(path asl.Path) site {
	s.path, s.rest = s.path+path, s.rest+path
	return s
}

// rawEdges adds what a member that is no part of the model would lead to. Such a member is
// reported by itself; the state it names is not unreachable on top.
func (g *graph) rawEdges(from, key string, v value.Value) {
	switch key {
	case "Next", "Default":
		g.odd(from, v.Str())
	case "Catch", "Choices":
		for _, e := range v.Elems() {
			g.odd(from, e.Get("Next").Str())
		}
	}
}

func (g *graph) odd(from, to string) {
	if to != "" {
		g.edges = append(g.edges, edge{from: from, to: to, odd: true})
	}
}

// strayEdges adds the Next of rules inside And, Or and Not, which lead nowhere.
func (g *graph) strayEdges(from string, s asl.State) {
	c, ok := s.(*asl.Choice)
	if !ok {
		return
	}
	for _, r := range c.Choices {
		if r.And == nil && r.Or == nil && r.Not == nil {
			continue
		}
		for _, o := range asl.Objects("", r) {
			if inner := o.(*asl.ChoiceRule); inner != r {
				g.odd(from, inner.Next)
			}
		}
	}
}

// statesByName says in which scopes a name occurs.
func (p *pass) statesByName() map[string][]*asl.Scope {
	where := make(map[string][]*asl.Scope)
	for _, s := range p.states {
		name := s.state.Base().Name
		where[name] = append(where[name], s.scope)
	}
	return where
}

func (p *pass) checkTargets(g *graph, where func() map[string][]*asl.Scope) {
	if !g.scope.Graph.HasStates() {
		return // one cause: States is missing
	}
	for _, e := range g.edges {
		if g.names[e.to] || e.odd {
			continue
		}
		at := g.owner
		if e.state != nil {
			at = site{path: g.scope.StatePath(e.from), object: e.state, state: e.state, scope: g.scope}
		}
		at = at.under(e.rest)
		f := p.report(at, CodeMissingTarget, fmt.Sprintf("there is no state %s here", quote(e.to))).
			awsAt(StageTargets, awsTarget, "Missing 'Next' target: "+e.to, at.path)
		if len(where()[e.to]) > 0 {
			f.help("the state is in another `States` object; a transition can't leave its own")
			continue
		}
		if near := p.nearest(e.to, g.someNames()); near != "" {
			g.meant[near] = true
			f.help("did you mean " + quote(near) + "?")
			f.Fixes = []diag.Fix{{Title: "use " + near, Path: f.Path, Value: value.OfString(near).String()}}
		} else {
			f.help("add the state, or name one of this `States` object")
		}
	}
}

// someNames are the names of the first states, for advice: a search for the nearest of more
// would take too long.
func (g *graph) someNames() []string {
	if g.near == nil {
		for _, s := range g.scope.Graph.States[:min(len(g.scope.Graph.States), 1000)] {
			g.near = append(g.near, s.Base().Name)
		}
	}
	return g.near
}

// checkTerminal reports whether the graph has a state that ends it, or none at all.
func (p *pass) checkTerminal(g *graph) bool {
	if !g.scope.Graph.HasStates() {
		return true
	}
	broken := len(g.names) == 0 // reported as empty
	for _, s := range g.scope.Graph.States {
		if asl.IsTerminal(s) {
			return true
		}
		if f := asl.FlowOf(s); f != nil && f.Next == "" {
			broken = true // reported as neither going on nor ending
		}
	}
	for _, u := range g.scope.Graph.Unreadable {
		broken = true
		if u.Value.Get("End").Bool() && !u.Value.Get("Type").IsUndefined() {
			return true
		}
	}
	f := p.reportKey(g.owner.key("States"), CodeNoTerminal, "no state ends this graph").
		help("give one state `\"End\": true`, or add a Succeed or Fail state").
		awsAt(StageTerminal, awsEnd, "Workflow has no terminal state", NoLocation)
	f.hidden = broken
	return false
}

func (p *pass) checkReachable(g *graph, ends bool) {
	if g.start == "" {
		return // one cause: StartAt is missing
	}
	named := make(map[string]bool, len(g.names))
	out := make(map[string][2]int, len(g.names)) // the edges of a state follow each other
	for i, e := range g.edges {
		named[e.to] = true
		if span, ok := out[e.from]; ok {
			out[e.from] = [2]int{span[0], i + 1}
		} else {
			out[e.from] = [2]int{i, i + 1}
		}
	}
	reached := make(map[string]bool, len(g.names))
	todo := []string{g.start}
	for len(todo) > 0 {
		name := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if reached[name] {
			continue
		}
		reached[name] = true
		span := out[name]
		for _, e := range g.edges[span[0]:span[1]] {
			if !reached[e.to] {
				todo = append(todo, e.to)
			}
		}
	}
	lost := !g.names[g.start] // then nothing is reached, for one cause
	causes := 0               // states that nobody names make others unreachable
	for _, s := range g.scope.Graph.States {
		name := s.Base().Name
		switch at := (site{object: s, state: s, scope: g.scope}); {
		case !named[name]:
			at.path = g.scope.StatePath(name)
			f := p.report(at, CodeUnreachable, fmt.Sprintf("no transition leads to the state %s", quote(name))).
				help("remove it, or make a state go on to it")
			if ends {
				f.awsAt(StageReachability, awsTarget, fmt.Sprintf("State \"%s\" is not reachable.", name), at.path)
			}
			f.AWSCode = awsTarget
			f.hidden = lost || g.meant[name] // one cause
			causes++
		case !reached[name] && !lost && causes == 0:
			at.path = g.scope.StatePath(name)
			p.report(at, CodeNeverReached, fmt.Sprintf("the state %s can't be reached from the start", quote(name))).
				help("make a state that is reached go on to it, or remove it").as(diag.Warning)
		}
	}
}
