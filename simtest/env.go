package simtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/compiler"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/assembly"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simulator"
)

// Env is a workflow, compiled, and what answers its tasks. One Env may run many
// executions; their mocks go on counting.
type Env struct {
	t        testing.TB
	workflow *sdk.Workflow
	artifact *compiler.Artifact
	sim      *simulator.Simulator
	machine  simulator.Machine
	machines map[string]bool // ARNs of the workflow and those it starts
	mocks    map[string]*Mock
	calls    []Call
}

// Option is a setting of New.
type Option func(*config)

type config struct {
	compile   []compiler.Option
	simulator []simulator.Option
	first     []simulator.Option // before mocks and handlers
}

// WithLevel sets the optimizer's level; the default is that of the compiler.
func WithLevel(l compiler.Level) Option {
	return func(c *config) { c.compile = append(c.compile, compiler.WithLevel(l)) }
}

// WithSimulator passes options to the simulator.
func WithSimulator(opts ...simulator.Option) Option {
	return func(c *config) { c.simulator = append(c.simulator, opts...) }
}

// New compiles a workflow, and those it starts, and fails the test if that
// can't be done.
func New(t testing.TB, w *sdk.Workflow, opts ...Option) *Env {
	t.Helper()
	env, err := Open(w, opts...)
	if err != nil {
		t.Fatalf("%s does not compile:\n%s", w.Name(), explained(err))
	}
	env.t = t
	return env
}

// explained is err with the places and the advice of its diagnostics.
func explained(err error) string {
	list, ok := errors.AsType[diag.List](err)
	if !ok {
		return err.Error()
	}
	var text strings.Builder
	source := func(file string) []byte {
		data, _ := os.ReadFile(file) // without it the place is enough
		return data
	}
	if diag.WriteText(&text, list, diag.TextOptions{Source: source}) != nil {
		return err.Error()
	}
	return strings.TrimRight(text.String(), "\n")
}

// Open is [New] without a test: for programs that show a run. What would fail a
// test panics, so such programs prefer [Env.Execute] and what a [Run] says.
func Open(w *sdk.Workflow, opts ...Option) (*Env, error) {
	var c config
	for _, o := range opts {
		o(&c)
	}
	env := &Env{workflow: w, machines: map[string]bool{}, mocks: map[string]*Mock{}}
	// Mocks come before handlers, so that a test can make a handler fail.
	settings := append(c.first, simulator.WithResolver(simulator.ResolverFunc(env.resolve)))
	for name, h := range w.Handlers() {
		settings = append(settings, simulator.WithLambda(name, handler(h)))
	}
	settings = append(settings, c.simulator...)
	settings = append(settings, simulator.WithResolver(simulator.ResolverFunc(env.unanswered)))
	env.sim = simulator.New(settings...)
	if err := env.register(w, c.compile); err != nil {
		return nil, err
	}
	return env, nil
}

// register compiles a workflow and those it starts, and makes them known.
func (env *Env) register(w *sdk.Workflow, opts []compiler.Option) error {
	all, err := assembly.Machines([]*assembly.Workflow{assembly.Of(w)}, func(w *assembly.Workflow) (*compiler.Artifact, error) {
		artifact, problems := w.Compile(opts...)
		if artifact == nil {
			return nil, problems
		}
		return artifact, nil
	})
	if err != nil {
		return err
	}
	for _, c := range all {
		env.sim.Register(c.Machine)
		env.machines[c.Machine.ARN] = true
		env.artifact, env.machine = c.Artifact, c.Machine // the last one is w
	}
	return nil
}

// handler gives the simulator a Go handler with the errors it reports.
func handler(h sdk.HandlerFunc) simulator.LambdaHandler {
	return func(ctx context.Context, payload []byte) ([]byte, error) {
		out, err := h(ctx, payload)
		if named, ok := errors.AsType[*sdk.HandlerError](err); ok {
			return nil, &simulator.LambdaError{Type: named.Type, Message: named.Message, Payload: named.Cause}
		}
		return out, err
	}
}

