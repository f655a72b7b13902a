package sdk_test

import (
	"fmt"
	"log"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/dynamodb"
	"github.com/lockstep-go/lockstep/simtest"
)

// Defaults gives all tasks of a block their retriers. A step's own come first.
func ExampleBlock_Defaults() {
	throttled := sdk.Retry("DynamoDB.ThrottlingException").Interval(2 * time.Second).MaxAttempts(10).FullJitter()
	w := sdk.New("counter", func(b *sdk.Block, name sdk.Value[string]) {
		b = b.Defaults(throttled)
		key := sdk.Object{"name": sdk.Object{"S": name}}
		dynamodb.UpdateItem(b, "Count").TableName("counters").Key(key).
			UpdateExpression("ADD visits :one").
			ExpressionAttributeValues(sdk.Object{":one": sdk.Object{"N": "1"}})
		found := dynamodb.GetItem(b, "Read").TableName("counters").Key(key).Result()
		b.Return(sdk.ToNumber(found.At("Item.visits.N")))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Count").Fail("DynamoDB.ThrottlingException", "slow down").Return(map[string]any{})
	env.Mock("Read").Fail("DynamoDB.ThrottlingException", "slow down").Return(map[string]any{
		"Item": map[string]any{"visits": map[string]any{"N": "42"}},
	})
	fmt.Println(env.Run("home"), "after", len(env.Calls("")), "calls")
	// Output:
	// Count → Read: SUCCEEDED 42 after 4 calls
}
