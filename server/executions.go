package server

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/lockstep-go/lockstep/internal/jackson"
	"github.com/lockstep-go/lockstep/server/internal/api"
	"github.com/lockstep-go/lockstep/simulator"
)

// maxInput is the most bytes of an execution's input (developer guide, service quotas).
const maxInput = 262144

// checkInput answers an input that is no JSON, or is too large, as AWS does.
func checkInput(input *string) error {
	if input == nil {
		return nil
	}
	if len(*input) > maxInput {
		return refuse("InvalidExecutionInput", "Invalid State Machine Execution Input: 'Input size exceeded the maximum number of bytes service limit'")
	}
	if problem := jackson.Document(*input); problem != "" {
		return refuse("InvalidExecutionInput", "Invalid State Machine Execution Input: '%s'", problem)
	}
	return nil
}

// begin starts an execution of what an ARN names; sync says that StartSyncExecution asks.
func (w *world) begin(machineARN string, name, input, trace *string, sync bool) (*simulator.Execution, error) {
	text, testCase := cutTestCase(machineARN)
	a, err := parseARN(text, kindMachine)
	if err == nil && testCase != "" {
		err = w.checkTestCase(a, testCase)
	}
	if err != nil {
		return nil, err
	}
	if name != nil && !simulator.ValidName(*name) {
		return nil, invalidName(*name)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := w.target(a)
	switch {
	case err != nil:
		return nil, err
	case t.machine.deleting:
		return nil, machineDeleting(t.machine.arn)
	case sync && !t.machine.express:
		return nil, wrongType()
	}
	if err := checkInput(input); err != nil {
		return nil, err
	}
	start := simulator.Start{Machine: t.start(), Input: "{}", Name: uuid.NewString(), TestCase: testCase, TraceHeader: orEmpty(trace), Synchronous: sync}
	if input != nil {
		start.Input = *input
	}
	if name != nil {
		start.Name = *name
	}
	w.drive()
	exec, err := w.sim.StartExecution(start)
	if taken, ok := errors.AsType[*simulator.ExecutionExistsError](err); ok {
		return w.startedAgain(taken.ARN, start.Input)
	}
	if bad, ok := errors.AsType[*simulator.InputError](err); ok {
		return nil, refuse("InvalidExecutionInput", "%s", bad.Message)
	}
	return exec, err
}

// checkTestCase refuses a test case that nobody configured: its tasks would be called.
func (w *world) checkTestCase(a arn, testCase string) error {
	if known := w.server.opts.TestCases; known != nil && slices.Contains(known(a.name), testCase) {
		return nil
	}
	return refuse("InvalidArn", "Invalid Arn: 'The mocks have no test case %s for the state machine %s'", testCase, a.name)
}

// startedAgain answers a start under a name that is taken: the same execution if it runs
// and had the same input (API reference, StartExecution).
func (w *world) startedAgain(executionARN, input string) (*simulator.Execution, error) {
	if exec, ok := w.sim.Execution(executionARN); ok {
		if d := exec.Describe(); d.Status == simulator.Running && d.Input == input {
			return exec, nil
		}
	}
	return nil, refuse("ExecutionAlreadyExists", "Execution Already Exists: '%s'", executionARN)
}

func (w *world) startExecution(_ context.Context, in *api.StartExecutionInput) (*api.StartExecutionOutput, error) {
	exec, err := w.begin(in.StateMachineArn, in.Name, in.Input, in.TraceHeader, false)
	if err != nil {
		return nil, err
	}
	return &api.StartExecutionOutput{ExecutionArn: exec.ARN(), StartDate: api.At(exec.Describe().Started)}, nil
}

func (w *world) startSyncExecution(ctx context.Context, in *api.StartSyncExecutionInput) (*api.StartSyncExecutionOutput, error) {
	exec, err := w.begin(in.StateMachineArn, in.Name, in.Input, in.TraceHeader, true)
	if err != nil {
		return nil, err
	}
	select {
	case <-exec.Done():
	case <-ctx.Done():
		return nil, refuse("ServiceUnavailable", "The server stops, or the caller left, while '%s' runs.", exec.ARN())
	}
	d := exec.Describe()
	out := &api.StartSyncExecutionOutput{
		ExecutionArn: d.ARN, StateMachineArn: &d.MachineARN, Name: &d.Name, StartDate: api.At(d.Started), StopDate: api.At(d.Stopped),
		Status: d.Status.String(), Error: d.Error, Cause: d.Cause, TraceHeader: orNil(d.TraceHeader),
		BillingDetails: &api.BillingDetails{
			BilledMemoryUsedInMB:         new(int64(d.BilledMemoryMB)),
			BilledDurationInMilliseconds: new(d.BilledDuration.Milliseconds()),
		},
		Input: &d.Input, Output: d.Output, InputDetails: included(), OutputDetails: included(),
	}
	if d.Status == simulator.Aborted {
		out.Status = simulator.Failed.String()
	}
	if metadataOnly(in.IncludedData) {
		out.Input, out.Output, out.Error, out.Cause = nil, nil, nil, nil
		out.InputDetails, out.OutputDetails = excluded(), excluded()
	}
	return out, nil
}

func included() *api.CloudWatchEventsExecutionDataDetails {
	return &api.CloudWatchEventsExecutionDataDetails{Included: new(true)}
}

func excluded() *api.CloudWatchEventsExecutionDataDetails {
	return &api.CloudWatchEventsExecutionDataDetails{Included: new(false)}
}

// execution finds a Standard execution by its ARN.
func (w *world) execution(text string) (*simulator.Execution, error) {
	a, err := parseARN(text, kindExecution)
	if err != nil {
		return nil, err
	}
	if exec, ok := w.sim.Execution(text); ok && w.here(a) {
		return exec, nil
	}
	return nil, executionDoesNotExist(text)
}

func (w *world) describeExecution(_ context.Context, in *api.DescribeExecutionInput) (*api.DescribeExecutionOutput, error) {
	exec, err := w.execution(in.ExecutionArn)
	if err != nil {
		return nil, err
	}
	d := exec.Describe()
	out := &api.DescribeExecutionOutput{
		ExecutionArn: d.ARN, StateMachineArn: d.MachineARN, Name: &d.Name, Status: d.Status.String(), StartDate: api.At(d.Started),
		StopDate: stampIf(d.Stopped), TraceHeader: orNil(d.TraceHeader), MapRunArn: orNil(d.MapRunARN), Error: d.Error, Cause: d.Cause,
		StateMachineVersionArn: orNil(d.VersionARN), StateMachineAliasArn: orNil(d.AliasARN),
		RedriveCount: new(int64(d.RedriveCount)), RedriveDate: stampIf(d.Redriven),
		RedriveStatus: new(string(d.RedriveStatus)), RedriveStatusReason: orNil(d.RedriveStatusReason),
		Input: &d.Input, InputDetails: included(),
	}
	if d.Output != nil {
		out.Output, out.OutputDetails = d.Output, included()
	}
	if metadataOnly(in.IncludedData) {
		out.Input, out.Output, out.Error, out.Cause, out.RedriveStatusReason = nil, nil, nil, nil, nil
		out.InputDetails = excluded()
		if out.OutputDetails != nil {
			out.OutputDetails = excluded()
		}
	}
	return out, nil
}

func (w *world) stopExecution(_ context.Context, in *api.StopExecutionInput) (*api.StopExecutionOutput, error) {
	exec, err := w.execution(in.ExecutionArn)
	if err != nil {
		return nil, err
	}
	return &api.StopExecutionOutput{StopDate: api.At(exec.Stop(in.Error, in.Cause))}, nil
}

// redriveTokens remembers the client tokens of redrives: a request that is repeated with
// its token does nothing (API reference, RedriveExecution: the last 10, for 15 minutes).
type redriveTokens map[string][]redriveToken

type redriveToken struct {
	token string
	date  time.Time // of the redrive
	at    time.Time // when it was asked for, on the wall clock
}

const (
	redriveTokensKept = 10
	redriveTokenLife  = 15 * time.Minute
)

// seen finds the redrive that a token asked for before.
func (t redriveTokens) seen(executionARN, token string, now time.Time) (time.Time, bool) {
	for _, r := range t[executionARN] {
		if r.token == token && now.Sub(r.at) < redriveTokenLife {
			return r.date, true
		}
	}
	return time.Time{}, false
}

func (t redriveTokens) add(executionARN string, r redriveToken) {
	list := append(t[executionARN], r)
	t[executionARN] = list[max(0, len(list)-redriveTokensKept):]
	// What is too old goes with the next redrive of anything.
	for key, list := range t {
		if r.at.Sub(list[len(list)-1].at) >= redriveTokenLife {
			delete(t, key)
		}
	}
}

func (w *world) redriveExecution(_ context.Context, in *api.RedriveExecutionInput) (*api.RedriveExecutionOutput, error) {
	exec, err := w.execution(in.ExecutionArn)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if in.ClientToken != nil {
		if date, ok := w.redrives.seen(in.ExecutionArn, *in.ClientToken, time.Now()); ok {
			return &api.RedriveExecutionOutput{RedriveDate: api.At(date)}, nil
		}
	}
	w.drive()
	date, err := exec.Redrive()
	if err != nil {
		return nil, refuse("ExecutionNotRedrivable", "%v", err)
	}
	if in.ClientToken != nil {
		w.redrives.add(in.ExecutionArn, redriveToken{*in.ClientToken, date, time.Now()})
	}
	return &api.RedriveExecutionOutput{RedriveDate: api.At(date)}, nil
}

func (w *world) describeStateMachineForExecution(_ context.Context, in *api.DescribeStateMachineForExecutionInput) (*api.DescribeStateMachineForExecutionOutput, error) {
	exec, err := w.execution(in.ExecutionArn)
	if err != nil {
		return nil, err
	}
	d := exec.Describe()
	a, err := parseARN(d.MachineARN, kindMachine)
	if err != nil {
		return nil, err
	}
	rev, ok := exec.Machine().Origin.(*revision)
	if !ok {
		return nil, executionDoesNotExist(in.ExecutionArn)
	}
	out := &api.DescribeStateMachineForExecutionOutput{
		StateMachineArn: d.MachineARN, Name: a.name, Definition: rev.definition, RoleArn: rev.roleARN, UpdateDate: api.At(rev.updated),
		LoggingConfiguration: rev.logging, TracingConfiguration: rev.tracing, EncryptionConfiguration: rev.encryption,
		MapRunArn: orNil(d.MapRunARN), Label: orNil(a.label), RevisionId: orNil(rev.id), VariableReferences: rev.references,
	}
	if metadataOnly(in.IncludedData) {
		out.Definition, out.VariableReferences = "{}", nil
	}
	return out, nil
}
