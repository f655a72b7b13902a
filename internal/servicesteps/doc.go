// Package servicesteps knows which function of the SDK's service packages makes the
// step of a resource, and which of its methods puts a parameter.
//
// Three programs need the same answer: the generator of the packages, the page that
// lists them, and the importer, which writes calls of them. The names are kept here,
// once:
//
//	step, ok := servicesteps.Of("arn:aws:states:::dynamodb:getItem")
//	// step.Package is "dynamodb", step.Function "GetItem"
//	method := step.Method("TableName") // "TableName"
package servicesteps
