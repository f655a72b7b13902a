package stepfunctions_test

import (
	"context"
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/stepfunctions"
	"github.com/lockstep-go/lockstep/simtest"
)

type Order struct {
	ID    string  `json:"id"`
	Total float64 `json:"total"`
}

type Invoice struct {
	Number string  `json:"number"`
	Total  float64 `json:"total"`
}

// Write is the Lambda function write.
func Write(_ context.Context, o Order) (Invoice, error) { return Invoice{"I-" + o.ID, o.Total}, nil }

// billing is a workflow of its own, with its own type of input.
var billing = sdk.New("billing", func(b *sdk.Block, order sdk.Value[Order]) {
	b.Return(lambda.Invoke(b, "Write", Write).Payload(order).Retry(lambda.Transient()).Result())
})

// A nested workflow is a step whose input and output are checked against the
// child's. In a test both run.
func ExampleStart() {
	w := sdk.New("shop", func(b *sdk.Block, order sdk.Value[Order]) {
		invoice := stepfunctions.Start[Invoice](b, "Bill", billing).
			Input(order).
			CatchAll(func(b *sdk.Block, e sdk.Caught) { b.Fail("Not billed").Error("NotBilled").Cause(e.Cause()) }).
			Result()
		b.Return(sdk.Field(invoice, func(i *Invoice) *string { return &i.Number }))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(env.Run(Order{ID: "7", Total: 12}))
	// Output:
	// Bill: SUCCEEDED "I-7"
}
