package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/server"
	"github.com/lockstep-go/lockstep/simulator"
)

// start starts an execution and returns its ARN.
func start(t *testing.T, c *sfn.Client, machineARN, input string) string {
	t.Helper()
	return *must[*sfn.StartExecutionOutput](t)(c.StartExecution(t.Context(), &sfn.StartExecutionInput{StateMachineArn: &machineARN, Input: &input})).ExecutionArn
}

// await waits until an execution is over.
func await(t *testing.T, c *sfn.Client, arn string) *sfn.DescribeExecutionOutput {
	t.Helper()
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until); time.Sleep(time.Millisecond) {
		d := must[*sfn.DescribeExecutionOutput](t)(c.DescribeExecution(t.Context(), &sfn.DescribeExecutionInput{ExecutionArn: &arn}))
		if d.Status != types.ExecutionStatusRunning {
			return d
		}
	}
	t.Fatalf("%s still runs", arn)
	return nil
}

func TestExecutionLives(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	arn := machine(t, c, "m", `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":86400,"Next":"A"},"A":{"Type":"Pass","End":true}}}`)
	exec := start(t, c, arn, `{"a": 1}`)
	d := await(t, c, exec)
	if got := d.StopDate.Sub(*d.StartDate); got < 24*time.Hour || got > 25*time.Hour {
		t.Errorf("a day took %v", got)
	}
	got := []any{d.Status, *d.Input, *d.Output, *d.RedriveCount, d.RedriveStatus, *d.StateMachineArn}
	want := []any{types.ExecutionStatusSucceeded, `{"a": 1}`, `{"a": 1}`, int32(0), types.ExecutionRedriveStatusNotRedrivable, arn}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	var ids []int64
	for p := sfn.NewGetExecutionHistoryPaginator(c, &sfn.GetExecutionHistoryInput{ExecutionArn: &exec, MaxResults: 4, ReverseOrder: true}); p.HasMorePages(); {
		for _, e := range must[*sfn.GetExecutionHistoryOutput](t)(p.NextPage(ctx)).Events {
			ids = append(ids, e.Id)
		}
	}
	if diff := cmp.Diff([]int64{6, 5, 4, 3, 2, 1}, ids); diff != "" {
		t.Error(diff)
	}
	h := must[*sfn.GetExecutionHistoryOutput](t)(c.GetExecutionHistory(ctx, &sfn.GetExecutionHistoryInput{ExecutionArn: &exec, IncludeExecutionData: aws.Bool(false)}))
	if e := h.Events[1]; e.Type != types.HistoryEventTypeWaitStateEntered || *e.StateEnteredEventDetails.Name != "W" || e.StateEnteredEventDetails.Input != nil {
		t.Errorf("event 2 is %v", e)
	}
	f := must[*sfn.DescribeStateMachineForExecutionOutput](t)(c.DescribeStateMachineForExecution(ctx, &sfn.DescribeStateMachineForExecutionInput{ExecutionArn: &exec}))
	if *f.Name != "m" || *f.RoleArn != role || *f.StateMachineArn != arn {
		t.Errorf("the machine is %v", f)
	}
	meta := must[*sfn.DescribeExecutionOutput](t)(c.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: &exec, IncludedData: types.IncludedDataMetadataOnly}))
	if meta.Input != nil || meta.Output != nil || meta.InputDetails.Included {
		t.Errorf("METADATA_ONLY shows %v", meta)
	}
}

