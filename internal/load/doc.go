// Package load gets the workflows out of a user's Go package.
//
// A workflow is Go code, so to see it one must run it. The package finds the
// exported functions that return a *sdk.Workflow, compiles a small program
// around them within the user's own module (by the go command's -overlay, so
// nothing is written beside the user's files), starts it, and talks to it: first
// it answers the definitions, then it runs Go handlers when asked.
//
//	program, err := load.Open(ctx, "./examples/order", load.Options{})
//	if err != nil { ... } // the Go compiler's own words, if the package does not compile
//	defer program.Close()
//	for _, w := range program.Workflows {
//		fmt.Println(w.Name, w.Machine, w.Diagnostics)
//	}
//	out, err := program.Call(ctx, "charge-card", payload)
package load
