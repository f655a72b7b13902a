package simulator

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// TestStateInput is a request of the TestState operation, its texts decoded where the
// definition is concerned.
type TestStateInput struct {
	Machine   *asl.Machine // a whole definition, of which StateName names a state; or nil:
	State     asl.State    // a definition of one state
	StateName string
	Input     string // JSON text; "" is {}
	RoleARN   string
	Level     InspectionLevel
	// RevealSecrets shows secrets in the request and response of an HTTP task.
	RevealSecrets bool
	Variables     string // JSON object of variables, or ""
	Context       string // JSON object that stands for the context object, or ""
	Mock          *StateMock
	Configuration StateConfiguration
}

// InspectionLevel says how much TestState tells.
type InspectionLevel string

// The inspection levels.
const (
	InspectInfo  InspectionLevel = "INFO"
	InspectDebug InspectionLevel = "DEBUG"
	InspectTrace InspectionLevel = "TRACE"
)

// StateMock is what a mocked task, Map or Parallel answers: one of Result and ErrorOutput.
type StateMock struct {
	Result      *string
	ErrorOutput *MockError
	// FieldValidationMode is STRICT, PRESENT or NONE; "" is STRICT.
	FieldValidationMode string
}

// MockError is the error that a mock fails with. Absent members are nil.
type MockError struct{ Error, Cause *string }

// StateConfiguration says in what situation the state is tested.
type StateConfiguration struct {
	RetrierRetryCount        *int   // retries that the matching retrier made already
	MapIterationFailureCount *int   // iterations of a Map that failed
	ErrorCausedByState       string // the state inside a Map or Parallel that failed
	MapItemReaderData        string // JSON text that an ItemReader reads
}

// TestStateError is a request that TestState refuses.
type TestStateError struct{ Code, Message string }

func (e *TestStateError) Error() string { return e.Code + ": " + e.Message }

func refuse(format string, args ...any) error {
	return &TestStateError{"ValidationException", fmt.Sprintf(format, args...)}
}

// TestStateOutput is what TestState answers.
type TestStateOutput struct {
	Status       string // SUCCEEDED, FAILED, RETRIABLE or CAUGHT_ERROR
	Output       *string
	Error, Cause *string
	NextState    string
	Inspection   *InspectionData // nil at level INFO
}

// InspectionData is what TestState tells of the steps of a state. Texts are JSON; the JSON
// names are the API's.
type InspectionData struct {
	Input                      *string       `json:"input,omitempty"`
	AfterArguments             *string       `json:"afterArguments,omitempty"`
	AfterInputPath             *string       `json:"afterInputPath,omitempty"`
	AfterParameters            *string       `json:"afterParameters,omitempty"`
	Result                     *string       `json:"result,omitempty"`
	AfterResultSelector        *string       `json:"afterResultSelector,omitempty"`
	AfterResultPath            *string       `json:"afterResultPath,omitempty"`
	Request                    *HTTPRequest  `json:"request,omitempty"`
	Response                   *HTTPResponse `json:"response,omitempty"`
	Variables                  *string       `json:"variables,omitempty"`
	ErrorDetails               *ErrorDetails `json:"errorDetails,omitempty"`
	AfterItemsPath             *string       `json:"afterItemsPath,omitempty"`
	AfterItemSelector          *string       `json:"afterItemSelector,omitempty"`
	AfterItemBatcher           *string       `json:"afterItemBatcher,omitempty"`
	AfterItemsPointer          *string       `json:"afterItemsPointer,omitempty"`
	ToleratedFailureCount      *int          `json:"toleratedFailureCount,omitempty"`
	ToleratedFailurePercentage *float64      `json:"toleratedFailurePercentage,omitempty"`
	MaxConcurrency             *int          `json:"maxConcurrency,omitempty"`
}

// ErrorDetails says which retrier or catcher an error met.
type ErrorDetails struct {
	CatchIndex                  *int `json:"catchIndex,omitempty"`
	RetryIndex                  *int `json:"retryIndex,omitempty"`
	RetryBackoffIntervalSeconds *int `json:"retryBackoffIntervalSeconds,omitempty"`
}

