package catalog_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Parse reads a Resource, Resolve looks it up, and CheckParameters compares
// arguments with what the action takes.
func ExampleParse() {
	r, err := catalog.Parse("arn:aws:states:::sqs:sendMessage.waitForTaskToken")
	if err != nil {
		log.Fatal(err)
	}
	action, err := r.Resolve()
	if err != nil {
		log.Fatal(err)
	}
	arguments, err := value.DecodeString(`{"QueueURL": "https://…", "MessageBody": "hello"}`)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(action.Operation.Name, "fails with", action.ErrorNames()[0], "and others")
	for _, p := range action.CheckParameters(arguments) {
		fmt.Println(p.Message, "-", p.Help)
	}
	// Output:
	// SendMessage fails with SQS.InvalidMessageContentsException and others
	// `sqs:sendMessage` needs the parameter `QueueUrl` - is `QueueURL` meant?
}

// What does not exist comes with what is nearest.
func ExampleResourceError() {
	r, err := catalog.Parse("arn:aws:states:::sqs:sendMesage")
	if err == nil {
		_, err = r.Resolve()
	}
	fmt.Println(err)
	// Output:
	// `sqs` has no action `sendMesage`: did you mean `sendMessage`?
}
