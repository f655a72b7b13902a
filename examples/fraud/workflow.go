// Package fraud scores a payment by several signals at the same time, within
// seconds: an Express workflow.
package fraud

import (
	"context"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// Payment is the input.
type Payment struct {
	Card    string  `json:"card"`
	Amount  float64 `json:"amount"`
	Country string  `json:"country"`
}

// Score is a suspicion from 0 to 1.
type Score struct {
	Value float64 `json:"value"`
	Why   string  `json:"why"`
}

// ScoreAmount is the Lambda function score-amount.
func ScoreAmount(_ context.Context, p Payment) (Score, error) {
	return Score{Value: min(1, p.Amount/10_000), Why: "amount"}, nil
}

// ScoreCountry is the Lambda function score-country.
func ScoreCountry(_ context.Context, p Payment) (Score, error) {
	if p.Country == "" {
		return Score{Value: 1, Why: "no country"}, nil
	}
	return Score{Value: 0.1, Why: "country"}, nil
}

// ScoreHistory is the Lambda function score-history.
func ScoreHistory(context.Context, Payment) (Score, error) {
	return Score{Value: 0.2, Why: "history"}, nil
}

// Workflow answers whether to take a payment.
func Workflow() *sdk.Workflow {
	return sdk.New("fraud-check", func(b *sdk.Block, payment sdk.Value[Payment]) {
		signals := b.Parallel("Score")
		signal := func(step string, f func(context.Context, Payment) (Score, error)) sdk.Value[Score] {
			return sdk.Branch(signals, func(b *sdk.Block) sdk.Value[Score] {
				return lambda.Invoke(b, step, f).Payload(payment).Timeout(2 * time.Second).
					Retry(lambda.Transient().MaxAttempts(1)).
					Result()
			})
		}
		amount := signal("By amount", ScoreAmount)
		country := signal("By country", ScoreCountry)
		history := signal("By history", ScoreHistory)
		score := sdk.Max(sdk.Array{amount.At("value"), country.At("value"), history.At("value")})
		b.Return(sdk.If[any](sdk.GreaterThan(score, 0.8),
			sdk.Object{"accept": false, "because": sdk.Array{amount, country, history}},
			sdk.Object{"accept": true}))
	}, sdk.Express())
}
