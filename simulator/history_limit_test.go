package simulator_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/simulator"
)

// TestAHistoryMayBeFullAnywhere cuts histories off at each of their events: whatever the
// execution was about to do, the last event says why it ended, and nothing follows it.
func TestAHistoryMayBeFullAnywhere(t *testing.T) {
	const (
		activity = "arn:aws:states:us-east-1:123456789012:activity:a"
		child    = "arn:aws:states:us-east-1:123456789012:stateMachine:child"
		full     = "The execution reached the maximum number of history events"
	)
	one := func(state string) string {
		return `{"StartAt":"A","States":{"A":{` + state + `,"End":true}}}`
	}
	task := func(resource, fields string) string { return `"Type":"Task","Resource":"` + resource + `",` + fields }
	const lambda, token = "arn:aws:states:::lambda:invoke", "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
	const payload = `"Parameters":{"FunctionName":"f","Payload.$":"$"}`
	for name, definition := range map[string]string{
		"task":     one(task(lambda, payload)),
		"function": one(task("arn:aws:lambda:us-east-1:123456789012:function:f", `"Comment":""`)),
		"retried": `{"StartAt":"A","States":{"A":{` + task("arn:aws:lambda:us-east-1:123456789012:function:bad", `"Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],
			"Catch":[{"ErrorEquals":["States.ALL"],"Next":"B"}],"End":true`) + `},"B":{"Type":"Succeed"}}}`,
		"token":    one(task(token, `"Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"}`)),
		"activity": one(task(activity, `"HeartbeatSeconds":5`)),
		"child":    one(task("arn:aws:states:::states:startExecution.sync", `"Parameters":{"StateMachineArn":"`+child+`"}`)),
		"express":  one(task("arn:aws:states:::aws-sdk:sfn:startSyncExecution", `"Parameters":{"StateMachineArn":"`+child+`"}`)),
		"parallel": one(`"Type":"Parallel","Branches":[` + one(task(lambda, payload)) + `,` + one(`"Type":"Wait","Seconds":1`) + `]`),
		"map":      one(`"Type":"Map","ItemsPath":"$.items","ItemProcessor":` + one(task(activity, `"Comment":""`))),
		"failing map": `{"StartAt":"A","States":{"A":{"Type":"Map","ItemsPath":"$.items","Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"B"}],
			"ItemProcessor":{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}},"End":true},"B":{"Type":"Pass","End":true}}}`,
		"distributed": one(`"Type":"Map","ItemsPath":"$.items","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}`),
		"expression":  one(`"QueryLanguage":"JSONata","Type":"Pass","Output":"{% $nope %}"`),
	} {
		t.Run(name, func(t *testing.T) {
			run := func(limit int) *simulator.Execution {
				var tokens []string
				limits := simulator.AWSLimits()
				limits.HistoryEvents = limit
				sim := simulator.New(simulator.WithLimits(limits), simulator.WithResource(token, func(_ context.Context, c *simulator.Call) (simulator.Answer, error) {
					tokens = append(tokens, c.Token)
					return simulator.Answer{Output: `{}`}, nil
				}), simulator.WithLambda("f", func(_ context.Context, in []byte) ([]byte, error) { return in, nil }),
					simulator.WithLambda("bad", func(context.Context, []byte) ([]byte, error) { return nil, errors.New("no") }))
				sim.RegisterActivity(activity)
				kind := simulator.Standard
				if name == "express" {
					kind = simulator.Express
				}
				nested := machine(t, one(`"Type":"Wait","Seconds":1`))
				nested.Name, nested.ARN, nested.Type = "child", child, kind
				sim.Register(nested)
				e, err := sim.StartExecution(simulator.Start{Machine: machine(t, definition), Input: `{"items":[1,2]}`})
				if err != nil {
					t.Fatal(err)
				}
				for seconds := 0; e.Describe().Status == simulator.Running; seconds++ {
					if seconds == 100 {
						t.Fatalf("with at most %d events it has not ended: %v", limit, types(e))
					}
					sim.Advance(time.Second)
					if work, ok := sim.TakeActivityTask(activity, "w"); ok {
						tokens = append(tokens, work.Token)
					}
					for _, token := range tokens {
						// The execution may have ended meanwhile.
						_ = sim.SendTaskHeartbeat(token)
						_ = sim.SendTaskSuccess(token, `1`)
					}
					tokens = nil
				}
				return e
			}
			whole := len(types(run(0)))
			for limit := 3; limit < whole; limit++ {
				e := run(limit)
				got := types(e)
				if last := got[len(got)-1]; len(got) != limit || !strings.HasSuffix(last, "ExecutionFailed") || !strings.Contains(outcome(e), full) {
					t.Errorf("at most %d of %d events: %s\n%v", limit, whole, outcome(e), fmt.Sprint(got))
				}
			}
		})
	}
}
