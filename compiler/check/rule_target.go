package check

import (
	"fmt"
	"slices"
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
		for _, g := range p.allGraphs() {
			ends = p.checkTerminal(g) && ends
		}
		var marks []uint8
		for _, g := range p.allGraphs() {
			p.checkTargets(g, where)
			marks = slices.Grow(marks[:0], g.size())[:g.size()]
			clear(marks)
			p.checkReachable(g, marks, ends)
		}
	},
}

// under is the node at a path below this one.
func (s site) under(path asl.Path) site {
	s.rest += path
	return s
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
	if start := g.scope.Graph.StartAt; start != "" && g.start == nowhere {
		p.reportTarget(g, g.owner.under("/StartAt"), start, where).hidden = g.size() == 0 // reported as empty
	}
	for i := range g.edges {
		if e := &g.edges[i]; e.to == nowhere && !e.odd {
			state := g.states[e.from]
			at := site{object: state, state: state, scope: g.scope}
			p.reportTarget(g, at.under(e.target.Path("")), e.name, where)
		}
	}
}

func (p *pass) reportTarget(g *graph, at site, name string, where func() map[string][]*asl.Scope) *Finding {
	f := p.report(at, CodeMissingTarget, fmt.Sprintf("there is no state %s here", quote(name))).
		awsAt(StageTargets, awsTarget, "Missing 'Next' target: "+name, at.path())
	if len(where()[name]) > 0 {
		f.help("the state is in another `States` object; a transition can't leave its own")
		return f
	}
	if near := p.nearest(name, g.someNames()); near != "" {
		if g.meant == nil {
			g.meant = make(map[string]bool)
		}
		g.meant[near] = true
		f.help("did you mean " + quote(near) + "?")
		f.Fixes = []diag.Fix{{Title: "use " + near, Path: f.Path, Value: value.OfString(near).String()}}
	} else {
		f.help("add the state, or name one of this `States` object")
	}
	return f
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
	broken := g.size() == 0 // reported as empty
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
	for i := range g.edges {
		broken = broken || g.edges[i].to == nowhere // the state that is missing may be the last
	}
	f := p.reportKey(g.owner.key("States"), CodeNoTerminal, "no state ends this graph").
		help("give one state `\"End\": true`, or add a Succeed or Fail state").
		awsAt(StageTerminal, awsEnd, "Workflow has no terminal state", NoLocation)
	f.hidden = broken
	return false
}

// checkReachable reports the states that nobody names, and those that nothing which runs
// leads to. marks has a zero for each state.
func (p *pass) checkReachable(g *graph, marks []uint8, ends bool) {
	if g.scope.Graph.StartAt == "" {
		return // one cause: StartAt is missing
	}
	const named, reached, explained = 1, 2, 4
	for i := range g.edges {
		if to := g.edges[i].to; to != nowhere {
			marks[to] |= named
		}
	}
	if g.start != nowhere {
		marks[g.start] |= named
		g.mark(marks, g.start, reached)
	}
	lost := g.start == nowhere // then nothing is reached, for one cause
	causes := 0                // states that nobody names make others unreachable
	for i, s := range g.states {
		if marks[i]&named != 0 && marks[i]&reached != 0 {
			continue
		}
		name := s.Base().Name
		at := site{object: s, state: s, scope: g.scope}
		switch {
		case marks[i]&named == 0:
			f := p.report(at, CodeUnreachable, fmt.Sprintf("no transition leads to the state %s", quote(name))).
				help("remove it, or make a state go on to it")
			if ends {
				f.awsAt(StageReachability, awsTarget, fmt.Sprintf("State \"%s\" is not reachable.", name), at.path())
			}
			f.AWSCode = awsTarget
			f.hidden = lost || g.meant[name] || i > 0 && g.goesNowhere(i-1) // one cause
			causes++
		case !lost && causes == 0 && marks[i]&explained == 0:
			g.mark(marks, int32(i), explained)
			p.report(at, CodeNeverReached, fmt.Sprintf("the state %s can't be reached from the start", quote(name))).
				help("make a state that is reached go on to it, or remove it").as(diag.Warning)
		}
	}
}

// mark sets a bit of the state and of all that it leads to.
func (g *graph) mark(marks []uint8, from int32, bit uint8) {
	marks[from] |= bit
	for todo := []int32{from}; len(todo) > 0; {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, e := range g.out(i) {
			if e.to != nowhere && marks[e.to]&bit == 0 {
				marks[e.to] |= bit
				todo = append(todo, e.to)
			}
		}
	}
}

// goesNowhere reports whether state i has neither Next nor End, so that most likely it is
// what does not lead to the state after it.
func (g *graph) goesNowhere(i int) bool {
	f := asl.FlowOf(g.states[i])
	return f != nil && f.Next == "" && !f.End
}
