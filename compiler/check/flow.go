package check

import (
	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// assigned is what is known of variables: who writes which, and which are there when a
// state begins.
type assigned struct {
	names  []string // by id
	sorted []string
	ids    map[string]int
	writes []write
	at     map[asl.State]facts
	budget int
}

// write is one member of an Assign.
type write struct {
	id int
	at site
}

// facts are the variables at the beginning of a state: assigned on some way to it, and
// assigned on every way.
type facts struct{ may, must varSet }

// assignEdge is a transition and what is assigned on it.
type assignEdge struct {
	from asl.State
	to   string
	sets varSet
}

// varSet is a set of variables.
type varSet []uint64

func (b varSet) has(i int) bool { return i/64 < len(b) && b[i/64]&(1<<(i%64)) != 0 }

func (b varSet) set(i int) { b[i/64] |= 1 << (i % 64) }

func (b varSet) clone() varSet { return append(varSet(nil), b...) }

// flowBudget bounds the work of following variables, in words of sets. A machine of any
// sensible form needs a small part of it; beyond, variables are not checked.
const flowBudget = 64 << 20

func assignments(p *pass) *assigned {
	a := &assigned{ids: make(map[string]int), at: make(map[asl.State]facts), budget: flowBudget}
	for _, s := range p.objects {
		for _, m := range assignOf(s.object).Members() {
			name := variableName(m.Key, p.languageOf(s))
			id, known := a.ids[name]
			if !known {
				id = len(a.names)
				a.ids[name] = id
				a.names = append(a.names, name)
			}
			a.writes = append(a.writes, write{id, s.key("Assign").key(m.Key)})
		}
	}
	a.sorted = sortedNames(a.names)
	if len(a.sorted) > 1000 {
		a.sorted = a.sorted[:1000] // advice from more would take too long
	}
	return a
}

// assignOf is the Assign of an object that may have one.
func assignOf(o asl.Object) value.Value {
	switch o := o.(type) {
	case *asl.ChoiceRule:
		return o.Assign
	case *asl.Catcher:
		return o.Assign
	case *asl.Succeed: // has no Assign
	case asl.State:
		if d := asl.DataOf(o); d != nil {
			return d.Assign
		}
	}
	return value.Value{}
}

func (a *assigned) newSet() varSet { return make(varSet, (len(a.names)+63)/64) }

// setsOf are the variables that an Assign writes.
func (a *assigned) setsOf(p *pass, s asl.State, v value.Value) varSet {
	if v.Len() == 0 {
		return nil
	}
	b := a.newSet()
	for _, m := range v.Members() {
		b.set(a.ids[variableName(m.Key, p.machine.Language(s))])
	}
	return b
}

// flow finds the facts of every state that is reached, outer scopes first.
func (a *assigned) flow(p *pass) {
	for _, scope := range p.scopes {
		entry := facts{a.newSet(), a.newSet()}
		if scope.Owner != nil && !scope.Distributed() {
			outer, reached := a.at[scope.Owner]
			if !reached {
				continue
			}
			entry = outer
		}
		a.flowScope(p, scope, entry)
	}
}

func (a *assigned) flowScope(p *pass, scope *asl.Scope, entry facts) {
	byName := make(map[string]asl.State, len(scope.Graph.States))
	out := make(map[asl.State][]assignEdge, len(scope.Graph.States))
	for _, s := range scope.Graph.States {
		byName[s.Base().Name] = s
		out[s] = a.edgesOf(p, s)
	}
	start, ok := byName[scope.Graph.StartAt]
	if !ok {
		return
	}
	a.at[start] = facts{entry.may.clone(), entry.must.clone()}
	queue, waiting := []asl.State{start}, map[asl.State]bool{start: true}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		waiting[s] = false
		for _, e := range out[s] {
			to, ok := byName[e.to]
			if !ok {
				continue
			}
			if a.budget -= 2*len(entry.may) + 1; a.budget < 0 {
				for _, s := range scope.Graph.States {
					delete(a.at, s) // what is half known would be wrong
				}
				return
			}
			if a.merge(to, a.at[s], e.sets) && !waiting[to] {
				waiting[to] = true
				queue = append(queue, to)
			}
		}
	}
}

// edgesOf are the transitions of a state and what each assigns: a rule or a catcher its
// own Assign in place of the state's (spec: "Variables").
func (a *assigned) edgesOf(p *pass, s asl.State) []assignEdge {
	var edges []assignEdge
	for _, t := range asl.TargetsOf(s) {
		var v value.Value
		switch t.Kind {
		case asl.TargetChoice:
			v = s.(*asl.Choice).Choices[t.Index].Assign
		case asl.TargetCatch:
			v = asl.HandlersOf(s).Catch[t.Index].Assign
		default:
			v = asl.DataOf(s).Assign
		}
		edges = append(edges, assignEdge{s, *t.Name, a.setsOf(p, s, v)})
	}
	return edges
}

// merge adds what arrives at a state over one transition and reports whether that changed
// anything.
func (a *assigned) merge(to asl.State, from facts, sets varSet) bool {
	old, seen := a.at[to]
	if !seen {
		f := facts{from.may.clone(), from.must.clone()}
		for i := range sets {
			f.may[i] |= sets[i]
			f.must[i] |= sets[i]
		}
		a.at[to] = f
		return true
	}
	changed := false
	for i := range old.may {
		may, must := from.may[i], from.must[i]
		if sets != nil {
			may, must = may|sets[i], must|sets[i]
		}
		if may|old.may[i] != old.may[i] {
			old.may[i] |= may
			changed = true
		}
		if must&old.must[i] != old.must[i] {
			old.must[i] &= must
			changed = true
		}
	}
	return changed
}

// outside reports whether a variable may be assigned around a distributed map that the
// scope is in.
func (a *assigned) outside(scope *asl.Scope, id int) bool {
	for s := scope; s.Parent != nil; s = s.Parent {
		if f, ok := a.at[s.Owner]; ok && s.Distributed() && f.may.has(id) {
			return true
		}
	}
	return false
}
