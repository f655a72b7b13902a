// Package compiler takes a machine from the model to what is deployed.
//
// Whoever wrote the machine (the SDK, a file, a generator), the same stages
// follow: check, optimize, emit. What comes out says besides what became of the
// author's states: where each was written, what was saved and why the rest
// stayed.
//
//	machine, problems := order.Workflow().Build()
//	artifact, problems := compiler.Compile(machine, compiler.WithName("order-fulfilment"))
//	if artifact == nil {
//		return problems
//	}
//	os.WriteFile("order-fulfilment.asl.json", artifact.Definition, 0o644)
package compiler
