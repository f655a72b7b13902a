// Package dataflow is the algebra of what JSONata states do with data.
//
// To merge two states a compiler must put what the first makes into where the second reads
// it, and nothing may fail, be drawn twice or be read in another state that did not before.
// So a field such as Output becomes a [Template], which says which parts of it must have a
// value; [Bindings] put templates into the places that read them; [Query] expressions are
// judged for what they may answer, whether they may fail, and what they depend on.
//
//	first, err := dataflow.Parse(pass.Output)     // {"id": "{% $states.input.order.id %}"}
//	second, err := dataflow.Parse(task.Arguments) // {"Key": "{% $states.input.id %}"}
//	b := dataflow.Bindings{Input: first}
//	merged, err := b.Apply(second)                // {"Key": "{% $states.input.order.id %}"}
//	task.Arguments, err = dataflow.Encode(merged)
//
// Templates are strict: a part that is undefined fails the state, as it does on AWS. What a
// merged template no longer reads must fail as it did; [Enforce] sees to it.
package dataflow
