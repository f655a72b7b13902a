package intake_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/examples/intake"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func record() intake.Record {
	return intake.Record{ID: "r-1", Hospital: "h-9", Name: "Ada Lovelace", Born: "1815-12-10",
		Findings: []intake.Measurement{{Code: "pulse", Value: 64}}}
}

func world(t *testing.T) *simtest.Env {
	env := simtest.New(t, intake.Workflow())
	for _, state := range []string{"Store", "Note intake", "Note refusal", "Note failure"} {
		env.Mock(state).Return(map[string]any{})
	}
	return env
}

// outcome is what the audit trail says.
func outcome(t *testing.T, env *simtest.Env, state string) string {
	t.Helper()
	var entry struct{ Item map[string]struct{ S string } }
	if err := env.Calls(state)[0].Decode(&entry); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"execution", "record", "at"} {
		if entry.Item[field].S == "" {
			t.Errorf("the audit trail has no %s", field)
		}
	}
	return entry.Item["outcome"].S
}

func TestDefinition(t *testing.T) {
	golden.Workflow(t, intake.Workflow(), "../../golden/intake/patient-intake.asl.json")
}

func TestRecordIsStoredWithoutTheName(t *testing.T) {
	env := world(t)
	run := env.Run(record())
	run.MustSucceed(nil)
	run.MustTake("Anonymise", "Verify", "Store", "Note intake")
	for _, state := range []string{"Verify", "Store", "Note intake"} {
		if input := env.Calls(state)[0].Input; strings.Contains(input, "Lovelace") || strings.Contains(input, "1815-12-10") {
			t.Errorf("%s sees the patient: %s", state, input)
		}
	}
	if got := outcome(t, env, "Note intake"); got != "STORED" {
		t.Errorf("the audit trail says %q", got)
	}
}

func TestImpossibleRecordsAreRefused(t *testing.T) {
	env := world(t)
	bad := record()
	bad.Findings[0].Value = -1
	run := env.Run(bad)
	var got map[string]string
	run.MustSucceed(&got)
	if diff := cmp.Diff(map[string]string{"id": "r-1", "status": "REFUSED"}, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	run.MustTake("Anonymise", "Verify", "Note refusal")
	if got := outcome(t, env, "Note refusal"); got != "REFUSED: pulse is negative" {
		t.Errorf("the audit trail says %q", got)
	}
}

func TestFailuresAreNotedToo(t *testing.T) {
	env := simtest.New(t, intake.Workflow())
	env.Mock("Store").Fail("DynamoDB.ResourceNotFoundException", "no table")
	env.Mock("Note failure").Fail("DynamoDB.InternalServerErrorException", "").Return(map[string]any{})
	run := env.Run(record())
	run.MustFail("IntakeFailed")
	run.MustTake("Anonymise", "Verify", "Store", "Note failure", "Not taken in")
	if got := outcome(t, env, "Note failure"); got != "FAILED: DynamoDB.ResourceNotFoundException" {
		t.Errorf("the audit trail says %q", got)
	}
}

func TestRecordWithoutABirthdayIsRefusedBeforeItIsVerified(t *testing.T) {
	env := world(t)
	bad := record()
	bad.Born = ""
	run := env.Run(bad)
	run.MustSucceed(nil)
	run.MustTake("Anonymise", "Note refusal")
	if got := outcome(t, env, "Note refusal"); got != "REFUSED: the date of birth is missing" {
		t.Errorf("the audit trail says %q", got)
	}
}

func TestBusyTableIsAskedAgain(t *testing.T) {
	env := simtest.New(t, intake.Workflow())
	env.Mock("Note intake").Return(map[string]any{})
	env.Mock("Store").Fail("DynamoDB.ThrottlingException", "busy").Return(map[string]any{})
	run := env.Run(record())
	run.MustSucceed(nil)
	run.MustTake("Anonymise", "Verify", "Store", "Note intake")
	if n := len(env.Calls("Store")); n != 2 {
		t.Errorf("it was stored %d times, want a failure and a success", n)
	}
}
