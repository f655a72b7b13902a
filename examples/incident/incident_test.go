package incident_test

import (
	"testing"
	"time"

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

func TestPeopleAreCalledWhenTheRunbookTakesTooLong(t *testing.T) {
	env := world(t)
	env.Mock("Look at isolation").Return(status("InProgress"))
	run := env.Run(finding(8))
	run.MustFail("NotContained")
	run.MustEnter("Isolation failed", "Call for help", "Not contained")
	if n := len(env.Calls("Look at isolation")); n != 40 || run.Duration != 10*time.Minute {
		t.Errorf("looked %d times in %v, want 40 times in ten minutes", n, run.Duration)
	}
	if want := "the runbook is InProgress after 40 looks"; run.Cause != want {
		t.Errorf("the cause is %q, want %q", run.Cause, want)
	}
}

func TestPeopleAreCalledWhenTheReportCannotBeStored(t *testing.T) {
	env := simtest.New(t, incident.Workflow())
	env.Mock("Start isolation").Return(map[string]string{"AutomationExecutionId": "a-1"})
	env.Mock("Look at isolation").Return(status("InProgress"))
	env.Mock("Tell on duty").Return(map[string]string{"MessageId": "m-1"})
	env.Mock("Call for help").Return(map[string]string{"MessageId": "m-2"})
	env.Mock("Store report").Fail("S3.NoSuchBucketException", "security-reports")
	run := env.Run(finding(8))
	run.MustFail("NotContained")
	var mail struct{ Message string }
	if err := env.Calls("Call for help")[0].Decode(&mail); err != nil || mail.Message != "i-0123: security-reports" {
		t.Errorf("the call for help says %q (%v)", mail.Message, err)
	}
}
