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
package lambda
