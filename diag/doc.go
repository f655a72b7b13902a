// Package diag is how lockstep says that something is wrong.
//
// A finding is worth what a tired stranger can do with it: so each [Diagnostic] has a
// stable code, AWS's own code where AWS has one, the place in the document and in the
// file or Go program that made it, what is wrong, and what to do. Checkers collect all of
// them in a [List], which is an error; renderers for terminals, programs (JSON) and code
// hosts (SARIF) stand beside it.
//
//	machine, list := asl.Decode("order.asl.json", data)
//	list = append(list, check.Machine(machine)...)
//	list.Sort()
//	if list.HasErrors() {
//		diag.WriteText(os.Stderr, list, diag.TextOptions{Source: source})
//		os.Exit(1)
//	}
//
// Messages are lower case, have no full stop, put names in backticks and say what to do.
// Codes are never reused: ASL1xxx is structure, 2xxx data flow, 3xxx errors and retry,
// 4xxx types, 5xxx limits, 9xxx lockstep's own faults.
package diag
