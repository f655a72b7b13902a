package simulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/simulator"
)

// program loads a definition that must be right.
func program(t testing.TB, definition string) *simulator.Program {
	t.Helper()
	p, err := load([]byte(definition))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func machine(t testing.TB, definition string) simulator.Machine {
	return simulator.Machine{Program: program(t, definition), Name: "m", RoleARN: "arn:aws:iam::123456789012:role/r"}
}

// execute runs a definition to its end.
func execute(t testing.TB, sim *simulator.Simulator, definition, input string) *simulator.Execution {
	t.Helper()
	e, err := sim.Execute(t.Context(), simulator.Start{Machine: machine(t, definition), Input: input})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// types are the event types of a history with the ids they point at.
func types(e *simulator.Execution) []string {
	var out []string
	for ev := range e.History(0, false) {
		out = append(out, fmt.Sprintf("%d<%d %s", ev.ID, ev.PreviousEventID, ev.Type))
	}
	return out
}

func outcome(e *simulator.Execution) string {
	d := e.Describe()
	s := d.Status.String()
	for _, t := range []*string{d.Output, d.Error, d.Cause} {
		if t != nil {
			s += " " + *t
		}
	}
	return s
}

func TestWaitTakesVirtualTimeOnly(t *testing.T) {
	sim := simulator.New()
	began := sim.Now()
	e := execute(t, sim, `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":31000000,"End":true}}}`, `{"a": 1}`)
	if got, want := outcome(e), `SUCCEEDED {"a": 1}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := sim.Now().Sub(began); got != 31000000*time.Second {
		t.Errorf("the clock moved by %s", got)
	}
}

func TestRealTimeFollowsTheWallClock(t *testing.T) {
	sim := simulator.New(simulator.WithRealTime())
	began := time.Now()
	execute(t, sim, `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}`, "")
	if took := time.Since(began); took < time.Second {
		t.Errorf("a wait of a second took %s", took)
	}
}

func failing(times int) simulator.Option {
	n := 0
	return simulator.WithLambda("f", func(context.Context, []byte) ([]byte, error) {
		if n++; n <= times {
			return nil, &simulator.LambdaError{Type: "Flaky", Message: "again"}
		}
		return []byte(`{"ok":true}`), nil
	})
}

func TestRetry(t *testing.T) {
	const task = `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Retry":[%s],"End":true}}}`
	for _, c := range []struct {
		name, retry string
		failures    int
		want        string
		took        time.Duration
	}{
		{"backoff", `{"ErrorEquals":["Flaky"],"IntervalSeconds":2,"BackoffRate":3}`, 3, `SUCCEEDED {"ok":true}`, 26 * time.Second},
		{"defaults give up after three", `{"ErrorEquals":["States.ALL"]}`, 4, `FAILED Flaky {"errorMessage":"again","errorType":"Flaky"}`, 7 * time.Second},
		{"delays are capped", `{"ErrorEquals":["Flaky"],"IntervalSeconds":10,"MaxAttempts":4,"MaxDelaySeconds":15}`, 4, `SUCCEEDED {"ok":true}`, 55 * time.Second},
		{"no attempts", `{"ErrorEquals":["Flaky"],"MaxAttempts":0}`, 1, `FAILED Flaky {"errorMessage":"again","errorType":"Flaky"}`, 0},
		{"only the first retrier that matches", `{"ErrorEquals":["Flaky"],"MaxAttempts":1},{"ErrorEquals":["States.ALL"]}`, 2,
			`FAILED Flaky {"errorMessage":"again","errorType":"Flaky"}`, time.Second},
		{"another error", `{"ErrorEquals":["Other"]}`, 1, `FAILED Flaky {"errorMessage":"again","errorType":"Flaky"}`, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			sim := simulator.New(failing(c.failures))
			began := sim.Now()
			e := execute(t, sim, fmt.Sprintf(task, c.retry), "")
			if got := outcome(e); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if got := sim.Now().Sub(began); got != c.took {
				t.Errorf("took %s, want %s", got, c.took)
			}
		})
	}
}

