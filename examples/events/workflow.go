// Package events ties microservices together by events: each step of a
// subscription is announced, and the shipping service answers one of them.
package events

import (
	"context"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/eventbridge"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// Subscription is the input.
type Subscription struct {
	ID    string `json:"id"`
	Plan  Plan   `json:"plan"`
	Trial bool   `json:"trial"`
}

// Plan is what is subscribed to.
type Plan string

// Values are all plans.
func (Plan) Values() []string { return []string{"DIGITAL", "PRINT"} }

// Shipment is the shipping service's answer.
type Shipment struct {
	Carrier string `json:"carrier"`
}

// Bill is the Lambda function bill.
func Bill(_ context.Context, s Subscription) (string, error) { return "invoice-" + s.ID, nil }

// Workflow bills what is no trial, has printed issues shipped by whoever listens,
// and announces the start.
func Workflow() *sdk.Workflow {
	return sdk.New("subscription", func(b *sdk.Block, s sdk.Value[Subscription]) {
		b.Choice("Trial?").When(sdk.Not(s.At("trial")), func(b *sdk.Block) {
			invoice := lambda.Invoke(b, "Bill", Bill).Payload(s).Retry(lambda.Transient()).Result()
			emit(b, "Announce invoice", "Invoiced", sdk.Object{"id": s.At("id"), "invoice": invoice})
		})
		b.Choice("Printed?").When(sdk.Equals(s.At("plan"), "PRINT"), func(b *sdk.Block) {
			shipment := sdk.Returns[Shipment](emit(b, "Ask for shipment", "ShipmentWanted", sdk.Object{"id": s.At("id"), "token": sdk.TaskToken()}).
				WaitForTaskToken().Timeout(48 * time.Hour))
			emit(b, "Announce shipment", "Shipped", sdk.Object{"id": s.At("id"), "carrier": shipment.At("carrier")})
		})
		emit(b, "Announce start", "Started", sdk.Object{"id": s.At("id")})
		b.Return(sdk.Object{"started": s.At("id")})
	})
}

func emit(b *sdk.Block, step, what string, detail sdk.Object) *eventbridge.PutEventsTask[eventbridge.PutEventsResult] {
	return eventbridge.PutEvents(b, step).
		Entries(sdk.Array{sdk.Object{"Source": "subscriptions", "DetailType": what, "Detail": detail, "EventBusName": "shop"}}).
		Retry(sdk.Retry("EventBridge.FailedEntry").Interval(time.Second).MaxAttempts(3))
}