func TestStartExecutionRefuses(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	arn := machine(t, c, "m", pass)
	const expected = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
	for input, want := range map[string]string{
		"":             "Invalid execution input.",
		"nope":         "Unrecognized token 'nope': " + expected,
		"{'a': 1}":     "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
		`{"a" 1}`:      "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
		`{"a":1 "b"}`:  "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
		`[1 2]`:        "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
		`{"a":}`:       "Unexpected character ('}' (code 125)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
		`{"a":1`:       "Unexpected end-of-input: expected close marker for Object",
		`"a`:           "Unexpected end-of-input: was expecting closing quote for a string value",
		`"\x"`:         "Unrecognized character escape 'x' (code 120)",
		`01`:           "Invalid numeric value: Leading zeroes not allowed",
		"\"a\nb\"":     "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value",
		`{} x`:         "Unexpected character ('x' (code 120)): expected end of input",
		`[1,]`:         "Unexpected character (']' (code 93)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
		"nullx":        "Unrecognized token 'nullx': " + expected,
		`{"a":[1,2}}`:  "Unexpected close marker '}': expected ']'",
		`{"a":1,}`:     "Unexpected character ('}' (code 125)): was expecting double-quote to start field name",
		`[` + "\x01]":  "Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n, \\t) is allowed between tokens",
		`{"a":-}`:      "Unexpected character ('}' (code 125)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value",
		`{"a":1.}`:     "Unexpected character ('}' (code 125)) in numeric value: Decimal point not followed by a digit",
		`{"\u00g0":1}`: "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence",
	} {
		_, err := c.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: &arn, Input: &input})
		refused(t, err, "InvalidExecutionInput", "Invalid State Machine Execution Input: '"+want+"'")
	}
	for _, input := range []string{" 1 ", "null", `"x"`, `[[],{}]`, `{"a":[1,{"b":-0.5e+3}],"c":{}}`} {
		await(t, c, start(t, c, arn, input))
	}
	_, err := c.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: &arn, Name: aws.String("a b")})
	refused(t, err, "InvalidName", "Invalid Name: 'a b'")
	_, err = c.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: aws.String(arn + "x")})
	refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+"x'")
	_, err = c.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: aws.String("x")})
	refused(t, err, "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'")
	_, err = c.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: &arn})
	refused(t, err, "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: stateMachine'")
}

// callback is a machine whose only task waits for its token, and the tokens it handed out.
func callback(t *testing.T, opts server.Options) (c *sfn.Client, arn string, tokens chan string) {
	t.Helper()
	tokens = make(chan string, 100)
	opts.Simulator = func(string, string) []simulator.Option {
		return []simulator.Option{simulator.WithResource("arn:aws:states:::sqs:sendMessage.waitForTaskToken", func(_ context.Context, call *simulator.Call) (simulator.Answer, error) {
			tokens <- call.Token
			return simulator.Succeed(map[string]string{"MessageId": "1"})
		})}
	}
	c = serve(t, opts).client("123456789012", "us-east-1")
	return c, machine(t, c, "callback", `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
		"Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"End":true}}}`), tokens
}

func TestNamesOfExecutionsAreTaken(t *testing.T) {
	c, arn, _ := callback(t, server0)
	ctx := t.Context()
	begin := func(input string) (*sfn.StartExecutionOutput, error) {
		return c.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: &arn, Name: aws.String("n"), Input: &input})
	}
	first := must[*sfn.StartExecutionOutput](t)(begin(`{"a":1}`))
	again := must[*sfn.StartExecutionOutput](t)(begin(`{"a":1}`))
	if *first.ExecutionArn != *again.ExecutionArn || !first.StartDate.Equal(*again.StartDate) {
		t.Errorf("started %v and %v", first, again)
	}
	taken := "Execution Already Exists: '" + *first.ExecutionArn + "'"
	_, err := begin(`{"a":2}`)
	refused(t, err, "ExecutionAlreadyExists", taken)
	stop := &sfn.StopExecutionInput{ExecutionArn: first.ExecutionArn, Error: aws.String("E"), Cause: aws.String("C")}
	must[*sfn.StopExecutionOutput](t)(c.StopExecution(ctx, stop))
	must[*sfn.StopExecutionOutput](t)(c.StopExecution(ctx, stop))
	if d := await(t, c, *first.ExecutionArn); d.Status != types.ExecutionStatusAborted || *d.Error != "E" || *d.Cause != "C" {
		t.Errorf("stopped as %v", d)
	}
	_, err = begin(`{"a":1}`)
	refused(t, err, "ExecutionAlreadyExists", taken)
}

