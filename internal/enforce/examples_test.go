package enforce_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/assembly"
	"github.com/lockstep-go/lockstep/policy"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
	"github.com/lockstep-go/lockstep/simulator"
)

// outcome is all that a run shows: its end, and the way it took.
type outcome struct {
	Status, Output, Error, Cause string
	Path                         []string
	// Children are the ends of nested executions.
	Children []string
}

// result runs an example under policies.
func (r exampleRun) result(t *testing.T, w *sdk.Workflow, policies map[string]*policy.Document, denied *int) outcome {
	t.Helper()
	var ended []*simulator.Execution
	options := []simtest.Option{simtest.WithPolicies(policies, policy.Env{}),
		simtest.WithSimulator(simulator.WithObserver(simulator.Observer{Ended: func(e *simulator.Execution) { ended = append(ended, e) }}))}
	if r.options != nil {
		options = append(options, simtest.WithSimulator(r.options(t)...))
	}
	// Without a test: a run that lacks a right may take ways that nobody answers.
	world, err := simtest.Open(w, options...)
	if err != nil {
		t.Fatal(err)
	}
	if r.mocks != nil {
		r.mocks(world)
	}
	run, err := world.Execute(r.input)
	if err != nil {
		t.Fatal(err)
	}
	if r.between != nil {
		r.between(t)
		e := run.Execution()
		if _, err := e.Redrive(); err != nil {
			t.Fatal(err)
		}
		if err := world.Simulator().Wait(context.Background(), e); err != nil {
			t.Fatal(err)
		}
	}
	d := run.Execution().Describe()
	o := outcome{Status: d.Status.String(), Path: run.Path()}
	for _, f := range []struct{ to, from *string }{{&o.Output, d.Output}, {&o.Error, d.Error}, {&o.Cause, d.Cause}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	world.Simulator().Advance(time.Hour) // for executions that nobody waits for
	for _, e := range ended {
		d := e.Describe()
		text := d.Status.String()
		if d.Cause != nil {
			text += " " + *d.Cause
		}
		o.Children = append(o.Children, text)
	}
	*denied += strings.Count(fmt.Sprint(o), "is not authorized to perform")
	return o
}

// derived are the policies of a workflow and of those it starts, by name.
func derived(t *testing.T, w *sdk.Workflow, into map[string]*policy.Document) {
	t.Helper()
	for _, n := range w.Nested() {
		derived(t, n, into)
	}
	a, problems := assembly.Of(w).Compile()
	if a == nil {
		t.Fatal(problems)
	}
	into[w.Name()] = policy.Generate(a.Machine, policy.Env{Partition: "aws", Region: "us-east-1", Account: "123456789012", Machine: w.Name()})
}

// less is one thing taken out of a policy.
type less struct {
	machine, what string
	doc           *policy.Document
}

// reductions are a policy without each statement, each action and each resource in turn.
func reductions(name string, doc *policy.Document) []less {
	var out []less
	with := func(i int, what string, s ...policy.Statement) {
		out = append(out, less{name, what, &policy.Document{Version: doc.Version, Statement: slices.Concat(doc.Statement[:i], s, doc.Statement[i+1:])}})
	}
	without := func(l policy.List, i int) policy.List { return slices.Delete(slices.Clone(l), i, i+1) }
	for i, s := range doc.Statement {
		with(i, s.Sid)
		for j, action := range s.Action {
			if len(s.Action) > 1 {
				one := s
				one.Action = without(s.Action, j)
				with(i, s.Sid+" "+action, one)
			}
		}
		for j, resource := range s.Resource {
			if len(s.Resource) > 1 {
				one := s
				one.Resource = without(s.Resource, j)
				with(i, s.Sid+" "+resource, one)
			}
		}
	}
	return out
}

// The policy derived from each example is enough for all its runs, the failing ones too, and
// none of its statements, actions and resources can go: without it some run ends otherwise.
func TestPoliciesOfExamples(t *testing.T) {
	all := examples()
	for _, name := range folders(t) {
		if _, ok := all[name]; !ok {
			t.Errorf("the example %s has no runs here", name)
		}
	}
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "example\truns\tstatements\ttaken out\tnoticed")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			e := all[name]
			policies, statements := map[string]*policy.Document{}, 0
			derived(t, e.workflow(), policies)
			var want []outcome
			for i, r := range e.runs {
				denied := 0
				free, held := r.result(t, e.workflow(), nil, &denied), r.result(t, e.workflow(), policies, &denied)
				if strings.Contains(fmt.Sprint(free), "nothing answers the task") {
					t.Errorf("run %d: %+v", i, free)
				}
				if d := cmp.Diff(free, held); d != "" || denied > 0 {
					t.Errorf("run %d under the derived policy: %s", i, d)
				}
				want = append(want, held)
			}
			var cuts []less
			for _, machine := range slices.Sorted(maps.Keys(policies)) {
				statements += len(policies[machine].Statement)
				cuts = append(cuts, reductions(machine, policies[machine])...)
			}
			noticed := 0
			for _, cut := range cuts {
				fewer := maps.Clone(policies)
				fewer[cut.machine] = cut.doc
				missed := false
				for i := 0; i < len(e.runs) && !missed; i++ {
					denied := 0
					missed = !cmp.Equal(want[i], e.runs[i].result(t, e.workflow(), fewer, &denied))
				}
				if !missed {
					t.Errorf("%s: no run misses %s", cut.machine, cut.what)
					continue
				}
				noticed++
			}
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\n", name, len(e.runs), statements, len(cuts), noticed)
		})
	}
	w.Flush()
	t.Logf("\n%s", table.String())
}

// folders are the examples there are.
func folders(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out
}
