// Package approval waits for a person's decision, for a day at most.
package approval

import (
	"context"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// Expense is the input.
type Expense struct {
	ID     string  `json:"id"`
	Amount float64 `json:"amount"`
	Owner  string  `json:"owner"`
}

// Request is what the approver's mail is made of; its links carry the token.
type Request struct {
	Expense Expense `json:"expense"`
	Token   string  `json:"token"`
}

// Decision is what comes back with the token.
type Decision struct {
	Approved bool   `json:"approved"`
	By       string `json:"by"`
	Reason   string `json:"reason,omitempty"`
}

// Ask is the Lambda function ask: it writes the mail.
func Ask(context.Context, Request) (struct{}, error) { return struct{}{}, nil }

// Pay is the Lambda function pay.
func Pay(_ context.Context, e Expense) (string, error) { return "payment-" + e.ID, nil }

// Workflow pays small expenses at once and asks somebody about the others.
func Workflow() *sdk.Workflow {
	return sdk.New("expense-approval", func(b *sdk.Block, expense sdk.Value[Expense]) {
		b.Choice("Needs approval?").When(sdk.GreaterThan(expense.At("amount"), 100), func(b *sdk.Block) {
			decision := sdk.Returns[Decision](lambda.Invoke(b, "Ask approver", Ask).
				Payload(sdk.Object{"expense": expense, "token": sdk.TaskToken()}).
				WaitForTaskToken().Timeout(24*time.Hour).
				Catch("States.Timeout", func(b *sdk.Block, e sdk.Caught) {
					b.Fail("Nobody answered").Error("ApprovalExpired").Cause(sdk.Format("no decision about {} within a day", expense.At("id")))
				}))
			b.Choice("Approved?").When(sdk.Not(decision.At("approved")), func(b *sdk.Block) {
				b.Fail("Refused").Error("ExpenseRefused").Cause(sdk.Format("refused by {}", decision.At("by")))
			})
		})
		payment := lambda.Invoke(b, "Pay", Pay).Payload(expense).Retry(lambda.Transient()).Result()
		b.Return(sdk.Object{"payment": payment})
	})
}
