package approval

import (
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// director decides where the manager does not.
const director = "director@example.com"

// How long a manager has, and then the director.
const (
	managerPatience  = 3 * 24 * time.Hour
	directorPatience = 7 * 24 * time.Hour
)

// Workflow asks the manager, after three days the director, and pays what is
// approved. What nobody decides on within a week more is not paid. Small expenses are
// paid at once.
func Workflow() *sdk.Workflow {
	return sdk.New("expense-approval", func(b *sdk.Block, expense sdk.Value[Expense]) {
		amount := sdk.Field(expense, func(e *Expense) *float64 { return &e.Amount })
		decision := sdk.Var[Decision](b, "decision", Decision{Approved: true, By: "nobody: it is small"})

		b.Choice("Needs a decision?").
			When(sdk.GreaterThanEquals(amount, 50), func(b *sdk.Block) {
				answer := ask(b, "Ask manager", expense, expense.At("manager")).
					Timeout(managerPatience).
					Catch("States.Timeout", func(b *sdk.Block, _ sdk.Caught) {
						late := ask(b, "Ask director", expense, director).
							Timeout(directorPatience).
							Catch("States.Timeout", func(b *sdk.Block, _ sdk.Caught) {
								b.Fail("Undecided").Error("ExpenseUndecided").Cause("neither the manager nor the director answered")
							})
						decision.Set(b, sdk.Returns[Decision](late))
						b.GoTo("Approved?")
					})
				decision.Set(b, sdk.Returns[Decision](answer))

				b.Choice("Approved?").
					When(sdk.Not(sdk.Field(decision.Value, func(d *Decision) *bool { return &d.Approved })), func(b *sdk.Block) {
						b.Fail("Rejected").Error("ExpenseRejected").Cause(sdk.Format("{} said no", decision.At("by")))
					})
			})

		paid := lambda.Invoke(b, "Pay", PayExpense).
			Payload(sdk.Object{"expenseId": expense.At("id"), "employee": expense.At("employee"), "amount": amount}).
			Retry(lambda.Transient().FullJitter()).
			Result()
		b.Return(sdk.Object{"expense": expense.At("id"), "approvedBy": decision.At("by"), "transfer": paid.At("transfer")})
	}, sdk.Comment("Have an expense approved by a person, and pay it"))
}

// ask is a fragment: a step that asks somebody and waits for the answer.
func ask(b *sdk.Block, name string, expense sdk.Value[Expense], to any) *lambda.Invocation[Question, struct{}] {
	return lambda.Invoke(b, name, AskForDecision).
		Payload(sdk.Object{"expense": expense, "to": to, "token": sdk.TaskToken()}).
		WaitForTaskToken().
		Retry(lambda.Transient().FullJitter())
}
