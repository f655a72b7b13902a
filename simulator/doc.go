// Package simulator runs state machines in memory exactly as AWS Step Functions would, in
// virtual time.
//
// A team that waits for an account, a deployment and real clocks to see whether a workflow
// does what was meant tests little. This package interprets any Amazon States Language
// document, whoever wrote it, and answers as AWS was recorded to: the same events with the
// same ids, the same errors with the same texts. A wait of a year takes microseconds, two
// runs with one seed are equal to the byte.
//
//	m, list := asl.DecodeJSON("order.asl.json", text)
//	if m == nil { ... } // list says why
//	program, err := simulator.Load(m)
//	sim := simulator.New(simulator.WithLambda("charge-card", charge))
//	run, err := sim.Execute(ctx, simulator.Start{
//		Machine: simulator.Machine{Program: program, Name: "order"},
//		Input:   `{"orderId": 7}`,
//	})
//	fmt.Println(run.Describe().Status, *run.Describe().Output)
//	for event := range run.History(0, false) { ... }
//
// A [Simulator] is the world of one account in one region. Its engine is a loop over one
// queue of events ordered by time; there is no goroutine for a branch and nothing sleeps.
// [Simulator.Execute] and [Simulator.Drain] drive the loop in the caller's goroutine, a
// server lets [Simulator.Run] do it. With [WithRealTime] the same queue follows the wall
// clock.
//
// Tasks are answered by resolvers, in their order: Go functions ([WithLambda],
// [WithResource]), mocks, real endpoints. While somebody outside is awaited, virtual time
// stands still.
package simulator
