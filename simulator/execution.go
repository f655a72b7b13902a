package simulator

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/internal/jackson"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Status is how far an execution got.
type Status uint8

// The statuses of executions and Map Runs.
const (
	Running Status = iota
	Succeeded
	Failed
	TimedOut
	Aborted
	PendingRedrive
)

// String is the API's name of the status.
func (s Status) String() string {
	return [...]string{"RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"}[s]
}

// Start is what an execution begins with.
type Start struct {
	Machine Machine
	Input   string // JSON text; "" is {}
	Name    string // "" makes one
	ARN     string // of the execution; "" makes one of the machine's and Name
	// TestCase names the test case of the mocks that answer.
	TestCase    string
	TraceHeader string
	// Synchronous says that somebody waits for an Express execution (StartSyncExecution).
	Synchronous bool

	context value.Value // what the context object is, where TestState gives it
}

// Execution is one run of a machine.
type Execution struct {
	sim   *Simulator
	start Start
	arn   string
	name  string

	status  Status
	input   *document
	output  *document
	failure *failure
	began   int64
	ended   int64
	root    *strand
	done    chan struct{}

	history   history
	variables int // bytes of all variables
	deadline  timer
	context   value.Value // the Execution and StateMachine objects, once asked for
	entered   int64       // states entered, and retries

	redrives int
	redriven int64
	runs     []*MapRun
	test     *testRun   // of TestState, else nil
	given    []variable // what the execution begins with, of TestState

	calls   map[string]int  // of each Task state so far
	calling context.Context // see callContext
	hangUp  context.CancelFunc
	retired bool      // ends at its next transition
	parent  *MapRun   // the run this execution is a child of
	item    int       // its place among the children
	batched int       // how many items it has
	waiting []*strand // tasks that wait for its end
}

// InputError is an execution input that AWS would refuse.
type InputError struct{ Message string }

func (e *InputError) Error() string { return e.Message }

// ExecutionExistsError is a name that another execution has already.
type ExecutionExistsError struct{ ARN string }

func (e *ExecutionExistsError) Error() string { return "Execution Already Exists: '" + e.ARN + "'" }

// StartExecution begins an execution; [Simulator.Run] and its like take it further. The
// error is an *[InputError] or an *[ExecutionExistsError].
func (s *Simulator) StartExecution(start Start) (*Execution, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tick()
	return s.begin(start)
}

func (s *Simulator) begin(start Start) (*Execution, error) {
	e, err := s.prepare(start)
	if err != nil {
		return nil, err
	}
	s.executions[e.arn] = e
	s.launch(e)
	return e, nil
}

func (s *Simulator) prepare(start Start) (*Execution, error) {
	if start.Machine.Program == nil {
		return nil, errors.New("simulator: an execution needs a machine with a program")
	}
	if start.Input == "" {
		start.Input = "{}"
	}
	v, err := value.DecodeString(start.Input, value.WithDuplicates())
	if err != nil {
		return nil, &InputError{Message: "Invalid State Machine Execution Input: '" + jsonProblem(start.Input, err) + "'"}
	}
	return s.newExecution(start, &document{v: v, text: start.Input})
}

// jsonProblem is what the service says of a text that is no JSON, and err where it says
// nothing: a text that only this simulator does not read.
func jsonProblem(text string, err error) string {
	if problem := jackson.Document(text); problem != "" {
		return problem
	}
	return err.Error()
}

func (s *Simulator) newExecution(start Start, input *document) (*Execution, error) {
	if start.Name == "" {
		start.Name = s.uuid()
	}
	if start.Machine.Name == "" {
		start.Machine.Name = start.Machine.ARN[strings.LastIndexByte(start.Machine.ARN, ':')+1:]
	}
	if start.Machine.ARN == "" {
		start.Machine.ARN = fmt.Sprintf("arn:aws:states:%s:%s:stateMachine:%s", s.region, s.account, start.Machine.Name)
	}
	if start.ARN == "" {
		start.ARN = s.executionARN(start)
	}
	if s.executions[start.ARN] != nil {
		return nil, &ExecutionExistsError{ARN: start.ARN}
	}
	return &Execution{sim: s, start: start, arn: start.ARN, name: start.Name, input: input}, nil
}

