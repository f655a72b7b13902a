package compiler

import (
	"encoding/json"
	"slices"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/compiler/optimize"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Level says how far the optimizer may go.
type Level int

// The levels.
const (
	LevelNone    Level = iota // emit what was written
	LevelTidy                 // remove what can't be reached and dead weight
	LevelDefault              // merge states where behaviour is surely kept
	LevelConvert              // also convert JSONPath states to JSONata where that lets more be merged
)

// Option is a setting of Compile.
type Option func(*options)

type options struct {
	name    string
	level   Level
	express bool
	check   []check.Option

	preserve, idempotent func(state string) bool
}

// WithName names the artifact; it is that of the state machine.
func WithName(name string) Option { return func(o *options) { o.name = name } }

// WithLevel sets how far the optimizer may go; LevelDefault otherwise.
func WithLevel(l Level) Option { return func(o *options) { o.level = l } }

// WithCheck passes options to the checker.
func WithCheck(opts ...check.Option) Option {
	return func(o *options) { o.check = append(o.check, opts...) }
}

// WithExpress compiles for an Express state machine, which can't wait for jobs,
// callbacks or activities.
func WithExpress(express bool) Option {
	return func(o *options) {
		if express {
			o.check = append(o.check, check.WithType(check.Express))
			o.express = true
		}
	}
}

// WithPreserved names the states that must stay as they are, because an alarm, a
// mock or a person looks for them.
func WithPreserved(names ...string) Option {
	return func(o *options) { o.preserve = func(state string) bool { return slices.Contains(names, state) } }
}

// WithIdempotent names the states whose author allows what makes their calls
// happen at least once instead of exactly once.
func WithIdempotent(names ...string) Option {
	return func(o *options) {
		o.idempotent = func(state string) bool { return slices.Contains(names, state) }
	}
}

// Artifact is a compiled machine.
type Artifact struct {
	Name       string
	Machine    *asl.Machine
	Definition []byte // canonical JSON, indented, with a newline at its end
	Map        SourceMap
	Report     Report
}

// Compile checks a machine, optimizes it and emits it. The diagnostics are those
// of the checker; if an error is among them there is no artifact. The machine
// given is not changed.
func Compile(m *asl.Machine, opts ...Option) (*Artifact, diag.List) {
	o := options{level: LevelDefault}
	for _, opt := range opts {
		opt(&o)
	}
	problems := check.Machine(m, o.check...)
	if problems.HasErrors() {
		return nil, problems
	}
	optimized, report, more := optimize.Run(m, optimize.Options{Level: int(o.level), Preserve: o.preserve, Idempotent: o.idempotent, Express: o.express})
	problems = append(problems, more...)
	return &Artifact{
		Name:       o.name,
		Machine:    optimized,
		Definition: optimized.Indented(),
		Map:        sourceMap(o.name, optimized),
		Report:     Report{Name: o.name, Level: int(o.level), Report: report},
	}, problems
}

// Report says what compiling did: which level was asked for, and what the
// optimizer made of it.
type Report struct {
	Name  string
	Level int
	*optimize.Report
}

// JSON is the report's text, indented: the optimizer's report with the
// workflow's name and the level, without the definition, which is beside it.
func (r Report) JSON() []byte {
	body := r.Report.Value()
	members := []value.Member{{Key: "name", Value: value.OfString(r.Name)}, {Key: "level", Value: value.OfInt(int64(r.Level))}}
	return append(asl.AppendIndented(nil, value.OfObject(append(members, body.Without("definition").Members()...))), '\n')
}

// SourceMap says where each state of a definition was written.
type SourceMap struct {
	Version int           `json:"version"`
	Name    string        `json:"name,omitempty"`
	States  []StateOrigin `json:"states"`
}

// StateOrigin is the place of one state.
type StateOrigin struct {
	State string `json:"state"`
	Path  string `json:"path"` // JSON Pointer within the definition
	File  string `json:"file,omitempty"`
	Line  int    `json:"line,omitempty"`
}

// JSON is the map's text, indented.
func (s SourceMap) JSON() []byte { return indented(s) }

func sourceMap(name string, m *asl.Machine) SourceMap {
	sm := SourceMap{Version: 1, Name: name, States: []StateOrigin{}}
	for path, state := range asl.Walk(m) {
		base := state.Base()
		sm.States = append(sm.States, StateOrigin{State: base.Name, Path: string(path), File: base.Place().File, Line: base.Place().Line})
	}
	return sm
}

func indented(v any) []byte {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		panic(err) // structs of strings and numbers
	}
	return append(text, '\n')
}