// testRun is an execution of a single state for TestState.
type testRun struct {
	in   *TestStateInput
	mock *StateMock
	out  TestStateOutput
	data InspectionData
}

// testedName is the name that the tested state has in the context object, whatever its name
// in the definition.
const testedName = "StateName"

// TestState runs one state and tells what it does. The error is a *[TestStateError], an
// *[InputError] or a *[LoadError].
func (s *Simulator) TestState(ctx context.Context, in TestStateInput) (*TestStateOutput, error) {
	d, m, err := in.find()
	if err != nil {
		return nil, err
	}
	if err := in.validate(d); err != nil {
		return nil, err
	}
	t := &testRun{in: &in, mock: in.Mock}
	if err := t.validateMock(d); err != nil {
		return nil, err
	}
	l := &loader{machine: m, lenient: true}
	sc := l.scope(&asl.Graph{StartAt: d.Base().Name, States: []asl.State{d}}, "")
	if len(l.errs) > 0 {
		return nil, l.errs[0]
	}
	sc.start.base().name = testedName
	e, err := t.execution(s, sc)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.tick()
	s.launch(e)
	s.mu.Unlock()
	if err := s.drive(ctx, func() bool { return e.status != Running }, true); err != nil {
		return nil, err
	}
	if e.status == TimedOut && t.out.Status == "" {
		// API reference, TestState: a state that takes longer than five minutes fails so.
		t.out.Status, t.out.Error = "FAILED", new("States.Timeout")
	}
	if in.Level == InspectDebug || in.Level == InspectTrace {
		t.out.Inspection = &t.data
	}
	return &t.out, nil
}

// find is the state to test and the machine whose language it takes.
func (in *TestStateInput) find() (asl.State, *asl.Machine, error) {
	if in.Machine == nil {
		if in.State == nil {
			return nil, nil, &TestStateError{"InvalidDefinition", "a definition of a state or of a machine is needed"}
		}
		return in.State, &asl.Machine{}, nil
	}
	for _, st := range asl.Walk(in.Machine) {
		if st.Base().Name == in.StateName {
			return st, in.Machine, nil
		}
	}
	return nil, nil, refuse("State not found in definition")
}

// validate is what TestState refuses before anything runs.
func (in *TestStateInput) validate(d asl.State) error {
	if m := in.Mock; m != nil && (m.Result != nil) == (m.ErrorOutput != nil) {
		return refuse("A test mock should have only one of the following fields: [result, errorOutput].")
	}
	if in.Mock != nil && in.RevealSecrets {
		return refuse("TestState does not support RevealSecrets when a mock is specified.")
	}
	if in.Mock == nil {
		for _, f := range in.onlyMocked() {
			if f.given {
				return refuse("TestState does not support %s when a mock is not specified.", f.name)
			}
		}
	}
	switch d := d.(type) {
	case *asl.Map, *asl.Parallel:
		if in.Mock == nil {
			return &TestStateError{"InvalidDefinition", "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]"}
		}
	case *asl.Task:
		r := parseResource(d.Resource)
		switch {
		case in.Mock != nil:
		case r.kind == taskActivity:
			return &TestStateError{"InvalidDefinition", "TestState API does not support Activity tasks when a mock is not specified."}
		case r.pattern != RequestResponse:
			return &TestStateError{"InvalidDefinition", fmt.Sprintf("TestState API does not support the %s service integration pattern when a mock is not specified.", r.pattern.Suffix())}
		}
	case *asl.Choice, *asl.Wait, *asl.Pass, *asl.Succeed, *asl.Fail:
		if in.Mock != nil {
			return refuse("State type '%s' is not supported when a mock is specified", d.Type())
		}
	}
	return in.validateContext()
}

