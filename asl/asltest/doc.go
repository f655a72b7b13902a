// Package asltest makes state machines for tests and benchmarks.
//
// Whoever reads machines (decoder, checker, optimizer, simulator) wants the same two
// things: large ones of a known shape, and odd ones that nobody would write. [Large] makes
// the first, [Machine] draws the second with rapid.
//
//	data := asltest.Large(1000) // a definition of 1,000 states of all types
//	rapid.Check(t, func(t *rapid.T) {
//		m := asltest.Machine().Draw(t, "machine")
//		…
//	})
package asltest
