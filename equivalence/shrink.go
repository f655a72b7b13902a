package equivalence

import (
	"context"
	"slices"

	"github.com/lockstep-go/lockstep/internal/value"
)

// shrinkRuns bounds the pairs of runs that are spent on making a counterexample smaller.
const shrinkRuns = 1000

// shrink looks for a smaller case with a difference: first with the answers as the case's
// seed decides them, then with the answers written out, each made as plain as it can be.
func (s *search) shrink(ctx context.Context, c Case) *Counterexample {
	budget := shrinkRuns
	best := s.counterexample(&c)
	best = s.smallest(ctx, best, &budget, smallerCases)
	explicit := best.Case
	explicit.Answers = union(best.A.answers, best.B.answers)
	explicit.Faults, explicit.Chaos, explicit.Sticky, explicit.Turns = 0, 0, 0, nil
	if x := s.counterexample(&explicit); x != nil {
		best = s.smallest(ctx, x, &budget, withSmallerAnswers)
		best.Case.Answers = s.asked(best)
	}
	a, b := s.a.run(&best.Case, maxEvents, told), s.b.run(&best.Case, eventsOfB, told)
	best.HistoryA, best.HistoryB = a.history, b.history
	return best
}

// asked is the answers that one of the machines came to ask for.
func (s *search) asked(x *Counterexample) []Answer { return union(x.A.answers, x.B.answers) }

// smallest follows smaller until nothing smaller shows a difference.
func (s *search) smallest(ctx context.Context, best *Counterexample, budget *int, smaller func(Case) []Case) *Counterexample {
	for found := true; found; {
		found = false
		for _, c := range smaller(best.Case) {
			if *budget--; *budget < 0 || ctx.Err() != nil {
				return best
			}
			if x := s.counterexample(&c); x != nil {
				best, found = x, true
				break
			}
		}
	}
	return best
}

func (s *search) counterexample(c *Case) *Counterexample {
	a := s.a.run(c, maxEvents, observed)
	if a.tooLong {
		return nil
	}
	b := s.b.run(c, eventsOfB, observed)
	d, _ := s.compare(&a, &b)
	if d == "" || s.isRace(c, &b) {
		return nil
	}
	x := &Counterexample{Case: *c, A: a, B: b, Difference: d}
	x.Case.Filled = s.filled
	return x
}

// smallerCases are ways to make a case simpler, the boldest first.
func smallerCases(c Case) []Case {
	var out []Case
	with := func(f func(c *Case)) {
		x := c
		f(&x)
		out = append(out, x)
	}
	if c.Faults > 0 {
		with(func(c *Case) { c.Faults = 0 })
	}
	if c.Chaos > 0 {
		with(func(c *Case) { c.Chaos = 0 })
	}
	if c.Sticky > 0 {
		with(func(c *Case) { c.Sticky = 0 })
	}
	if c.Seed > 1 {
		with(func(c *Case) { c.Seed = 0 })
		with(func(c *Case) { c.Seed = 1 })
	}
	for _, v := range smallerValues(c.Input) {
		with(func(c *Case) { c.Input = v })
	}
	return out
}

// withSmallerAnswers are ways to make a case with answers simpler.
func withSmallerAnswers(c Case) []Case {
	var out []Case
	for i, a := range c.Answers {
		for _, x := range smallerAnswers(a) {
			smaller := c
			smaller.Answers = slices.Clone(c.Answers)
			smaller.Answers[i] = x
			out = append(out, smaller)
		}
	}
	for _, v := range smallerValues(c.Input) {
		smaller := c
		smaller.Input = v
		out = append(out, smaller)
	}
	return out
}

// smallerValues are values simpler than v, the boldest first. Each comes before v in an order
// without circles, so that shrinking ends.
func smallerValues(v value.Value) []value.Value {
	var out []value.Value
	switch v.Kind() {
	case value.Object:
		if v.Len() > 0 {
			out = append(out, value.OfObject(nil))
		}
		for _, m := range v.Members() {
			out = append(out, v.Without(m.Key))
		}
		for _, m := range v.Members() {
			for _, x := range smallerValues(m.Value) {
				out = append(out, v.With(m.Key, x))
			}
		}
	case value.Array:
		if v.Len() > 0 {
			out = append(out, value.OfArray(nil))
		}
		for i, e := range v.Elems() {
			rest := append(slices.Clone(v.Elems()[:i]), v.Elems()[i+1:]...)
			out = append(out, value.OfArray(rest))
			for _, x := range smallerValues(e) {
				out = append(out, v.WithAt(i, x))
			}
		}
	case value.String:
		if v.Str() != "" {
			out = append(out, value.OfString(""))
		}
	case value.Number:
		if v.Float() != 0 {
			out = append(out, value.OfInt(0))
		}
	}
	return out
}
