package polling

import (
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// patience is how often the job is asked for, and pause the time between: an
// hour in all.
const (
	patience = 60
	pause    = time.Minute
)

// Workflow starts the job and asks every minute until it is done, has failed, or
// an hour is over.
func Workflow() *sdk.Workflow {
	return sdk.New("polled-job", func(b *sdk.Block, job sdk.Value[Job]) {
		b = b.Defaults(lambda.Transient().FullJitter())
		ticket := lambda.Invoke(b, "Start job", StartJob).Payload(job).Result()

		asked := sdk.Var[float64](b, "asked", 0)
		status := sdk.Var[string](b, "status", "RUNNING")
		file := sdk.Var[string](b, "file", "")
		b.Until("Over?", func(b *sdk.Block) sdk.Value[bool] {
			b.Wait("Pause").For(pause)
			progress := lambda.Invoke(b, "Look at job", LookAtJob).Payload(ticket).Result()
			asked.Set(b, sdk.Add(asked, 1))
			status.Set(b, progress.At("status"))
			file.Set(b, sdk.Default(progress.At("file"), ""))
			return sdk.Or(sdk.NotEquals(status, "RUNNING"), sdk.GreaterThanEquals(asked, patience))
		})

		b.Choice("Done?").
			When(sdk.NotEquals(status, "DONE"), func(b *sdk.Block) {
				b.Fail("Not done").Error("JobNotDone").
					Cause(sdk.Format("{} is {} after {} questions", ticket.At("id"), status, asked))
			})
		b.Return(sdk.Object{"job": ticket.At("id"), "file": file, "asked": asked})
	}, sdk.Comment("Start a job and ask until it is done"))
}
