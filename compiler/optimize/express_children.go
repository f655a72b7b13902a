package optimize

import (
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/cost"
)

// runChildrenExpress makes the children of a distributed Map Express executions.
//
// Rule: the ExecutionType of a distributed Map's processor becomes EXPRESS.
//
// Preconditions: the author marked the Map Idempotent, since an Express child may run its tasks
// more than once. Nothing in the processor waits for a job, a token or an activity, or maps
// distributed itself, and its tasks and waits surely end within five minutes.
//
// Why behaviour is kept: but for the mark's own subject a child does what it did; its failure
// counts as it counted. What it costs is its duration and memory instead of its transitions.
func runChildrenExpress(u *unit) int {
	if u.opts.Idempotent == nil || u.opts.Express {
		return 0
	}
	did := 0
	for _, f := range u.flows() {
		for _, s := range f.states() {
			m, ok := s.(*asl.Map)
			if !ok || !m.Distributed() || m.Body().ProcessorConfig.ExecutionType == asl.ExecutionExpress || !u.opts.Idempotent(m.Name) || u.preserved(m.Name) {
				continue
			}
			if err := shortEnough(&m.Body().Graph); err != nil {
				u.keep(m.Name, "its children stay Standard: %s", err)
				continue
			}
			m.Body().ProcessorConfig.ExecutionType = asl.ExecutionExpress
			did++
		}
	}
	return did
}

// expressSeconds is how long an Express execution may take, and maxTaskSeconds what is left to a
// single chain of tasks beside what Step Functions needs itself.
const (
	expressSeconds = 300
	spareSeconds   = 10
)

// shortEnough says why a graph may not run as an Express execution; nil if it may.
func shortEnough(g *asl.Graph) error {
	e := cost.Of(&asl.Machine{Graph: *g}, cost.Scenario{})
	switch {
	case e.NoExpress != "":
		return fmt.Errorf("%s", e.NoExpress)
	case e.Loops:
		return fmt.Errorf("a loop in it has no end that can be told")
	}
	total := 0.0
	for scope := range asl.Scopes(&asl.Machine{Graph: *g}) {
		for _, s := range scope.Graph.States {
			n, err := mostSeconds(s)
			if err != nil {
				return err
			}
			total += n
		}
	}
	if total > expressSeconds-spareSeconds {
		return fmt.Errorf("its tasks may take %.0f seconds in all, and an Express execution ends after %d", total, expressSeconds)
	}
	return nil
}

// mostSeconds is how long a state itself may take, with all of its attempts.
func mostSeconds(s asl.State) (float64, error) {
	total, attempts := 0.0, 1.0
	if h := asl.HandlersOf(s); h != nil {
		for _, r := range h.Retry {
			n, interval, rate := 3.0, 1.0, 2.0
			if !r.MaxAttempts.IsUndefined() {
				n = r.MaxAttempts.Float()
			}
			if !r.IntervalSeconds.IsUndefined() {
				interval = r.IntervalSeconds.Float()
			}
			if !r.BackoffRate.IsUndefined() {
				rate = r.BackoffRate.Float()
			}
			attempts += n
			for i := 0.0; i < n && total < expressSeconds; i++ {
				total += interval
				interval *= rate
			}
		}
	}
	switch s := s.(type) {
	case *asl.Task:
		n, ok := s.TimeoutSeconds.Int()
		if !ok {
			return 0, fmt.Errorf("`%s` has no constant TimeoutSeconds, and an Express execution ends after %d seconds", s.Name, expressSeconds)
		}
		total += attempts * float64(n)
	case *asl.Wait:
		n, ok := s.Seconds.Int()
		if !ok {
			return 0, fmt.Errorf("`%s` waits for a time that is not constant", s.Name)
		}
		total += float64(n)
	case *asl.Map:
		return 0, fmt.Errorf("`%s` maps items, and nobody knows how many", s.Name)
	case *asl.Parallel, *asl.Choice, *asl.Pass, *asl.Succeed, *asl.Fail:
	}
	return total, nil
}
