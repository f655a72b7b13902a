package environment_test

import (
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/examples/environment"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
	"github.com/lockstep-go/lockstep/simulator"
)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func request(name string) environment.Request {
	return environment.Request{Name: name, Template: "https://templates.example.com/shop.yaml", Until: monday.Add(8 * time.Hour).Format(time.RFC3339)}
}

func stack(status string) map[string]any {
	return map[string]any{"Stacks": []any{map[string]string{"StackStatus": status}}}
}

func world(t *testing.T, settled string) *simtest.Env {
	env := simtest.New(t, environment.Workflow(), simtest.WithSimulator(simulator.WithStart(monday)))
	env.Mock("Create stack").Return(map[string]string{"StackId": "s-1"})
	env.Mock("Look at stack").Return(stack("CREATE_IN_PROGRESS")).Return(stack("CREATE_IN_PROGRESS")).Return(stack(settled))
	env.Mock("Tear down").Return(map[string]any{})
	return env
}

func TestDefinition(t *testing.T) {
	golden.Workflow(t, environment.Workflow(), "../../golden/environment/test-environment.asl.json")
}

func TestEnvironmentIsLentOutAndTornDown(t *testing.T) {
	env := world(t, "CREATE_COMPLETE")
	run := env.Run(request("shop"))
	run.MustSucceed(nil)
	run.MustEnter("Check health", "Lend it out", "Tear down")
	if n := len(env.Calls("Look at stack")); n != 3 {
		t.Errorf("the stack was looked at %d times, want 3", n)
	}
	if torn := env.Calls("Tear down")[0].Time; torn.Before(monday.Add(8 * time.Hour)) {
		t.Errorf("it was torn down at %v, want 8 hours of use", torn)
	}
}

func TestStackThatCannotBeCreatedIsTornDown(t *testing.T) {
	env := world(t, "ROLLBACK_COMPLETE")
	run := env.Run(request("shop"))
	run.MustFail("NoEnvironment")
	if want := "the stack is in state ROLLBACK_COMPLETE"; run.Cause != want {
		t.Errorf("the cause is %q, want %q", run.Cause, want)
	}
	if len(env.Calls("Tear down")) != 1 || len(env.Calls("Check health")) != 0 {
		t.Error("want it torn down, and no look at its health")
	}
}

func TestEnvironmentThatDoesNotAnswerIsTornDownAtOnce(t *testing.T) {
	env := world(t, "CREATE_COMPLETE")
	run := env.Run(request("broken"))
	run.MustFail("NoEnvironment")
	if n := len(env.Calls("Check health")); n != 6 {
		t.Errorf("it was called %d times, want once and 5 retries", n)
	}
	if run.Duration > 2*time.Hour {
		t.Errorf("it took %v, want no time lent out", run.Duration)
	}
}

// A stack that can't be looked at may well be there, and cost money.
func TestStackThatCannotBeLookedAtIsTornDown(t *testing.T) {
	env := simtest.New(t, environment.Workflow(), simtest.WithSimulator(simulator.WithStart(monday)))
	env.Mock("Create stack").Return(map[string]string{"StackId": "s-1"})
	env.Mock("Tear down").Return(map[string]any{})
	env.Mock("Look at stack").Fail("CloudFormation.CloudFormationException", "Rate exceeded")
	run := env.Run(request("shop"))
	run.MustFail("NoEnvironment")
	if want := "nobody knows how the stack is: CloudFormation.CloudFormationException"; run.Cause != want {
		t.Errorf("the cause is %q, want %q", run.Cause, want)
	}
	if n := len(env.Calls("Tear down")); n != 1 {
		t.Errorf("it was torn down %d times", n)
	}
}

func TestTearingDownIsTriedAgain(t *testing.T) {
	env := simtest.New(t, environment.Workflow(), simtest.WithSimulator(simulator.WithStart(monday)))
	env.Mock("Create stack").Return(map[string]string{"StackId": "s-1"})
	env.Mock("Look at stack").Return(stack("ROLLBACK_COMPLETE"))
	env.Mock("Tear down").Fail("CloudFormation.CloudFormationException", "Rate exceeded").Return(map[string]any{})
	env.Run(request("shop")).MustFail("NoEnvironment")
	if n := len(env.Calls("Tear down")); n != 2 {
		t.Errorf("it was torn down %d times, want a failure and a success", n)
	}
}