func TestTaskTokens(t *testing.T) {
	c, arn, tokens := callback(t, server0)
	ctx := t.Context()
	exec := start(t, c, arn, `{}`)
	token := <-tokens
	must[*sfn.SendTaskHeartbeatOutput](t)(c.SendTaskHeartbeat(ctx, &sfn.SendTaskHeartbeatInput{TaskToken: &token}))
	_, err := c.SendTaskSuccess(ctx, &sfn.SendTaskSuccessInput{TaskToken: &token, Output: aws.String("{")})
	refused(t, err, "InvalidOutput", "Invalid Output: 'Unexpected end-of-input: expected close marker for Object'")
	must[*sfn.SendTaskSuccessOutput](t)(c.SendTaskSuccess(ctx, &sfn.SendTaskSuccessInput{TaskToken: &token, Output: aws.String(`{"ok":true}`)}))
	if d := await(t, c, exec); *d.Output != `{"ok":true}` {
		t.Errorf("the output is %s", *d.Output)
	}
	_, err = c.SendTaskSuccess(ctx, &sfn.SendTaskSuccessInput{TaskToken: &token, Output: aws.String(`1`)})
	refused(t, err, "TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
	_, err = c.SendTaskHeartbeat(ctx, &sfn.SendTaskHeartbeatInput{TaskToken: aws.String("bad")})
	refused(t, err, "InvalidToken", "Invalid Token: 'Invalid token'")

	exec = start(t, c, arn, `{}`)
	token = <-tokens
	must[*sfn.SendTaskFailureOutput](t)(c.SendTaskFailure(ctx, &sfn.SendTaskFailureInput{TaskToken: &token, Error: aws.String("E"), Cause: aws.String("C")}))
	d := await(t, c, exec)
	if d.Status != types.ExecutionStatusFailed || *d.Error != "E" || *d.Cause != "C" || d.RedriveStatus != types.ExecutionRedriveStatusRedrivable {
		t.Errorf("failed as %v", d)
	}

	redrive := &sfn.RedriveExecutionInput{ExecutionArn: &exec, ClientToken: aws.String("once")}
	once := must[*sfn.RedriveExecutionOutput](t)(c.RedriveExecution(ctx, redrive))
	twice := must[*sfn.RedriveExecutionOutput](t)(c.RedriveExecution(ctx, redrive))
	if !once.RedriveDate.Equal(*twice.RedriveDate) {
		t.Errorf("redriven at %v and %v", once.RedriveDate, twice.RedriveDate)
	}
	token = <-tokens
	must[*sfn.SendTaskSuccessOutput](t)(c.SendTaskSuccess(ctx, &sfn.SendTaskSuccessInput{TaskToken: &token, Output: aws.String(`2`)}))
	if d := await(t, c, exec); d.Status != types.ExecutionStatusSucceeded || *d.RedriveCount != 1 || d.RedriveDate == nil {
		t.Errorf("redriven as %v", d)
	}
	_, err = c.RedriveExecution(ctx, &sfn.RedriveExecutionInput{ExecutionArn: &exec})
	refused(t, err, "ExecutionNotRedrivable", "Execution is not redrivable. Execution Arn: '"+exec+"', Reason: 'Execution is SUCCEEDED and cannot be redriven'")
}

func TestDeletingWaitsForExecutions(t *testing.T) {
	c, arn, tokens := callback(t, server0)
	ctx := t.Context()
	exec := start(t, c, arn, `{}`)
	token := <-tokens
	must[*sfn.DeleteStateMachineOutput](t)(c.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: &arn}))
	d := must[*sfn.DescribeStateMachineOutput](t)(c.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &arn}))
	if d.Status != types.StateMachineStatusDeleting {
		t.Errorf("the status is %s", d.Status)
	}
	_, err := c.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: &arn})
	refused(t, err, "StateMachineDeleting", "State Machine is Deleting: '"+arn+"'")
	_, err = c.CreateStateMachine(ctx, &sfn.CreateStateMachineInput{Name: aws.String("callback"), Definition: aws.String(pass), RoleArn: aws.String(role)})
	refused(t, err, "StateMachineDeleting", "State Machine is Deleting: '"+arn+"'")
	must[*sfn.SendTaskSuccessOutput](t)(c.SendTaskSuccess(ctx, &sfn.SendTaskSuccessInput{TaskToken: &token, Output: aws.String("1")}))
	await(t, c, exec)
	_, err = c.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &arn})
	refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+"'")
	// The machine's executions are gone with it, so their names are free again.
	_, err = c.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: &exec})
	refused(t, err, "ExecutionDoesNotExist", "Execution Does Not Exist: '"+exec+"'")
}

