package sdk_test

import (
	"context"
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/dynamodb"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/sns"
	"github.com/lockstep-go/lockstep/sdk/sqs"
)

// printLabel is a handler that takes a text.
func printLabel(context.Context, string) (bill, error) { return bill{}, nil }

// What is accepted and most likely not meant: each workflow gives the one piece of
// advice that its comment says.
var advice = []func() *sdk.Workflow{
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			lambda.Invoke(b, "Print", printLabel).Payload("o-1") // want ASL4909 at Payload: "a text as `Payload` is sent as it stands"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			sqs.SendMessage(b, "Send").QueueUrl("q").MessageBody("x").
				MessageDeduplicationId(in.At("total")) // want ASL4909 at MessageDeduplicationId: "takes a text, and this is a number"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			dynamodb.PutItem(b, "Claim"). // want ASL3901 at PutItem: "`DynamoDB.ConditionalCheckFailedException` ends the execution"
							TableName("t").Item(sdk.Object{"id": sdk.Object{"S": in.At("id")}}).ConditionExpression("attribute_not_exists(id)")
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			sqs.SendMessage(b, "Ask").QueueUrl("q").MessageBody(in).WaitForTaskToken().Heartbeat(time.Hour) // want ASL3901 at SendMessage: "`States.HeartbeatTimeout` ends the execution"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			sqs.SendMessage(b, "Ask").QueueUrl("q").MessageBody(in).WaitForTaskToken().Timeout(time.Hour). // want ASL3901 at SendMessage: "`States.Timeout` ends the execution"
															Catch("States.TaskFailed", func(b *sdk.Block, e sdk.Caught) { b.Fail("No") })
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).
				Catch("DynamoDB.ConditionalCheckFailedException", func(b *sdk.Block, e sdk.Caught) { b.Fail("No") }) // want ASL3902 at "DynamoDB.ConditionalCheckFailedException": "nothing here fails with"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			dynamodb.PutItem(b, "Claim").TableName("t").Item(sdk.Object{"id": sdk.Object{"S": in.At("id")}}).
				Catch("DynamoDB.ConditionalCheckFailedExeption", func(b *sdk.Block, e sdk.Caught) { b.Fail("No") }) // want ASL3902 at "DynamoDB.ConditionalCheckFailedExeption": "nothing here fails with"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Try("Tell", func(b *sdk.Block) {
				sns.Publish(b, "Say").TopicArn("arn:aws:sns:us-east-1:123456789012:t").Message("x")
			}).
				Catch("SQS.SqsException", func(b *sdk.Block, e sdk.Caught) { b.Fail("No") }) // want ASL3902 at "SQS.SqsException": "nothing here fails with"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Pass("One")
			n := sdk.Var[int](b, "rounds", 0) // want ASL2909 at "rounds": "the variable `rounds` is never read"
			n.Set(b, 2)
			b.Pass("Two")
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			dynamodb.GetItem(b, "Look up").TableName("t").Key(sdk.Object{"id": sdk.Object{"S": in.At("id")}}) // want ASL2909 at GetItem: "nobody uses what `getItem` answers"
			b.Wait("Pause").Seconds(1)
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			sdk.Map(b, "Each", sdk.At[[]string](in, "tags"), func(b *sdk.Block, tag sdk.Value[string]) sdk.Value[bill] { // want ASL2909 at Map: "nobody uses the results of the Map"
				return lambda.Invoke(b, "Bill", sendBill).Payload(sdk.Object{"order": tag, "cents": 1}).Result()
			})
			b.Wait("Pause").Seconds(1)
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			pages := sdk.Var[[]bill](b, "pages", []bill{})
			b.Until("Done?", func(b *sdk.Block) sdk.Value[bool] {
				page := lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).Result()
				pages.Set(b, sdk.Append(pages.Value, page)) // want ASL5902 at Set: "`pages` grows with each round of `Done?`"
				return sdk.Equals(page.At("cents"), 0)
			})
			b.Return(pages)
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			send := lambda.Function("send", sendBill).Fails("NoMoney", "Closed")
			send.Invoke(b, "Bill").Payload(bill{}).
				Catch("Closed", func(b *sdk.Block, e sdk.Caught) { b.Fail("Shut") }).
				Catch("NoMony", func(b *sdk.Block, e sdk.Caught) { b.Fail("Poor") }). // want ASL3902 at "NoMony": "nothing here fails with `NoMony`"
				Retry(sdk.Retry("NoMoney"))
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			send := lambda.Function("send", sendBill).Fails(lambda.ErrorName[*noMoney]())
			send.Invoke(b, "Bill").Payload(bill{}).Retry(lambda.Transient()) // want ASL3901 at Invoke: "`noMoney` ends the execution where the call ends with it"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			send := lambda.Function("send", sendBill).Fails("NoMoney")
			b.Try("Pay", func(b *sdk.Block) {
				send.Invoke(b, "Bill").Payload(bill{})
				sqs.SendMessage(b, "Keep").QueueUrl("q").MessageBody("x")
			}).
				Catch("NoMoney", func(b *sdk.Block, e sdk.Caught) { b.Fail("Poor") }).
				Catch("NoMony", func(b *sdk.Block, e sdk.Caught) { b.Fail("Poorer") }) // want ASL3902 at "NoMony": "nothing here fails with `NoMony`"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			send := lambda.Function("send", sendBill).Fails("NoMoney")
			sdk.ForEach(b, "Each", sdk.At[[]string](in, "tags"), func(b *sdk.Block, tag sdk.Value[string]) {
				b.Choice("Closed?").When(sdk.Equals(tag, "closed"), func(b *sdk.Block) { b.Fail("Shut").Error("Closed") })
				send.Invoke(b, "Bill").Payload(bill{})
			}).
				CatchAny([]string{"NoMoney", "Closed"}, func(b *sdk.Block, e sdk.Caught) { b.Fail("Poor") }).
				Catch("Close", func(b *sdk.Block, e sdk.Caught) { b.Fail("Open") }) // want ASL3902 at "Close": "nothing here fails with `Close`"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			n := sdk.Var[int](b, "n", 0)
			other := sdk.Var[int](b, "other", 0)
			b.While("More?", sdk.LessThan(n, 10), func(b *sdk.Block) { // want ASL2910 at While: "nothing in the loop `More?` changes what its condition reads"
				other.Set(b, sdk.Add(other, 1))
				b.Wait("Pause").Seconds(1)
			})
			b.Return(sdk.Add(n, other))
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Until("Paid?", func(b *sdk.Block) sdk.Value[bool] { // want ASL2910 at Until: "nothing in the loop `Paid?` changes what its condition reads"
				lambda.Invoke(b, "Bill", sendBill).Payload(bill{})
				return sdk.GreaterThan(in.At("total"), 5)
			})
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			dynamodb.PutItem(b, "Keep").TableName("t").Item(sdk.Object{"id": in.At("id"), "total": in.At("total"), "n": sdk.Object{"N": "1"}}) // want ASL4909 at "total": "`total` in `Item` is a number, and DynamoDB takes attribute values there"
		})
	},
}

