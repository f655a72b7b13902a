// Package jsonpath selects parts of a JSON document by paths as the Amazon States Language
// writes them.
//
// Step Functions reads paths with a Java library, Jayway's JsonPath, whose dialect differs
// from the later RFC 9535 in what it accepts, in what it answers and in how it words its
// failures, which end up in the causes users see. So this package follows that library: a
// path is definite (it selects one node or fails) or indefinite (it answers an array, maybe
// an empty one); [-1] is definite and [-1:] is not; ['a','b'] gives an object; functions
// such as length() stand at the end.
//
//	p, err := jsonpath.Compile("$.store.book[?(@.price < 10)].title")
//	if err != nil { ... }                    // a *SyntaxError pointing into the text
//	titles, err := p.Get(document)           // `["Sayings","Moby"]`
//
//	r, err := jsonpath.ParseReference("$.order.receipt")
//	document, err = r.Set(document, receipt) // copies the path to it, shares the rest
//
// [Path.Get] is the library with its defaults; [Path.Select] is how payload templates use it.
// Both were compared with json-path 3.0.0 on generated paths. On purpose they differ where the
// library contradicts itself: after a scan that selects array elements ($..[1:].k) each path
// goes on from those elements, a function without arguments may stand inside a path, and an
// unknown function is refused when the path is compiled.
//
// A path is compiled once and may be used by any number of goroutines. Paths of names and
// indexes alone, nearly all that occur, are followed without allocation.
package jsonpath
