package fraud

import (
	"context"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/eventbridge"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// unknown is the risk of a check that gives no answer in time.
var unknown = Risk{Score: 20, Reason: "no answer"}

// Workflow adds the scores of three checks up and decides: below 40 the payment
// is fine, from 80 on it is blocked, and between it is reviewed.
func Workflow() *sdk.Workflow {
	return sdk.New("fraud-detection", func(b *sdk.Block, payment sdk.Value[Payment]) {
		checks := b.Parallel("Check")
		amount := sdk.Branch(checks, check("Check amount", CheckAmount, payment))
		device := sdk.Branch(checks, check("Check device", CheckDevice, payment))
		country := sdk.Branch(checks, check("Check country", CheckCountry, payment))

		score := sdk.Let(b, "score", sdk.Sum(sdk.Array{amount.At("score"), device.At("score"), country.At("score")}))
		verdict := sdk.If[string](sdk.GreaterThanEquals(score, 80), "BLOCK",
			sdk.If[string](sdk.GreaterThanEquals(score, 40), "REVIEW", "ALLOW"))

		b.Choice("Suspicious?").
			When(sdk.GreaterThanEquals(score, 40), func(b *sdk.Block) {
				eventbridge.PutEvents(b, "Raise alert").Entries(sdk.Array{sdk.Object{
					"Source": "payments.fraud", "DetailType": "SuspiciousPayment", "EventBusName": "payments",
					"Detail": sdk.Object{"payment": payment, "score": score, "verdict": verdict},
				}})
			})

		b.Return(sdk.Object{"payment": payment.At("id"), "score": score, "verdict": verdict})
	}, sdk.Express(), sdk.Comment("Decide on a payment while the customer waits"))
}

// check is a branch with one check. One that fails or is slow must not let the
// customer wait, so its risk is taken for unknown.
func check(name string, f func(context.Context, Payment) (Risk, error), payment sdk.Value[Payment]) func(*sdk.Block) sdk.Value[Risk] {
	return func(b *sdk.Block) sdk.Value[Risk] {
		return lambda.Invoke(b, name, f).Payload(payment).
			Timeout(2 * time.Second).
			CatchAll(func(b *sdk.Block, _ sdk.Caught) { b.Return(unknown) }).
			Result()
	}
}
