// Package asl is the Amazon States Language as Go values: the one model that builders
// make, files are decoded into, and checker, optimizer, simulator and deployer consume.
//
// A [Machine] holds ordered [State]s; a State is one of eight types ([*Task], [*Choice],
// [*Map], [*Parallel], [*Wait], [*Pass], [*Succeed], [*Fail]). Every field of the language
// is one tagged line of a struct. Decoding, encoding, the checker's rules on types, ranges
// and query languages, and the field reference all read that line (see [FieldsOf]).
//
//	machine, problems := asl.Decode("order.asl.json", data)
//	if machine == nil { return problems } // no JSON at all
//	for path, state := range asl.Walk(machine) {
//		if task, ok := state.(*asl.Task); ok {
//			fmt.Println(path, task.Name, task.Resource)
//		}
//	}
//	os.Stdout.Write(machine.AppendJSON(nil))
//
// Decoding is lenient: what does not fit (an unknown field, a wrong type) is kept in
// [Node.Extra] and written back in its place, so that decode and encode give the same
// document, and the checker says what is wrong with it. Fields that may hold null, a
// template or an expression are [value.Value], whose zero value means "absent".
//
// Terms and rules follow the Amazon States Language specification of 2024-11-22
// (https://states-language.net/spec.html) and the Step Functions developer guide.
package asl
