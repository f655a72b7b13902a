package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/assembly"
	"github.com/lockstep-go/lockstep/internal/load"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simulator"
)

// defaultLevel is how far a Go package is optimized unless --level says otherwise.
const defaultLevel = int(compiler.LevelDefault)

// source is one workflow of a PATH argument: an ASL document as it stands, or a Go
// function's, whose machine is as it was recorded.
type source struct {
	name        string
	machine     *asl.Machine // nil if diagnostics say why
	diagnostics diag.List
	document    *document      // of an ASL file
	workflow    *load.Workflow // of a Go package
	program     *load.Program
}

// openSources reads what path names. close ends the program of a Go package.
func openSources(ctx context.Context, s *streams, path string) (sources []*source, closeAll func(), err error) {
	if !isGoPackage(path) {
		doc, err := readMachine(s, path)
		if err != nil {
			return nil, nil, err
		}
		return []*source{{name: titleOf(doc), machine: doc.machine, document: doc}}, func() {}, nil
	}
	programs, err := load.Open(ctx, path, load.Options{})
	if err != nil {
		return nil, nil, loadFailure(s, err)
	}
	for _, p := range programs {
		for i := range p.Workflows {
			w := &p.Workflows[i]
			sources = append(sources, &source{name: w.Name, machine: w.Machine, diagnostics: w.Diagnostics, workflow: w, program: p})
		}
	}
	return sources, func() {
		for _, p := range programs {
			p.Close()
		}
	}, nil
}

// loadFailure says why a package could not be loaded: in the Go compiler's own words where
// it is the compiler that refuses.
func loadFailure(s *streams, err error) error {
	if e, ok := errors.AsType[*load.CompileError](err); ok {
		fmt.Fprintln(s.err, e)
		return errNo
	}
	if _, ok := errors.AsType[*load.Error](err); ok {
		return &exitError{exitNo, err}
	}
	return ioFailure(err)
}

// pick is the workflow called name, by its own name or its function's; without a name the
// only one that a function of the package makes.
func pick(sources []*source, name string) (*source, error) {
	var made []*source
	var names []string
	for _, src := range sources {
		if src.workflow == nil {
			return src, nil
		}
		if name != "" && (src.name == name || src.workflow.Func == name) {
			return src, nil
		}
		if src.workflow.Func != "" {
			made = append(made, src)
			names = append(names, src.name)
		}
	}
	switch {
	case name != "":
		return nil, usagef("there is no workflow %q; there are %s", name, strings.Join(names, ", "))
	case len(made) == 1:
		return made[0], nil
	}
	return nil, usagef("the package has several workflows; pick one by --workflow: %s", strings.Join(names, ", "))
}

// compile makes the definition that would be deployed. Diagnostics go to standard error.
func (src *source) compile(s *streams, level int) (*compiler.Artifact, error) {
	unit := &assembly.Workflow{Name: src.name, Machine: src.machine, Diagnostics: src.diagnostics}
	if src.workflow != nil {
		unit = src.workflow.Workflow
	}
	return compileUnit(s, unit, level, src.document)
}

// compileUnit compiles one workflow and prints what is found in it.
func compileUnit(s *streams, unit *assembly.Workflow, level int, document *document) (*compiler.Artifact, error) {
	artifact, list := unit.Compile(compiler.WithLevel(compiler.Level(level)))
	if len(list) > 0 {
		if err := printDiagnostics(s.err, list, document); err != nil {
			return nil, ioFailure(err)
		}
	}
	if artifact == nil {
		return nil, errNo
	}
	return artifact, nil
}

// handlers are the simulator's options that call the package's own Lambda handlers.
func (src *source) handlers() []simulator.Option {
	if src.workflow == nil {
		return nil
	}
	var options []simulator.Option
	for _, name := range src.workflow.Handlers {
		options = append(options, simulator.WithLambda(name, func(ctx context.Context, payload []byte) ([]byte, error) {
			out, err := src.program.Call(ctx, name, payload)
			if named, ok := errors.AsType[*sdk.HandlerError](err); ok {
				return nil, &simulator.LambdaError{Type: named.Type, Message: named.Message, Payload: named.Cause}
			}
			return out, err
		}))
	}
	return options
}

// nested compiles the workflows that src starts, directly or not, as machines that the
// simulator finds by the ARN their name gives.
func (src *source) nested(s *streams, level int) ([]simulator.Machine, error) {
	compiled, err := assembly.Machines(src.workflow.Nested, func(w *assembly.Workflow) (*compiler.Artifact, error) {
		return compileUnit(s, w, level, nil)
	})
	if err != nil {
		return nil, err
	}
	var machines []simulator.Machine
	for _, c := range compiled {
		machines = append(machines, c.Machine)
	}
	return machines, nil
}