func TestDeletingEndsExecutionsAtTheirNextTransition(t *testing.T) {
	tokens, entered := make(chan string, 1), make(chan struct{}, 1)
	opts := server0
	opts.Simulator = func(string, string) []simulator.Option {
		return []simulator.Option{
			simulator.WithResource("arn:aws:states:::sqs:sendMessage.waitForTaskToken", func(_ context.Context, call *simulator.Call) (simulator.Answer, error) {
				tokens <- call.Token
				return simulator.Succeed(map[string]string{"MessageId": "1"})
			}),
			simulator.WithLambda("never", func(_ context.Context, in []byte) ([]byte, error) {
				entered <- struct{}{}
				return in, nil
			}),
		}
	}
	c := serve(t, opts).client("123456789012", "us-east-1")
	ctx := t.Context()
	arn := machine(t, c, "two", `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
		"Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"Next":"N"},
		"N":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:never","End":true}}}`)
	start(t, c, arn, `{}`)
	token := <-tokens
	must[*sfn.DeleteStateMachineOutput](t)(c.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: &arn}))
	must[*sfn.SendTaskSuccessOutput](t)(c.SendTaskSuccess(ctx, &sfn.SendTaskSuccessInput{TaskToken: &token, Output: aws.String("1")}))
	for {
		_, err := c.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &arn})
		if err != nil {
			refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+"'")
			break
		}
	}
	if len(entered) > 0 {
		t.Error("the next state was entered")
	}
}

