package events_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/examples/events"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, events.Workflow(), "../../golden/events/subscription.asl.json")
}

func env(t *testing.T) *simtest.Env {
	env := simtest.New(t, events.Workflow())
	for _, state := range []string{"Announce invoice", "Announce shipment", "Announce start"} {
		env.Mock(state).Return(map[string]any{"FailedEntryCount": 0})
	}
	return env
}

func TestTrialOfDigitalIssues(t *testing.T) {
	run := env(t).Run(events.Subscription{ID: "s1", Plan: "DIGITAL", Trial: true})
	run.MustSucceed(nil)
	run.MustEnter("Announce start")
}

func TestPrintedIssuesAreShipped(t *testing.T) {
	env := env(t)
	env.Mock("Ask for shipment").Return(events.Shipment{Carrier: "post"})
	env.Run(events.Subscription{ID: "s1", Plan: "PRINT"}).MustSucceed(nil)
	var put struct {
		Entries []struct{ Detail struct{ Carrier string } }
	}
	if err := env.Calls("Announce shipment")[0].Decode(&put); err != nil || put.Entries[0].Detail.Carrier != "post" {
		t.Errorf("the event is %+v, %v", put, err)
	}
}

func TestNobodyShips(t *testing.T) {
	env := env(t)
	env.Mock("Ask for shipment").Fail("States.Timeout", "")
	env.Run(events.Subscription{ID: "s1", Plan: "PRINT", Trial: true}).MustFail("States.Timeout")
}
