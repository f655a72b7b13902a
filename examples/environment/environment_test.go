package environment_test

import (
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/examples/environment"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, environment.Workflow(), "../../golden/environment/preview-environment.asl.json")
}

func stack(status string) environment.Stacks {
	s := environment.Stacks{Stacks: make([]struct{ StackStatus string }, 1)}
	s.Stacks[0].StackStatus = status
	return s
}

func env(t *testing.T) *simtest.Env {
	env := simtest.New(t, environment.Workflow())
	env.Mock("Create stack").Return(map[string]string{"StackId": "s"})
	env.Mock("Look at stack").Return(stack("CREATE_IN_PROGRESS")).Return(stack("CREATE_COMPLETE"))
	env.Mock("Delete stack").Return(map[string]string{})
	env.Mock("Failed: Delete stack").Return(map[string]string{})
	return env
}

var request = environment.Request{Branch: "b", Template: "https://t", Seconds: 3600}

func TestEnvironmentIsKeptAndRemoved(t *testing.T) {
	run := env(t).Run(request)
	run.MustSucceed(nil)
	run.MustTake("Create stack", "Give it time", "Look at stack", "Created?", "Give it time", "Look at stack", "Created?", "Check health", "Keep", "Delete stack")
	if want := time.Hour + 40*time.Second; run.Duration != want {
		t.Errorf("it took %v, want %v", run.Duration, want)
	}
}

func TestUnhealthyEnvironmentIsRemoved(t *testing.T) {
	env := env(t)
	env.Mock("Check health").Fail("Sick", "no answer")
	run := env.Run(request)
	run.MustFail("Sick")
	run.MustEnter("Failed: Delete stack", "Environment failed")
	if got := len(env.Calls("Check health")); got != 7 {
		t.Errorf("health was checked %d times, want 7", got)
	}
}
