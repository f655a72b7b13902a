// Package sdk writes AWS Step Functions workflows as Go code.
//
// A state machine is a program about data, and JSON is a poor place to write
// one: a mistyped path fails in the cloud, at night. Here steps are recorded in
// program order on a [Block], branches and handlers are Go closures, and data
// flows through typed [Value] handles. The result is a definition as tight as an
// expert's, checked before anything runs:
//
//	func Workflow() *sdk.Workflow {
//		return sdk.New("order-fulfilment", func(b *sdk.Block, order sdk.Value[Order]) {
//			total := sdk.Field(order, func(o *Order) *float64 { return &o.Total })
//			receipt := lambda.Invoke(b, "Charge card", ChargeCard).
//				Payload(sdk.Object{"orderId": order.At("id"), "amount": total}).
//				Result()
//			b.Choice("Large order?").
//				When(sdk.GreaterThan(total, 1000), func(b *sdk.Block) { … })
//			b.Return(sdk.Object{"orderId": order.At("id"), "paid": receipt.At("amount")})
//		})
//	}
//
// # Values
//
// A Value is a handle on what exists when the workflow runs. [Field] takes a part
// of it by a selector that the Go compiler checks, [Value.At] by a path that is
// checked against the type. Functions such as [GreaterThan], [Format], [Filter]
// and [If] make expressions of Values and constants. They are written into the
// definition as JSONata, or as JSONPath with intrinsic functions under
// [UseJSONPath]; [JSONata] and [JSONPath] take text as it stands.
//
// Using a Value is all there is to data flow: a result that a later step uses
// becomes a variable where it is made, and only the part that is used. Using one
// where it may not be there is reported: the result of another branch, of a step
// that failed, of an iteration.
//
// # Steps
//
// [Block.Choice], [Map], [DistributedMap], [Block.Parallel], [Block.Wait],
// [Block.Pass], [Block.Fail] and [Block.Succeed] are the state types; tasks come
// from the service packages and from [Call]. [Block.Try] catches errors of many
// steps, [Block.While] and [Block.Until] loop, [Block.Return] ends early, [Let]
// and [Var] keep values. A fragment is a Go function that takes a Block.
//
// A step's name is its identity: mocks, diffs and redrives go by it.
//
// # Mistakes
//
// Nothing here panics or returns an error in the middle of a chain.
// [Workflow.Build] reports all mistakes at once, each with file, line, state and
// advice.
package sdk

//go:generate go run ./internal/services