// executionARN makes the ARN of an execution: Express executions have the UUID of this run
// at its end.
func (s *Simulator) executionARN(start Start) string {
	machine := start.Machine.ARN
	if i := strings.Index(machine, ":stateMachine:"); i >= 0 {
		kind := ":execution:"
		if start.Machine.Type == Express {
			kind = ":express:"
		}
		machine = machine[:i] + kind + machine[i+len(":stateMachine:"):]
	}
	arn := machine + ":" + start.Name
	if start.Machine.Type == Express {
		arn += ":" + s.uuid()
	}
	return arn
}

// launch writes the first event and queues the first state.
func (s *Simulator) launch(e *Execution) {
	e.began = s.now
	p := e.start.Machine.Program
	e.add(0, record{typ: ExecutionStarted, doc: e.input})
	e.root = &strand{exec: e, scope: p.root, own: variables{set: e.given}, next: p.root.start, input: e.input}
	e.root.vars = &e.root.own
	e.root.timer = timer{what: wakeStep, to: e.root}
	e.launchDeadline()
	s.after(&e.root.timer, 0)
	if s.observer.Started != nil {
		s.observer.Started(e)
	}
}

// launchDeadline starts the clock of the machine's TimeoutSeconds, or of the longest
// duration of its type.
func (e *Execution) launchDeadline() {
	s := e.sim
	limit, timeout := s.limits.Standard, e.start.Machine.Program.timeout
	if e.start.Machine.Type == Express {
		limit = s.limits.Express
	}
	if timeout == 0 || limit > 0 && limit < timeout {
		timeout = limit
	}
	if timeout > 0 {
		e.deadline = timer{what: wakeDeadline, to: e}
		s.after(&e.deadline, timeout)
	}
}

// countCall is how many calls a Task state made before this one; children of a Distributed
// Map count with the execution they belong to.
func (e *Execution) countCall(name string) int {
	for e.parent != nil {
		e = e.parent.owner.exec
	}
	if e.calls == nil {
		e.calls = map[string]int{}
	}
	n := e.calls[name]
	e.calls[name]++
	return n
}

// due ends an execution whose time is over.
func (e *Execution) due(wake) {
	if e.status == Running {
		e.finish(TimedOut, &failure{err: textOf(errTimeout)}, nil, 0)
	}
}

// finish ends the execution; prev is the event the last one points at.
func (e *Execution) finish(status Status, f *failure, out *document, prev int64) {
	if e.status != Running {
		return
	}
	s := e.sim
	e.root.release()
	e.endCalls()
	s.queue.stop(&e.deadline)
	e.status, e.ended, e.output, e.failure = status, s.now, out, f
	typ := [...]EventType{Succeeded: ExecutionSucceeded, Failed: ExecutionFailed, TimedOut: ExecutionTimedOut, Aborted: ExecutionAborted}[status]
	e.history.add(e, prev, &record{typ: typ, doc: out, more: failing(f, nil)})
	if status == TimedOut && e.parent == nil {
		// DescribeExecution and the parent see neither error nor cause of a timeout.
		e.failure = nil
	}
	if e.done != nil {
		close(e.done)
		e.done = nil
	}
	waiting := e.waiting
	e.waiting = nil
	for _, st := range waiting {
		st.childEnded(e)
	}
	if e.parent != nil {
		e.parent.childEnded(e)
	}
	if s.observer.Ended != nil {
		s.observer.Ended(e)
	}
	s.changed.Broadcast()
}

// ARN is the execution's ARN.
func (e *Execution) ARN() string { return e.arn }

// Machine is what the execution runs, as it was when it began.
func (e *Execution) Machine() Machine { return e.start.Machine }

// Done is closed when the execution is over, for now: a redrive makes a new channel.
func (e *Execution) Done() <-chan struct{} {
	e.sim.mu.Lock()
	defer e.sim.mu.Unlock()
	if e.done == nil {
		e.done = make(chan struct{})
		if e.status != Running {
			c := e.done
			e.done = nil
			close(c)
			return c
		}
	}
	return e.done
}

