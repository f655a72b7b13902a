package cicd_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/examples/cicd"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, cicd.Workflow(), "../../golden/cicd/release.asl.json")
}

var release = cicd.Release{Project: "shop", Commit: "c1", Service: "shop"}

func TestGoodReleaseStays(t *testing.T) {
	env := simtest.New(t, cicd.Workflow())
	env.Mock("Test").Return(map[string]any{"Build": map[string]string{"BuildStatus": "SUCCEEDED"}})
	run := env.Run(release)
	var out cicd.Deployed
	run.MustSucceed(&out)
	if out.Version != "c1" {
		t.Errorf("the output is %s", run.Output)
	}
	run.MustTake("Test", "Promote", "Let it run", "Check health")
}

func TestFailingTestsStopTheRelease(t *testing.T) {
	env := simtest.New(t, cicd.Workflow())
	env.Mock("Test").Fail("States.TaskFailed", "2 tests failed")
	run := env.Run(release)
	run.MustFail("TestsFailed")
	run.MustTake("Test", "Tests failed")
}

func TestUnhealthyReleaseIsRolledBack(t *testing.T) {
	env := simtest.New(t, cicd.Workflow())
	env.Mock("Test").Return(map[string]any{})
	env.Mock("Check health").Fail("Unhealthy", "the error rate rose")
	run := env.Run(release)
	run.MustFail("ReleaseRolledBack")
	if run.Cause != "before is back" {
		t.Errorf("the cause is %q", run.Cause)
	}
}
