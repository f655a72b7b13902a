package optimize

import (
	"slices"

	"github.com/lockstep-go/lockstep/asl"
)

// flow is a graph with its edges turned round, kept up to date while passes change it.
type flow struct {
	u     *unit
	scope *asl.Scope
	graph *asl.Graph
	state map[string]asl.State
	// in has for each state the names of the states that have an edge into it, a name once
	// for each edge. Edges of states that were removed are not in it.
	in   map[string][]string
	gone map[string]bool
	at   map[string]int // where in the graph each state stands
}

// flows are the graphs of the machine that can be worked on: all of whose states are
// understood and whose edges lead somewhere. They are kept from pass to pass as long as
// every change goes through them; what changes graphs behind their back sets u.stale.
func (u *unit) flows() []*flow {
	if !u.stale {
		return u.graphs
	}
	u.graphs = nil
	for scope := range asl.Scopes(u.machine) {
		if f := u.flow(scope); f != nil {
			u.graphs = append(u.graphs, f)
		}
	}
	u.stale = false
	return u.graphs
}

func (u *unit) flow(scope *asl.Scope) *flow {
	g := scope.Graph
	f := &flow{u: u, scope: scope, graph: g, state: make(map[string]asl.State, len(g.States)), in: make(map[string][]string, len(g.States)), gone: map[string]bool{}, at: make(map[string]int, len(g.States))}
	if len(g.Unreadable) > 0 || g.StartAt == "" {
		return nil
	}
	for i, s := range g.States {
		name := s.Base().Name
		if f.state[name] != nil {
			return nil
		}
		f.state[name], f.at[name] = s, i
	}
	if f.state[g.StartAt] == nil {
		return nil
	}
	for _, s := range g.States {
		for _, t := range asl.TargetsOf(s) {
			if f.state[*t.Name] == nil {
				return nil
			}
			f.in[*t.Name] = append(f.in[*t.Name], s.Base().Name)
		}
	}
	return f
}

// live are the states that were not removed, in document order.
func (f *flow) live() []asl.State {
	if len(f.gone) == 0 {
		return f.graph.States
	}
	return slices.DeleteFunc(slices.Clone(f.graph.States), func(s asl.State) bool { return f.gone[s.Base().Name] })
}

// entries is the number of ways into a state: edges, and the start of the graph.
func (f *flow) entries(name string) int {
	n := len(f.in[name])
	if f.graph.StartAt == name {
		n++
	}
	return n
}

// predecessors are the states with an edge into name, each once.
func (f *flow) predecessors(name string) []asl.State {
	in := f.in[name]
	out := make([]asl.State, 0, len(in))
	seen := make(map[string]bool, len(in))
	for _, p := range in {
		if !seen[p] {
			seen[p] = true
			out = append(out, f.state[p])
		}
	}
	return out
}

// retarget makes the edge of from that *field names lead to another state; "" removes it.
func (f *flow) retarget(from string, field *string, to string) {
	if *field != "" {
		f.unlink(from, *field)
	}
	delete(f.u.converted, f.state[from])
	*field = to
	if to != "" {
		f.in[to] = append(f.in[to], from)
	}
}

func (f *flow) unlink(from, to string) {
	list := f.in[to]
	if i := slices.Index(list, from); i >= 0 {
		f.in[to] = slices.Delete(list, i, i+1)
	}
}

// replace puts s in the place of the state of the same name.
func (f *flow) replace(s asl.State) {
	name := s.Base().Name
	old := f.state[name]
	f.shieldOuter(s)
	for _, t := range asl.TargetsOf(old) {
		f.unlink(name, *t.Name)
	}
	f.graph.States[f.at[name]] = s
	f.state[name] = s
	f.u.stale = f.u.stale || holdsGraphs(old) && old.Type() != s.Type()
	for _, t := range asl.TargetsOf(s) {
		if f.state[*t.Name] == nil {
			f.state[*t.Name], f.at[*t.Name] = f.u.addRaising(f.graph), len(f.graph.States)-1
		}
		f.in[*t.Name] = append(f.in[*t.Name], name)
	}
}

// bypass sends everything that leads into name to to instead, the start included.
func (f *flow) bypass(name, to string) {
	for _, p := range slices.Clone(f.in[name]) {
		for _, t := range asl.TargetsOf(f.state[p]) {
			if *t.Name == name {
				f.retarget(p, t.Name, to)
			}
		}
	}
	if f.graph.StartAt == name {
		f.graph.StartAt = to
	}
}

// remove drops a state nothing leads into any more, and what only it led to.
func (f *flow) remove(name string) {
	s := f.state[name]
	f.gone[name] = true
	f.u.stale = f.u.stale || holdsGraphs(s)
	for _, t := range asl.TargetsOf(s) {
		f.unlink(name, *t.Name)
	}
	delete(f.state, name)
}

// drop removes a state if nothing leads into it any more. Preserved states stay.
func (f *flow) drop(name string) bool {
	if f.entries(name) > 0 || f.gone[name] || f.u.preserved(name) {
		return false
	}
	f.remove(name)
	return true
}

// commit takes the removed states out of the graph.
func (f *flow) commit() {
	if len(f.gone) > 0 {
		f.graph.States = f.live()
		f.gone = map[string]bool{}
		clear(f.at)
		for i, s := range f.graph.States {
			f.at[s.Base().Name] = i
		}
	}
}

// holdsGraphs reports whether a state has graphs inside it.
func holdsGraphs(s asl.State) bool { return s.Type() == asl.TypeParallel || s.Type() == asl.TypeMap }

// endings are the edges into name that can become an End instead: the Next of a state that
// has one.
func (f *flow) endings(name string) (can []asl.State, others int) {
	for _, p := range f.predecessors(name) {
		for _, t := range asl.TargetsOf(p) {
			switch {
			case *t.Name != name:
			case t.Kind == asl.TargetNext:
				can = append(can, p)
			default:
				others++
			}
		}
	}
	if f.graph.StartAt == name {
		others++
	}
	return can, others
}

// end makes a state end its graph.
func (f *flow) end(s asl.State) {
	flow := asl.FlowOf(s)
	f.retarget(s.Base().Name, &flow.Next, "")
	flow.End = true
}

// understood reports whether every member of the state, its rules and its handlers was
// understood. States inside it don't matter.
func understood(s asl.State) bool {
	if len(asl.NodeOf(s).Extra) > 0 {
		return false
	}
	if h := asl.HandlersOf(s); h != nil {
		for _, r := range h.Retry {
			if len(r.Extra) > 0 {
				return false
			}
		}
		for _, c := range h.Catch {
			if len(c.Extra) > 0 {
				return false
			}
		}
	}
	if c, ok := s.(*asl.Choice); ok {
		for _, r := range c.Choices {
			for _, o := range asl.Objects("", r) {
				if len(asl.NodeOf(o).Extra) > 0 {
					return false
				}
			}
		}
	}
	return true
}
