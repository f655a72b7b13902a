package simtest_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
	"github.com/lockstep-go/lockstep/simulator"
)

const clerk = "arn:aws:states:us-east-1:123456789012:activity:clerk"

// A mock stands for the worker of an activity, see the example of sdk.Call. To test
// the worker itself, register the activity and take tasks as it does.
func ExampleEnv_Simulator() {
	w := sdk.New("letter", func(b *sdk.Block, letter sdk.Value[string]) {
		b.Return(sdk.Call[string](b, "Ask the clerk", clerk).Arguments(letter).Result())
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	sim := env.Simulator()
	sim.RegisterActivity(clerk)
	execution, err := env.Start("Dear Sir")
	if err != nil {
		log.Fatal(err)
	}
	if err := sim.Drain(context.Background()); !errors.Is(err, simulator.ErrAwaiting) {
		log.Fatal("nobody is awaited: ", err)
	}
	task, ok := sim.TakeActivityTask(clerk, "worker-1")
	fmt.Println(ok, task.Input)
	if err := sim.SendTaskSuccess(task.Token, `"answered"`); err != nil {
		log.Fatal(err)
	}
	if err := sim.Drain(context.Background()); err != nil {
		log.Fatal(err)
	}
	fmt.Println(*execution.Describe().Output)
	// Output:
	// true "Dear Sir"
	// "answered"
}
