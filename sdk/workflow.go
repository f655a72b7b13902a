package sdk

import (
	"context"
	"fmt"
	"reflect"
	"slices"
)

// Workflow is a recorded workflow: what [New] made of the author's function. It
// is immutable, and mistakes in it are reported by [Workflow.Build].
type Workflow struct {
	name  string
	rec   *recorder
	built builtOnce
}

// Name is the workflow's name: that of its state machine, and of the files a
// build writes.
func (w *Workflow) Name() string { return w.name }

// Option is a setting of a whole workflow.
type Option func(*recorder)

// UseJSONPath emits the workflow in the JSONPath query language instead of
// JSONata. What JSONPath can't say is reported.
func UseJSONPath() Option { return func(r *recorder) { r.lang = languageJSONPath } }

// SayQueryLanguage writes the workflow's query language into the definition
// where it is the default, JSONPath.
func SayQueryLanguage() Option { return func(r *recorder) { r.saysLanguage = true } }

// Comment is the description of the state machine.
func Comment(text string) Option { return func(r *recorder) { r.comment = text } }

// TimeoutSeconds ends an execution with States.Timeout after that many seconds, 1 to
// 99,999,999. Without it a Standard execution ends after a year.
func TimeoutSeconds(n int) Option { return func(r *recorder) { r.timeoutSeconds = n } }

// Version is the ASL version the definition states; 1.0 is the only one there is.
func Version(v string) Option { return func(r *recorder) { r.version = v } }

// Express marks a workflow that runs as an Express state machine: at most five
// minutes, at least once, billed by duration. It has no callbacks, no `.sync` and no
// activities; a step that needs them is reported.
func Express() Option { return func(r *recorder) { r.express = true } }

// New records a workflow: define is called once, at once, and what it does with
// the Block becomes the states. In is the type of the execution's input. The
// name follows AWS's rules: at most 80 characters of letters, digits, - and _.
//
// New never fails and never panics on a mistake of its user; Build reports it.
func New[In any](name string, define func(b *Block, in Value[In]), opts ...Option) *Workflow {
	rec := &recorder{at: here(), handlers: map[string]HandlerFunc{}}
	for _, o := range opts {
		if o != nil {
			o(rec)
		}
	}
	w := &Workflow{name: name, rec: rec}
	rec.name = name
	rec.root = &scope{}
	rec.input = &source{kind: sourceExecution, scope: rec.root, typ: schemaOf(reflect.TypeFor[In]()), name: "input", at: rec.at}
	root := &Block{record: &blockRecord{rec: rec, scope: rec.root}}
	rec.root.block = root.record
	rec.root.input = rec.input
	in := Value[In]{e: &expr{kind: exprSource, src: rec.input, typ: rec.input.typ, at: rec.at}}
	if define == nil {
		rec.report(fault{code: codeNilFunction, message: "the workflow's function is nil", help: "pass the function that records the steps"}, rec.at, "")
		return w
	}
	rec.record(root.record, func() { define(root, in) })
	return w
}

// mostSteps is how many steps a workflow records before it is taken for one that
// never ends: a definition of 1 MB has no room for half as many.
const mostSteps = 30_000

// endless is what ends a recording of too many steps.
type endless struct{ at origin }

// record runs the author's function. A fragment that calls itself would use up
// all memory: there is no other way out of its calls than to unwind them.
func (r *recorder) record(root *blockRecord, define func()) {
	defer func() {
		reason := recover()
		if reason == nil {
			return
		}
		e, ok := reason.(endless)
		if !ok {
			panic(reason) // the author's own
		}
		// What was recorded is a fragment of what was meant: only this is said of it.
		root.steps, r.open = nil, nil
		r.faults = []placedFault{{fault: fault{code: codeEndless, message: fmt.Sprintf("the workflow records more than %d steps", mostSteps),
			help: "a fragment calls itself, or a Go loop never ends; loops of the workflow are `b.While` and `b.Until`"}, at: e.at}}
		r.endless = true
	}()
	root.run(define)
}

// Untyped is [New] for a workflow whose input has no Go type.
func Untyped(name string, define func(b *Block, in Value[any]), opts ...Option) *Workflow {
	return New[any](name, define, opts...)
}

// HandlerFunc is a task's implementation in Go, from the JSON of its argument
// to the JSON of its result. An error of type *[HandlerError] has the name and
// the text that Step Functions would see.
type HandlerFunc func(ctx context.Context, payload []byte) ([]byte, error)

