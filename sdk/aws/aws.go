// Package aws calls any action of any AWS service from a workflow, by the AWS SDK
// integrations of Step Functions.
//
//	secret := aws.Call(b, "Get secret", "secretsmanager:getSecretValue", sdk.Object{"SecretId": "db"}).Result()
//
// Services and actions have the names of the AWS SDK for Java 2, parameters
// those of the API with a capital first letter. All are checked against the
// catalog when the workflow is compiled. For what the integrations made to
// measure can do, such as waiting for a job, see the packages beside this one.
package aws

import "github.com/lockstep-go/lockstep/sdk"

// Task is a step that calls an action.
type Task struct {
	sdk.Task[*Task, any]
}

// Call records a step that calls an action, named "service:action".
func Call(b *sdk.Block, step, action string, arguments sdk.Object) *Task {
	t := &Task{}
	t.Task = sdk.NewTask[*Task, any](b, step, "arn:aws:states:::aws-sdk:"+action, t)
	if len(arguments) > 0 {
		t.Arguments(arguments)
	}
	return t
}

// WaitForTaskToken waits until somebody completes the step by sdk.TaskToken, which
// an argument must hold. The result is then what is sent with the token.
func (t *Task) WaitForTaskToken() *Task { return t.Callback(nil) }
