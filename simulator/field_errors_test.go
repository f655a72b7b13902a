package simulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/simulator"
)

// prefix is what an execution puts before the cause of a failure in state S, its first.
const prefix = "An error occurred while executing the state 'S' (entered at the event id #2). "

// TestNumberFields holds what the service says of numbers that a field refuses, which
// differs by field and by language.
func TestNumberFields(t *testing.T) {
	const inline = `"Type":"Map","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},`
	const spread = `"Type":"Map","Label":"L","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},`
	const reader = spread + `"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"b","Key":"k.json"},"ReaderConfig":{"InputType":"JSON",%s}},`
	files := memory{"b": {"k.json": []byte(`[1,2,3]`)}}
	for _, c := range []struct{ state, value, want string }{
		{inline + `"ItemsPath":"$.i","MaxConcurrencyPath":"$.v"`, `-1`, "FAILED States.Runtime " + prefix + "Expected non-negative integer for MaxConcurrency, got '-1' instead."},
		{inline + `"ItemsPath":"$.i","MaxConcurrencyPath":"$.v"`, `"x"`, "FAILED States.Runtime " + prefix + `The MaxConcurrencyPath field refers to value "x" which is not a valid integer: $.v`},
		{inline + `"ItemsPath":"$.i","MaxConcurrencyPath":"$.v"`, `2.0`, "FAILED States.Runtime " + prefix + `The MaxConcurrencyPath field refers to value "2.0" which is not a valid integer: $.v`},
		{inline + `"ItemsPath":"$.i","MaxConcurrencyPath":"$.v"`, `"1"`, "SUCCEEDED [7]"},
		{inline + `"ItemsPath":"$.i","MaxConcurrencyPath":"$.nope"`, `1`, "FAILED States.Runtime " + prefix + `Invalid path '$.nope' : No results for path: $['nope']`},
		{spread + `"ItemsPath":"$.i","ToleratedFailureCountPath":"$.v"`, `-1`, "FAILED States.Runtime " + prefix + "ToleratedFailureCount cannot be negative."},
		{spread + `"ItemsPath":"$.i","ToleratedFailureCountPath":"$.v"`, `[1]`, "FAILED States.Runtime " + prefix + `The ToleratedFailureCountPath field refers to value "[1]" which is not a valid integer: $.v`},
		{spread + `"ItemsPath":"$.i","ToleratedFailurePercentagePath":"$.v"`, `100.5`, "FAILED States.Runtime " + prefix + "ToleratedFailurePercentage must be between 0 and 100."},
		{spread + `"ItemsPath":"$.i","ToleratedFailurePercentagePath":"$.v"`, `"NoNumber"`, "FAILED States.Runtime " + prefix + `The ToleratedFailurePercentagePath field refers to value "NoNumber" which is not a valid float: $.v`},
		{fmt.Sprintf(reader, `"MaxItemsPath":"$.v"`), `2`, "SUCCEEDED [1,2]"},
		{fmt.Sprintf(reader, `"MaxItemsPath":"$.v"`), `"2"`, "SUCCEEDED [1,2]"},
		{fmt.Sprintf(reader, `"MaxItemsPath":"$.v"`), `0`, "SUCCEEDED [1,2,3]"},
		{fmt.Sprintf(reader, `"MaxItems":0`), `0`, "SUCCEEDED [1,2,3]"},
		{fmt.Sprintf(reader, `"MaxItemsPath":"$.v"`), `100000001`, "SUCCEEDED [1,2,3]"},
		{fmt.Sprintf(reader, `"MaxItemsPath":"$.v"`), `-1`, "FAILED States.ItemReaderFailed field MaxItems must be positive"},
		{fmt.Sprintf(reader, `"MaxItemsPath":"$.v"`), `1.5`, "FAILED States.Runtime " + prefix + `The MaxItemsPath field refers to value "1.5" which is not a valid integer: $.v`},
		{fmt.Sprintf(reader, `"MaxItemsPath":"$.nope"`), `1`, "FAILED States.Runtime " + prefix + `Invalid path '$.nope' : No results for path: $['nope']`},
	} {
		e := execute(t, simulator.New(simulator.WithStorage(files)), `{"StartAt":"S","States":{"S":{`+strings.TrimSuffix(c.state, ",")+`,"End":true}}}`, `{"i":[7],"v":`+c.value+`}`)
		if got := outcome(e); got != c.want {
			t.Errorf("%s with %s:\ngot  %s\nwant %s", c.state[strings.LastIndexByte(c.state, ','):], c.value, got, c.want)
		}
		// Only a negative MaxItems gets as far as the run.
		if strings.Contains(c.want, "States.Runtime") && strings.Contains(strings.Join(types(e), " "), "MapRunStarted") {
			t.Errorf("%s with %s: a Map Run began", c.state, c.value)
		}
	}
}