// Description is what DescribeExecution tells of an execution.
type Description struct {
	ARN, Name           string
	MachineARN          string
	VersionARN          string
	AliasARN            string
	MapRunARN           string // of the run that this is a child of
	RoleARN             string
	TraceHeader         string
	Type                MachineType
	Status              Status
	Input               string
	Output              *string
	Error, Cause        *string
	Started, Stopped    time.Time // Stopped is zero while it runs
	RedriveCount        int
	Redriven            time.Time // zero if it never was
	RedriveStatus       RedriveStatus
	RedriveStatusReason string
	// Transitions are the states entered, and retries: what AWS bills of Standard.
	Transitions int64
	// Billing is what Express is billed for.
	BilledDuration time.Duration
	BilledMemoryMB int
}

// RedriveStatus says whether RedriveExecution would be taken.
type RedriveStatus string

// The redrive statuses of the API.
const (
	Redrivable         RedriveStatus = "REDRIVABLE"
	NotRedrivable      RedriveStatus = "NOT_REDRIVABLE"
	RedrivableByMapRun RedriveStatus = "REDRIVABLE_BY_MAP_RUN"
)

// Describe tells of the execution as it is now.
func (e *Execution) Describe() Description {
	e.sim.mu.Lock()
	defer e.sim.mu.Unlock()
	return e.describe()
}

func (e *Execution) describe() Description {
	m := e.start.Machine
	d := Description{
		ARN: e.arn, Name: e.name, MachineARN: m.ARN, VersionARN: m.VersionARN, AliasARN: m.AliasARN, RoleARN: m.RoleARN,
		TraceHeader: e.start.TraceHeader, Type: m.Type, Status: e.status, Input: e.input.json(), Started: time.Unix(0, e.began).UTC(),
		RedriveCount: e.redrives, Transitions: e.entered,
	}
	if e.status == Running {
		d.RedriveStatus, d.RedriveStatusReason = NotRedrivable, "Execution is RUNNING and cannot be redriven"
		return d
	}
	d.Stopped = time.Unix(0, e.ended).UTC()
	if e.redrives > 0 {
		d.Redriven = time.Unix(0, e.redriven).UTC()
	}
	if e.output != nil {
		t := e.output.json()
		d.Output = &t
	}
	if e.failure != nil {
		d.Error, d.Cause = e.failure.err.pointer(), e.failure.cause.pointer()
	}
	d.RedriveStatus, d.RedriveStatusReason = e.redrivable()
	if e.parent != nil {
		d.MapRunARN = e.parent.arn
	}
	if m.Type == Express {
		d.BilledDuration = (time.Duration(e.ended-e.began) + 99*time.Millisecond).Truncate(100 * time.Millisecond)
		d.BilledDuration, d.BilledMemoryMB = max(d.BilledDuration, 100*time.Millisecond), 64
	}
	return d
}

// Execution finds an execution by its ARN.
func (s *Simulator) Execution(arn string) (*Execution, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.executions[arn]
	return e, ok
}

// Forget drops a finished execution and its history, so that its memory is free again.
func (s *Simulator) Forget(e *Execution) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.status != Running {
		delete(s.executions, e.arn)
	}
}

// Retire aborts the execution when it would enter its next state, as those of a machine that
// is being deleted (API reference, DeleteStateMachine).
func (e *Execution) Retire() {
	e.sim.mu.Lock()
	defer e.sim.mu.Unlock()
	e.retired = true
}

// Stop aborts the execution; name and cause are nil where the caller gave none. It returns
// when the execution stopped, also if it was over before.
func (e *Execution) Stop(name, cause *string) time.Time {
	s := e.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tick()
	if e.status == Running {
		f := &failure{}
		if name != nil {
			f.err = textOf(*name)
		}
		if cause != nil {
			f.cause = textOf(*cause)
		}
		e.finish(Aborted, f, nil, 0)
	}
	return time.Unix(0, e.ended).UTC()
}
