// Package check finds what Step Functions would refuse in a state machine, and what it
// would accept and run into the ground.
//
// A mistyped path or an error name that never occurs is normally learned of from a failed
// execution. Here each rule is one file with its codes and one [Record] a code: why, a bad
// and a good example, which `lockstep explain`, docs/codes.md and the rule's own test are
// made from. The registry is the table in rules.go.
//
//	machine, list := check.Definition("order.asl.json", data)
//	if list.HasErrors() {
//		diag.WriteText(os.Stderr, list, diag.TextOptions{})
//	}
//	// or, for a machine built in Go:
//	list = check.Machine(machine, check.WithType(check.Express))
//
// A rule says beside its own message what the service's ValidateStateMachineDefinition
// answers to the same cause, where that is known; package aws puts those into the
// service's order.
package check
