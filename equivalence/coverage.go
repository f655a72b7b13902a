package equivalence

import (
	"slices"

	"github.com/lockstep-go/lockstep/asl"
)

// Coverage is what of the first machine the cases reached.
type Coverage struct {
	States, StatesReached int
	Edges, EdgesReached   int // transitions from state to state
	// What no case reached, in the order of the machine, though one may. Edges are written
	// "from→to".
	UnreachedStates, UnreachedEdges []string
	// What no case can reach, and why. It is not counted above.
	UnreachableStates, UnreachableEdges []Proof
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
	dead    *proofs
	caught  map[visit][]string // the errors by which catchers take an edge
}

func coverageOf(m *asl.Machine, dead *proofs) *coverage {
	c := &coverage{reached: map[visit]bool{}, visits: map[string]int64{}, dead: dead, caught: map[visit][]string{}}
	for _, state := range asl.Walk(m) {
		name := state.Base().Name
		c.states = append(c.states, name)
		for _, t := range asl.TargetsOf(state) {
			e := visit{name, *t.Name}
			if t.Kind == asl.TargetCatch {
				c.caught[e] = append(c.caught[e], asl.HandlersOf(state).Catch[t.Index].ErrorEquals...)
			}
			if !slices.Contains(c.edges, e) {
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

// goals are the transitions that no case took yet, from states that one reached.
func (c *coverage) goals() []visit {
	var out []visit
	for _, e := range c.edges {
		if _, dead := c.dead.edges[e]; !dead && !c.reached[e] && c.reached[visit{name: e.from}] {
			out = append(out, e)
		}
	}
	return out
}

func (c *coverage) result() Coverage {
	out := Coverage{Visits: c.visits}
	for _, name := range c.states {
		why, dead := c.dead.states[name]
		switch {
		case c.reached[visit{name: name}]:
			out.States++
			out.StatesReached++
		case dead:
			out.UnreachableStates = append(out.UnreachableStates, Proof{name, why})
		default:
			out.States++
			out.UnreachedStates = append(out.UnreachedStates, name)
		}
	}
	for _, e := range c.edges {
		why, dead := c.dead.edges[e]
		if w, from := c.dead.states[e.from]; !dead && from {
			why, dead = w, true
		}
		switch {
		case c.reached[e]:
			out.Edges++
			out.EdgesReached++
		case dead:
			out.UnreachableEdges = append(out.UnreachableEdges, Proof{e.from + "→" + e.name, why})
		default:
			out.Edges++
			if c.reached[visit{name: e.from}] { // that a state's edges are unreached goes without saying
				out.UnreachedEdges = append(out.UnreachedEdges, e.from+"→"+e.name)
			}
		}
	}
	return out
}