func TestListExecutions(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	arn := machine(t, c, "m", `{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.ok","BooleanEquals":true,"Next":"S"}],"Default":"F"},
		"S":{"Type":"Succeed"},"F":{"Type":"Fail","Error":"E"}}}`, func(in *sfn.CreateStateMachineInput) { in.Publish = true })
	alias := *must[*sfn.CreateStateMachineAliasOutput](t)(c.CreateStateMachineAlias(ctx, &sfn.CreateStateMachineAliasInput{
		Name: aws.String("prod"), RoutingConfiguration: route(arn+":1", 100)})).StateMachineAliasArn
	for i, of := range []string{arn, arn + ":1", alias} {
		for j := range 3 {
			name := fmt.Sprintf("e%d%d", i, j)
			out := must[*sfn.StartExecutionOutput](t)(c.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: &of, Name: &name, Input: aws.String(fmt.Sprintf(`{"ok":%v}`, j > 0))}))
			await(t, c, *out.ExecutionArn)
		}
	}
	list := func(in sfn.ListExecutionsInput) (names []string) {
		for p := sfn.NewListExecutionsPaginator(c, &in); p.HasMorePages(); {
			page := must[*sfn.ListExecutionsOutput](t)(p.NextPage(ctx))
			for _, e := range page.Executions {
				names = append(names, *e.Name)
			}
			names = append(names, "|")
		}
		return names
	}
	got := map[string][]string{
		"all":     list(sfn.ListExecutionsInput{StateMachineArn: &arn, MaxResults: 4}),
		"failed":  list(sfn.ListExecutionsInput{StateMachineArn: &arn, MaxResults: 3, StatusFilter: types.ExecutionStatusFailed}),
		"version": list(sfn.ListExecutionsInput{StateMachineArn: aws.String(arn + ":1")}),
		"alias":   list(sfn.ListExecutionsInput{StateMachineArn: &alias}),
	}
	want := map[string][]string{
		"all":     strings.Fields("e22 e21 e20 e12 | e11 e10 e02 e01 | e00 |"),
		"failed":  strings.Fields("e20 e10 e00 |"),
		"version": strings.Fields("e22 e21 e20 e12 e11 e10 |"),
		"alias":   strings.Fields("e22 e21 e20 |"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	_, err := c.ListExecutions(ctx, &sfn.ListExecutionsInput{StateMachineArn: &arn, StatusFilter: "SLEEPING"})
	refused(t, err, "ValidationException", "1 validation error detected: Value 'SLEEPING' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, PENDING_REDRIVE]")
}

func TestStartSyncExecution(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	arn := machine(t, c, "m", `{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.ok","BooleanEquals":true,"Next":"W"}],"Default":"F"},
		"W":{"Type":"Wait","Seconds":60,"Next":"S"},"S":{"Type":"Succeed"},"F":{"Type":"Fail","Error":"E","Cause":"C"}}}`,
		func(in *sfn.CreateStateMachineInput) { in.Type = types.StateMachineTypeExpress })
	run := func(input string) *sfn.StartSyncExecutionOutput {
		return must[*sfn.StartSyncExecutionOutput](t)(c.StartSyncExecution(ctx, &sfn.StartSyncExecutionInput{StateMachineArn: &arn, Name: aws.String("n"), Input: &input}))
	}
	out := run(`{"ok":true}`)
	if out.Status != types.SyncExecutionStatusSucceeded || *out.Output != `{"ok":true}` || out.BillingDetails.BilledDurationInMilliseconds < 60_000 ||
		!strings.HasPrefix(*out.ExecutionArn, "arn:aws:states:us-east-1:123456789012:express:m:n:") {
		t.Errorf("ran as %v", out)
	}
	if out = run(`{"ok":false}`); out.Status != types.SyncExecutionStatusFailed || *out.Error != "E" || *out.Cause != "C" {
		t.Errorf("failed as %v", out)
	}
	_, err := c.ListExecutions(ctx, &sfn.ListExecutionsInput{StateMachineArn: &arn})
	refused(t, err, "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
	_, err = c.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: out.ExecutionArn})
	refused(t, err, "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'")
	standard := machine(t, c, "standard", pass)
	_, err = c.StartSyncExecution(ctx, &sfn.StartSyncExecutionInput{StateMachineArn: &standard})
	refused(t, err, "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
}

func TestAliasRoutesByWeight(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	arn := machine(t, c, "m", pass, func(in *sfn.CreateStateMachineInput) { in.Publish = true; in.Type = types.StateMachineTypeExpress })
	other := strings.Replace(pass, `"n":1`, `"n":2`, 1)
	must[*sfn.UpdateStateMachineOutput](t)(c.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: &arn, Definition: &other, Publish: true}))
	alias := *must[*sfn.CreateStateMachineAliasOutput](t)(c.CreateStateMachineAlias(ctx, &sfn.CreateStateMachineAliasInput{
		Name: aws.String("a"), RoutingConfiguration: route(arn+":1", 20, arn+":2", 80)})).StateMachineAliasArn
	first := 0
	for range 500 {
		out := must[*sfn.StartSyncExecutionOutput](t)(c.StartSyncExecution(ctx, &sfn.StartSyncExecutionInput{StateMachineArn: &alias}))
		if *out.Output == `{"n":1}` {
			first++
		}
	}
	// 100 are expected; the bounds are six standard deviations away.
	if first < 46 || first > 154 {
		t.Errorf("%d of 500 executions ran the version of weight 20", first)
	}
}