// TestExpressionTypes holds that an expression is refused by its place and the type that the
// field takes, in every field that takes only one.
func TestExpressionTypes(t *testing.T) {
	const maps = `"Type":"Map","Items":[1],"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true`
	const spread = `"Type":"Map","Items":[1],"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true`
	const task = `"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Arguments":{"QueueUrl":"q","MessageBody":"m"},"End":true`
	const reader = `,"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Arguments":{"Bucket":"b","Key":"k"},"ReaderConfig":{"InputType":"JSON","MaxItems":"{% true %}"}}`
	for _, c := range []struct{ state, at, want string }{
		{task + `,"TimeoutSeconds":"{% true %}"`, "TimeoutSeconds", "number"},
		{task + `,"HeartbeatSeconds":"{% true %}"`, "HeartbeatSeconds", "number"},
		{task + `,"Credentials":{"RoleArn":"{% true %}"}`, "Credentials/RoleArn", "string"},
		{`"Type":"Wait","Seconds":"{% true %}","End":true`, "Seconds", "number"},
		{`"Type":"Wait","Timestamp":"{% true %}","End":true`, "Timestamp", "string"},
		{`"Type":"Fail","Error":"{% true %}"`, "Error", "string"},
		{`"Type":"Fail","Error":"E","Cause":"{% true %}"`, "Cause", "string"},
		{maps + `,"MaxConcurrency":"{% true %}"`, "MaxConcurrency", "number"},
		{strings.Replace(maps, `[1]`, `"{% true %}"`, 1), "Items", "array"},
		{spread + `,"ToleratedFailureCount":"{% true %}"`, "ToleratedFailureCount", "number"},
		{spread + `,"ToleratedFailurePercentage":"{% true %}"`, "ToleratedFailurePercentage", "number"},
		{spread + `,"ItemBatcher":{"MaxItemsPerBatch":"{% true %}"}`, "ItemBatcher/MaxItemsPerBatch", "number"},
		{spread + `,"ItemBatcher":{"MaxInputBytesPerBatch":"{% true %}"}`, "ItemBatcher/MaxInputBytesPerBatch", "number"},
		{strings.Replace(spread, `"Items":[1],`, ``, 1) + reader, "ItemReader/ReaderConfig/MaxItems", "number"},
	} {
		e := execute(t, simulator.New(), `{"QueryLanguage":"JSONata","StartAt":"S","States":{"S":{`+c.state+`}}}`, "")
		want := "FAILED States.QueryEvaluationError " + prefix + "The JSONata expression 'true' specified for the field '" + c.at +
			"' returned an unexpected result type. Expected '" + c.want + "', but was 'boolean' for value: true"
		if got := outcome(e); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.at, got, want)
		}
		if !strings.Contains(strings.Join(types(e), " "), "EvaluationFailed") {
			t.Errorf("%s: no EvaluationFailed in %v", c.at, types(e))
		}
	}
	// The Condition of a rule has a place of its own.
	e := execute(t, simulator.New(), `{"QueryLanguage":"JSONata","StartAt":"S","States":{"S":{"Type":"Choice","Choices":[{"Condition":"{% 1 %}","Next":"S"}]}}}`, "")
	want := "FAILED States.QueryEvaluationError " + prefix + "The JSONata expression '1' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1"
	if got := outcome(e); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestItemSelectorFails holds the events of an iteration whose input can't be made: it
