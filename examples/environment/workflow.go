package environment

import (
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/aws"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// Workflow creates the environment, checks it, keeps it until its time is over,
// and tears it down. One that can't be created or does not answer is torn down
// at once, and the workflow fails.
func Workflow() *sdk.Workflow {
	return sdk.New("test-environment", func(b *sdk.Block, request sdk.Value[Request]) {
		name := sdk.Field(request, func(r *Request) *string { return &r.Name })

		aws.Call(b, "Create stack", "cloudformation:createStack", sdk.Object{
			"StackName":        name,
			"TemplateURL":      request.At("template"),
			"Capabilities":     sdk.Array{"CAPABILITY_IAM"},
			"TimeoutInMinutes": 60,
		})
		state := sdk.Var[string](b, "state", "CREATE_IN_PROGRESS")
		problem := sdk.Var[string](b, "problem", "")
		b.Until("Stack settled?", func(b *sdk.Block) sdk.Value[bool] {
			b.Wait("Give it time").For(30 * time.Second)
			found := aws.Call(b, "Look at stack", "cloudformation:describeStacks", sdk.Object{"StackName": name}).
				Retry(sdk.Retry("CloudFormation.CloudFormationException").Interval(10 * time.Second).MaxAttempts(6).BackoffRate(2).FullJitter()).
				CatchAll(func(b *sdk.Block, e sdk.Caught) {
					problem.Set(b, sdk.Format("nobody knows how the stack is: {}", e.Error()))
					b.GoTo("Tear down")
				}).
				Result()
			state.Set(b, sdk.At[string](found, "Stacks[0].StackStatus"))
			return sdk.NotEquals(state, "CREATE_IN_PROGRESS")
		})

		b.Choice("Created?").
			When(sdk.Equals(state, "CREATE_COMPLETE"), func(b *sdk.Block) {
				lambda.Invoke(b, "Check health", CheckHealth).Payload(request).
					Retry(lambda.Transient().FullJitter(), sdk.Retry(lambda.ErrorName[*Unhealthy]()).Interval(20*time.Second).MaxAttempts(5)).
					CatchAll(func(b *sdk.Block, e sdk.Caught) {
						problem.Set(b, e.Cause())
						b.GoTo("Tear down")
					})
				b.Wait("Lend it out").Timestamp(request.At("until"))
			}).
			Otherwise(func(b *sdk.Block) {
				problem.Set(b, sdk.Format("the stack is in state {}", state))
			})

		aws.Call(b, "Tear down", "cloudformation:deleteStack", sdk.Object{"StackName": name}).
			Retry(sdk.Retry("States.ALL").Interval(time.Minute).MaxAttempts(10).BackoffRate(2).MaxDelay(time.Hour).FullJitter())
		b.Choice("Was it of use?").
			When(sdk.NotEquals(problem, ""), func(b *sdk.Block) {
				b.Fail("No environment").Error("NoEnvironment").Cause(problem)
			})
		b.Return(sdk.Object{"name": name, "status": "RETURNED"})
	}, sdk.Comment("Create, check, lend out and tear down an environment"))
}
