package policy_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/policy"
)

// Authorize asks whether a policy is enough for a call, here for each call of a
// machine as it is written.
func ExampleDocument_Authorize() {
	m, problems := asl.DecodeJSON("order.asl.json", []byte(`{
		"StartAt": "Store",
		"States": {"Store": {
			"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "End": true,
			"Parameters": {"TableName": "orders", "Item": {"id": {"S.$": "$.id"}}}
		}}
	}`))
	if problems.HasErrors() {
		log.Fatal(problems)
	}
	role, err := policy.Decode([]byte(`{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}
	]}`))
	if err != nil {
		log.Fatal(err)
	}
	for _, call := range policy.Calls(m) {
		if denied := role.Authorize(call, policy.Env{Partition: "aws", Region: "eu-west-1", Account: "123456789012", Machine: "order"}); denied != nil {
			fmt.Println(denied.Request.Action, "on", denied.Request.Resource)
			fmt.Println(denied.ErrorName)
		}
	}
	// Output:
	// dynamodb:PutItem on arn:aws:dynamodb:eu-west-1:123456789012:table/orders
	// DynamoDB.AmazonDynamoDBException
}
