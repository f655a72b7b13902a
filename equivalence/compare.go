package equivalence

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
)

// Options say how hard to look.
type Options struct {
	Cases int    // how many cases to run; 0 is 300
	Seed  uint64 // of everything that is drawn
	// Converted accepts what converting JSONPath to JSONata changes: a failed evaluation is
	// called States.QueryEvaluationError in place of States.Runtime. Cases in which the first
	// machine fails by an evaluation and the second does something else, and those that
	// differ only in how States.Format writes an array or an object, are counted in
	// Result.Unspecified instead of being differences.
	Converted bool
}

// Result is what a comparison found.
type Result struct {
	Equivalent     bool
	Cases          int             // that both machines ran
	Skipped        int             // cases of which a run was too long to compare
	Unspecified    int             // see Options.Converted
	Races          int             // cases in which only what happens in one instant comes in another order
	Counterexample *Counterexample // the smallest one found; nil if none was
	Coverage       Coverage
	// Transitions are the sums over all cases that were compared and succeeded: what each
	// machine is billed.
	TransitionsBefore, TransitionsAfter int64
	Succeeded                           int
	// Widest is the run that succeeded and went through the most states, of those the
	// shortest: the longest way through the machine, each loop gone round as little as the
	// cases allow.
	Widest Span
	// Polling sums up the cases in which a call was repeated ten times or more.
	Polling Span
}

// Span is what both machines were billed for one case.
type Span struct{ States, Before, After int64 }

// Counterexample is a case that tells two machines apart.
type Counterexample struct {
	Case       Case
	A, B       Outcome
	Difference string // the first one, in words
	// The histories of both runs, for people.
	HistoryA, HistoryB []step
}

// String is the counterexample in one line; Explain tells it in full.
func (c *Counterexample) String() string {
	text := fmt.Sprintf("input %s: %s", c.Case.Input, c.Difference)
	for _, a := range c.Case.Answers {
		text += "; " + a.String()
	}
	return text
}

// Compare runs a and b over generated cases. The error says why one of them can't be run; it is
// ctx's where ctx ended before the cases did.
func Compare(ctx context.Context, a, b *asl.Machine, opts Options) (*Result, error) {
	pairs, err := newPairs(a, b)
	if err != nil {
		return nil, err
	}
	if opts.Cases == 0 {
		opts.Cases = 300
	}
	p := pairs[0]
	s := search{pair: p, pairs: pairs, opts: opts, rand: rand.New(rand.NewPCG(opts.Seed, 0x9e3779b97f4a7c15)), coverage: coverageOf(p.machine, p.dead)}
	s.run(ctx)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.result.Coverage = s.coverage.result()
	return &s.result, nil
}

// pair is two machines ready to run.
type pair struct {
	a, b   *runner
	shapes *shapes

	machine  *asl.Machine // the first
	dead     *proofs      // of what it can't reach
	filled   fill         // how their substitutions are filled in
	raced    bool         // variants are made
	variants []*runner
}

// newPairs is a pair for each way to fill in the substitutions; there is at least one.
func newPairs(a, b *asl.Machine) ([]*pair, error) {
	dead := proofsOf(a)
	var out []*pair
	for i, f := range fills(a) {
		p, err := newPair(f.apply(a), f.apply(b))
		if err != nil {
			if i == 0 {
				return nil, err
			}
			continue // what is filled in does not fit
		}
		p.dead, p.filled = dead, f
		out = append(out, p)
	}
	return out, nil
}

func newPair(a, b *asl.Machine) (*pair, error) {
	all := shapesOf(a, b)
	resources := []string{}
	ra, err := newRunner(a, &resources, all)
	if err != nil {
		return nil, fmt.Errorf("the first machine can't be run: %w", err)
	}
	rb, err := newRunner(b, &resources, all)
	if err != nil {
		return nil, fmt.Errorf("the second machine can't be run: %w", err)
	}
	ra.resources, rb.resources = resources, resources
	return &pair{a: ra, b: rb, shapes: all, machine: a}, nil
}

// search is one comparison under way.
type search struct {
	*pair            // that runs
	pairs    []*pair // one for each way to fill in substitutions
	opts     Options
	rand     *rand.Rand
	result   Result
	coverage *coverage
	corpus   []found // cases that reached something new
	goals    []visit // transitions that none of them took
}

