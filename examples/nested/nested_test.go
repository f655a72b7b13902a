package nested_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/examples/nested"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
)

var applicant = nested.Applicant{Name: "Ada", Email: "ADA@example.com", Country: "PT", Plan: "team"}

func TestDefinitions(t *testing.T) {
	for _, w := range []*sdk.Workflow{nested.Onboarding(), nested.VerifyIdentity(), nested.Provision(), nested.Greet()} {
		golden.Workflow(t, w, "../../golden/nested/"+w.Name()+".asl.json")
	}
}

// All four workflows run, with the handlers in process and nothing mocked.
func TestApplicantGetsAnAccount(t *testing.T) {
	run := simtest.New(t, nested.Onboarding()).Run(applicant)
	var got map[string]string
	run.MustSucceed(&got)
	if diff := cmp.Diff(map[string]string{"account": "acct-ada@example.com", "plan": "team"}, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	run.MustTake("Verify identity", "Verified?", "Provision account", "Greet")
}

func TestApplicantIsRefused(t *testing.T) {
	for name, level := range map[string]string{"Nobody": "registers", "Ada": "documents"} {
		refused := applicant
		refused.Name = name
		if level == "documents" {
			refused.Country = "XX"
		}
		run := simtest.New(t, nested.Onboarding()).Run(refused)
		run.MustFail("NotVerified")
		if want := "refused by " + level; run.Cause != want {
			t.Errorf("the cause is %q, want %q", run.Cause, want)
		}
	}
}

func TestChildIsTestedAlone(t *testing.T) {
	run := simtest.New(t, nested.VerifyIdentity()).Run(applicant)
	run.MustTake("Check documents", "Documents fine?", "Check registers")
}

func TestFailureOfAChildFailsTheParent(t *testing.T) {
	env := simtest.New(t, nested.Onboarding())
	env.Mock("Create account").Fail("EmailTaken", "there is one")
	env.Run(applicant).MustFail("States.TaskFailed")
}
