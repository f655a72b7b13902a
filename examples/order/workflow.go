package order

import (
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/sns"
	"github.com/lockstep-go/lockstep/sdk/sqs"
)

// Where the workflow writes to. A deployment fills the account in.
const (
	customerTopic = "arn:aws:sns:us-east-1:123456789012:customer-mail"
	reviewQueue   = "https://sqs.us-east-1.amazonaws.com/123456789012/order-review"
)

// Workflow charges the card, has large orders reviewed, and ships the items. A
// declined card ends it with a message to the customer. From the charge on, whatever
// goes wrong is compensated by a refund: a reviewer who refuses or never answers, and
// an item that can't be shipped.
func Workflow() *sdk.Workflow {
	return sdk.New("order-fulfilment", func(b *sdk.Block, order sdk.Value[Order]) {
		total := sdk.Field(order, func(o *Order) *float64 { return &o.Total })

		receipt := lambda.Invoke(b, "Charge card", ChargeCard).
			Payload(sdk.Object{"orderId": order.At("id"), "amount": total}).
			Timeout(30*time.Second).
			Retry(lambda.Transient().MaxAttempts(5).FullJitter()).
			Catch(lambda.ErrorName[*PaymentDeclined](), func(b *sdk.Block, e sdk.Caught) {
				sns.Publish(b, "Tell customer").TopicArn(customerTopic).Message(sdk.Format("Card declined: {}", e.Cause()))
				b.Fail("Declined").Error("OrderDeclined").Cause(e.Cause())
			}).
			Result()

		reason := sdk.Var[string](b, "reason", "")
		b.Choice("Large order?").
			When(sdk.GreaterThan(total, 1000), func(b *sdk.Block) {
				review := sdk.Returns[Review](sqs.SendMessage(b, "Ask for review").QueueUrl(reviewQueue).MessageBody(order).
					WaitForTaskToken().Timeout(24*time.Hour).Heartbeat(time.Hour).
					Catch("States.Timeout", func(b *sdk.Block, _ sdk.Caught) {
						reason.Set(b, "nobody reviewed it")
						b.GoTo("Refund")
					}).
					CatchAll(func(b *sdk.Block, e sdk.Caught) {
						reason.Set(b, sdk.Format("the review failed: {}", e.Error()))
						b.GoTo("Refund")
					}))
				b.Choice("Approved?").
					When(sdk.Not(review.At("approved")), func(b *sdk.Block) {
						reason.Set(b, sdk.Format("{} refused it", review.At("by")))
						b.GoTo("Refund")
					})
			})

		items := sdk.Field(order, func(o *Order) *[]Item { return &o.Items })
		labels := sdk.Map(b, "Ship items", items, func(b *sdk.Block, item sdk.Value[Item]) sdk.Value[Label] {
			return lambda.Invoke(b, "Make label", MakeLabel).Payload(item).Retry(lambda.Transient().FullJitter()).Result()
		}).MaxConcurrency(10).
			CatchAll(func(b *sdk.Block, e sdk.Caught) {
				reason.Set(b, e.Cause())
				lambda.Invoke(b, "Refund", RefundCard).Payload(sdk.Object{"receipt": receipt.At("id")}).
					Retry(lambda.Transient().MaxAttempts(20).MaxDelay(10 * time.Minute).FullJitter())
				b.Fail("Not fulfilled").Error("OrderNotFulfilled").Cause(reason)
			}).
			Result()

		b.Return(sdk.Object{"orderId": order.At("id"), "paid": receipt.At("amount"), "labels": labels})
	}, sdk.Comment("Charge, review, ship; refund what is not shipped"))
}
