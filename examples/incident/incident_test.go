package incident_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/examples/incident"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, incident.Workflow(), "../../golden/incident/security-incident.asl.json")
}

func finding(severity float64, instance string) incident.Event {
	e := incident.Event{ID: "f1", Detail: incident.Finding{Type: "Recon", Severity: severity}}
	if instance != "" {
		e.Detail.Resource.Instance = &incident.Instance{ID: instance}
	}
	return e
}

func env(t *testing.T) *simtest.Env {
	env := simtest.New(t, incident.Workflow())
	env.Mock("Tell team").Return(map[string]string{"MessageId": "1"})
	env.Mock("File report").Return(map[string]string{"ETag": "1"})
	return env
}

func TestGraveFindingIsolates(t *testing.T) {
	env := env(t)
	env.Mock("Isolate instance").Return(map[string]string{"AutomationExecutionId": "a1"})
	run := env.Run(finding(8, "i-1"))
	run.MustSucceed(nil)
	run.MustEnter("Isolate instance", "Tell team", "File report")
}

func TestFindingWithoutInstanceIsOnlyReported(t *testing.T) {
	run := env(t).Run(finding(9, ""))
	run.MustSucceed(nil)
	run.MustTake("Isolate?", "Tell and file", "Tell team", "File report")
}

func TestFailedIsolationIsTold(t *testing.T) {
	env := env(t)
	env.Mock("Isolate instance").Fail("Ssm.AutomationDefinitionNotFoundException", "no such document")
	env.Mock("Isolation failed").Return(map[string]string{"MessageId": "2"})
	run := env.Run(finding(8, "i-1"))
	run.MustSucceed(nil)
	run.MustEnter("Isolation failed", "File report")
}
