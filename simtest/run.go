package simtest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/simulator"
)

// Run is an execution that is over.
type Run struct {
	env         *Env
	execution   *simulator.Execution
	Status      string // SUCCEEDED, FAILED, TIMED_OUT or ABORTED
	Output      string // JSON text, "" if it did not succeed
	Error       string
	Cause       string
	Transitions int64         // what AWS bills of a Standard workflow: states entered, and retries
	Duration    time.Duration // virtual
}

func newRun(env *Env, e *simulator.Execution) *Run {
	d := e.Describe()
	r := &Run{env: env, execution: e, Status: d.Status.String(), Transitions: d.Transitions, Duration: d.Stopped.Sub(d.Started)}
	for _, f := range []struct {
		to   *string
		from *string
	}{{&r.Output, d.Output}, {&r.Error, d.Error}, {&r.Cause, d.Cause}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	return r
}

// USDPerTransition is the price of one state transition of a Standard workflow
// in us-east-1 (https://aws.amazon.com/step-functions/pricing/, 2026-11).
const USDPerTransition = 0.025 / 1000

// USD is what the run's transitions cost as a Standard workflow in us-east-1.
func (r *Run) USD() float64 { return float64(r.Transitions) * USDPerTransition }

// Path is the names of the states entered, in order. Those of branches and
// iterations stand where they happened.
func (r *Run) Path() []string {
	var path []string
	for ev := range r.execution.History(0, false) {
		if ev.Details != nil && strings.HasSuffix(ev.Type.String(), "StateEntered") {
			path = append(path, ev.Details.Name)
		}
	}
	return path
}

// String is the run on one line, for logs and examples: the path, and how it
// ended.
//
//	Charge card → Tell customer → Declined: FAILED OrderDeclined: over the limit
func (r *Run) String() string {
	end := r.Status
	if r.Status == "SUCCEEDED" {
		end += " " + r.Output
	} else if r.Error != "" {
		end += " " + r.Error
		if r.Cause != "" {
			end += ": " + r.Cause
		}
	}
	return strings.Join(r.Path(), " → ") + ": " + end
}

// Execution is the simulator's record of the run.
func (r *Run) Execution() *simulator.Execution { return r.execution }

// MustSucceed fails the test if the run did not succeed, and decodes its output
// into v unless that is nil.
func (r *Run) MustSucceed(v any) {
	t := r.env.reporter()
	t.Helper()
	if r.Status != "SUCCEEDED" {
		t.Fatalf("the execution is %s: %s: %s\npath: %s", r.Status, r.Error, r.Cause, strings.Join(r.Path(), " → "))
	}
	if v == nil {
		return
	}
	if err := json.Unmarshal([]byte(r.Output), v); err != nil {
		t.Fatalf("the output %s: %v", r.Output, err)
	}
}

// MustFail fails the test if the run did not fail with the error of that name.
func (r *Run) MustFail(name string) {
	t := r.env.reporter()
	t.Helper()
	if r.Status != "FAILED" || r.Error != name {
		t.Fatalf("the execution is %s %s (want FAILED %s): %s\npath: %s", r.Status, r.Error, name, r.Cause, strings.Join(r.Path(), " → "))
	}
}

// MustTake fails the test if the run did not enter exactly these states, in this
// order.
func (r *Run) MustTake(states ...string) {
	t := r.env.reporter()
	t.Helper()
	if diff := cmp.Diff(states, r.Path()); diff != "" {
		t.Errorf("the path differs (-want +got):\n%s", diff)
	}
}

// MustEnter fails the test if the run entered none of the states of these names.
func (r *Run) MustEnter(states ...string) {
	t := r.env.reporter()
	t.Helper()
	path := r.Path()
	for _, s := range states {
		if !slices.Contains(path, s) {
			t.Errorf("the state %q was not entered; the path: %s", s, strings.Join(path, " → "))
		}
	}
}
