package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
)

// JSONata takes an expression as it stands, for what has no function, and the
// values that it reads. As says what type it is of.
func ExampleJSONata() {
	type Sale struct {
		Region string  `json:"region"`
		Amount float64 `json:"amount"`
	}
	w := sdk.New("sales", func(b *sdk.Block, sales sdk.Value[[]Sale]) {
		totals := sdk.As[map[string]float64](
			sdk.JSONata(`$sales{region: $sum(amount)}`, sdk.Object{"sales": sales}))
		b.Return(sdk.Object{"totals": totals, "north": totals.At("north")})
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(env.Run([]Sale{{"north", 2}, {"south", 3}, {"north", 5}}))
	// Output:
	// Return: SUCCEEDED {"north":7,"totals":{"north":7,"south":3}}
}
