// Package lambda invokes AWS Lambda functions from a workflow.
//
// A step takes the real Go handler. So its argument and result have types the
// compiler of Go and that of Lockstep check, and the simulator can run it in
// process, errors named as the Lambda runtime would name them:
//
//	func ChargeCard(ctx context.Context, in Charge) (Receipt, error) { … }
//
//	receipt := lambda.Invoke(b, "Charge card", ChargeCard).
//		Payload(sdk.Object{"orderId": order.At("id"), "amount": total}).
//		Retry(lambda.Transient()).
//		Catch("PaymentDeclined", func(b *sdk.Block, e sdk.Caught) { … }).
//		Result()
//
// A function that says which errors it ends with has its handlers checked against
// them: one that is misspelt and one that is missing are told of.
//
//	var chargeCard = lambda.Function("charge-card", ChargeCard).
//		Fails(lambda.ErrorName[*PaymentDeclined]())
//
//	receipt := chargeCard.Invoke(b, "Charge card").Payload(order).Result()
package lambda
