// Package shapes holds the nested shapes of what AWS's operations take and give.
//
// A mocked result that AWS could never send makes a test that proves nothing. So TestState
// compares mocks with the API's model, and so does this package, with AWS's own sentences.
//
//	r, _ := catalog.Parse("arn:aws:states:::states:startExecution")
//	action, _ := r.Resolve()
//	err := shapes.CheckResult(action, result, shapes.Strict)
//	// Required field 'ExecutionArn' is missing
//
// The data (shapes.bin) is generated from the same models as the catalog's, and kept apart
// from it because it is three times as large: a program that only needs names does not
// link it. A service is unpacked when it is first asked for.
package shapes
