package approval_test

import (
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/examples/approval"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, approval.Workflow(), "../../golden/approval/expense-approval.asl.json")
}

func TestSmallExpenseIsPaidAtOnce(t *testing.T) {
	run := simtest.New(t, approval.Workflow()).Run(approval.Expense{ID: "e1", Amount: 12})
	run.MustSucceed(nil)
	run.MustTake("Needs approval?", "Pay")
}

func TestApprovedExpenseIsPaid(t *testing.T) {
	env := simtest.New(t, approval.Workflow())
	env.Mock("Ask approver").Return(approval.Decision{Approved: true, By: "eve"}).Takes(3 * time.Hour)
	run := env.Run(approval.Expense{ID: "e1", Amount: 1200})
	run.MustSucceed(nil)
	run.MustTake("Needs approval?", "Ask approver", "Approved?", "Pay")
	if run.Duration != 3*time.Hour {
		t.Errorf("it took %v of virtual time", run.Duration)
	}
}

func TestRefusedExpenseIsNotPaid(t *testing.T) {
	env := simtest.New(t, approval.Workflow())
	env.Mock("Ask approver").Return(approval.Decision{By: "eve", Reason: "no receipt"})
	run := env.Run(approval.Expense{ID: "e1", Amount: 1200})
	run.MustFail("ExpenseRefused")
	if run.Cause != "refused by eve" {
		t.Errorf("the cause is %q", run.Cause)
	}
}

func TestSilenceExpires(t *testing.T) {
	env := simtest.New(t, approval.Workflow())
	env.Mock("Ask approver").Return(approval.Decision{Approved: true}).Takes(48 * time.Hour)
	env.Run(approval.Expense{ID: "e1", Amount: 1200}).MustFail("ApprovalExpired")
}
