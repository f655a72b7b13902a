package incident_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/examples/incident"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func finding(severity float64) incident.Event {
	e := incident.Event{Detail: incident.Finding{ID: "f-1", Type: "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration", Severity: severity}}
	e.Detail.Resource.InstanceDetails.InstanceID = "i-0123"
	return e
}

func status(s string) map[string]any {
	return map[string]any{"AutomationExecution": map[string]any{"AutomationExecutionStatus": s}}
}

func world(t *testing.T) *simtest.Env {
	env := simtest.New(t, incident.Workflow())
	env.Mock("Start isolation").Return(map[string]string{"AutomationExecutionId": "a-1"})
	for _, state := range []string{"Tell on duty", "Call for help"} {
		env.Mock(state).Return(map[string]string{"MessageId": "m-1"})
	}
	env.Mock("Store report").Return(map[string]any{})
	return env
}

func TestDefinition(t *testing.T) {
	golden.Workflow(t, incident.Workflow(), "../../golden/incident/incident-response.asl.json")
}

func TestHarmlessFindingsAreLeft(t *testing.T) {
	run := world(t).Run(finding(4.5))
	run.MustSucceed(nil)
	run.MustTake("Serious?", "Return")
}

func TestInstanceIsContainedAndReported(t *testing.T) {
	env := world(t)
	env.Mock("Look at isolation").Return(status("InProgress")).Return(status("Success"))
	run := env.Run(finding(8))
	var got map[string]string
	run.MustSucceed(&got)
	if diff := cmp.Diff(map[string]string{"finding": "f-1", "action": "CONTAINED", "report": "findings/f-1.json"}, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	if n := len(env.Calls("Look at isolation")); n != 2 {
		t.Errorf("the runbook was looked at %d times, want 2", n)
	}
	var start struct {
		DocumentName string
		Parameters   map[string][]string
	}
	if err := env.Calls("Start isolation")[0].Decode(&start); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string][]string{"InstanceId": {"i-0123"}, "Action": {"Contain"}}, start.Parameters); diff != "" {
		t.Errorf("what the runbook is started with (-want +got):\n%s", diff)
	}
	var report struct{ Body incident.Report }
	if err := env.Calls("Store report")[0].Decode(&report); err != nil {
		t.Fatal(err)
	}
	want := incident.Report{Title: "UnauthorizedAccess on i-0123", Machine: "i-0123",
		Advice: []string{"keep a snapshot of the disks", "revoke the sessions of the instance's role"}}
	if diff := cmp.Diff(want, report.Body); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}

func TestPeopleAreCalledWhenTheRunbookFails(t *testing.T) {
	env := world(t)
	env.Mock("Look at isolation").Return(status("Failed"))
	run := env.Run(finding(8))
	run.MustFail("NotContained")
	run.MustEnter("Isolation failed", "Call for help", "Not contained")
}
