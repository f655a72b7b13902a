package fraud_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/examples/fraud"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, fraud.Workflow(), "../../golden/fraud/fraud-detection.asl.json")
}

type decision struct {
	Payment string  `json:"payment"`
	Score   float64 `json:"score"`
	Verdict string  `json:"verdict"`
}

func TestDecisions(t *testing.T) {
	for _, c := range []struct {
		name    string
		payment fraud.Payment
		want    decision
		alert   bool
	}{
		{"usual", fraud.Payment{Country: "PT", Device: "phone", Amount: 20}, decision{"p-1", 0, "ALLOW"}, false},
		{"unknown device", fraud.Payment{Country: "PT", Amount: 2_000}, decision{"p-1", 55, "REVIEW"}, true},
		{"sanctioned", fraud.Payment{Country: "XX", Device: "phone", Amount: 20}, decision{"p-1", 80, "BLOCK"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := simtest.New(t, fraud.Workflow())
			env.Mock("Raise alert").Return(map[string]any{"FailedEntryCount": 0, "Entries": []any{}})
			c.payment.ID = "p-1"
			var got decision
			env.Run(c.payment).MustSucceed(&got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("decision (-want +got):\n%s", diff)
			}
			if alerts := len(env.Calls("Raise alert")); (alerts == 1) != c.alert {
				t.Errorf("%d alerts", alerts)
			}
		})
	}
}

func TestChecksThatGiveNoAnswerDoNotStopThePayment(t *testing.T) {
	env := simtest.New(t, fraud.Workflow())
	env.Mock("Check device").Fail("States.Timeout", "")
	var got decision
	env.Run(fraud.Payment{ID: "p-1", Country: "PT", Device: "phone", Amount: 20}).MustSucceed(&got)
	if diff := cmp.Diff(decision{"p-1", 20, "ALLOW"}, got); diff != "" {
		t.Errorf("decision (-want +got):\n%s", diff)
	}
}

// A check that takes five seconds is not waited for: the customer has an answer after two.
func TestSlowCheckIsNotWaitedFor(t *testing.T) {
	env := simtest.New(t, fraud.Workflow())
	env.Mock("Check country").Return(fraud.Risk{Score: 80}).Takes(5 * time.Second)
	run := env.Run(fraud.Payment{ID: "p-1", Country: "XX", Device: "phone", Amount: 20})
	var got decision
	run.MustSucceed(&got)
	if diff := cmp.Diff(decision{"p-1", 20, "ALLOW"}, got); diff != "" {
		t.Errorf("decision (-want +got):\n%s", diff)
	}
	if run.Duration != 2*time.Second {
		t.Errorf("the customer waited %v, want two seconds", run.Duration)
	}
}
