package compiler_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler"
)

// Compile checks and optimizes whatever makes a machine: the SDK, or a file.
func ExampleCompile() {
	m, problems := asl.DecodeJSON("parcel.asl.json", []byte(`{
		"StartAt": "Prepare",
		"States": {
			"Prepare": {"Type": "Pass", "Parameters": {"id.$": "$.parcel.id"}, "Next": "Send"},
			"Send": {
				"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
				"Parameters": {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/parcels", "MessageBody.$": "$.id"},
				"Next": "Done"
			},
			"Done": {"Type": "Succeed"}
		}
	}`))
	if problems.HasErrors() {
		log.Fatal(problems)
	}
	artifact, problems := compiler.Compile(m, compiler.WithName("parcel"))
	if artifact == nil {
		log.Fatal(problems)
	}
	fmt.Println(artifact.Report.StatesBefore, "states became", artifact.Report.StatesAfter)
	for _, state := range artifact.Map.States {
		fmt.Printf("%s was written at %s:%d\n", state.State, state.File, state.Line)
	}
	fmt.Printf("%s", artifact.Definition)
	// Output:
	// 3 states became 1
	// Send was written at parcel.asl.json:5
	// {
	//   "StartAt": "Send",
	//   "States": {
	//     "Send": {
	//       "Type": "Task",
	//       "Resource": "arn:aws:states:::sqs:sendMessage",
	//       "Parameters": {
	//         "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/parcels",
	//         "MessageBody.$": "$.parcel.id"
	//       },
	//       "End": true
	//     }
	//   }
	// }
}