// fails like any other, before it enters a state.
func TestItemSelectorFails(t *testing.T) {
	const branch = `"StartAt":"P","States":{"P":{"Type":"Wait","Seconds":1,"End":true}}}`
	for _, c := range []struct{ name, language, state, want string }{
		{"inline", "JSONata", `"ItemSelector":"{% $states.context.Map.Item.Value = 2 ? $nope : 1 %}","ItemProcessor":{` + branch,
			"MapStateEntered<0 MapStateStarted<2 MapIterationStarted<3 MapIterationStarted<3 EvaluationFailed<5 MapIterationFailed<6 MapIterationAborted<6 MapStateFailed<6 ExecutionFailed<9"},
		{"distributed", "JSONata", `"ItemSelector":"{% $nope %}","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},` + branch,
			"MapStateEntered<0 MapStateStarted<2 MapRunStarted<3 EvaluationFailed<4 MapRunFailed<5 MapStateFailed<6 ExecutionFailed<7"},
		{"fatal", "JSONPath", `"ItemSelector":{"a.$":"$.nope"},"ItemProcessor":{` + branch,
			"MapStateEntered<0 MapStateStarted<2 MapIterationStarted<3 ExecutionFailed<4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := execute(t, simulator.New(), `{"QueryLanguage":"`+c.language+`","StartAt":"S","States":{"S":{"Type":"Map",`+c.state+`,"End":true}}}`, `[1,2,3]`)
			var got []string
			for ev := range e.History(2, false) {
				got = append(got, fmt.Sprintf("%s<%d", ev.Type, ev.PreviousEventID))
			}
			if d := cmp.Diff(c.want, strings.Join(got, " ")); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// TestTimestamps holds what counts as a timestamp: what java.time's ISO_OFFSET_DATE_TIME
// reads, in either case.
func TestTimestamps(t *testing.T) {
	for text, want := range map[string]bool{
		"2012-10-09T19:00:55Z": true, "2012-10-09T19:00Z": true, "2012-10-09t19:00:55z": true, "2012-10-09T19:00:55+01:00": true, "2012-10-09T19:00:55-18:00": true,
		"2012-10-09T19:00:55.123456789Z": true, "2012-10-09T19:00:55": false, "2012-10-09 19:00:55Z": false, "2012-10-09T19:00:55+0100": false, "2012-02-30T00:00:00Z": false,
		"2012-10-09T19:00:55+19:00": false, "2012-10-09T19:00:55.1234567890Z": false, "2012-10-09": false, "": false,
	} {
		e := execute(t, simulator.New(), `{"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[{"Variable":"$","IsTimestamp":true,"Next":"Yes"}],"Default":"No"},
			"Yes":{"Type":"Pass","Result":true,"End":true},"No":{"Type":"Pass","Result":false,"End":true}}}`, `"`+text+`"`)
		if got := outcome(e); got != fmt.Sprintf("SUCCEEDED %t", want) {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestRoleIsText holds that a task is not called under a role that is no text.
func TestRoleIsText(t *testing.T) {
	machine := `{"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Credentials":{"RoleArn.$":"$.role"},"Parameters":{"QueueUrl":"q","MessageBody":"m"},"End":true}}}`
	e := execute(t, simulator.New(), machine, `{"role":["a"]}`)
	want := "FAILED States.Runtime " + prefix + `The Credentials '{"RoleArn":["a"]}' could not be used to start the Task: [The value of the field 'RoleArn' has an invalid format]`
	if diff := cmp.Diff(want, outcome(e)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
