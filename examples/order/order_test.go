package order_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/examples/order"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
)

var small = order.Order{ID: "o-1", Total: 99.5, Items: []order.Item{{SKU: "pen", Quantity: 2}, {SKU: "ink", Quantity: 1}}}

func TestDefinition(t *testing.T) {
	golden.Workflow(t, order.Workflow(), "../../golden/order/order-fulfilment.asl.json")
}

func TestSmallOrderShips(t *testing.T) {
	run := simtest.New(t, order.Workflow()).Run(small)
	var got struct {
		OrderID string        `json:"orderId"`
		Paid    float64       `json:"paid"`
		Labels  []order.Label `json:"labels"`
	}
	run.MustSucceed(&got)
	want := got
	want.OrderID, want.Paid = "o-1", 99.5
	want.Labels = []order.Label{{SKU: "pen", Tracking: "track-pen"}, {SKU: "ink", Tracking: "track-ink"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	run.MustTake("Charge card", "Large order?", "Ship items", "Make label", "Make label")
}

func TestLargeOrderIsReviewedFirst(t *testing.T) {
	env := simtest.New(t, order.Workflow())
	env.Mock("Ask for review").Return(order.Review{Approved: true, By: "grace"})
	large := small
	large.Total = 5_000
	run := env.Run(large)
	run.MustSucceed(nil)
	run.MustTake("Charge card", "Large order?", "Ask for review", "Approved?", "Ship items", "Make label", "Make label")

	var message struct {
		MessageBody       order.Order
		MessageAttributes struct{ TaskToken struct{ StringValue string } }
	}
	call := env.Calls("Ask for review")[0]
	if err := call.Decode(&message); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(large, message.MessageBody); diff != "" {
		t.Errorf("the message (-want +got):\n%s", diff)
	}
	if got := message.MessageAttributes.TaskToken.StringValue; got == "" || got != call.Token {
		t.Errorf("the message carries the token %q, want %q", got, call.Token)
	}
}

func TestDeclinedCardTellsTheCustomer(t *testing.T) {
	env := simtest.New(t, order.Workflow())
	env.Mock("Tell customer").Return(map[string]string{"MessageId": "m-1"})
	declined := small
	declined.Total = 20_000
	run := env.Run(declined)
	run.MustFail("OrderDeclined")
	run.MustTake("Charge card", "Tell customer", "Declined")
	var cause sdk.FunctionError
	if err := json.Unmarshal([]byte(run.Cause), &cause); err != nil {
		t.Fatal(err)
	}
	if want := (sdk.FunctionError{ErrorType: "PaymentDeclined", ErrorMessage: "20000.00 is over the limit of 10000"}); cause != want {
		t.Errorf("the cause is %+v, want %+v", cause, want)
	}
}

func TestThrottledChargeIsRetried(t *testing.T) {
	env := simtest.New(t, order.Workflow())
	env.Mock("Charge card").
		Fail("Lambda.TooManyRequestsException", "slow down").
		Return(order.Receipt{ID: "r-1", Amount: small.Total})
	run := env.Run(small)
	run.MustSucceed(nil)
	if got := len(env.Calls("Charge card")); got != 2 {
		t.Errorf("the card was charged %d times, want a failure and a success", got)
	}
}

func TestChargeIsGivenUpAfterFiveRetries(t *testing.T) {
	env := simtest.New(t, order.Workflow())
	env.Mock("Charge card").Fail("Lambda.ServiceException", "down")
	run := env.Run(small)
	run.MustFail("Lambda.ServiceException")
	if got := len(env.Calls("Charge card")); got != 6 {
		t.Errorf("the card was charged %d times, want one and 5 retries", got)
	}
	if run.Duration > 62*time.Second {
		t.Errorf("it took %v, want at most 2 + 4 + 8 + 16 + 32 seconds of jitter", run.Duration)
	}
}

// refunded checks that the charge was paid back, once, and nothing was shipped after it.
func refunded(t *testing.T, env *simtest.Env, run *simtest.Run, cause string) {
	t.Helper()
	run.MustFail("OrderNotFulfilled")
	if run.Cause != cause {
		t.Errorf("the cause is %q, want %q", run.Cause, cause)
	}
	calls := env.Calls("Refund")
	if len(calls) != 1 {
		t.Fatalf("there were %d refunds, want 1", len(calls))
	}
	var refund order.Refund
	if err := calls[0].Decode(&refund); err != nil || refund.Receipt != "receipt-o-1" {
		t.Errorf("the refund is %+v, %v", refund, err)
	}
	path := run.Path()
	if diff := cmp.Diff([]string{"Refund", "Not fulfilled"}, path[len(path)-2:]); diff != "" {
		t.Errorf("how it ended (-want +got):\n%s", diff)
	}
}

func TestItemThatCannotShipIsRefunded(t *testing.T) {
	env := simtest.New(t, order.Workflow())
	env.Mock("Make label").Return(order.Label{SKU: "pen"}).Fail("NoStock", "no ink left")
	refunded(t, env, env.Run(small), "no ink left")
}

func TestOrderThatIsRefusedIsRefunded(t *testing.T) {
	env := simtest.New(t, order.Workflow())
	env.Mock("Ask for review").Return(order.Review{By: "grace"})
	large := small
	large.Total = 5_000
	refunded(t, env, env.Run(large), "grace refused it")
	if n := len(env.Calls("Make label")); n != 0 {
		t.Errorf("%d items were shipped", n)
	}
}

// A reviewer's tool that does not say within an hour that it is alive has lost the order.
func TestOrderThatNobodyReviewsIsRefundedAfterAnHour(t *testing.T) {
	env := simtest.New(t, order.Workflow())
	env.Mock("Ask for review").Return(order.Review{Approved: true}).Takes(2 * time.Hour)
	large := small
	large.Total = 5_000
	run := env.Run(large)
	refunded(t, env, run, "nobody reviewed it")
	if run.Duration != time.Hour {
		t.Errorf("it took %v, want an hour", run.Duration)
	}
}

func TestRefundIsRetriedUntilItWorks(t *testing.T) {
	env := simtest.New(t, order.Workflow())
	env.Mock("Make label").Fail("NoStock", "no pen left")
	refund := env.Mock("Refund")
	for range 9 {
		refund.Fail("Lambda.TooManyRequestsException", "slow down")
	}
	refund.Return("refund-1")
	env.Run(small).MustFail("OrderNotFulfilled")
	if n := len(env.Calls("Refund")); n != 10 {
		t.Errorf("the refund was tried %d times, want 9 failures and a success", n)
	}
}