func (s *search) run(ctx context.Context) {
	s.result.Equivalent = true
	for i := range s.opts.Cases {
		if ctx.Err() != nil {
			return
		}
		s.pair = s.pairs[i/2%len(s.pairs)] // every second case is watched, of each of them
		c := s.next()
		// Every second case is watched: that costs a history, and steers the search.
		keep := observed
		if i%2 == 0 {
			keep = visited
		}
		a := s.a.run(&c, maxEvents, keep)
		if s.coverage.note(a.visited) {
			s.learn(c, &a)
		}
		if a.tooLong {
			s.result.Skipped++
			continue
		}
		b := s.b.run(&c, eventsOfB, observed)
		s.result.Cases++
		difference, unspecified := s.compare(&a, &b)
		if difference != "" && s.isRace(&c, &b) {
			s.result.Races++
			continue
		}
		if unspecified {
			s.result.Unspecified++
			continue
		}
		if difference == "" {
			if a.Status == "SUCCEEDED" {
				s.result.Succeeded++
				s.result.TransitionsBefore += a.Transitions
				s.result.TransitionsAfter += b.Transitions
				if a.repeated >= polls {
					s.result.Polling.Before += a.Transitions
					s.result.Polling.After += b.Transitions
				}
				s.result.Widest.note(a.visited, a.Transitions, b.Transitions)
				for _, v := range a.visited {
					s.coverage.visits[v.name]++
				}
			}
			continue
		}
		s.result.Equivalent = false
		s.result.Counterexample = s.shrink(ctx, c)
		return
	}
}

func (w *Span) note(visits []visit, before, after int64) {
	distinct := map[string]bool{}
	for _, v := range visits {
		distinct[v.name] = true
	}
	n := int64(len(distinct))
	if n > w.States || n == w.States && before < w.Before {
		*w = Span{n, before, after}
	}
}

// compare says how two outcomes differ; "" if they don't.
func (s *search) compare(a, b *Outcome) (difference string, unspecified bool) {
	difference = diff(a, b, s.opts.Converted)
	if difference == "" || !s.opts.Converted {
		return difference, false
	}
	if a.evaluation || a.below {
		return "", true
	}
	// States.Format writes arrays and objects as Java does, JSONata as JSON.
	x, y := a.plain(), b.plain()
	if diff(&x, &y, true) == "" {
		return "", true
	}
	return difference, false
}

func diff(a, b *Outcome, converted bool) string {
	for i := range max(len(a.Calls), len(b.Calls)) {
		switch {
		case i >= len(a.Calls):
			return fmt.Sprintf("only the second makes the call %s", b.Calls[i])
		case i >= len(b.Calls):
			return fmt.Sprintf("only the first makes the call %s", a.Calls[i])
		case a.Calls[i] != b.Calls[i]:
			return fmt.Sprintf("call %d is %s in the first and %s in the second", i+1, a.Calls[i], b.Calls[i])
		}
	}
	switch {
	case a.Status != b.Status:
		return fmt.Sprintf("the status is %s in the first and %s in the second", a.summary(), b.summary())
	case converted && a.evaluation && b.evaluation:
		return ""
	case a.Output != b.Output:
		return fmt.Sprintf("the output is %s in the first and %s in the second", a.Output, b.Output)
	case a.Error != b.Error:
		return fmt.Sprintf("the error is %s in the first and %s in the second", a.summary(), b.summary())
	case a.Cause != b.Cause:
		return fmt.Sprintf("the cause is %q in the first and %q in the second", a.Cause, b.Cause)
	}
	return ""
}

var notation = strings.NewReplacer(`\`, "", `"`, "", " ", "", "=", ":", "States.QueryEvaluationError", "States.Runtime")

// plain is an outcome without what tells Java's notation of a value from JSON's, and the
// names of failed evaluations apart.
func (o *Outcome) plain() Outcome {
	out := *o
	out.Output, out.Error, out.Cause = notation.Replace(o.Output), notation.Replace(o.Error), notation.Replace(o.Cause)
	out.Calls = make([]Call, len(o.Calls))
	for i, c := range o.Calls {
		c.Arguments, c.Role = notation.Replace(c.Arguments), notation.Replace(c.Role)
		out.Calls[i] = c
	}
	return out
}

func (o *Outcome) summary() string {
	if o.Error == "" {
		return strings.TrimSpace(o.Status + " " + o.Output)
	}
	return o.Status + " " + o.Error
}
