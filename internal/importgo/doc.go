// Package importgo writes Go code of the SDK from a machine of the States
// Language, so that a team can go on in Go with what it has.
//
// The code gives the same definition back, equal as JSON, when it is built
// without optimization. What has a method of the SDK becomes a call of it; what
// has none stays JSON inside the code (State.Field, Block.State), so that no
// machine is out of reach.
//
//	source, err := importgo.Source(machine, importgo.Options{Package: "order", Name: "order-fulfilment"})
//	os.WriteFile("workflow.go", source, 0o644)
package importgo
