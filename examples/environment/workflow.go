// Package environment makes a stack for a branch, checks that it is healthy, and
// tears it down after its time.
package environment

import (
	"context"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/aws"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// Request is the input.
type Request struct {
	Branch   string `json:"branch"`
	Template string `json:"template"` // URL of the template
	Seconds  int    `json:"seconds"`  // how long the environment is kept
}

// Stack names an environment.
type Stack struct {
	Name string `json:"name"`
}

// Stacks is what DescribeStacks answers, as far as it is used.
type Stacks struct {
	Stacks []struct{ StackStatus string }
}

// CheckHealth is the Lambda function check-health.
func CheckHealth(context.Context, Stack) (struct{}, error) { return struct{}{}, nil }

// Workflow makes, keeps and removes one environment. Whatever goes wrong, the
// stack goes away.
func Workflow() *sdk.Workflow {
	return sdk.New("preview-environment", func(b *sdk.Block, request sdk.Value[Request]) {
		name := sdk.Format("preview-{}", request.At("branch"))
		b.Try("Environment", func(b *sdk.Block) {
			aws.Call(b, "Create stack", "cloudformation:createStack", sdk.Object{"StackName": name, "TemplateURL": request.At("template"), "OnFailure": "DELETE"})
			b.Until("Created?", func(b *sdk.Block) sdk.Value[bool] {
				b.Wait("Give it time").For(20 * time.Second)
				seen := sdk.Returns[Stacks](aws.Call(b, "Look at stack", "cloudformation:describeStacks", sdk.Object{"StackName": name}))
				return sdk.NotEquals(seen.At("Stacks[0].StackStatus"), "CREATE_IN_PROGRESS")
			})
			lambda.Invoke(b, "Check health", CheckHealth).Payload(sdk.Object{"name": name}).
				Retry(sdk.Retry("States.TaskFailed").Interval(10 * time.Second).MaxAttempts(6).BackoffRate(1))
			b.Wait("Keep").Seconds(request.At("seconds"))
		}).CatchAll(func(b *sdk.Block, e sdk.Caught) {
			tearDown(b.Prefix("Failed: "), name)
			b.Fail("Environment failed").Error(e.Error()).Cause(e.Cause())
		})
		tearDown(b, name)
	})
}

func tearDown(b *sdk.Block, name sdk.Value[string]) {
	aws.Call(b, "Delete stack", "cloudformation:deleteStack", sdk.Object{"StackName": name}).
		Retry(sdk.Retry("States.ALL").Interval(5 * time.Second).MaxAttempts(5))
}
