package intake_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/examples/intake"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, intake.Workflow(), "../../golden/intake/patient-intake.asl.json")
}

func env(t *testing.T) *simtest.Env {
	env := simtest.New(t, intake.Workflow())
	for _, state := range []string{"Store", "Stored: write audit entry", "Incomplete: write audit entry", "Failed: write audit entry"} {
		env.Mock(state).Return(map[string]any{})
	}
	return env
}

var record = intake.Record{ID: "7", Name: "Ada", BirthDate: "1815-12-10", Notes: "Ada is well"}

func TestRecordIsStoredWithoutItsPerson(t *testing.T) {
	env := env(t)
	env.Run(record).MustSucceed(nil)
	var put struct{ Item map[string]map[string]string }
	if err := env.Calls("Store")[0].Decode(&put); err != nil || put.Item["notes"]["S"] != "the patient is well" || put.Item["decade"]["S"] != "1810s" {
		t.Errorf("the item is %v, %v", put, err)
	}
}

func TestIncompleteRecordIsAudited(t *testing.T) {
	incomplete := record
	incomplete.Notes = ""
	run := env(t).Run(incomplete)
	run.MustSucceed(nil)
	run.MustTake("Anonymise", "Verify", "Complete?", "Incomplete: write audit entry")
}

func TestFailureIsAudited(t *testing.T) {
	broken := record
	broken.BirthDate = ""
	run := env(t).Run(broken)
	run.MustFail("errorString")
	run.MustTake("Anonymise", "Failed: write audit entry", "Intake failed")
}
