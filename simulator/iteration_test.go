package simulator_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/simulator"
)

// TestIterationsKnowNothingOfEachOther runs iterations one after the other in the memory of
// those before: variables, the item and the retries of one must not be seen by the next, and
// what comes late for one must not reach another.
func TestIterationsKnowNothingOfEachOther(t *testing.T) {
	var tokens []string
	calls := 0
	sim := simulator.New(
		simulator.WithResource("arn:aws:states:::sqs:sendMessage.waitForTaskToken", func(_ context.Context, c *simulator.Call) (simulator.Answer, error) {
			tokens = append(tokens, c.Token)
			return simulator.Answer{Output: `{}`}, nil
		}),
		simulator.WithLambda("f", func(_ context.Context, in []byte) ([]byte, error) {
			if calls++; calls%2 == 1 {
				return nil, errors.New("every other call fails")
			}
			return in, nil
		}))
	e, err := sim.StartExecution(simulator.Start{Machine: machine(t, `{"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"Items":"{% $states.input %}","End":true,"ItemProcessor":{
		"StartAt":"Which","States":{
			"Which":{"Type":"Choice","Default":"Plain","Choices":[
				{"Condition":"{% $states.input = 'wait' %}","Next":"Wait"},{"Condition":"{% $states.input = 'call' %}","Next":"Call"},{"Condition":"{% $states.input = 'inner' %}","Next":"Inner"}]},
			"Wait":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","TimeoutSeconds":1,"Arguments":{"QueueUrl":"q","MessageBody":"{% $states.context.Task.Token %}"},
				"Catch":[{"ErrorEquals":["States.Timeout"],"Output":"late","Next":"Plain"}],"Next":"Plain"},
			"Call":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Arguments":"called","Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],"Next":"Plain"},
			"Inner":{"Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":1,"Output":"inside","End":true}}}],"Output":"{% $states.result[0] %}","Next":"Plain"},
			"Plain":{"Type":"Pass","Assign":{"x":1},"Output":"{% $states.input & ($exists($x) ? ' sees x' : '') & ' ' & $states.context.Map.Item.Index & ' ' & $states.context.Map.Item.Value %}","End":true}}}}}}`), Input: `["a","wait","b","call","c","inner","call","d","wait","e"]`})
	if err != nil {
		t.Fatal(err)
	}
	sim.Advance(time.Minute)
	want := `["a 0 a","late 1 wait","b 2 b","called 3 call","c 4 c","inside 5 inner","called 6 call","d 7 d","late 8 wait","e 9 e"]`
	if diff := cmp.Diff(want, *e.Describe().Output); diff != "" {
		t.Error(diff)
	}
	for _, token := range tokens {
		if err := sim.SendTaskSuccess(token, `"too late"`); err == nil {
			t.Error("an answer came after the time-out, and was taken")
		}
	}
}
