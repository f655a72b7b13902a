package release_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/examples/release"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

var commit = release.Commit{Service: "checkout", SHA: "0123456789abcdef"}

func world(t *testing.T, alarms ...map[string]string) *simtest.Env {
	env := simtest.New(t, release.Workflow())
	env.Mock("Run tests").Return(map[string]any{"Build": map[string]any{"BuildStatus": "SUCCEEDED"}})
	if alarms == nil {
		alarms = []map[string]string{}
	}
	env.Mock("Look at alarms").Return(map[string]any{"MetricAlarms": alarms})
	return env
}

func TestDefinition(t *testing.T) {
	golden.Workflow(t, release.Workflow(), "../../golden/release/release.asl.json")
}

func TestQuietReleaseIsPromoted(t *testing.T) {
	env := world(t)
	run := env.Run(commit)
	var got map[string]string
	run.MustSucceed(&got)
	if diff := cmp.Diff(map[string]string{"service": "checkout", "version": "checkout-0123456"}, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	run.MustTake("Run tests", "Deploy", "Give it a tenth", "Watch", "Look at alarms", "Any alarm?", "Promote")
	if run.Duration < 30*time.Minute {
		t.Errorf("it was watched for %v, want half an hour", run.Duration)
	}
}

func TestAlarmRollsBack(t *testing.T) {
	env := world(t, map[string]string{"AlarmName": "checkout-5xx", "StateValue": "ALARM"})
	run := env.Run(commit)
	run.MustFail("RolledBack")
	run.MustTake("Run tests", "Deploy", "Give it a tenth", "Watch", "Look at alarms", "Any alarm?", "Roll back", "Rolled back")
	var shift release.Shift
	if err := env.Calls("Roll back")[0].Decode(&shift); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(release.Shift{Service: "checkout", Version: "checkout-0123456", Percent: 0}, shift); diff != "" {
		t.Errorf("the shift (-want +got):\n%s", diff)
	}
}

// Nobody watches a version whose alarms can't be read, so it must not keep its traffic.
func TestVersionThatCannotBeWatchedIsRolledBack(t *testing.T) {
	env := simtest.New(t, release.Workflow())
	env.Mock("Run tests").Return(map[string]any{})
	env.Mock("Look at alarms").Fail("CloudWatch.CloudWatchException", "down")
	run := env.Run(commit)
	run.MustFail("RolledBack")
	if run.Cause != "CloudWatch.CloudWatchException" {
		t.Errorf("the cause is %q", run.Cause)
	}
	run.MustTake("Run tests", "Deploy", "Give it a tenth", "Watch", "Look at alarms", "Roll back", "Rolled back")
	if n := len(env.Calls("Look at alarms")); n != 6 {
		t.Errorf("alarms were looked at %d times, want one and 5 retries", n)
	}
}

func TestPromotionThatFailsIsRolledBack(t *testing.T) {
	env := world(t)
	env.Mock("Promote").Fail("AliasConflict", "somebody else deploys")
	run := env.Run(commit)
	run.MustFail("RolledBack")
	run.MustTake("Run tests", "Deploy", "Give it a tenth", "Watch", "Look at alarms", "Any alarm?", "Promote", "Roll back", "Rolled back")
}

func TestFailingTestsDeployNothing(t *testing.T) {
	env := simtest.New(t, release.Workflow())
	env.Mock("Run tests").Fail("States.TaskFailed", "1 test failed")
	run := env.Run(commit)
	run.MustFail("TestsFailed")
	run.MustTake("Run tests", "Tests failed")
}
