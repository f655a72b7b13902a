// Package polling waits for a job that can't call back.
package polling

import (
	"context"
	"errors"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// Report is the input: what to compute.
type Report struct {
	Query string `json:"query"`
}

// Job is a computation under way.
type Job struct {
	ID string `json:"id"`
}

// State is how far a job is.
type State string

// The states of a job.
const (
	Running State = "RUNNING"
	Done    State = "DONE"
	Broken  State = "BROKEN"
)

// Values are all states.
func (State) Values() []string { return []string{string(Running), string(Done), string(Broken)} }

// Progress is the answer to a poll.
type Progress struct {
	State State  `json:"state"`
	URL   string `json:"url,omitempty"`
}

// Submit is the Lambda function submit.
func Submit(_ context.Context, r Report) (Job, error) {
	if r.Query == "" {
		return Job{}, errors.New("no query")
	}
	return Job{ID: "job-1"}, nil
}

// Poll is the Lambda function poll.
func Poll(context.Context, Job) (Progress, error) {
	return Progress{State: Done, URL: "s3://reports/1"}, nil
}

// Workflow submits a job and polls it, at most sixty times.
func Workflow() *sdk.Workflow {
	return sdk.New("polling", func(b *sdk.Block, report sdk.Value[Report]) {
		job := lambda.Invoke(b, "Submit", Submit).Payload(report).Retry(lambda.Transient()).Result()
		polls := sdk.Var[int](b, "polls", 0)
		var progress sdk.Value[Progress]
		b.Until("Over?", func(b *sdk.Block) sdk.Value[bool] {
			b.Wait("Pause").For(30 * time.Second)
			progress = lambda.Invoke(b, "Poll", Poll).Payload(job).Retry(lambda.Transient()).Result()
			polls.Set(b, sdk.Add(polls, 1))
			return sdk.Or(sdk.NotEquals(progress.At("state"), Running), sdk.GreaterThanEquals(polls, 60))
		})
		b.Choice("Well?").When(sdk.And(sdk.Equals(progress.At("state"), Done), sdk.IsPresent(progress.At("url"))), func(b *sdk.Block) {
			b.Return(sdk.Object{"url": progress.At("url"), "polls": polls})
		})
		b.Fail("No report").Error("NoReport").Cause(sdk.Format("the job is {} after {} polls", progress.At("state"), polls))
	})
}
