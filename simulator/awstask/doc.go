// Package awstask answers the tasks of simulated executions by real endpoints, through the
// AWS SDK for Go.
//
// A workflow that puts an item into DynamoDB is best tried against something that behaves
// like DynamoDB. This package calls whatever AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE>
// name: a local emulator, a stand-in of a test, AWS itself. It calls nothing else: a service
// without an endpoint is left to the resolvers behind this one.
//
//	tasks := awstask.New(awstask.FromEnvironment())
//	sim := simulator.New(simulator.WithResolver(tasks))
//
// A service is one line of the table in services.go; go generate writes the switch over its
// operations. The rest is reflection over requests and responses: the action "sendMessage" of
// "sqs" is the method SendMessage, its input is filled from the task's parameters by their
// names, its output read back with the names and the texts that the SDK for Java gives,
// because Step Functions shows those.
package awstask
