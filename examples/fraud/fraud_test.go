package fraud_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/examples/fraud"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, fraud.Workflow(), "../../golden/fraud/fraud-check.asl.json")
}

func TestUsualPaymentIsAccepted(t *testing.T) {
	run := simtest.New(t, fraud.Workflow()).Run(fraud.Payment{Card: "1", Amount: 10, Country: "DE"})
	if run.MustSucceed(nil); run.Output != `{"accept":true}` {
		t.Errorf("the output is %s", run.Output)
	}
}

func TestSuspiciousPaymentIsExplained(t *testing.T) {
	run := simtest.New(t, fraud.Workflow()).Run(fraud.Payment{Card: "1", Amount: 10})
	var out struct {
		Accept  bool
		Because []fraud.Score
	}
	run.MustSucceed(&out)
	if out.Accept || len(out.Because) != 3 || out.Because[1].Why != "no country" {
		t.Errorf("the output is %s", run.Output)
	}
}

func TestSignalThatFailsFailsTheCheck(t *testing.T) {
	env := simtest.New(t, fraud.Workflow())
	env.Mock("By history").Fail("Unavailable", "")
	env.Run(fraud.Payment{Card: "1", Amount: 10, Country: "DE"}).MustFail("Unavailable")
}
