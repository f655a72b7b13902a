package sdk_test

import (
	"fmt"
	"log"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/sns"
	"github.com/lockstep-go/lockstep/simtest"
)

type Request struct {
	Who  string `json:"who"`
	What string `json:"what"`
}

type Decision struct {
	Approved bool   `json:"approved"`
	By       string `json:"by"`
}

const managers = "arn:aws:sns:us-east-1:123456789012:managers"

// A callback hands out TaskToken and waits until somebody completes the step by
// it. Returns says what is sent then.
func ExampleReturns() {
	w := sdk.New("request", func(b *sdk.Block, request sdk.Value[Request]) {
		decision := sdk.Returns[Decision](sns.Publish(b, "Ask").
			TopicArn(managers).
			Message(sdk.Object{"request": request, "token": sdk.TaskToken()}).
			WaitForTaskToken().
			Timeout(7*24*time.Hour).
			Catch("States.Timeout", func(b *sdk.Block, _ sdk.Caught) {
				b.Return("nobody answered")
			}))
		b.Choice("Approved?").
			When(sdk.Field(decision, func(d *Decision) *bool { return &d.Approved }), func(b *sdk.Block) {
				b.Return(sdk.Format("approved by {}", decision.At("by")))
			})
		b.Return("refused")
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Ask").
		Return(Decision{Approved: true, By: "Grace"}).
		Fail("States.Timeout", "")
	fmt.Println(env.Run(Request{Who: "Ada", What: "a new chair"}))
	fmt.Println(env.Run(Request{Who: "Ada", What: "a new desk"}))
	// Output:
	// Ask → Approved? → Return 2: SUCCEEDED "approved by Grace"
	// Ask → Return: SUCCEEDED "nobody answered"
}
