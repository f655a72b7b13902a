// Package api is the wire form of the Step Functions API: one Go structure for every
// input and output, with the constraints that AWS checks before an operation runs.
//
// The structures are generated from the model that AWS publishes (see ./generate), so a
// field, its type, its limits and its place in an answer stand in one line. The codec
// reads those lines: nothing else in the server knows a field's name or limit.
//
//	var in api.StartExecutionInput
//	if err := api.Decode(body, &in); err != nil {
//		return err // *api.InvalidRequest or *api.Malformed, with AWS's text
//	}
//	answer := api.Append(nil, &api.StartExecutionOutput{ExecutionArn: arn, StartDate: api.At(now)})
//
// A member that may be absent is a pointer or a nil slice. An optional list that is empty
// but not nil is written as [].
package api
