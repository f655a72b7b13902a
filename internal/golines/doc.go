// Package golines finds the files and lines of many program counters at once.
//
// The runtime keeps a function's lines as a list of differences, and reads it from
// its beginning for every program counter it is asked about. A workflow of a
// thousand steps is one long function, and asking for each of its steps takes
// time that grows with the square. This package reads the same list, in the
// executable, once for all that is asked about a function.
//
//	where := golines.Of(counters) // as runtime.Callers answers them
//	for i, at := range where {
//		fmt.Println(counters[i], at.File, at.Line)
//	}
//
// The list's format belongs to the Go toolchain. What can't be read, or does not
// agree with the runtime where both are asked, is left to the runtime.
package golines