func TestJitterIsSeeded(t *testing.T) {
	run := func(seed uint64) time.Duration {
		sim := simulator.New(failing(3), simulator.WithSeed(seed))
		began := sim.Now()
		execute(t, sim, `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f",
			"Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":60,"JitterStrategy":"FULL"}],"End":true}}}`, "")
		return sim.Now().Sub(began)
	}
	if a, b := run(7), run(7); a != b {
		t.Errorf("one seed, two durations: %s and %s", a, b)
	}
	if a, b := run(7), run(8); a == b || a > 7*time.Minute {
		t.Errorf("durations %s and %s of two seeds", a, b)
	}
}

func TestTimeouts(t *testing.T) {
	slow := simulator.WithResource("arn:aws:states:::sqs:sendMessage", func(context.Context, *simulator.Call) (simulator.Answer, error) {
		return simulator.Answer{Output: `{}`, Took: time.Minute}, nil
	})
	e := execute(t, simulator.New(slow), `{"StartAt":"T","States":{
		"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{},"TimeoutSeconds":5,"Catch":[{"ErrorEquals":["States.TaskFailed"],"Next":"No"},{"ErrorEquals":["States.Timeout"],"Next":"Yes"}],"End":true},
		"No":{"Type":"Fail"},"Yes":{"Type":"Pass","End":true}}}`, "")
	if got, want := outcome(e), `SUCCEEDED {"Error":"States.Timeout","Cause":""}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	want := []string{"1<0 ExecutionStarted", "2<0 TaskStateEntered", "3<2 TaskScheduled", "4<3 TaskStarted", "5<4 TaskTimedOut", "6<5 TaskStateExited",
		"7<6 PassStateEntered", "8<7 PassStateExited", "9<8 ExecutionSucceeded"}
	if d := cmp.Diff(want, types(e)); d != "" {
		t.Error(d)
	}
}

func TestTaskToken(t *testing.T) {
	const definition = `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
		"Parameters":{"MessageBody":{"token.$":"$$.Task.Token"}},"HeartbeatSeconds":60,"End":true}}}`
	var token string
	queue := simulator.WithResource("arn:aws:states:::sqs:sendMessage.waitForTaskToken", func(_ context.Context, c *simulator.Call) (simulator.Answer, error) {
		token = c.Token
		return simulator.Answer{Output: `{"MessageId":"1"}`}, nil
	})
	begin := func(t *testing.T) (*simulator.Simulator, *simulator.Execution) {
		sim := simulator.New(queue)
		e, err := sim.Execute(t.Context(), simulator.Start{Machine: machine(t, definition)})
		if !errors.Is(err, simulator.ErrAwaiting) {
			t.Fatalf("got %v, want that it awaits somebody", err)
		}
		return sim, e
	}
	t.Run("success", func(t *testing.T) {
		sim, e := begin(t)
		if err := sim.SendTaskSuccess(token, `{"done": [1, 2]}`); err != nil {
			t.Fatal(err)
		}
		if err := sim.Wait(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		if got, want := outcome(e), `SUCCEEDED {"done":[1,2]}`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("failure", func(t *testing.T) {
		sim, e := begin(t)
		name := "Refused"
		if err := sim.SendTaskFailure(token, &name, nil); err != nil {
			t.Fatal(err)
		}
		if err := sim.Wait(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		if got, want := outcome(e), `FAILED Refused`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("heartbeats keep it alive until one is missed", func(t *testing.T) {
		sim, e := begin(t)
		for range 5 {
			sim.Advance(50 * time.Second)
			if err := sim.SendTaskHeartbeat(token); err != nil {
				t.Fatal(err)
			}
		}
		sim.Advance(61 * time.Second)
		if got, want := outcome(e), `FAILED States.Timeout`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		var refused *simulator.TokenError
		if err := sim.SendTaskSuccess(token, `{}`); !errors.As(err, &refused) || refused.Code != "TaskTimedOut" {
			t.Errorf("a late answer: %v", err)
		}
	})
	t.Run("a token that is none", func(t *testing.T) {
		var refused *simulator.TokenError
		if err := simulator.New().SendTaskSuccess("nonsense", `{}`); !errors.As(err, &refused) || refused.Code != "InvalidToken" {
			t.Errorf("got %v", err)
		}
	})
}

func TestPatienceEndsStandingStill(t *testing.T) {
	sim := simulator.New(simulator.WithPatience(20*time.Millisecond), simulator.WithResource("arn:aws:states:::sqs:sendMessage.waitForTaskToken",
		func(context.Context, *simulator.Call) (simulator.Answer, error) {
			return simulator.Answer{Output: `{}`}, nil
		}))
	e, err := sim.StartExecution(simulator.Start{Machine: machine(t, `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
		"Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"TimeoutSeconds":600,"End":true}}}`)})
	if err != nil {
		t.Fatal(err)
	}
	if err := sim.Wait(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if got, want := outcome(e), `FAILED States.Timeout`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestActivity(t *testing.T) {
	const arn = "arn:aws:states:us-east-1:123456789012:activity:a"
	scheduled := make(chan string, 1)
	sim := simulator.New(simulator.WithObserver(simulator.Observer{ActivityScheduled: func(a string) { scheduled <- a }}))
	sim.RegisterActivity(arn)
	e, err := sim.StartExecution(simulator.Start{Machine: machine(t, `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"`+arn+`","TimeoutSeconds":60,"End":true}}}`), Input: `[1]`})
	if err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	work.Go(func() {
		if got := <-scheduled; got != arn {
			t.Errorf("scheduled %s", got)
		}
		task, ok := sim.TakeActivityTask(arn, "worker")
		if !ok || task.Input != `[1]` {
			t.Errorf("took %v %v", task, ok)
		}
		if _, again := sim.TakeActivityTask(arn, "worker"); again {
			t.Error("the task was handed out twice")
		}
		if err := sim.SendTaskSuccess(task.Token, `"done"`); err != nil {
			t.Error(err)
		}
	})
	if err := sim.Wait(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	work.Wait()
	want := []string{"1<0 ExecutionStarted", "2<0 TaskStateEntered", "3<2 ActivityScheduled", "4<3 ActivityStarted", "5<4 ActivitySucceeded", "6<5 TaskStateExited", "7<6 ExecutionSucceeded"}
	if d := cmp.Diff(want, types(e)); d != "" {
		t.Error(d)
	}
}

func TestMockStandsInForAnActivity(t *testing.T) {
	const definition = `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a",
		"TimeoutSeconds":60,"Retry":[{"ErrorEquals":["Busy"]}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}],"End":true},"C":{"Type":"Pass","End":true}}}`
	answers := []simulator.Answer{simulator.Fail("Busy", ""), {Output: `"done"`}}
	calls := 0
	for _, tt := range []struct {
		name, want string
		answer     func() (simulator.Answer, error)
	}{
		{"an answer after a retry", `SUCCEEDED "done"`, func() (simulator.Answer, error) { calls++; return answers[calls-1], nil }},
		{"too late", `SUCCEEDED {"Error":"States.Timeout","Cause":""}`, func() (simulator.Answer, error) {
			return simulator.Answer{Output: `1`, Took: time.Hour}, nil
		}},
		{"an error", `SUCCEEDED {"Error":"Refused","Cause":"no"}`, func() (simulator.Answer, error) { return simulator.Fail("Refused", "no"), nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sim := simulator.New(simulator.WithResolver(simulator.ResolverFunc(func(context.Context, *simulator.Call) (simulator.Answer, error) { return tt.answer() })))
			e, err := sim.Execute(t.Context(), simulator.Start{Machine: machine(t, definition), Input: `[1]`})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, outcome(e)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestStop(t *testing.T) {
	sim := simulator.New()
	sim.Register(simulator.Machine{Program: program(t, `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":100,"End":true}}}`), ARN: "arn:aws:states:us-east-1:123456789012:stateMachine:child"})
	e, err := sim.StartExecution(simulator.Start{Machine: machine(t, `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
		"Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child","Name":"c"},"End":true}}}`)})
	if err != nil {
		t.Fatal(err)
	}
	sim.Advance(10 * time.Second)
	child, ok := sim.Execution("arn:aws:states:us-east-1:123456789012:execution:child:c")
	if !ok || child.Describe().Status != simulator.Running {
		t.Fatal("the child does not run")
	}
	name, cause := "Enough", "we stop here"
	e.Stop(&name, &cause)
	if got, want := outcome(e), `ABORTED Enough we stop here`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := child.Describe().Status; got != simulator.Aborted {
		t.Errorf("the child is %s", got)
	}
	sim.Advance(time.Hour)
	if got := len(types(e)); got != 6 {
		t.Errorf("%d events after the stop: %v", got, types(e))
	}
}

func TestRedriveGoesOnWhereItFailed(t *testing.T) {
	sim := simulator.New(failing(1))
	e := execute(t, sim, `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
		{"StartAt":"A","States":{"A":{"Type":"Pass","Result":"a","End":true}}},
		{"StartAt":"B","States":{"B":{"Type":"Pass","Result":"b","Next":"T"},"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}]}}}`, "")
	if got := e.Describe().Status; got != simulator.Failed {
		t.Fatalf("it is %s", got)
	}
	before := len(types(e))
	if _, err := e.Redrive(); err != nil {
		t.Fatal(err)
	}
	if err := sim.Wait(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if got, want := outcome(e), `SUCCEEDED ["a",{"ok":true}]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	want := []string{"ExecutionRedriven", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded", "TaskStateExited", "ParallelStateSucceeded", "ParallelStateExited", "ExecutionSucceeded"}
	var got []string
	for _, s := range types(e)[before:] {
		got = append(got, s[strings.IndexByte(s, ' ')+1:])
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := e.Describe(); d.RedriveCount != 1 || d.RedriveStatus != simulator.NotRedrivable {
		t.Errorf("described as %d %s", d.RedriveCount, d.RedriveStatus)
	}
	if _, err := e.Redrive(); err == nil {
		t.Error("a succeeded execution was redriven")
	}
}

func TestSameSeedSameHistory(t *testing.T) {
	run := func() string {
		sim := simulator.New(failing(2), simulator.WithSeed(99))
		e := execute(t, sim, `{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"P","States":{
			"P":{"Type":"Pass","Parameters":{"id.$":"States.UUID()","n.$":"States.MathRandom(1, 1000)"},"Next":"T"},
			"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Retry":[{"ErrorEquals":["States.ALL"],"JitterStrategy":"FULL"}],"End":true}}},"End":true}}}`, `[1,2,3,4,5]`)
		text, err := json.Marshal(e.Events())
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if d := cmp.Diff(run(), run()); d != "" {
		t.Error(d)
	}
}

func TestLimits(t *testing.T) {
	large := simulator.WithLambda("f", func(context.Context, []byte) ([]byte, error) { return json.Marshal(strings.Repeat("x", 300_000)) })
	const task = `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}`
	if got := outcome(execute(t, simulator.New(large), task, "")); !strings.HasPrefix(got, "FAILED States.DataLimitExceeded The state/task 'arn:aws:lambda") {
		t.Errorf("got %s", got)
	}
	if got := outcome(execute(t, simulator.New(large, simulator.WithLimits(simulator.NoLimits())), task, "")); !strings.HasPrefix(got, "SUCCEEDED") {
		t.Errorf("without limits: %.100s", got)
	}
}

func TestManyConcurrentExecutions(t *testing.T) {
	sim := simulator.New()
	m := machine(t, `{"StartAt":"W","States":{"W":{"Type":"Wait","SecondsPath":"$.n","Next":"P"},"P":{"Type":"Pass","End":true}}}`)
	var started sync.WaitGroup
	for w := range 4 {
		started.Go(func() {
			for i := range 250 {
				if _, err := sim.StartExecution(simulator.Start{Machine: m, Input: fmt.Sprintf(`{"n":%d}`, i), Name: fmt.Sprintf("e-%d-%d", w, i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- sim.Run(ctx) }()
	started.Wait()
	if err := sim.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Run ended with %v", err)
	}
	for w := range 4 {
		for i := range 250 {
			e, ok := sim.Execution(fmt.Sprintf("arn:aws:states:us-east-1:123456789012:execution:m:e-%d-%d", w, i))
			if !ok || e.Describe().Status != simulator.Succeeded {
				t.Fatalf("execution %d of %d is not done", i, w)
			}
		}
	}
}

func TestEndlessLoopEndsAtTheHistoryLimitOrWithTheContext(t *testing.T) {
	const loop = `{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}}`
	e := execute(t, simulator.New(), loop, "")
	if got, want := outcome(e), `FAILED States.Runtime The execution reached the maximum number of history events (25000).`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	sim := simulator.New(simulator.WithLimits(simulator.NoLimits()), simulator.WithoutHistory())
	if _, err := sim.Execute(ctx, simulator.Start{Machine: machine(t, loop)}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
