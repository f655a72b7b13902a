package events_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/examples/events"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

var order = events.Order{ID: "o-1", Customer: "ada", Total: 30}

var put = map[string]any{"FailedEntryCount": 0, "Entries": []any{map[string]string{"EventId": "e-1"}}}

func world(t *testing.T, paid bool) *simtest.Env {
	env := simtest.New(t, events.Workflow())
	env.Mock("Request payment").Return(events.PaymentAnswer{Paid: paid, Receipt: "r-1"})
	env.Mock("Request shipping").Return(events.Parcel{Tracking: "t-1"})
	for _, state := range []string{"Announce completion", "Announce cancellation", "Announce expiry"} {
		env.Mock(state).Return(put)
	}
	return env
}

func TestDefinition(t *testing.T) {
	golden.Workflow(t, events.Workflow(), "../../golden/events/order-events.asl.json")
}

func TestOrderIsPaidAndShipped(t *testing.T) {
	env := world(t, true)
	run := env.Run(order)
	var got map[string]string
	run.MustSucceed(&got)
	if diff := cmp.Diff(map[string]string{"order": "o-1", "status": "COMPLETED", "tracking": "t-1"}, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	run.MustTake("Validate", "Request payment", "Paid?", "Request shipping", "Announce completion")

	var sent struct {
		Entries []struct {
			DetailType string
			Detail     struct {
				Order events.Order `json:"order"`
				Token string       `json:"token"`
			}
		}
	}
	call := env.Calls("Request payment")[0]
	if err := call.Decode(&sent); err != nil {
		t.Fatal(err)
	}
	if e := sent.Entries[0]; e.DetailType != "PaymentRequested" || e.Detail.Order != order || e.Detail.Token != call.Token {
		t.Errorf("the event is %+v, want the order and the token %q", e, call.Token)
	}
}

func TestOrderThatIsNotPaidIsCancelled(t *testing.T) {
	run := world(t, false).Run(order)
	var got map[string]string
	run.MustSucceed(&got)
	if diff := cmp.Diff(map[string]string{"order": "o-1", "status": "CANCELLED"}, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
}

func TestOrderExpiresWhenNobodyAnswers(t *testing.T) {
	env := simtest.New(t, events.Workflow())
	env.Mock("Request payment").Fail("States.Timeout", "")
	env.Mock("Announce expiry").Return(put)
	run := env.Run(order)
	run.MustFail("OrderExpired")
	run.MustTake("Validate", "Request payment", "Announce expiry", "Expired")
}

func TestOrderThatNobodyShipsIsPaidBack(t *testing.T) {
	env := simtest.New(t, events.Workflow())
	env.Mock("Request payment").Return(events.PaymentAnswer{Paid: true, Receipt: "r-1"})
	env.Mock("Request shipping").Return(events.Parcel{}).Takes(8 * 24 * time.Hour)
	env.Mock("Request refund").Return(put)
	run := env.Run(order)
	run.MustFail("OrderNotShipped")
	run.MustTake("Validate", "Request payment", "Paid?", "Request shipping", "Request refund", "Not shipped")
	if run.Duration != 7*24*time.Hour {
		t.Errorf("it took %v, want a week", run.Duration)
	}
	var sent struct {
		Entries []struct {
			DetailType string
			Detail     map[string]string
		}
	}
	if err := env.Calls("Request refund")[0].Decode(&sent); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"order": "o-1", "receipt": "r-1"}, sent.Entries[0].Detail); diff != "" {
		t.Errorf("what is asked for (-want +got):\n%s", diff)
	}
}

func TestEventThatTheBusRefusesIsSentAgain(t *testing.T) {
	env := simtest.New(t, events.Workflow())
	env.Mock("Request payment").Return(events.PaymentAnswer{})
	env.Mock("Announce cancellation").Fail("EventBridge.FailedEntry", "throttled").Return(put)
	env.Run(order).MustSucceed(nil)
	if n := len(env.Calls("Announce cancellation")); n != 2 {
		t.Errorf("it was announced %d times, want a failure and a success", n)
	}
}

func TestOrderThatCostsNothingIsRefused(t *testing.T) {
	free := order
	free.Total = 0
	run := simtest.New(t, events.Workflow()).Run(free)
	run.MustFail("errorString")
	run.MustTake("Validate")
}
