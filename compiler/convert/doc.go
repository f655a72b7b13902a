// Package convert writes JSONPath states in JSONata.
//
// JSONata says in one expression what JSONPath needs a chain of Pass states for, so the
// optimizer converts where that lets states be merged, and `lockstep convert` does it for a
// whole document.
//
//	better, refusals := convert.Machine(machine)
//	for _, r := range refusals {
//		fmt.Println(r.State, r.Why) // stays JSONPath: what can't be kept
//	}
//
// What is kept: whenever the JSONPath state succeeds, the JSONata state makes the same calls
// and the same output. Where the JSONPath state fails because a path finds nothing, so does
// the JSONata state, under the name States.QueryEvaluationError in place of States.Runtime.
// Handlers see the first and not the second; [State] reports whether an expression may fail,
// so that callers can tell whether that matters. One looseness is accepted: JSONata walks
// through arrays where JSONPath stops, so a path that fails in JSONPath because it meets an
// array in the middle may succeed.
package convert
