// Package aws answers what Step Functions' own validation answers to a definition: the
// diagnostics of ValidateStateMachineDefinition and the message of InvalidDefinition.
//
// A local server that accepted what the service refuses, or refused it in other words,
// would send its users back to the cloud to find out. The rules are those of package
// check, which note the service's sentence beside their own; here they get the service's
// order and its form of locations. The sentences are known from recordings and from
// reports of users; the service may change them, so programs should rely on the result.
//
//	diagnostics := aws.Diagnostics(definition, check.Standard, "ERROR")
//	result := "OK"
//	if message, refused := aws.InvalidDefinitionMessage(definition, check.Standard); refused {
//		result = "FAIL"
//	}
package aws
