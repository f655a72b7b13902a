package simtest_test

import (
	"fmt"
	"log"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/sqs"
	"github.com/lockstep-go/lockstep/simtest"
)

const desk = "https://sqs.us-east-1.amazonaws.com/123456789012/desk"

// For Run a mock says what somebody sends with a task token. To be that somebody,
// Accept the call, Start the execution, let time pass, and send.
func ExampleEnv_Start() {
	w := sdk.New("visa", func(b *sdk.Block, traveller sdk.Value[string]) {
		stamp := sdk.Returns[string](sqs.SendMessage(b, "Ask the desk").QueueUrl(desk).
			MessageBody(sdk.Object{"traveller": traveller}).
			WaitForTaskToken().
			Heartbeat(24*time.Hour).
			Catch("States.HeartbeatTimeout", func(b *sdk.Block, _ sdk.Caught) { b.Return("the desk is closed") }))
		b.Return(stamp)
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Ask the desk").Accept()
	execution, err := env.Start("Ada")
	if err != nil {
		log.Fatal(err)
	}
	sim := env.Simulator()
	sim.Advance(12 * time.Hour)
	token := env.Calls("Ask the desk")[0].Token
	if err := sim.SendTaskHeartbeat(token); err != nil {
		log.Fatal(err)
	}
	sim.Advance(20 * time.Hour)
	if err := sim.SendTaskSuccess(token, `"stamped"`); err != nil {
		log.Fatal(err)
	}
	sim.Advance(0)
	d := execution.Describe()
	fmt.Println(d.Status, *d.Output, d.Stopped.Sub(d.Started))
	// Output:
	// SUCCEEDED "stamped" 32h0m0s
}
