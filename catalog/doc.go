// Package catalog is what AWS offers to a state machine: which services and actions a Task
// may name, by which patterns it may wait for them, what they take and give, which errors
// they raise and which IAM actions they need.
//
// A Resource such as "arn:aws:states:::sqs:sendMesage" is a typing mistake that AWS answers
// with a sentence about regions, and often only when the state runs. The catalog knows the
// 19,000 actions, so that a checker can say "did you mean `sendMessage`" at once.
//
//	r, err := catalog.Parse("arn:aws:states:::sqs:sendMessage.waitForTaskToken")
//	if err != nil { ... } // *ResourceError: which part, and what comes nearest
//	action, err := r.Resolve()
//	if err != nil { ... } // no such service, action or pattern
//	for _, p := range action.CheckParameters(arguments) {
//		fmt.Println(p.Path, p.Message, p.Help)
//	}
//
// Services, operations, top-level parameters and error names come from botocore's published
// models (names.bin; [Notice] says which version, and its licence). Package shapes beside
// this one holds nested shapes and results. What the models don't say is written by hand in
// tables here: the optimized integrations, the names that the AWS SDK for Java 2 gives to
// services, fields and errors (Step Functions shows those), the actions that Step Functions
// leaves out, and the IAM actions that differ from the operation's name.
//
// Data is unpacked service by service when it is first asked for: importing the package
// costs nothing at start.
package catalog
