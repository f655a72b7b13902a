package sdk_test

import (
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/sqs"
	"github.com/lockstep-go/lockstep/simtest"
)

// pager pages people in turn: the loop's body ends with a Return, and only a handler goes
// on to the loop's condition, by its name.
func pager() *sdk.Workflow {
	return sdk.New("pager", func(b *sdk.Block, people sdk.Value[[]string]) {
		next := sdk.Var[float64](b, "next", 0)
		b.Until("Nobody left?", func(b *sdk.Block) sdk.Value[bool] {
			sqs.SendMessage(b, "Page").QueueUrl("https://sqs.us-east-1.amazonaws.com/123456789012/pager").
				MessageBody(sdk.Element(people, next)).
				WaitForTaskToken().Heartbeat(5*time.Minute).
				Catch("States.Timeout", func(b *sdk.Block, _ sdk.Caught) {
					next.Set(b, sdk.Add(next, 1))
					b.GoTo("Nobody left?")
				})
			b.Return(sdk.Element(people, next))
			return sdk.GreaterThanEquals(next, sdk.Count(people))
		})
		b.Fail("Unanswered").Error("Unanswered").Cause("nobody is there")
	})
}

func TestHandlersGoToTheConditionOfTheirLoop(t *testing.T) {
	env := simtest.New(t, pager())
	env.Mock("Page").Fail("States.Timeout", "").Return("here")
	var who string
	env.Run([]string{"ada", "grace", "joan"}).MustSucceed(&who)
	if who != "grace" {
		t.Errorf("%s answered, want grace", who)
	}

	env = simtest.New(t, pager())
	env.Mock("Page").Return("late").Takes(time.Hour)
	run := env.Run([]string{"ada", "grace", "joan"})
	run.MustFail("Unanswered")
	if run.Duration != 15*time.Minute {
		t.Errorf("it took %v, want five minutes for each of three", run.Duration)
	}
}
