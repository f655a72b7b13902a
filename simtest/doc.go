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
//
// # Mocks
//
// A mock belongs to a state, by its name, and goes before the state's handler. Its
// answers are given in order, one a call; retries and iterations are calls, and the
// last answer stays:
//
//	env.Mock("Charge").
//		Fail("Lambda.TooManyRequestsException", "slow down").
//		Fail("Lambda.TooManyRequestsException", "slow down").
//		Return(Receipt{Number: "R-7"})
//
// [MockFunc] and [Mock.Handle] look at what they are asked, [Mock.Takes] lets an
// answer take its time, and [Env.Calls] are the calls that were made.
//
// # Time
//
// Time is virtual. A Wait, a delay before a retry and a timeout cost nothing, and
// [Run] says how long the execution took by the simulator's clock.
//
// # Callbacks, activities, nested workflows
//
// For a state with WaitForTaskToken a mock's Return is what is sent with the token.
// For an activity it is what the worker answers. Where the test itself is to be the
// one outside, [Mock.Accept] leaves a callback open, and an activity is registered with
// the simulator; [Env.Start] then leaves it to the test to let time pass and to
// send. Workflows that the workflow starts are compiled and run with it, and their
// states have mocks by their names, too.
//
// # S3
//
// [WithS3] gives Distributed Maps a [testing/fstest.MapFS] to read from and to write to.
//
// # Policies
//
// [WithPolicies] asks IAM policies about each call, as AWS does.
package simtest
