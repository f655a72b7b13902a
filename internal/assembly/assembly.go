package assembly

import (
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler"
	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/gosource"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simulator"
)

// Workflow is one recorded workflow and what compiling it takes.
type Workflow struct {
	Name        string
	Express     bool
	Machine     *asl.Machine // nil if recording it found mistakes
	Diagnostics diag.List    // of recording
	Preserved   []string     // states that must stay as they are
	Idempotent  []string     // states whose calls may happen more than once
	Nested      []*Workflow  // those it starts
}

// Of builds a workflow and those it starts.
func Of(w *sdk.Workflow) *Workflow { return of(w, map[*sdk.Workflow]*Workflow{}) }

func of(w *sdk.Workflow, known map[*sdk.Workflow]*Workflow) *Workflow {
	if a := known[w]; a != nil {
		return a
	}
	a := &Workflow{Name: w.Name(), Express: w.IsExpress(), Preserved: w.Preserved(), Idempotent: w.IdempotentStates()}
	known[w] = a
	a.Machine, a.Diagnostics = w.Build()
	for _, nested := range w.Nested() {
		a.Nested = append(a.Nested, of(nested, known))
	}
	return a
}

// Check is what recording and the checker find in the workflow as it was written.
func (w *Workflow) Check(opts ...check.Option) diag.List {
	list := w.Diagnostics[:len(w.Diagnostics):len(w.Diagnostics)]
	if w.Machine == nil {
		return list
	}
	if w.Express {
		opts = append(opts[:len(opts):len(opts)], check.WithType(check.Express))
	}
	return append(list, inGo(check.Machine(w.Machine, opts...))...)
}

// Compile is [compiler.Compile] of the workflow with what it says about itself;
// opts come after. The artifact is nil if an error is among the diagnostics.
func (w *Workflow) Compile(opts ...compiler.Option) (*compiler.Artifact, diag.List) {
	list := w.Diagnostics[:len(w.Diagnostics):len(w.Diagnostics)]
	if w.Machine == nil || list.HasErrors() {
		return nil, list
	}
	own := []compiler.Option{compiler.WithName(w.Name), compiler.WithExpress(w.Express),
		compiler.WithPreserved(w.Preserved...), compiler.WithIdempotent(w.Idempotent...)}
	artifact, found := compiler.Compile(w.Machine, append(own, opts...)...)
	return artifact, append(list, inGo(found)...)
}

// Compiled is a workflow that the simulator can run.
type Compiled struct {
	Workflow *Workflow
	Artifact *compiler.Artifact
	Machine  simulator.Machine // by the ARN its name gives in the simulator's account
}

// Machines compiles workflows and those they start, directly or not, each once:
// children come before what starts them. Compile makes one of them; what it
// refuses ends the work.
func Machines(workflows []*Workflow, compile func(*Workflow) (*compiler.Artifact, error)) ([]Compiled, error) {
	var all []Compiled
	seen := map[*Workflow]bool{}
	var add func(w *Workflow) error
	add = func(w *Workflow) error {
		if seen[w] {
			return nil
		}
		seen[w] = true
		for _, nested := range w.Nested {
			if err := add(nested); err != nil {
				return err
			}
		}
		artifact, err := compile(w)
		if err != nil {
			return err
		}
		program, err := simulator.Load(artifact.Machine)
		if err != nil {
			return err
		}
		m := simulator.Machine{Program: program, Name: w.Name, ARN: "arn:aws:states:us-east-1:123456789012:stateMachine:" + w.Name}
		if w.Express {
			m.Type = simulator.Express
		}
		all = append(all, Compiled{Workflow: w, Artifact: artifact, Machine: m})
		return nil
	}
	for _, w := range workflows {
		if err := add(w); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// inGo gives diagnostics about Go code their columns, as far as the source tells.
// An object of a machine has the line of the call that recorded it: the call that
// names the state, else the first one on that line.
func inGo(list diag.List) diag.List {
	var files gosource.Files
	for i := range list {
		d := &list[i]
		d.Origin = column(&files, d.Origin, d.State)
		for j := range d.Related {
			d.Related[j].Origin = column(&files, d.Related[j].Origin, "")
		}
	}
	return list
}

func column(files *gosource.Files, o diag.Origin, state string) diag.Origin {
	if o.Line == 0 || o.Column != 0 || !strings.HasSuffix(o.File, ".go") {
		return o
	}
	calls := files.Calls(o.File, o.Line)
	if len(calls) == 0 {
		return o
	}
	first := calls[0]
	for _, c := range calls {
		if _, _, ok := c.Constant(state); ok && state != "" {
			o.Column = c.Column
			return o
		}
		if c.Line == o.Line && c.Column < first.Column {
			first = c
		}
	}
	if first.Line == o.Line {
		o.Column = first.Column
	}
	return o
}
