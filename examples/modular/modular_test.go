package modular_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/examples/modular"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, modular.Workflow(), "../../golden/modular/open-account.asl.json")
}

func TestAccountIsOpened(t *testing.T) {
	run := simtest.New(t, modular.Workflow()).Run(modular.Application{Name: "Ada", Income: 5000})
	if run.MustSucceed(nil); run.Output != `{"account":"Ada","limit":500}` {
		t.Errorf("the output is %s", run.Output)
	}
}

func TestUnknownPersonIsRefused(t *testing.T) {
	simtest.New(t, modular.Workflow()).Run(modular.Application{Income: 5000}).MustFail("NotVerified")
}

func TestFailingCheckFailsTheWhole(t *testing.T) {
	simtest.New(t, modular.Workflow()).Run(modular.Application{Name: "Ada", Income: -1}).MustFail("CheckFailed")
}
