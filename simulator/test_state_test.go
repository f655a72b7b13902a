package simulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/simulator"
)

// inspect tests the state of a definition at level DEBUG.
func inspect(t *testing.T, definition string, in simulator.TestStateInput) (*simulator.TestStateOutput, error) {
	t.Helper()
	st, diags := asl.DecodeState("state.json", []byte(definition))
	if st == nil {
		t.Fatal(diags)
	}
	in.State, in.Level = st, simulator.InspectDebug
	return simulator.New().TestState(t.Context(), in)
}

// TestInspectionData holds which steps of a state TestState tells of.
func TestInspectionData(t *testing.T) {
	const processor = `"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}`
	const spread = `"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}`
	const csv = `"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"},"Parameters":{"Bucket":"b","Key":"k"}}`
	const pointed = `"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON","ItemsPointer":"/a/b"},"Parameters":{"Bucket":"b","Key":"k"}}`
	mocked := &simulator.StateMock{Result: new(`[]`)}
	for _, c := range []struct {
		name, definition, input, data string
		mock                          *simulator.StateMock
		want                          string
	}{
		{"a Wait has an InputPath", `{"Type":"Wait","Seconds":1,"End":true}`, `{"a":1}`, "", nil,
			`{"input":"{\"a\":1}","afterInputPath":"{\"a\":1}"}`},
		{"in JSONata there is none", `{"Type":"Wait","QueryLanguage":"JSONata","Seconds":1,"End":true}`, `{"a":1}`, "", nil,
			`{"input":"{\"a\":1}"}`},
		{"a Fail neither", `{"Type":"Fail","Error":"E"}`, `{"a":1}`, "", nil, `{"input":"{\"a\":1}"}`},
		{"batches", `{"Type":"Map","QueryLanguage":"JSONata","ItemBatcher":{"MaxItemsPerBatch":2,"BatchInput":{"x":"{% 1 + 1 %}"}},` + spread + `,"End":true}`, `[1,2,3]`, "", mocked,
			`{"input":"[1,2,3]","afterItemBatcher":"[{\"BatchInput\":{\"x\":2},\"Items\":[1,2]}, {\"BatchInput\":{\"x\":2},\"Items\":[3]}]","maxConcurrency":0}`},
		{"batches of what is selected", `{"Type":"Map","QueryLanguage":"JSONata","ItemSelector":{"v":"{% $states.context.Map.Item.Value %}","s":"{% $states.context.Map.Item.Source %}"},"ItemBatcher":{"MaxItemsPerBatch":1},` + spread + `,"End":true}`, `[7]`, "", mocked,
			`{"input":"[7]","afterItemSelector":"[{\"v\":7,\"s\":\"STATE_DATA\"}]","afterItemBatcher":"[{\"Items\":[{\"v\":7,\"s\":\"STATE_DATA\"}]}]","maxConcurrency":0}`},
		{"an inline Map selects too", `{"Type":"Map","QueryLanguage":"JSONata","ItemSelector":{"i":"{% $states.context.Map.Item.Index %}"},` + processor + `,"End":true}`, `[7]`, "", mocked,
			`{"input":"[7]","afterItemSelector":"[{\"i\":0}]","maxConcurrency":0}`},
		{"rows of CSV", `{"Type":"Map",` + csv + `,` + spread + `,"End":true}`, `{}`, "a,b\n1,2\n", mocked,
			`{"input":"{}","afterInputPath":"{}","afterResultSelector":"[]","afterResultPath":"[]","afterItemsPath":"[{\"a\":\"1\",\"b\":\"2\"}]","maxConcurrency":0}`},
		{"a pointer", `{"Type":"Map",` + pointed + `,` + spread + `,"End":true}`, `{}`, `{"a":{"b":[1,2]}}`, mocked,
			`{"input":"{}","afterInputPath":"{}","afterResultSelector":"[]","afterResultPath":"[]","afterItemsPath":"[1, 2]","afterItemsPointer":"[1, 2]","maxConcurrency":0}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := inspect(t, c.definition, simulator.TestStateInput{Input: c.input, Mock: c.mock, Configuration: simulator.StateConfiguration{MapItemReaderData: c.data}})
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(out.Inspection)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(members(t, c.want), members(t, string(got))); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// members reads a JSON object, whose order does not matter here.
func members(t *testing.T, text string) map[string]any {
	t.Helper()
	out := map[string]any{}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTestStateRefusals holds what TestState does not run.
func TestTestStateRefusals(t *testing.T) {
	const pass = `{"Type":"Pass","End":true}`
	const task = `{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"m"},"End":true}`
	const context = "Invalid Context object provided: "
	mock := &simulator.StateMock{Result: new(`{}`), FieldValidationMode: "NONE"}
	with := func(text string) simulator.TestStateInput { return simulator.TestStateInput{Context: text, Mock: mock} }
	one := new(1)
	for _, c := range []struct {
		definition string
		in         simulator.TestStateInput
		want       string
	}{
		{task, with(`{"Execution":{"Input":[1],"RedriveCount":0},"State":{"RetryCount":2},"Task":{"Token":"t"}}`), ""},
		{task, with(`[]`), context + "it must be a JSON object"},
		{task, with(`{"Execution":1}`), context + "Execution must be an object"},
		{task, with(`{"Execution":{"StartTime":1}}`), context + "Execution.StartTime must be a string"},
		{task, with(`{"StateMachine":{"Id":null}}`), context + "StateMachine.Id must be a string"},
		{task, with(`{"State":{"RetryCount":"1"}}`), context + "State.RetryCount must be a number"},
		{task, with(`{"Task":{"Token":1}}`), context + "Task.Token must be a string"},
		{task, with(`{"Task":{"x":1}}`), context + "Field 'x' is not allowed"},
		{task, with(`{"x":{}}`), context + "Field 'x' is not allowed"},
		{task, with(`{"Map":{}}`), context + "'Map' field is not supported when mocking a Context object"},
		{pass, simulator.TestStateInput{Context: `{}`}, "TestState does not support Context when a mock is not specified."},
		{pass, simulator.TestStateInput{Configuration: simulator.StateConfiguration{RetrierRetryCount: one}}, "TestState does not support RetrierRetryCount when a mock is not specified."},
		{pass, simulator.TestStateInput{Configuration: simulator.StateConfiguration{MapIterationFailureCount: one}}, "TestState does not support MapIterationFailureCount when a mock is not specified."},
		{pass, simulator.TestStateInput{Configuration: simulator.StateConfiguration{ErrorCausedByState: "P"}}, "TestState does not support ErrorCausedByState when a mock is not specified."},
		{pass, simulator.TestStateInput{Configuration: simulator.StateConfiguration{MapItemReaderData: "[]"}}, "TestState does not support MapItemReaderData when a mock is not specified."},
		{strings.Replace(task, "sendMessage", "sendMessage.waitForTaskToken", 1), simulator.TestStateInput{}, "TestState API does not support the .waitForTaskToken service integration pattern when a mock is not specified."},
		{strings.Replace(task, "sqs:sendMessage", "batch:submitJob.sync", 1), simulator.TestStateInput{}, "TestState API does not support the .sync service integration pattern when a mock is not specified."},
		{`{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a","End":true}`, simulator.TestStateInput{}, "TestState API does not support Activity tasks when a mock is not specified."},
		{strings.Replace(task, "sendMessage", "sendMessage.waitForTaskToken", 1), simulator.TestStateInput{Mock: mock}, ""},
		{task, simulator.TestStateInput{Mock: &simulator.StateMock{Result: new(`"m"`)}}, "Mocked result must be an object."},
		{task, simulator.TestStateInput{Mock: &simulator.StateMock{Result: new(`"m"`), FieldValidationMode: "NONE"}}, ""},
	} {
		got := ""
		if _, err := inspect(t, c.definition, c.in); err != nil {
			_, got, _ = strings.Cut(err.Error(), ": ")
		}
		if got != c.want {
			t.Errorf("%s %s:\ngot  %s\nwant %s", c.definition, c.in.Context, got, c.want)
		}
	}
}

// TestHowATestedStateEnds holds the status, and what the caller learns of an error.
func TestHowATestedStateEnds(t *testing.T) {
	task := func(fields string) string {
		return `{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",` + fields + `,"End":true}`
	}
	const (
		path   = `"Parameters":{"FunctionName":"f"}`
		jsonat = `"QueryLanguage":"JSONata","Arguments":{"FunctionName":"f"}`
		retry  = `"Retry":[{"ErrorEquals":["E"],"MaxAttempts":1}]`
	)
	failing := &simulator.StateMock{ErrorOutput: &simulator.MockError{Error: new("E"), Cause: new("C")}}
	once := simulator.StateConfiguration{RetrierRetryCount: new(1)}
	for _, c := range []struct {
		name, definition string
		configuration    simulator.StateConfiguration
		want             string
	}{
		{"an error", task(path), simulator.StateConfiguration{}, "FAILED E C"},
		{"a retry", task(path + `,` + retry), simulator.StateConfiguration{}, "RETRIABLE E C"},
		{"no more retries", task(path + `,` + retry), once, "FAILED E C"},
		{"caught after the retries", task(path + `,` + retry + `,"Catch":[{"ErrorEquals":["E"],"Next":"N","ResultPath":"$.e"}]`), once, `CAUGHT_ERROR E C N {"e":{"Error":"E","Cause":"C"}}`},
		{"a catcher whose Output fails", task(jsonat + `,"Catch":[{"ErrorEquals":["E"],"Next":"N","Output":"{% $nope %}"}]`), simulator.StateConfiguration{},
			"FAILED States.QueryEvaluationError The JSONata expression '$nope' specified for the field 'Catch[0]/Output' returned nothing (undefined)."},
		{"a catcher whose Assign fails", task(path + `,"Catch":[{"ErrorEquals":["E"],"Next":"N","Assign":{"v.$":"$.nope"}}]`), simulator.StateConfiguration{},
			`FAILED States.Runtime The JSONPath '$.nope' specified for the field 'v.$' could not be found in the input '{"Error":"E","Cause":"C"}'`},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := inspect(t, c.definition, simulator.TestStateInput{Mock: failing, Configuration: c.configuration})
			if err != nil {
				t.Fatal(err)
			}
			got := []string{out.Status}
			for _, p := range []*string{out.Error, out.Cause, &out.NextState, out.Output} {
				if p != nil && *p != "" {
					got = append(got, *p)
				}
			}
			if got := strings.Join(got, " "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestTestStateEndsAfterFiveMinutes(t *testing.T) {
	m, problems := asl.DecodeJSON("wait.asl.json", []byte(`{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":301,"End":true}}}`))
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	out, err := simulator.New().TestState(t.Context(), simulator.TestStateInput{Machine: m, StateName: "Wait"})
	if err != nil {
		t.Fatal(err)
	}
	if out.Status != "FAILED" || out.Error == nil || *out.Error != "States.Timeout" {
		t.Errorf("the test is %+v, want FAILED by States.Timeout", out)
	}
}
