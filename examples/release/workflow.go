package release

import (
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/aws"
	"github.com/lockstep-go/lockstep/sdk/codebuild"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// project is the CodeBuild project that runs the tests.
const project = "service-tests"

// alarm is a CloudWatch alarm with the fields the workflow reads.
type alarm struct {
	AlarmName  string
	StateValue string
}

// Workflow tests, deploys to a tenth of the traffic, watches for half an hour,
// and then promotes or rolls back. A version that can't be watched is rolled back too.
func Workflow() *sdk.Workflow {
	return sdk.New("release", func(b *sdk.Block, commit sdk.Value[Commit]) {
		b = b.Defaults(lambda.Transient().FullJitter())

		codebuild.StartBuildSync(b, "Run tests").
			ProjectName(project).
			SourceVersion(commit.At("sha")).
			Catch("States.TaskFailed", func(b *sdk.Block, _ sdk.Caught) {
				b.Fail("Tests failed").Error("TestsFailed").Cause(sdk.Format("{} does not pass its tests", commit.At("sha")))
			})

		version := lambda.Invoke(b, "Deploy", DeployCommit).Payload(commit).Result()
		reason := sdk.Var[string](b, "reason", "")
		b.Try("Canary", func(b *sdk.Block) {
			shift(b, "Give it a tenth", commit, version, 10)
			b.Wait("Watch").For(30 * time.Minute)
			found := aws.Call(b, "Look at alarms", "cloudwatch:describeAlarms", sdk.Object{
				"AlarmNamePrefix": commit.At("service"), "StateValue": "ALARM",
			}).Retry(sdk.Retry("CloudWatch.CloudWatchException").MaxAttempts(5).FullJitter()).Result()
			alarms := sdk.At[[]alarm](found, "MetricAlarms")

			b.Choice("Any alarm?").
				When(sdk.GreaterThan(sdk.Count(alarms), 0), func(b *sdk.Block) {
					reason.Set(b, sdk.Format("{} raised alarms", version))
					b.GoTo("Roll back")
				})

			routing := shift(b, "Promote", commit, version, 100)
			b.Return(sdk.Object{"service": commit.At("service"), "version": routing.At("stable")})
		}).CatchAll(func(b *sdk.Block, e sdk.Caught) {
			reason.Set(b, e.Error())
			shift(b, "Roll back", commit, version, 0)
			b.Fail("Rolled back").Error("RolledBack").Cause(reason)
		})
	}, sdk.Comment("Test, release a little, watch, promote or roll back"))
}

// shift is a fragment: a step that gives a version so much of the traffic.
func shift(b *sdk.Block, name string, commit sdk.Value[Commit], version sdk.Value[string], percent int) sdk.Value[Routing] {
	return lambda.Invoke(b, name, ShiftTraffic).
		Payload(sdk.Object{"service": commit.At("service"), "version": version, "percent": percent}).
		Result()
}
