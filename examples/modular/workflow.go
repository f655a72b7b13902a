// Package modular is a workflow made of workflows, each tested and deployed by
// itself.
package modular

import (
	"context"
	"errors"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/stepfunctions"
)

// Application is the input: somebody wants an account.
type Application struct {
	Name   string `json:"name"`
	Income int    `json:"income"`
}

// Identity is what the identity check answers.
type Identity struct {
	Verified bool `json:"verified"`
}

// Credit is what the credit check answers.
type Credit struct {
	Limit int `json:"limit"`
}

// VerifyIdentity is the Lambda function verify-identity.
func VerifyIdentity(_ context.Context, a Application) (Identity, error) {
	return Identity{Verified: a.Name != ""}, nil
}

// RateCredit is the Lambda function rate-credit.
func RateCredit(_ context.Context, a Application) (Credit, error) {
	if a.Income < 0 {
		return Credit{}, errors.New("a negative income")
	}
	return Credit{Limit: a.Income / 10}, nil
}

// identity and credit are made once: a workflow is known by its pointer.
var (
	identity = sdk.New("check-identity", func(b *sdk.Block, a sdk.Value[Application]) {
		b.Return(lambda.Invoke(b, "Verify", VerifyIdentity).Payload(a).Retry(lambda.Transient()).Result())
	})
	credit = sdk.New("check-credit", func(b *sdk.Block, a sdk.Value[Application]) {
		b.Return(lambda.Invoke(b, "Rate", RateCredit).Payload(a).Retry(lambda.Transient()).Result())
	})
)

// Workflow opens an account after both checks, which run at the same time.
func Workflow() *sdk.Workflow {
	return sdk.New("open-account", func(b *sdk.Block, a sdk.Value[Application]) {
		checks := b.Parallel("Checks").CatchAll(func(b *sdk.Block, e sdk.Caught) {
			b.Fail("Checks failed").Error("CheckFailed").Cause(e.Cause())
		})
		who := sdk.Branch(checks, func(b *sdk.Block) sdk.Value[Identity] {
			return stepfunctions.Start[Identity](b, "Check identity", identity).Input(a).Result()
		})
		rating := sdk.Branch(checks, func(b *sdk.Block) sdk.Value[Credit] {
			return stepfunctions.Start[Credit](b, "Check credit", credit).Input(a).Result()
		})
		b.Choice("Verified?").When(who.At("verified"), func(b *sdk.Block) {
			b.Return(sdk.Object{"account": a.At("name"), "limit": rating.At("limit")})
		})
		b.Fail("Unknown person").Error("NotVerified")
	})
}