// HandlerError is a failure as a Lambda function of the Go runtime reports it.
type HandlerError struct {
	Type    string // the error's name, as Catch and Retry match it
	Message string
	// Cause is the JSON text Step Functions shows as the Cause of the failed
	// task.
	Cause string
}

// Error is the name and the message.
func (e *HandlerError) Error() string { return e.Type + ": " + e.Message }

// Handlers are the workflow's Go handlers by the name of their Lambda function,
// those of nested workflows included. The simulator runs them in process.
func (w *Workflow) Handlers() map[string]HandlerFunc {
	all := map[string]HandlerFunc{}
	for _, nested := range w.Nested() {
		for name, h := range nested.Handlers() {
			all[name] = h
		}
	}
	for name, h := range w.rec.handlers {
		all[name] = h
	}
	return all
}

// Nested are the workflows this one starts, in the order they are first named.
func (w *Workflow) Nested() []*Workflow { return slices.Clone(w.rec.nested) }

// Preserved are the names of the states marked by Preserve, in the order they
// are recorded.
func (w *Workflow) Preserved() []string {
	return w.rec.marked(func(s *step) bool { return s.preserved })
}

// IdempotentStates are the names of the states marked by Idempotent.
func (w *Workflow) IdempotentStates() []string {
	return w.rec.marked(func(s *step) bool { return s.idempotent })
}

func (r *recorder) marked(mark func(*step) bool) []string {
	var names []string
	var visit func(b *blockRecord)
	visit = func(b *blockRecord) {
		for _, s := range b.steps {
			if mark(s) {
				names = append(names, s.name)
			}
			s.eachBlock(visit)
		}
	}
	visit(r.root.block)
	return names
}

// IsExpress reports whether the workflow is marked by [Express].
func (w *Workflow) IsExpress() bool { return w.rec.express }

// recorder holds what the author's function has said so far.
type recorder struct {
	name, comment, version string
	timeoutSeconds         int
	express                bool
	lang                   language
	saysLanguage           bool
	at                     origin
	root                   *scope
	input                  *source
	open                   []*blockRecord // innermost last: the blocks whose functions are running
	faults                 []placedFault
	handlers               map[string]HandlerFunc
	nested                 []*Workflow
	names                  map[string]*step
	steps                  int
	endless                bool
	output                 *schema // what the workflow returns, nil until a Return is recorded
}

// placedFault is a mistake and where it was made.
type placedFault struct {
	fault
	at      origin
	state   string
	related []relatedPlace
}

// relatedPlace is a second place that explains a mistake.
type relatedPlace struct {
	at      origin
	message string
}

func (r *recorder) report(f fault, at origin, state string, related ...relatedPlace) {
	r.faults = append(r.faults, placedFault{fault: f, at: at, state: state, related: related})
}

// sourceKind tells where a value comes from.
type sourceKind uint8

const (
	sourceExecution sourceKind = iota // the execution's input
	sourceScope                       // the input of a Map's iteration or a child execution
	sourceResult                      // what a Task, Map, Parallel or Pass makes
	sourceCaught                      // what a catcher gets: Error and Cause
	sourceVariable                    // a variable the author assigns
)

// source is a value that comes into being when the workflow runs.
type source struct {
	kind  sourceKind
	typ   *schema
	name  string // what a variable that holds it is called after
	at    origin
	step  *step        // the step that makes it
	block *blockRecord // of a variable: where it is declared
	scope *scope       // whose input it is
	alias *expr        // an expression to be written wherever the source is used
	id    int          // of flow.go, from 1
}

// home is the scope a source belongs to.
func (s *source) home() *scope {
	switch {
	case s.scope != nil:
		return s.scope
	case s.block != nil:
		return s.block.scope
	}
	return s.step.block.scope
}

// scope is one States object: the machine's, a Map's processor or a branch.
type scope struct {
	parent *scope
	owner  *step // the Map or Parallel, nil for the machine
	block  *blockRecord
	input  *source
	// distributed scopes are child executions: they see nothing of the parent
	// but what the ItemSelector hands in.
	distributed bool
	captures    []capture
}

// capture is what a distributed scope is handed of the outside.
type capture struct {
	key   string
	src   *source
	path  []pathStep
	value *expr
}