func TestMapRuns(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	arn := machine(t, c, "m", `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"each","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
		"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}`)
	exec := start(t, c, arn, `[1,2,3]`)
	if d := await(t, c, exec); *d.Output != "[1,2,3]" {
		t.Errorf("the output is %s", *d.Output)
	}
	runs := must[*sfn.ListMapRunsOutput](t)(c.ListMapRuns(ctx, &sfn.ListMapRunsInput{ExecutionArn: &exec}))
	if len(runs.MapRuns) != 1 {
		t.Fatalf("the Map Runs are %v", runs.MapRuns)
	}
	run := runs.MapRuns[0].MapRunArn
	d := must[*sfn.DescribeMapRunOutput](t)(c.DescribeMapRun(ctx, &sfn.DescribeMapRunInput{MapRunArn: run}))
	if d.Status != types.MapRunStatusSucceeded || d.ItemCounts.Succeeded != 3 || d.ExecutionCounts.Total != 3 || *d.ExecutionArn != exec {
		t.Errorf("the Map Run is %v", d)
	}
	children := must[*sfn.ListExecutionsOutput](t)(c.ListExecutions(ctx, &sfn.ListExecutionsInput{MapRunArn: run}))
	if len(children.Executions) != 3 || *children.Executions[0].MapRunArn != *run {
		t.Errorf("the children are %v", children.Executions)
	}
	_, err := c.UpdateMapRun(ctx, &sfn.UpdateMapRunInput{MapRunArn: run, MaxConcurrency: aws.Int32(1)})
	refused(t, err, "ValidationException", "Map Run is completed and cannot be updated: '"+*run+"'")
	_, err = c.DescribeMapRun(ctx, &sfn.DescribeMapRunInput{MapRunArn: aws.String(*run + "x")})
	refused(t, err, "ResourceNotFound", "Resource not found: '"+*run+"x'")
}

func TestNestedExecutions(t *testing.T) {
	c := newClient(t)
	child := machine(t, c, "child", pass)
	parent := machine(t, c, "parent", fmt.Sprintf(`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
		"Parameters":{"StateMachineArn":%q,"Input":{}},"OutputPath":"$.Output","End":true}}}`, child))
	if d := await(t, c, start(t, c, parent, `{}`)); d.Output == nil || *d.Output != `{"n":1}` {
		t.Errorf("the parent is %v: %s", d.Status, aws.ToString(d.Cause))
	}
	list := must[*sfn.ListExecutionsOutput](t)(c.ListExecutions(t.Context(), &sfn.ListExecutionsInput{StateMachineArn: &child}))
	if len(list.Executions) != 1 {
		t.Errorf("the child's executions are %v", list.Executions)
	}
}

func TestFinishedExecutionsAreForgotten(t *testing.T) {
	opts := server0
	opts.KeepExecutions = 5
	c := serve(t, opts).client("123456789012", "us-east-1")
	arn := machine(t, c, "m", pass)
	var last string
	for range 50 {
		last = start(t, c, arn, `{}`)
	}
	await(t, c, last)
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		list := must[*sfn.ListExecutionsOutput](t)(c.ListExecutions(t.Context(), &sfn.ListExecutionsInput{StateMachineArn: &arn}))
		if n := len(list.Executions); n == 5 {
			if *list.Executions[0].ExecutionArn != last {
				t.Error("the newest was forgotten")
			}
			return
		} else if time.Now().After(until) {
			t.Fatalf("%d executions are kept, want 5", n)
		}
	}
}

func TestHistoryPagesAreBounded(t *testing.T) {
	s := newServer(t, server0)
	call := func(target string, params map[string]any) (out struct {
		StateMachineArn, ExecutionArn, Status, NextToken string
		Events                                           []json.RawMessage
	}) {
		body, _ := json.Marshal(params)
		_, rec := raw(t, s.Handler(), "AWSStepFunctions."+target, string(body), nil)
		if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	states := map[string]any{}
	for i := range 60 {
		states[fmt.Sprint(i)] = map[string]any{"Type": "Pass", "Next": fmt.Sprint(i + 1)}
	}
	states["60"] = map[string]any{"Type": "Succeed"}
	definition, _ := json.Marshal(map[string]any{"StartAt": "0", "States": states})
	arn := call("CreateStateMachine", map[string]any{"name": "m", "definition": string(definition), "roleArn": role}).StateMachineArn
	exec := call("StartExecution", map[string]any{"stateMachineArn": arn, "input": `"` + strings.Repeat("x", 250_000) + `"`}).ExecutionArn
	for until := time.Now().Add(10 * time.Second); call("DescribeExecution", map[string]any{"executionArn": exec, "includedData": "METADATA_ONLY"}).Status == "RUNNING"; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("it still runs")
		}
	}
	events, pages := 0, 0
	ask := map[string]any{"executionArn": exec, "maxResults": 1000}
	for more := true; more; pages++ {
		page := call("GetExecutionHistory", ask)
		events += len(page.Events)
		ask["nextToken"], more = page.NextToken, page.NextToken != ""
	}
	if events != 124 || pages < 3 {
		t.Errorf("%d events on %d pages", events, pages)
	}
}

