package databrew_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/databrew"
	"github.com/lockstep-go/lockstep/simtest"
)

// A recipe's job runs to its end.
func ExampleStartJobRunSync() {
	type Recipe struct {
		Job string `json:"job"`
	}
	w := sdk.New("clean", func(b *sdk.Block, in sdk.Value[Recipe]) {
		databrew.StartJobRunSync(b, "Clean").
			Name(in.At("job")).
			Catch("States.TaskFailed", func(b *sdk.Block, _ sdk.Caught) { b.Return("look at the recipe") })
		b.Return("clean")
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Clean").Return(map[string]any{})
	fmt.Println(env.Run(Recipe{"customers"}))
	// Output:
	// Clean: SUCCEEDED "clean"
}
