package sdk_test

import (
	"fmt"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// A result is not there on every way through a workflow, and a use where it may
// be missing is reported.
func Example_definiteAssignment() {
	price := lambda.Deployed("price")
	w := sdk.New("offer", func(b *sdk.Block, member sdk.Value[bool]) {
		var reduced sdk.Value[any]
		b.Choice("Member?").
			When(sdk.Equals(member, true), func(b *sdk.Block) {
				reduced = price.Invoke(b, "Reduce price").Result()
			})
		b.Return(sdk.Object{"price": reduced})
	})
	_, problems := w.Build()
	for _, p := range problems {
		fmt.Println(p.Message)
		fmt.Println(p.Help)
	}
	// Output:
	// the value of `Reduce price` is not assigned on every path that leads here
	// use it in the branch that makes it, or declare an `sdk.Var` before and set it in each branch
}
