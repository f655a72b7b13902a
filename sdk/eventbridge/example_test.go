package eventbridge_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/eventbridge"
	"github.com/lockstep-go/lockstep/simtest"
)

func ExamplePutEvents() {
	type Order struct {
		ID string `json:"id"`
	}
	w := sdk.New("announce", func(b *sdk.Block, order sdk.Value[Order]) {
		eventbridge.PutEvents(b, "Announce").
			Entries(sdk.Array{sdk.Object{
				"EventBusName": "shop", "Source": "shop.orders", "DetailType": "OrderPaid",
				"Detail": sdk.Object{"order": order.At("id")},
			}}).
			Retry(sdk.Retry("EventBridge.FailedEntry").MaxAttempts(3))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Announce").Return(map[string]any{"FailedEntryCount": 0, "Entries": []any{map[string]string{"EventId": "e-1"}}})
	fmt.Println(env.Run(Order{"o-1"}).Status)
	fmt.Println(env.Calls("Announce")[0].Input)
	// Output:
	// SUCCEEDED
	// {"Entries":[{"Detail":{"order":"o-1"},"DetailType":"OrderPaid","EventBusName":"shop","Source":"shop.orders"}]}
}
