// Package assembly compiles recorded workflows together with those they start.
//
// A workflow that starts another is of use only with it, and everything that runs
// workflows needs the same: build each once, children first, under one set of
// options, with diagnostics that say where in Go. The command does it with what a
// worker process tells, tests do it with workflows in memory; both come here:
//
//	all := []*assembly.Workflow{assembly.Of(order.Workflow())}
//	compiled, err := assembly.Machines(all, func(w *assembly.Workflow) (*compiler.Artifact, error) {
//		artifact, problems := w.Compile()
//		return artifact, problems.Err()
//	})
//	for _, c := range compiled {
//		sim.Register(c.Machine)
//	}
package assembly
