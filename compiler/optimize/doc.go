// Package optimize makes state machines cheaper without changing what they do.
//
// Step Functions bills a Standard workflow by the state transition, and what people and
// front ends write is full of states that only move data about. Each rewrite of this
// package is one file that states its rule, its preconditions and why behaviour is kept;
// the table in passes.go has them all, in order.
//
//	better, report, problems := optimize.Run(machine, optimize.Options{Level: 2})
//	if problems.HasErrors() { return problems } // a pass went wrong; better is still right
//	fmt.Println(report.StatesBefore, report.StatesAfter)
//	for _, k := range report.Kept {
//		fmt.Println(k.State, k.Why) // why a Pass, Choice, Succeed or Wait had to stay
//	}
//
// Behaviour is, for every input and every behaviour of the tasks: the same final status,
// output, Error and Cause, and the same task calls in the same order at the same times.
// Names of states and numbers of events may change, and with them the texts of causes that
// cite them. Package equivalence runs both machines and compares.
package optimize