// onlyMocked are the parts of a request that a mock is needed for, as the service names them.
func (in *TestStateInput) onlyMocked() []struct {
	name  string
	given bool
} {
	c := &in.Configuration
	return []struct {
		name  string
		given bool
	}{
		{"RetrierRetryCount", c.RetrierRetryCount != nil},
		{"ErrorCausedByState", c.ErrorCausedByState != ""},
		{"MapIterationFailureCount", c.MapIterationFailureCount != nil},
		{"MapItemReaderData", c.MapItemReaderData != ""},
		{"Context", in.Context != ""},
	}
}

// execution makes the execution that runs the state: a synchronous Express one.
func (t *testRun) execution(s *Simulator, sc *scope) (*Execution, error) {
	in := t.in
	s.mu.Lock()
	defer s.mu.Unlock()
	name, machine := s.uuid(), s.uuid()
	start := Start{Name: name, Synchronous: true, Input: in.Input, Machine: Machine{Program: &Program{root: sc}, Name: machine, RoleARN: in.RoleARN, Type: Express,
		ARN: fmt.Sprintf("arn:aws:states:%s:%s:stateMachine:%s", s.region, s.account, machine)}}
	start.ARN = strings.Replace(start.Machine.ARN, ":stateMachine:", ":express:", 1) + ":" + name
	if in.Context != "" {
		start.context, _ = value.DecodeString(in.Context)
	}
	e, err := s.prepare(start)
	if err != nil {
		return nil, err
	}
	e.test = t
	text := e.input.json()
	t.data.Input = &text
	if in.Variables != "" {
		v, err := value.DecodeString(in.Variables)
		if err != nil || v.Kind() != value.Object {
			return nil, refuse("Invalid variables provided: they must be a JSON object")
		}
		for _, m := range v.Members() {
			e.given = append(e.given, variable{m.Key, m.Value})
		}
		t.data.Variables = &in.Variables
	}
	return e, nil
}

// saw keeps a document of a step for the inspection data.
func (t *testRun) saw(where **string, doc *document) {
	if t != nil {
		text := doc.json()
		*where = &text
	}
}

// left notes how the state ended well.
func (t *testRun) left(out *document, next state, assigned []variable) {
	if len(assigned) > 0 {
		t.assigned(assigned)
	}
	text := out.json()
	t.out.Output = &text
	if next != nil {
		t.out.NextState = next.base().name
	}
	if t.out.Status == "" {
		t.out.Status = "SUCCEEDED"
	}
}

// assigned shows the variables as they are after the state: those given, and what it
// assigned (API reference, InspectionData, variables).
func (t *testRun) assigned(set []variable) {
	all := value.OfObject(nil)
	if t.data.Variables != nil {
		all, _ = value.DecodeString(*t.data.Variables)
	}
	for _, v := range set {
		all = all.With(v.name, v.value)
	}
	text := all.String()
	t.data.Variables = &text
}

// ended notes that the state fails by f.
func (t *testRun) ended(f *failure) {
	t.out.Error, t.out.Cause = f.err.pointer(), f.cause.pointer()
	t.out.Status = "FAILED"
}

// failed notes an error, and what would come of it; it reports whether it is caught.
func (t *testRun) failed(st *strand, f *failure) *catcher {
	t.ended(f)
	b := st.state.base()
	details := &ErrorDetails{}
	for i := range b.retry {
		r := &b.retry[i]
		if !f.matches(r.errorEquals) {
			continue
		}
		t.data.ErrorDetails = details
		details.RetryIndex = &i
		made := 0
		if n := t.in.Configuration.RetrierRetryCount; n != nil {
			made = *n
		}
		if made < r.maxAttempts {
			seconds := int(math.Round(r.delay(made + 1)))
			details.RetryBackoffIntervalSeconds = &seconds
			t.out.Status = "RETRIABLE"
			return nil
		}
		break
	}
	for i := range b.catch {
		if f.matches(b.catch[i].errorEquals) {
			t.data.ErrorDetails = details
			details.CatchIndex = &i
			t.out.Status = "CAUGHT_ERROR"
			return &b.catch[i]
		}
	}
	return nil
}
