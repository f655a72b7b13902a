package dynamodb_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/dynamodb"
	"github.com/lockstep-go/lockstep/simtest"
)

// A conditional put makes a workflow run once for each order, whoever starts it
// again.
func ExamplePutItem() {
	type Order struct {
		ID string `json:"id"`
	}
	w := sdk.New("once", func(b *sdk.Block, order sdk.Value[Order]) {
		dynamodb.PutItem(b, "Claim").TableName("orders").
			Item(sdk.Object{"id": sdk.Object{"S": order.At("id")}, "by": sdk.Object{"S": sdk.Context("Execution.Id")}}).
			ConditionExpression("attribute_not_exists(id)").
			Catch("DynamoDB.ConditionalCheckFailedException", func(b *sdk.Block, _ sdk.Caught) {
				b.Return("somebody else has it")
			})
		b.Return("ours")
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Claim").Return(map[string]any{}).Fail("DynamoDB.ConditionalCheckFailedException", "The conditional request failed")
	fmt.Println(env.Run(Order{"o-1"}))
	fmt.Println(env.Run(Order{"o-1"}))
	// Output:
	// Claim: SUCCEEDED "ours"
	// Claim → Return: SUCCEEDED "somebody else has it"
}
