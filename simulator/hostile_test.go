package simulator_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/simulator"
)

// What a catcher makes can be too large itself. That is not caught again, though the catcher
// would match it: the state fails.
func TestCatcherDoesNotCatchItself(t *testing.T) {
	large := strings.Repeat("x", 262_100)
	for _, c := range []struct{ name, definition, input, want string }{
		{
			"error output beside a large input",
			`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f",
				"Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.error","Next":"T"}],"End":true}}}`,
			`{"a":"` + large + `"}`,
			"FAILED States.DataLimitExceeded The state/task 'T' returned a result with a size exceeding the maximum number of bytes service limit.",
		},
		{
			"variable",
			`{"QueryLanguage":"JSONata","StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f",
				"Catch":[{"ErrorEquals":["States.ALL"],"Assign":{"v":"{% $states.input.a & $states.input.a %}"},"Next":"T"}],"End":true}}}`,
			`{"a":"` + large[:200_000] + `"}`,
			"FAILED States.DataLimitExceeded The variable 'v' has a size exceeding the maximum number of bytes service limit.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, outcome(execute(t, simulator.New(failing(1)), c.definition, c.input))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Load refuses what can't be run, with the state and the field.
func TestLoadRefusesWhatCannotRun(t *testing.T) {
	for _, c := range []struct{ definition, state, field string }{
		{`{"StartAt":"W","States":{"W":{"Type":"Wait","End":true}}}`, "W", "Seconds"},
		{`{"StartAt":"A","States":{"B":{"Type":"Pass","End":true}}}`, "", "StartAt"},
		{`{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}`, "A", "Next"},
		{`{"StartAt":"A","States":{"A":{"Type":"Pass","InputPath":"$.[","End":true}}}`, "A", "InputPath"},
	} {
		_, err := load([]byte(c.definition))
		e, ok := errors.AsType[*simulator.LoadError](err)
		if !ok || e.State != c.state || e.Field != c.field {
			t.Errorf("%s: got %v, want a LoadError of state %q, field %s", c.definition, err, c.state, c.field)
		}
	}
}

// The history can be full at any event: of a call, of a branch, of a catcher. Wherever that
// is, the execution ends there and nothing goes on.
func TestHistoryCanBeFullAtAnyEvent(t *testing.T) {
	const definition = `{"StartAt":"Direct","States":{
		"Direct":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Next":"Request"},
		"Request":{"Type":"Task","Resource":"arn:aws:states:::svc:request","Retry":[{"ErrorEquals":["Once"]}],"Next":"Job"},
		"Job":{"Type":"Task","Resource":"arn:aws:states:::svc:job.sync","Next":"Known job"},
		"Known job":{"Type":"Task","Resource":"arn:aws:states:::svc:known.sync","Next":"Callback"},
		"Callback":{"Type":"Task","Resource":"arn:aws:states:::svc:callback.waitForTaskToken","Next":"Late"},
		"Late":{"Type":"Task","Resource":"arn:aws:states:::svc:late.waitForTaskToken","HeartbeatSeconds":5,"Catch":[{"ErrorEquals":["States.Timeout"],"Next":"Child"}],"Next":"Child"},
		"Child":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child"},"Next":"Wait"},
		"Wait":{"Type":"Wait","Seconds":1,"Next":"Choice"},
		"Choice":{"Type":"Choice","Choices":[{"Variable":"$.none","IsPresent":true,"Next":"End"}],"Default":"Broken"},
		"Broken":{"Type":"Pass","QueryLanguage":"JSONata","Assign":{"v":1},"Next":"Evaluation"},
		"Evaluation":{"Type":"Task","QueryLanguage":"JSONata","Resource":"arn:aws:states:::svc:request","Output":"{% $error('no') %}","Catch":[{"ErrorEquals":["States.ALL"],"Next":"Branches"}],"End":true},
		"Branches":{"Type":"Parallel","Branches":[
			{"StartAt":"B1","States":{"B1":{"Type":"Pass","End":true}}},
			{"StartAt":"B2","States":{"B2":{"Type":"Task","Resource":"arn:aws:states:::svc:fails","End":true}}},
			{"StartAt":"B3","States":{"B3":{"Type":"Wait","Seconds":9,"End":true}}}],
			"Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"Inline"}],"End":true},
		"Inline":{"Type":"Map","ItemsPath":"$$.Execution.Input","MaxConcurrency":2,"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Task","Resource":"arn:aws:states:::svc:request","End":true}}},"Next":"Distributed"},
		"Distributed":{"Type":"Map","ItemsPath":"$$.Execution.Input","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
			"StartAt":"D","States":{"D":{"Type":"Task","Resource":"arn:aws:states:::svc:request","End":true}}},"Next":"End"},
		"End":{"Type":"Fail","Error":"Done"}}}`
	child := machine(t, `{"StartAt":"C","States":{"C":{"Type":"Wait","Seconds":2,"End":true}}}`)
	child.Name, child.ARN = "child", "arn:aws:states:us-east-1:123456789012:stateMachine:child"
	run := func(events int) *simulator.Execution {
		limits := simulator.AWSLimits()
		limits.HistoryEvents = events
		once := false
		answer := func(_ context.Context, call *simulator.Call) (simulator.Answer, error) {
			ok := simulator.Answer{Output: `{}`}
			switch {
			case strings.Contains(call.Resource, ":known"):
				return simulator.Answer{Output: `{}`, Final: true}, nil
			case strings.Contains(call.Resource, ":job"), strings.Contains(call.Resource, ":callback"):
				return simulator.Answer{Output: `{}`, Then: &ok}, nil
			case strings.Contains(call.Resource, ":late"):
				return simulator.Answer{Output: `{}`, Then: &simulator.Answer{Output: `{}`, Took: time.Minute}}, nil
			case strings.Contains(call.Resource, ":fails"), strings.Contains(call.Resource, ":request") && !once:
				once = true
				return simulator.Fail("Once", "no"), nil
			case strings.Contains(call.Resource, "startExecution"):
				return simulator.Answer{}, simulator.ErrUnresolved
			}
			return ok, nil
		}
		sim := simulator.New(simulator.WithLimits(limits), simulator.WithResolver(simulator.ResolverFunc(answer)))
		sim.Register(child)
		return execute(t, sim, definition, `[1,2,3]`)
	}
	whole := run(25_000)
	if got, want := outcome(whole), "FAILED Done"; got != want {
		t.Fatalf("got %s, want %s\n%s", got, want, strings.Join(types(whole), "\n"))
	}
	for events := 3; events < int(whole.EventCount()); events++ {
		e := run(events)
		want := fmt.Sprintf("FAILED States.Runtime The execution reached the maximum number of history events (%d).", events)
		if got := outcome(e); got != want {
			t.Errorf("%d events: got %s, want %s", events, got, want)
		}
		list := types(e)
		if last := list[len(list)-1]; len(list) != events || !strings.HasSuffix(last, "ExecutionFailed") {
			t.Errorf("the history of at most %d events has %d and ends with %s", events, len(list), last)
		}
	}
}
