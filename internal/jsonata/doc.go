// Package jsonata compiles and evaluates JSONata 2.0.6 over [value.Value].
//
// AWS Step Functions evaluates JSONata in a dialect of its own, and no Go module speaks
// it. This package has two modes: the reference (what npm's jsonata 2.0.6 does, held by its
// own test suite) and, with [AWS], the dialect measured on Step Functions. Each difference
// between the two is a line of the table in dialect.go.
//
//	expr, err := jsonata.Compile("$sum($states.input.items.price)", jsonata.AWS())
//	if err != nil { ... } // *jsonata.Error with code S0xxx and a byte offset
//	total, err := expr.Eval(value.Value{}, &jsonata.Env{
//		Bindings: func(name string) (value.Value, bool) { v, ok := vars[name]; return v, ok },
//		Now:      clock.Now,
//		Limits:   jsonata.WorkflowLimits,
//	})
//	if err != nil { ... }            // *jsonata.Error with code T, D or none
//	if total.IsUndefined() { ... }   // the expression found nothing
//
// An [Expr] is compiled once into closures and evaluated by any number of goroutines.
// Every evaluation is bounded by [Limits] in depth, steps, time and memory. Clock,
// randomness and identifiers come from the [Env], so two runs can be equal.
//
// [Parse] gives the syntax tree, which can be walked, rewritten and printed back;
// [Expr.References] lists what an expression refers to, with byte offsets, for checkers.
package jsonata
