package sdk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/simtest"
)

type Charge struct {
	Card   string  `json:"card"`
	Amount float64 `json:"amount"`
}

// CardDeclined is an error that Step Functions sees under the name of its type.
type CardDeclined struct{ Reason string }

func (e *CardDeclined) Error() string { return e.Reason }

// ChargeCard is the Lambda function charge-card.
func ChargeCard(_ context.Context, c Charge) (string, error) {
	if c.Amount > 1000 {
		return "", &CardDeclined{Reason: "over the limit"}
	}
	return "receipt-1", nil
}

// A handler is a function that records steps. One that ends with Return or Fail
// ends the workflow; after another one the workflow goes on behind the step,
// and the step's result is then not there.
func ExampleWork_Catch() {
	w := sdk.New("payment", func(b *sdk.Block, charge sdk.Value[Charge]) {
		receipt := lambda.Invoke(b, "Charge card", ChargeCard).Payload(charge).
			Retry(lambda.Transient()).
			Catch(lambda.ErrorName[*CardDeclined](), func(b *sdk.Block, e sdk.Caught) {
				failure := sdk.CauseOf[sdk.FunctionError](e)
				b.Return(sdk.Object{"paid": false, "why": failure.At("errorMessage")})
			}).
			CatchAll(func(b *sdk.Block, e sdk.Caught) {
				b.Fail("Give up").Error("PaymentFailed").Cause(sdk.Format("the charge ended with {}", e.Error()))
			}).
			Result()
		b.Return(sdk.Object{"paid": true, "receipt": receipt})
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(env.Run(Charge{Card: "4242", Amount: 20}))
	fmt.Println(env.Run(Charge{Card: "4242", Amount: 2000}))
	env.Mock("Charge card").Fail("States.Timeout", "")
	fmt.Println(env.Run(Charge{Card: "4242", Amount: 20}))
	// Output:
	// Charge card: SUCCEEDED {"paid":true,"receipt":"receipt-1"}
	// Charge card → Return: SUCCEEDED {"paid":false,"why":"over the limit"}
	// Charge card → Give up: FAILED PaymentFailed: the charge ended with States.Timeout
}
