package equivalence

import (
	"math/rand/v2"
	"slices"

	"github.com/lockstep-go/lockstep/internal/value"
)

// found is a case that reached something new: the calls it made, and the states it went through.
type found struct {
	Case
	calls  []Turn
	states map[string]bool
}

// learn keeps a case that reached something new.
func (s *search) learn(c Case, a *Outcome) {
	f := found{c, turnsOf(a.answers), map[string]bool{}}
	for _, v := range a.visited {
		f.states[v.name] = true
	}
	s.corpus = append(s.corpus, f)
	s.goals = s.coverage.goals()
}

// maxTurns bounds the calls of a case that are remembered and turned.
const maxTurns = 60

// turnsOf are the calls that were answered.
func turnsOf(list []Answer) []Turn {
	out := make([]Turn, min(len(list), maxTurns))
	for i := range out {
		a := &list[len(list)-len(out)+i]
		out[i] = Turn{key: a.key, occurrence: a.Occurrence, known: a.known}
	}
	return out
}

// next draws a case, varies one that reached something new, or aims at a transition that none
// took.
func (s *search) next() Case {
	g := generator{s.rand, [...]int{0, 0, 3, 15}[s.rand.IntN(4)]}
	if len(s.goals) > 0 && s.rand.IntN(3) == 0 {
		if c, ok := s.aim(&g); ok {
			return c
		}
	}
	if len(s.corpus) > 0 && s.rand.IntN(2) == 0 {
		return s.varied(&g)
	}
	c := Case{
		Input:  g.document(s.shapes.document, 0),
		Seed:   s.rand.Uint64(),
		Faults: [...]int{0, 0, 15, 50}[s.rand.IntN(4)],
		Chaos:  g.chaos,
	}
	if s.rand.IntN(6) == 0 {
		c.Sticky, c.Faults = polls-1, 0
	}
	return c
}

// polls is how often a loop that polls is made to ask.
const polls = 10

// varied changes a case that reached something new.
func (s *search) varied(g *generator) Case {
	f := s.corpus[s.rand.IntN(len(s.corpus))]
	if s.rand.IntN(3) == 0 {
		f = s.corpus[len(s.corpus)-1] // the newest went where no other did
	}
	c := f.Case
	switch s.rand.IntN(6) {
	case 0, 1, 2:
		if len(f.calls) > 0 {
			c.turn(f.calls, s.rand)
			return c
		}
		c.Seed = s.rand.Uint64()
	case 3:
		c.Seed, c.Turns = s.rand.Uint64(), nil
	case 4:
		c.Input = g.vary(c.Input, s.shapes.document, 0)
	default:
		c.Faults = [...]int{0, 10, 50}[s.rand.IntN(3)]
		c.Seed, c.Turns = s.rand.Uint64(), nil
	}
	return c
}

// aim varies a case that went through a state so that it may leave by a transition that no case
// took: the state's call fails by an error that the transition catches, or what the state
// decides by is drawn anew.
func (s *search) aim(g *generator) (Case, bool) {
	goal := s.goals[s.rand.IntN(len(s.goals))]
	near := make([]*found, 0, 8)
	for i := range s.corpus {
		if s.corpus[i].states[goal.from] {
			near = append(near, &s.corpus[i])
		}
	}
	if len(near) == 0 {
		return Case{}, false
	}
	f := near[s.rand.IntN(len(near))]
	c := f.Case
	names := s.coverage.caught[goal]
	calls := slices.DeleteFunc(slices.Clone(f.calls), func(t Turn) bool {
		return len(names) > 0 && (t.known == nil || !slices.Contains(t.known.states, goal.from))
	})
	switch {
	case len(names) > 0 && len(calls) > 0 && s.rand.IntN(4) != 0:
		t := calls[s.rand.IntN(len(calls))]
		t.error = names[s.rand.IntN(len(names))]
		if slices.Contains(unseen, t.error) {
			t.error = "Custom.Error"
		}
		c.put(t)
	case len(names) > 0:
		// An error from within, or of what the state reads.
		c.Faults, c.Seed = 50, s.rand.Uint64()
	case len(f.calls) > 0 && s.rand.IntN(2) == 0:
		c.turn(f.calls, s.rand)
	default:
		c.Input = g.vary(c.Input, s.shapes.document, 0)
	}
	return c, true
}

// turn answers one of the calls of a case anew, most often one of the last: those before it led
// there.
func (c *Case) turn(calls []Turn, r *rand.Rand) {
	i := len(calls) - 1
	if r.IntN(3) == 0 {
		i = r.IntN(len(calls))
	}
	t := calls[i]
	t.seed, t.faults = r.Uint64(), [...]int{0, 0, 100}[r.IntN(3)]
	c.put(t)
}

func (c *Case) put(t Turn) {
	turns := slices.DeleteFunc(slices.Clone(c.Turns), func(o Turn) bool { return o.key == t.key && o.occurrence == t.occurrence })
	c.Turns = append(turns, t)
	if len(c.Turns) > maxTurns {
		c.Turns = c.Turns[1:]
	}
}

// vary changes one place of a document.
func (g *generator) vary(v value.Value, s *shape, depth int) value.Value {
	if v.Len() == 0 || s == nil || depth > 8 || g.IntN(4) == 0 {
		return g.document(s, depth)
	}
	i := g.IntN(v.Len())
	if v.Kind() == value.Array {
		return v.WithAt(i, g.vary(v.At(i), s.item, depth+1))
	}
	m := v.Members()[i]
	if g.IntN(10) == 0 {
		return v.Without(m.Key)
	}
	return v.With(m.Key, g.vary(m.Value, s.members[m.Key], depth+1))
}
