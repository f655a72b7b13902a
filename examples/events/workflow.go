package events

import (
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/eventbridge"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// The bus the services share, and the name under which this workflow speaks.
const (
	bus    = "orders"
	source = "shop.orders"
)

// Workflow asks for payment and for shipping by events, and waits for the
// answers. Who answers is none of its business.
func Workflow() *sdk.Workflow {
	return sdk.New("order-events", func(b *sdk.Block, order sdk.Value[Order]) {
		lambda.Invoke(b, "Validate", Validate).Payload(order).Retry(lambda.Transient().FullJitter())

		payment := sdk.Returns[PaymentAnswer](request(b, "Request payment", "PaymentRequested", order).
			Timeout(24*time.Hour).
			Catch("States.Timeout", func(b *sdk.Block, _ sdk.Caught) {
				announce(b, "Announce expiry", "OrderExpired", sdk.Object{"order": order.At("id")})
				b.Fail("Expired").Error("OrderExpired").Cause("nobody paid within a day")
			}))
		b.Choice("Paid?").
			When(sdk.Not(payment.At("paid")), func(b *sdk.Block) {
				announce(b, "Announce cancellation", "OrderCancelled", sdk.Object{"order": order.At("id")})
				b.Return(sdk.Object{"order": order.At("id"), "status": "CANCELLED"})
			})

		parcel := sdk.Returns[Parcel](request(b, "Request shipping", "ShippingRequested", order).
			Timeout(7*24*time.Hour).
			Catch("States.Timeout", func(b *sdk.Block, _ sdk.Caught) {
				announce(b, "Request refund", "RefundRequested", sdk.Object{"order": order.At("id"), "receipt": payment.At("receipt")})
				b.Fail("Not shipped").Error("OrderNotShipped").Cause("nobody shipped within a week")
			}))
		announce(b, "Announce completion", "OrderCompleted", sdk.Object{
			"order": order.At("id"), "receipt": payment.At("receipt"), "tracking": parcel.At("tracking"),
		})
		b.Return(sdk.Object{"order": order.At("id"), "status": "COMPLETED", "tracking": parcel.At("tracking")})
	}, sdk.Comment("Work on an order with services that hear events"))
}

// request is a fragment: an event that somebody must answer by its token.
func request(b *sdk.Block, name, kind string, order sdk.Value[Order]) *eventbridge.PutEventsTask[eventbridge.PutEventsResult] {
	return put(b, name, kind, sdk.Object{"order": order, "token": sdk.TaskToken()}).WaitForTaskToken()
}

// announce is a fragment: an event that nobody must answer.
func announce(b *sdk.Block, name, kind string, detail sdk.Object) {
	put(b, name, kind, detail)
}

func put(b *sdk.Block, name, kind string, detail sdk.Object) *eventbridge.PutEventsTask[eventbridge.PutEventsResult] {
	return eventbridge.PutEvents(b, name).
		Entries(sdk.Array{sdk.Object{"EventBusName": bus, "Source": source, "DetailType": kind, "Detail": detail}}).
		Retry(sdk.Retry("EventBridge.FailedEntry", "EventBridge.InternalException").MaxAttempts(5).FullJitter())
}