// Simulator is the world the executions run in: to advance time, complete task
// tokens, or look at histories.
func (env *Env) Simulator() *simulator.Simulator { return env.sim }

// Artifact is the compiled workflow.
func (env *Env) Artifact() *compiler.Artifact { return env.artifact }

// Call is one call a task has made.
type Call struct {
	State   string
	Attempt int    // retries of the state before this one
	Input   string // JSON text of the arguments; a Lambda function's payload
	Token   string // the task token, if the state waits for one
	Time    time.Time

	callback bool // the state waits for the token
}

// Decode reads the call's input into v.
func (c Call) Decode(v any) error { return json.Unmarshal([]byte(c.Input), v) }

// Calls are the calls the named state has made, in order; of all states if the
// name is "".
func (env *Env) Calls(state string) []Call {
	var calls []Call
	for _, c := range env.calls {
		if state == "" || c.State == state {
			calls = append(calls, c)
		}
	}
	return calls
}

// resolve answers by the state's mock.
func (env *Env) resolve(ctx context.Context, c *simulator.Call) (simulator.Answer, error) {
	call := Call{State: c.State, Attempt: c.Attempt, Input: c.Input(), Token: c.Token, Time: c.Time, callback: c.Pattern == simulator.WaitForTaskToken}
	env.calls = append(env.calls, call)
	m := env.mocks[c.State]
	if m == nil || len(m.answers) == 0 {
		return simulator.Answer{}, simulator.ErrUnresolved
	}
	return m.answer(ctx, call)
}

// unanswered is asked last: nothing answers the call.
func (env *Env) unanswered(_ context.Context, c *simulator.Call) (simulator.Answer, error) {
	if env.startsNested(c) || c.Service == "activity" && env.sim.HasActivity(c.Resource) {
		return simulator.Answer{}, simulator.ErrUnresolved // the simulator runs it, or a worker takes it
	}
	if env.t != nil {
		env.t.Errorf("nothing answers the task %q (%s)\nmock it: env.Mock(%q).Return(…)\nits arguments: %s", c.State, c.Resource, c.State, c.Input())
	}
	return simulator.Answer{}, fmt.Errorf("nothing answers the task %q", c.State)
}

// startsNested reports whether a call starts a workflow that was compiled with
// this one.
func (env *Env) startsNested(c *simulator.Call) bool {
	if !strings.HasPrefix(c.Resource, "arn:aws:states:::states:startExecution") {
		return false
	}
	var start struct{ StateMachineArn string }
	return json.Unmarshal([]byte(c.Input()), &start) == nil && env.machines[start.StateMachineArn]
}

// Run runs an execution to its end. The input is a Go value; a json.RawMessage
// is taken as it stands.
func (env *Env) Run(input any) *Run {
	t := env.reporter()
	t.Helper()
	run, err := env.Execute(input)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// Execute is Run with an error instead of a failed test.
func (env *Env) Execute(input any) (*Run, error) {
	text, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	e, err := env.sim.Execute(context.Background(), simulator.Start{Machine: env.machine, Input: string(text)})
	if errors.Is(err, simulator.ErrAwaiting) {
		return nil, fmt.Errorf("%w: mock the step that hands the token out (Mock(…).Return gives what is sent with it), or use Start and the simulator", err)
	}
	if err != nil {
		return nil, err
	}
	return newRun(env, e), nil
}

// Start starts an execution and leaves it to the caller to drive the simulator.
func (env *Env) Start(input any) (*simulator.Execution, error) {
	text, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	return env.sim.StartExecution(simulator.Start{Machine: env.machine, Input: string(text)})
}

// reporter is the test, or what panics in its stead.
func (env *Env) reporter() testing.TB {
	if env.t == nil {
		return panicker{}
	}
	return env.t
}

// panicker stands for the test of an Env that has none.
type panicker struct{ testing.TB }

func (panicker) Helper()                           {}
func (panicker) Fatal(args ...any)                 { panic(fmt.Sprint(args...)) }
func (panicker) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (panicker) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
