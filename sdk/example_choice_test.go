package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/sqs"
	"github.com/lockstep-go/lockstep/simtest"
)

type Claim struct {
	ID     string  `json:"id"`
	Amount float64 `json:"amount"`
	Kind   string  `json:"kind"`
}

const clerks = "https://sqs.us-east-1.amazonaws.com/123456789012/claims"

// Rules are tried in order. A branch that ends without Return, Fail or GoTo goes
// on after the Choice.
func ExampleBlock_Choice() {
	w := sdk.New("claims", func(b *sdk.Block, claim sdk.Value[Claim]) {
		amount := sdk.Field(claim, func(c *Claim) *float64 { return &c.Amount })
		b.Choice("How much?").
			When(sdk.LessThan(amount, 100), func(b *sdk.Block) {
				b.Return("paid at once")
			}).
			When(sdk.And(sdk.Equals(claim.At("kind"), "car"), sdk.LessThan(amount, 5000)), func(b *sdk.Block) {
				sqs.SendMessage(b, "Ask a clerk").QueueUrl(clerks).MessageBody(claim)
			}).
			Otherwise(func(b *sdk.Block) {
				b.Fail("Refuse").Error("TooMuch").Cause(sdk.Format("{} for {}", amount, claim.At("kind")))
			})
		b.Return("a clerk looks at it")
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Ask a clerk").Return(sqs.SendMessageResult{MessageId: "m-1"})
	for _, claim := range []Claim{{"c-1", 50, "car"}, {"c-2", 700, "car"}, {"c-3", 700, "boat"}} {
		run := env.Run(claim)
		fmt.Println(run)
	}
	// Output:
	// How much? → Return: SUCCEEDED "paid at once"
	// How much? → Ask a clerk: SUCCEEDED "a clerk looks at it"
	// How much? → Refuse: FAILED TooMuch: 700 for boat
}
