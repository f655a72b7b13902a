package policy_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/policy"
)

// Generate derives the least policy of a machine's role, each statement with its
// reason.
func ExampleGenerate() {
	m, problems := asl.DecodeJSON("order.asl.json", []byte(`{
		"StartAt": "Store",
		"States": {
			"Store": {
				"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem",
				"Parameters": {"TableName": "orders", "Item": {"id": {"S.$": "$.id"}}}, "Next": "Announce"
			},
			"Announce": {
				"Type": "Task", "Resource": "arn:aws:states:::sns:publish",
				"Parameters": {"TopicArn": "arn:aws:sns:eu-west-1:123456789012:orders", "Message.$": "$.id"}, "End": true
			}
		}
	}`))
	if problems.HasErrors() {
		log.Fatal(problems)
	}
	role := policy.Generate(m, policy.Env{Partition: "aws", Region: "eu-west-1", Account: "123456789012", Machine: "order"})
	for _, s := range role.Statement {
		fmt.Println(s.Action, s.Resource)
		fmt.Println("  because", s.Reason)
	}
	// Output:
	// [dynamodb:PutItem] [arn:aws:dynamodb:eu-west-1:123456789012:table/orders]
	//   because state `Store` calls dynamodb:putItem
	// [sns:Publish] [arn:aws:sns:eu-west-1:123456789012:orders]
	//   because state `Announce` calls sns:publish
}
