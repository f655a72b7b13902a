package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/simtest"
)

// While tries its condition before each round. A Var is what rounds change.
func ExampleBlock_While() {
	archive := lambda.Deployed("archive-batch")
	w := sdk.New("archive", func(b *sdk.Block, open sdk.Value[int]) {
		left := sdk.Var[int](b, "left", open)
		b.While("Any left?", sdk.GreaterThan(left, 0), func(b *sdk.Block) {
			done := archive.Invoke(b, "Archive a batch").Payload(sdk.Object{"atMost": 100}).Result()
			left.Set(b, sdk.Subtract(left, done.At("archived")))
		})
		b.Return(left)
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Archive a batch").Return(map[string]int{"archived": 100})
	fmt.Println(env.Run(300))
	fmt.Println(env.Run(0))
	// Output:
	// left → Archive a batch → Any left? → Archive a batch → Any left? → Archive a batch → Any left? → Return: SUCCEEDED 0
	// left → Return: SUCCEEDED 0
}
