package approval_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/examples/approval"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

var expense = approval.Expense{ID: "e-1", Employee: "ada", Manager: "grace@example.com", Amount: 480, Purpose: "conference"}

func TestDefinition(t *testing.T) {
	golden.Workflow(t, approval.Workflow(), "../../golden/approval/expense-approval.asl.json")
}

func TestSmallExpensesArePaidAtOnce(t *testing.T) {
	small := expense
	small.Amount = 12
	run := simtest.New(t, approval.Workflow()).Run(small)
	run.MustSucceed(nil)
	run.MustTake("Needs a decision?", "Pay")
}

func TestManagerApproves(t *testing.T) {
	env := simtest.New(t, approval.Workflow())
	env.Mock("Ask manager").Return(approval.Decision{Approved: true, By: "grace"})
	run := env.Run(expense)
	var got map[string]string
	run.MustSucceed(&got)
	if diff := cmp.Diff(map[string]string{"expense": "e-1", "approvedBy": "grace", "transfer": "transfer-e-1"}, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	var question approval.Question
	call := env.Calls("Ask manager")[0]
	if err := call.Decode(&question); err != nil {
		t.Fatal(err)
	}
	if question.Token == "" || question.Token != call.Token || question.To != expense.Manager {
		t.Errorf("the question is %+v, want the token %q and to %s", question, call.Token, expense.Manager)
	}
}

func TestManagerRefuses(t *testing.T) {
	env := simtest.New(t, approval.Workflow())
	env.Mock("Ask manager").Return(approval.Decision{By: "grace"})
	run := env.Run(expense)
	run.MustFail("ExpenseRejected")
	if run.Cause != "grace said no" {
		t.Errorf("the cause is %q", run.Cause)
	}
}

func TestDirectorDecidesAfterThreeDays(t *testing.T) {
	env := simtest.New(t, approval.Workflow())
	env.Mock("Ask manager").Return(approval.Decision{Approved: true}).Takes(5 * 24 * time.Hour)
	env.Mock("Ask director").Return(approval.Decision{Approved: true, By: "joan"})
	run := env.Run(expense)
	run.MustSucceed(nil)
	run.MustTake("Needs a decision?", "Ask manager", "Ask director", "Approved?", "Pay")
	if run.Duration != 3*24*time.Hour {
		t.Errorf("the money went after %v, want the three days of the manager", run.Duration)
	}
}

func TestDirectorRefuses(t *testing.T) {
	env := simtest.New(t, approval.Workflow())
	env.Mock("Ask manager").Fail("States.Timeout", "")
	env.Mock("Ask director").Return(approval.Decision{By: "joan"})
	run := env.Run(expense)
	run.MustFail("ExpenseRejected")
	run.MustTake("Needs a decision?", "Ask manager", "Ask director", "Approved?", "Rejected")
}

func TestWhatNobodyDecidesIsNotPaid(t *testing.T) {
	env := simtest.New(t, approval.Workflow())
	execution, err := env.Start(expense)
	if err != nil {
		t.Fatal(err)
	}
	env.Simulator().Advance(30 * 24 * time.Hour)
	d := execution.Describe()
	if d.Error == nil || *d.Error != "ExpenseUndecided" {
		t.Fatalf("the execution is %v: %v", d.Status, d.Error)
	}
	if took := d.Stopped.Sub(d.Started); took != 10*24*time.Hour {
		t.Errorf("it took %v, want three days and seven", took)
	}
	if n := len(env.Calls("Pay")); n != 0 {
		t.Errorf("it was paid %d times", n)
	}
}

func TestMailThatIsThrottledIsSentAgain(t *testing.T) {
	env := simtest.New(t, approval.Workflow())
	env.Mock("Ask manager").Fail("Lambda.TooManyRequestsException", "slow down").Return(approval.Decision{Approved: true, By: "grace"})
	env.Run(expense).MustSucceed(nil)
	first, second := env.Calls("Ask manager")[0], env.Calls("Ask manager")[1]
	if first.Token == second.Token {
		t.Error("both mails have one token, want the first to be worth nothing")
	}
}

// Here the handlers ask, and the answer comes from outside by its token, as
// SendTaskSuccess does.
func TestAnAnswerComesByItsToken(t *testing.T) {
	env := simtest.New(t, approval.Workflow())
	execution, err := env.Start(expense)
	if err != nil {
		t.Fatal(err)
	}
	env.Simulator().Advance(4 * 24 * time.Hour) // the manager is on holiday
	asked := env.Calls("Ask director")
	if len(asked) != 1 {
		t.Fatalf("the director was asked %d times, want once after three days", len(asked))
	}
	if err := env.Simulator().SendTaskSuccess(asked[0].Token, `{"approved":true,"by":"joan"}`); err != nil {
		t.Fatal(err)
	}
	if err := env.Simulator().Wait(t.Context(), execution); err != nil {
		t.Fatal(err)
	}
	d := execution.Describe()
	if d.Output == nil {
		t.Fatalf("the execution is %v: %v", d.Status, d.Cause)
	}
	if want := `{"approvedBy":"joan","expense":"e-1","transfer":"transfer-e-1"}`; *d.Output != want {
		t.Errorf("the output is %s, want %s", *d.Output, want)
	}
}
