// Package intrinsic evaluates the States.* functions that payload templates of JSONPath
// states call.
//
// They are the only computation such states have, and the details decide: States.MathAdd
// rounds its operands as Java's Math.round, States.ArrayRange cuts them off,
// States.StringSplit drops empty pieces, States.Format prints an object as Java prints a
// map, and a failure names the outermost call. This package follows what Step Functions was
// measured to do, its error texts included.
//
//	e, err := intrinsic.Compile("States.Format('Hello {}', $.name)")
//	if err != nil { ... }                  // a *SyntaxError pointing into the text
//	v, err := e.Eval(&intrinsic.Env{Input: document})
//	for _, p := range e.Paths() { ... }    // what it reads, for checkers
//
// An expression is compiled once and may be evaluated by any number of goroutines.
package intrinsic
