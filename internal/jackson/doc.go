// Package jackson words what is wrong with a text that is no JSON as Jackson does, the Java
// library that Step Functions reads JSON with. Its sentences reach users: in the causes of
// failed executions (States.StringToJson), in the diagnostics of a definition, in the answers
// to inputs and outputs. The three uses print places differently, so that a [Fault] has the
// sentence and the places apart.
//
//	_, _, fault := jackson.Scan(`{"a": tru}`)
//	fmt.Println(fault.Message)
//	// Unrecognized token 'tru': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')
//	fmt.Println(fault.Text(func(at int) string {
//		line, column := jackson.Place(text, at)
//		return fmt.Sprintf("line %d, column %d", line, column)
//	}))
//
// The sentences are those of recordings, and of Jackson's own ReaderBasedJsonParser where
// there is none. The package reads; it makes no values.
package jackson
