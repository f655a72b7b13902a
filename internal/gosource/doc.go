// Package gosource finds calls in Go source text, of which only the line is
// known.
//
// A program that runs knows the file and line of a call and the name of what was
// called: its symbol table holds no columns. A diagnostic without a column makes
// its reader search, and on a line with three calls guess. So where a diagnostic
// is made, and only then, the source is parsed and the call looked up:
//
//	var files gosource.Files
//	for _, c := range files.Calls("order.go", 27) {
//		if c.Name == "At" {
//			line, column, _ := c.Constant("totl") // where "totl" stands in it
//		}
//	}
//
// Files that aren't there, aren't Go or are huge have no calls.
package gosource
