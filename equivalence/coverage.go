package equivalence

import (
	"slices"

	"github.com/lockstep-go/lockstep/asl"
)

// Coverage is what of the first machine the cases reached.
type Coverage struct {
	States, StatesReached int
	Edges, EdgesReached   int // transitions from state to state
	// What no case reached, in the order of the machine. Edges are written "from→to".
	UnreachedStates, UnreachedEdges []string
	// Visits is how often each state was entered in runs that succeeded and were watched, which
	// every second one is.
	Visits map[string]int64
}

// coverage counts what of a machine the cases reach.
type coverage struct {
	states  []string
	edges   []visit
	reached map[visit]bool // a visit without name before it is a state
	visits  map[string]int64
}

func coverageOf(m *asl.Machine) *coverage {
	c := &coverage{reached: map[visit]bool{}, visits: map[string]int64{}}
	for _, state := range asl.Walk(m) {
		name := state.Base().Name
		c.states = append(c.states, name)
		for _, t := range asl.TargetsOf(state) {
			if e := (visit{name, *t.Name}); !slices.Contains(c.edges, e) {
				c.edges = append(c.edges, e)
			}
		}
	}
	return c
}

// note remembers what a run visited, and whether that was new.
func (c *coverage) note(visits []visit) bool {
	fresh := false
	for _, v := range visits {
		for _, key := range [...]visit{{name: v.name}, v} {
			if !c.reached[key] {
				c.reached[key], fresh = true, true
			}
		}
	}
	return fresh
}

func (c *coverage) result() Coverage {
	out := Coverage{States: len(c.states), Edges: len(c.edges), Visits: c.visits}
	for _, name := range c.states {
		if c.reached[visit{name: name}] {
			out.StatesReached++
		} else {
			out.UnreachedStates = append(out.UnreachedStates, name)
		}
	}
	for _, e := range c.edges {
		switch {
		case c.reached[e]:
			out.EdgesReached++
		case c.reached[visit{name: e.from}]: // that a state's edges are unreached goes without saying
			out.UnreachedEdges = append(out.UnreachedEdges, e.from+"→"+e.name)
		}
	}
	return out
}
