// Package equivalence compares two state machines by running both.
//
// Whoever rewrites a machine, a person or the optimizer, claims that nothing changed. This
// package looks for a case that shows otherwise: it makes inputs from the paths the machines
// read and the constants they compare with, answers of tasks, errors, timeouts and delays;
// runs both machines in the simulator's virtual time; and compares status, output, Error,
// Cause, and every call with its resource, arguments and time.
//
//	result, err := equivalence.Compare(ctx, before, after, equivalence.Options{Cases: 1000})
//	if err != nil { ... }          // a machine that can't be run
//	if !result.Equivalent {
//		fmt.Println(result.Counterexample) // the smallest case found that tells them apart
//	}
//
// Cases that reach new states or transitions are kept and varied, so that rare branches are
// found; what was never reached is listed. No difference found is not a proof: Result.Cases
// says how hard it was tried.
package equivalence
