// Package cicd tests a build, promotes it, and rolls back what does not hold.
package cicd

import (
	"context"
	"errors"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/codebuild"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// Release is the input.
type Release struct {
	Project string `json:"project"`
	Commit  string `json:"commit"`
	Service string `json:"service"`
}

// Promotion is a release on its way.
type Promotion struct {
	Service string `json:"service"`
	Commit  string `json:"commit"`
}

// Deployed tells what runs now, and what ran before.
type Deployed struct {
	Version  string `json:"version"`
	Previous string `json:"previous"`
}

// Unhealthy is the failure of a release that users would feel.
type Unhealthy struct{}

// Error says so.
func (Unhealthy) Error() string { return "the error rate rose" }

// Promote is the Lambda function promote.
func Promote(_ context.Context, p Promotion) (Deployed, error) {
	if p.Commit == "" {
		return Deployed{}, errors.New("no commit")
	}
	return Deployed{Version: p.Commit, Previous: "before"}, nil
}

// CheckHealth is the Lambda function check-health.
func CheckHealth(context.Context, Deployed) (struct{}, error) { return struct{}{}, nil }

// RollBack is the Lambda function roll-back.
func RollBack(_ context.Context, d Deployed) (string, error) { return d.Previous, nil }

// Workflow runs the tests, promotes, watches for ten minutes, and rolls back when
// the release is unhealthy.
func Workflow() *sdk.Workflow {
	return sdk.New("release", func(b *sdk.Block, release sdk.Value[Release]) {
		codebuild.StartBuildSync(b, "Test").ProjectName(release.At("project")).SourceVersion(release.At("commit")).
			Catch("States.TaskFailed", func(b *sdk.Block, e sdk.Caught) {
				b.Fail("Tests failed").Error("TestsFailed").Cause(e.Cause())
			})
		deployed := lambda.Invoke(b, "Promote", Promote).
			Payload(sdk.Object{"service": release.At("service"), "commit": release.At("commit")}).
			Result()
		b.Wait("Let it run").For(10 * time.Minute)
		lambda.Invoke(b, "Check health", CheckHealth).Payload(deployed).
			Retry(lambda.Transient()).
			Catch(lambda.ErrorName[Unhealthy](), func(b *sdk.Block, e sdk.Caught) {
				lambda.Invoke(b, "Roll back", RollBack).Payload(deployed).Retry(lambda.Transient().MaxAttempts(10))
				b.Fail("Rolled back").Error("ReleaseRolledBack").Cause(sdk.Format("{} is back", deployed.At("previous")))
			})
		b.Return(deployed)
	})
}
