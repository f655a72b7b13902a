// Package simtest tests workflows without an account: in memory, in virtual
// time, against Go handlers and mocks.
//
// The workflow is compiled as a deployment would compile it, and run by the
// simulator. Go handlers of Lambda functions run by themselves; every other task
// needs a [Mock], and one without fails the test instead of answering something.
//
//	func TestDeclinedCard(t *testing.T) {
//		env := simtest.New(t, order.Workflow())
//		env.Mock("Tell customer").Return(sns.PublishResult{MessageId: "m-1"})
//		run := env.Run(order.Order{ID: "o-1", Total: 20_000})
//		run.MustFail("OrderDeclined")
//		run.MustTake("Charge card", "Tell customer", "Declined")
//	}
package simtest
