// Package explain gathers what there is to say of every code of a diagnostic: from the
// checker, from the recording of workflows in Go, from vet, and from deployments. Who reads
// a code in a report wants to know why it is there and what would be right, and need not
// know which part of the tool found it.
//
//	e, ok := explain.Code("asl1004")
//	fmt.Println(e.Title, e.Why, e.Bad, e.Good)
//
// `lockstep explain` prints them; docs/codes.md is [Document].
package explain

//go:generate go run ./internal/page ../../docs/codes.md
