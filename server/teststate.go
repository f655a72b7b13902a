package server

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/compiler/check/aws"
	"github.com/lockstep-go/lockstep/internal/jackson"
	"github.com/lockstep-go/lockstep/server/internal/api"
	"github.com/lockstep-go/lockstep/simulator"
)

// testLimit is how long a tested state may take (developer guide, TestState).
const testLimit = 5 * time.Minute

// testState runs one state in a simulator of its own: its clock is virtual, and nothing of
// the world changes but what its task calls.
func (w *world) testState(ctx context.Context, in *api.TestStateInput) (*api.TestStateOutput, error) {
	request, err := testRequest(in)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, testLimit)
	defer cancel()
	sim := simulator.New(append(w.simulatorOptions(), simulator.WithStart(w.now()))...)
	tested, err := sim.TestState(ctx, *request)
	if err != nil {
		return nil, testRefusal(err)
	}
	out := &api.TestStateOutput{Status: &tested.Status, Output: tested.Output, Error: tested.Error, Cause: tested.Cause, NextState: orNil(tested.NextState)}
	if tested.Inspection == nil {
		return out, nil
	}
	// Both sides use the API's names, so its wire form carries one to the other.
	text, err := json.Marshal(tested.Inspection)
	if err != nil {
		return nil, err
	}
	out.InspectionData = new(api.InspectionData)
	return out, json.Unmarshal(text, out.InspectionData)
}

// testRequest is a request as the simulator takes it, its texts checked.
func testRequest(in *api.TestStateInput) (*simulator.TestStateInput, error) {
	r := &simulator.TestStateInput{
		StateName: orEmpty(in.StateName), Input: orEmpty(in.Input), RoleARN: orEmpty(in.RoleArn), Level: simulator.InspectionLevel(orEmpty(in.InspectionLevel)),
		RevealSecrets: in.RevealSecrets != nil && *in.RevealSecrets, Variables: orEmpty(in.Variables), Context: orEmpty(in.Context),
	}
	if in.RoleArn != nil {
		if err := checkRole(*in.RoleArn); err != nil {
			return nil, err
		}
	}
	if err := checkInput(in.Input); err != nil {
		return nil, err
	}
	if m := in.Mock; m != nil {
		r.Mock = &simulator.StateMock{Result: m.Result, FieldValidationMode: orEmpty(m.FieldValidationMode)}
		if m.ErrorOutput != nil {
			r.Mock.ErrorOutput = &simulator.MockError{Error: m.ErrorOutput.Error, Cause: m.ErrorOutput.Cause}
		}
	}
	if c := in.StateConfiguration; c != nil {
		r.Configuration = simulator.StateConfiguration{
			RetrierRetryCount: orNoInt(c.RetrierRetryCount), MapIterationFailureCount: orNoInt(c.MapIterationFailureCount),
			ErrorCausedByState: orEmpty(c.ErrorCausedByState), MapItemReaderData: orEmpty(c.MapItemReaderData),
		}
	}
	return r, readTested(in, r)
}

func orNoInt(n *int64) *int {
	if n == nil {
		return nil
	}
	return new(int(*n))
}

// testedName is what AWS calls a state that is tested by itself.
const testedName = "StateName"

// readTested reads the definition: of a machine if the request names a state of it, else of
// one state, whose transitions lead nowhere yet.
func readTested(in *api.TestStateInput, r *simulator.TestStateInput) error {
	definition := in.Definition
	if in.StateName == nil && jackson.Document(definition) == "" { // else what was sent is quoted as it is
		r.State, _ = asl.DecodeState("definition.json", []byte(definition))
		definition = `{"StartAt":"` + testedName + `","States":{"` + testedName + `":` + definition + `}}`
	} else {
		r.Machine, _ = asl.DecodeJSON("definition.json", []byte(definition))
	}
	var found []aws.Diagnostic
	for _, d := range aws.Diagnostics([]byte(definition), check.Standard, aws.Error) {
		if in.StateName != nil || !strings.HasPrefix(d.Code, "MISSING_") {
			found = append(found, d)
		}
	}
	if len(found) > 0 || r.State == nil && r.Machine == nil {
		return refuse("InvalidDefinition", "%s", aws.Message(found))
	}
	return nil
}

// testRefusal is the API's form of what the simulator refuses.
func testRefusal(err error) error {
	if r, ok := errors.AsType[*simulator.TestStateError](err); ok {
		return refuse(r.Code, "%s", r.Message)
	}
	if r, ok := errors.AsType[*simulator.InputError](err); ok {
		return refuse("InvalidExecutionInput", "%s", r.Message)
	}
	if r, ok := errors.AsType[*simulator.LoadError](err); ok {
		return refuse("InvalidDefinition", "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: %v'", r)
	}
	if errors.Is(err, simulator.ErrAwaiting) || errors.Is(err, context.DeadlineExceeded) {
		return invalid("The state waits for somebody outside; specify a mock")
	}
	return err
}