type noMoney struct{ error }

func TestAdvice(t *testing.T) { expectOne(t, "advice_test.go", advice, true) }

// sound are workflows near to those above that must give no advice at all.
var sound = map[string]func(b *sdk.Block, in in){
	"a condition is caught": func(b *sdk.Block, in in) {
		dynamodb.PutItem(b, "Claim").TableName("t").Item(sdk.Object{"id": sdk.Object{"S": in.At("id")}}).ConditionExpression("attribute_not_exists(id)").
			Catch("DynamoDB.ConditionalCheckFailedException", func(b *sdk.Block, e sdk.Caught) { b.Fail("No") })
	},
	"a condition is caught by a Try around a Map": func(b *sdk.Block, in in) {
		b.Try("All", func(b *sdk.Block) {
			sdk.ForEach(b, "Each", sdk.At[[]string](in, "tags"), func(b *sdk.Block, tag sdk.Value[string]) {
				dynamodb.PutItem(b, "Claim").TableName("t").Item(sdk.Object{"id": sdk.Object{"S": tag}}).ConditionExpression("attribute_not_exists(id)")
			})
		}).CatchAll(func(b *sdk.Block, e sdk.Caught) { b.Fail("No") })
	},
	"the errors a function is known for": func(b *sdk.Block, in in) {
		send := lambda.Function("send", sendBill).Fails("NoMoney")
		b.Try("Pay", func(b *sdk.Block) {
			send.Invoke(b, "Bill").Payload(bill{}).Fails("Closed").Retry(lambda.Transient(), sdk.Retry("errorString")).
				Catch("Closed", func(b *sdk.Block, e sdk.Caught) { b.Fail("Shut") })
		}).Catch("NoMoney", func(b *sdk.Block, e sdk.Caught) { b.Fail("Poor") })
	},
	"a function's own errors": func(b *sdk.Block, in in) {
		lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).Retry(lambda.Transient()).
			Catch("billing.Declined", func(b *sdk.Block, e sdk.Caught) { b.Fail("No") })
	},
	"an error that the model does not list": func(b *sdk.Block, in in) {
		dynamodb.GetItem(b, "Look up").TableName("t").Key(sdk.Object{"id": sdk.Object{"S": in.At("id")}}).
			Retry(sdk.Retry("DynamoDB.SdkClientException")).Result()
	},
	"an answer that ends the workflow": func(b *sdk.Block, in in) {
		dynamodb.GetItem(b, "Look up").TableName("t").Key(sdk.Object{"id": sdk.Object{"S": in.At("id")}})
	},
	"asking whether it is there": func(b *sdk.Block, in in) {
		dynamodb.GetItem(b, "Look up").TableName("t").Key(sdk.Object{"id": sdk.Object{"S": in.At("id")}}).
			CatchAll(func(b *sdk.Block, e sdk.Caught) { b.Fail("No") })
		b.Wait("Pause").Seconds(1)
	},
	"a counter": func(b *sdk.Block, in in) {
		n := sdk.Var[int](b, "n", 0)
		b.While("More?", sdk.LessThan(n, 10), func(b *sdk.Block) {
			b.Wait("Pause").Seconds(1)
			n.Set(b, sdk.Add(n, 1))
		})
	},
	"what is added is small and the history ends first": func(b *sdk.Block, in in) {
		flags := sdk.Var[[]bool](b, "flags", []bool{})
		b.While("More?", sdk.LessThan(sdk.Count(flags), 10), func(b *sdk.Block) {
			b.Wait("Pause").Seconds(1)
			flags.Set(b, sdk.Append(flags.Value, sdk.Equals(in.At("id"), "x")))
		})
		b.Return(flags)
	},
	"text read as it stands": func(b *sdk.Block, in in) {
		sdk.Var[int](b, "rounds", 0)
		b.Pass("One").Output(sdk.JSONata("$rounds"))
	},
}

func TestNoAdvice(t *testing.T) {
	for name, define := range sound {
		t.Run(name, func(t *testing.T) {
			m, list := sdk.New("w", define).Build()
			if m == nil || len(list) > 0 {
				t.Errorf("%v", list)
			}
		})
	}
}
