package deploy_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/deploy"
)

// DecodeConfig reads how a workflow is deployed, here to production; Desired is
// what should be in the account, and Diff what is different there. Nobody is called:
// a Deployer reads what is live, and applies a plan.
func ExampleDiff() {
	cfg, problems := deploy.DecodeConfig("lockstep.yaml", []byte(`
alias: live
environments:
  production:
    name: orders-production
    strategy: canary:10:5m
    alarms: [orders-failed]
`), "production")
	if problems.HasErrors() {
		log.Fatal(problems)
	}
	m, problems := asl.DecodeJSON("orders.asl.json", []byte(`{
		"StartAt": "Store",
		"States": {"Store": {
			"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true,
			"Parameters": {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/orders", "MessageBody.$": "$"}
		}}
	}`))
	if problems.HasErrors() {
		log.Fatal(problems)
	}
	cfg.Workflow = "orders"
	desired, problems := cfg.Desired(m, deploy.Identity{Partition: "aws", Region: "eu-west-1", Account: "123456789012"})
	if problems.HasErrors() {
		log.Fatal(problems)
	}
	live := &deploy.Live{Machine: &deploy.LiveMachine{
		ARN: desired.MachineARN(), Type: "STANDARD", RoleARN: desired.RoleARN(),
		Definition: `{"StartAt": "Store", "States": {"Store": {
			"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true, "TimeoutSeconds": 30,
			"Parameters": {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/old", "MessageBody.$": "$"}
		}}}`,
	}}
	for _, change := range deploy.Diff(desired, live) {
		fmt.Println(change)
	}
	// Output:
	// ~ machine state "Store" Parameters.QueueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/old" → "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"
	// - machine state "Store" TimeoutSeconds: 30
	// + tags lockstep:owner: orders/production
	// + version
	// + alias: live
}
