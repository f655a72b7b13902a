package check

import (
	"slices"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/nearest"
	"github.com/lockstep-go/lockstep/internal/value"
)

// graph is the transitions of one scope, also those that unreadable states would make.
// Its states have numbers: the position in States, the unreadable ones after the others.
type graph struct {
	scope  *asl.Scope
	owner  site // the object that has StartAt and States
	states []asl.State
	byName map[string]int32 // nil for a few states, which are looked through
	edges  []edge           // in the order of the states they leave
	first  []int32          // position of each state's first edge; one more for the end
	start  int32            // number of StartAt's state

	near  []string        // see someNames
	meant map[string]bool // what misspelled targets most likely are
}

// edge is a transition that names a state.
type edge struct {
	target   asl.Target
	name     string // of the state it leads to
	from, to int32  // numbers; nowhere if there is no such state
	odd      bool   // written where no transition belongs: reported by itself
}

const nowhere int32 = -1

// fewStates are looked through by name faster than a map of them is made.
const fewStates = 8

// allGraphs are the graphs of p.scopes; they are made once.
func (p *pass) allGraphs() []*graph {
	if len(p.graphs) > 0 || len(p.scopes) == 0 {
		return p.graphs
	}
	// What all graphs need is made at once: many scopes have a state or two.
	graphs := slices.Grow(p.room.graphs, len(p.scopes))[:len(p.scopes)]
	p.room.graphs = graphs
	b := graphBuilder{
		room:  p.room,
		edges: slices.Grow(p.room.edges, 2*len(p.states)+len(p.scopes)),
		first: slices.Grow(p.room.first, len(p.states)+2*len(p.scopes)),
	}
	defer func() { p.room.edges, p.room.first = b.edges, b.first }()
	p.graphs = slices.Grow(p.graphs, len(p.scopes))[:len(p.scopes)]
	for i, scope := range p.scopes {
		graphs[i] = graph{scope: scope, owner: p.owner(i), states: scope.Graph.States}
		b.build(&graphs[i])
		p.graphs[i] = &graphs[i]
	}
	return p.graphs
}

// size is how many states the graph has, the unreadable ones too.
func (g *graph) size() int { return len(g.states) + len(g.scope.Graph.Unreadable) }

// number is that of the state named name, or nowhere.
func (g *graph) number(name string) int32 {
	if g.byName != nil {
		if i, ok := g.byName[name]; ok {
			return i
		}
		return nowhere
	}
	for i, s := range g.states {
		if s.Base().Name == name {
			return int32(i)
		}
	}
	for i, u := range g.scope.Graph.Unreadable {
		if u.Name == name {
			return int32(len(g.states) + i)
		}
	}
	return nowhere
}

// out are the edges that leave the state with number i.
func (g *graph) out(i int32) []edge { return g.edges[g.first[i]:g.first[i+1]] }

// forward reports whether every edge leads to a state written later, so that no loop can
// be.
func (g *graph) forward() bool {
	for i := range g.edges {
		if e := &g.edges[i]; e.to != nowhere && e.to <= e.from {
			return false
		}
	}
	return true
}

type graphBuilder struct {
	g       *graph
	room    *room
	edges   []edge
	first   []int32
	targets []asl.Target
	begin   int // of g's edges
}

func (b *graphBuilder) build(g *graph) {
	b.g, b.begin = g, len(b.edges)
	from := len(b.first)
	if g.size() > fewStates {
		g.index(b.room)
	}
	for i, s := range g.states {
		b.first = append(b.first, int32(len(b.edges)-b.begin))
		b.targets = asl.AppendTargets(b.targets[:0], s)
		for _, t := range b.targets {
			b.edges = append(b.edges, edge{target: t, name: *t.Name, from: int32(i), to: g.number(*t.Name)})
		}
		for _, m := range asl.NodeOf(s).Extra {
			b.raw(int32(i), m.Key, m.Value)
		}
		b.stray(int32(i), s)
	}
	for i, u := range g.scope.Graph.Unreadable {
		b.first = append(b.first, int32(len(b.edges)-b.begin))
		for _, m := range u.Value.Members() {
			b.raw(int32(len(g.states)+i), m.Key, m.Value)
		}
	}
	b.first = append(b.first, int32(len(b.edges)-b.begin))
	g.edges, g.first = b.edges[b.begin:len(b.edges):len(b.edges)], b.first[from:len(b.first):len(b.first)]
	g.start = g.number(g.scope.Graph.StartAt)
}

func (g *graph) index(r *room) {
	g.byName = r.index(g.size())
	for i, s := range g.states {
		g.byName[s.Base().Name] = int32(i)
	}
	for i, u := range g.scope.Graph.Unreadable {
		g.byName[u.Name] = int32(len(g.states) + i)
	}
}

// raw adds what a member that is no part of the model would lead to. Such a member is
// reported by itself; the state it names is not unreachable on top.
func (b *graphBuilder) raw(from int32, key string, v value.Value) {
	switch meantTransition(key) {
	case "Next", "Default":
		b.odd(from, v.Str())
	case "Catch", "Choices":
		for _, e := range v.Elems() {
			b.odd(from, e.Get("Next").Str())
		}
	}
}

// meantTransition is the field with transitions that an unknown one most likely should be.
func meantTransition(key string) string {
	fields := []string{"Next", "Default", "Catch", "Choices"}
	if slices.Contains(fields, key) || len(key) > 2*len("Choices") {
		return key
	}
	return nearest.Name(key, fields)
}

func (b *graphBuilder) odd(from int32, to string) {
	if to != "" {
		b.edges = append(b.edges, edge{name: to, from: from, to: b.g.number(to), odd: true})
	}
}

// stray adds the Next of rules inside And, Or and Not, which lead nowhere.
func (b *graphBuilder) stray(from int32, s asl.State) {
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
				b.odd(from, inner.Next)
			}
		}
	}
}
