package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/dynamodb"
	"github.com/lockstep-go/lockstep/simtest"
)

// move is a fragment: steps that many workflows use. It is a Go function that
// takes a Block, and Prefix keeps the names apart where it is used twice.
func move(b *sdk.Block, account sdk.Value[string], amount sdk.Value[float64]) {
	b.Choice("Anything?").
		When(sdk.NotEquals(amount, 0), func(b *sdk.Block) {
			dynamodb.UpdateItem(b, "Book").TableName("accounts").
				Key(sdk.Object{"id": sdk.Object{"S": account}}).
				UpdateExpression("ADD balance :amount").
				ExpressionAttributeValues(sdk.Object{":amount": sdk.Object{"N": sdk.ToString(amount)}})
		})
}

func ExampleBlock_Prefix() {
	type Transfer struct {
		From   string  `json:"from"`
		To     string  `json:"to"`
		Amount float64 `json:"amount"`
	}
	w := sdk.New("transfer", func(b *sdk.Block, t sdk.Value[Transfer]) {
		amount := sdk.Field(t, func(t *Transfer) *float64 { return &t.Amount })
		move(b.Prefix("From: "), sdk.Field(t, func(t *Transfer) *string { return &t.From }), sdk.Multiply(amount, -1))
		move(b.Prefix("To: "), sdk.Field(t, func(t *Transfer) *string { return &t.To }), amount)
		b.Return("done")
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("From: Book").Return(map[string]any{})
	env.Mock("To: Book").Return(map[string]any{})
	fmt.Println(env.Run(Transfer{"savings", "rent", 700}))
	fmt.Println(env.Calls("From: Book")[0].Input)
	// Output:
	// From: Anything? → From: Book → To: Anything? → To: Book: SUCCEEDED "done"
	// {"TableName":"accounts","Key":{"id":{"S":"savings"}},"UpdateExpression":"ADD balance :amount","ExpressionAttributeValues":{":amount":{"N":"-700"}}}
}