func TestMocksAnswerTestCases(t *testing.T) {
	mocks, err := simulator.ReadMocks([]byte(`{"StateMachines":{"m":{"TestCases":{"Happy":{"T":"Paid"},"Declined":{"T":"Refused"}}}},
		"MockedResponses":{"Paid":{"0":{"Return":{"Payload":{"paid":true}}}},"Refused":{"0-2":{"Throw":{"Error":"Declined","Cause":"no money"}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	opts := server0
	opts.TestCases = mocks.TestCases
	opts.Simulator = func(string, string) []simulator.Option { return []simulator.Option{simulator.WithResolver(mocks)} }
	c := serve(t, opts).client("123456789012", "us-east-1")
	arn := machine(t, c, "m", `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload":{}},"OutputPath":"$.Payload","End":true}}}`)
	if d := await(t, c, start(t, c, arn+"#Happy", `{}`)); d.Output == nil || *d.Output != `{"paid":true}` {
		t.Errorf("ran as %v %v", d.Status, aws.ToString(d.Cause))
	}
	if d := await(t, c, start(t, c, arn+"#Declined", `{}`)); aws.ToString(d.Error) != "Declined" || aws.ToString(d.Cause) != "no money" {
		t.Errorf("failed as %v", d)
	}
	_, err = c.StartExecution(t.Context(), &sfn.StartExecutionInput{StateMachineArn: aws.String(arn + "#Typo")})
	refused(t, err, "InvalidArn", "Invalid Arn: 'The mocks have no test case Typo for the state machine m'")
}

// remote stands for an endpoint that answers everything.
type remote struct{ simulator.ResolverFunc }

func (remote) Remote() {}

func TestNestedExecutionsStayInTheServer(t *testing.T) {
	opts := server0
	opts.Simulator = func(string, string) []simulator.Option {
		return []simulator.Option{simulator.WithResolver(remote{func(context.Context, *simulator.Call) (simulator.Answer, error) {
			return simulator.Fail("Outside", "an endpoint was asked"), nil
		}})}
	}
	c := serve(t, opts).client("123456789012", "us-east-1")
	child := machine(t, c, "child", pass)
	for name, want := range map[string]string{child: "", child + "x": "Outside"} {
		parent := machine(t, c, "parent"+want, fmt.Sprintf(`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":%q},"End":true}}}`, name))
		if d := await(t, c, start(t, c, parent, `{}`)); aws.ToString(d.Error) != want {
			t.Errorf("%s: %v, %s", name, d.Status, aws.ToString(d.Cause))
		}
	}
}

// A task that starts an execution meets the refusals of the API, under the names of its
// integration.
func TestNestedStartRefuses(t *testing.T) {
	c := newClient(t)
	for resource, want := range map[string]string{
		"states:startExecution":      "StepFunctions.InvalidArnException Invalid Arn: 'Invalid ARN prefix: x' (Service: AWSStepFunctions; Status Code: 400; Error Code: InvalidArn; Request ID: ",
		"aws-sdk:sfn:startExecution": "Sfn.InvalidArnException Invalid Arn: 'Invalid ARN prefix: x' (Service: Sfn, Status Code: 400, Request ID: ",
	} {
		arn := machine(t, c, strings.ReplaceAll(resource, ":", "-"), `{"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::`+resource+`","Parameters":{"StateMachineArn":"x"},"End":true}}}`)
		d := await(t, c, start(t, c, arn, "{}"))
		if got := aws.ToString(d.Error) + " " + aws.ToString(d.Cause); !strings.HasPrefix(got, want) {
			t.Errorf("%s fails with\n%s, want\n%s", resource, got, want)
		}
	}
}
