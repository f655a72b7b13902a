// Package transcode makes the renditions of an uploaded film.
package transcode

import (
	"context"
	"errors"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/eventbridge"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/mediaconvert"
)

// Film is the input.
type Film struct {
	Source string `json:"source"`
	Target string `json:"target"`
	Title  string `json:"title"`
}

// Probe is what is known of a film before it is transcoded.
type Probe struct {
	Height int `json:"height"`
}

// Inspect is the Lambda function inspect.
func Inspect(_ context.Context, f Film) (Probe, error) {
	if f.Source == "" {
		return Probe{}, errors.New("no source")
	}
	return Probe{Height: 1080}, nil
}

const role = "arn:aws:iam::123456789012:role/media-convert"

// Workflow inspects the film, picks a preset, transcodes, and announces it.
func Workflow() *sdk.Workflow {
	return sdk.New("transcoding", func(b *sdk.Block, film sdk.Value[Film]) {
		probe := lambda.Invoke(b, "Inspect", Inspect).Payload(film).Retry(lambda.Transient()).Result()
		preset := sdk.If[string](sdk.GreaterThanEquals(probe.At("height"), 2160), "UHD", "HD")
		job := mediaconvert.CreateJobSync(b, "Transcode").Role(role).
			Settings(sdk.Object{
				"Inputs": sdk.Array{sdk.Object{"FileInput": film.At("source")}},
				"OutputGroups": sdk.Array{sdk.Object{
					"OutputGroupSettings": sdk.Object{"Type": "FILE_GROUP_SETTINGS", "FileGroupSettings": sdk.Object{"Destination": film.At("target")}},
					"Outputs":             sdk.Array{sdk.Object{"Preset": preset}},
				}},
			}).
			Retry(sdk.Retry("MediaConvert.TooManyRequestsException").Interval(10*time.Second).MaxAttempts(5)).
			Catch("States.TaskFailed", func(b *sdk.Block, e sdk.Caught) {
				announce(b, "Announce failure", "Failed", sdk.Object{"title": film.At("title"), "cause": e.Cause()})
				b.Fail("Not transcoded").Error("TranscodingFailed").Cause(e.Cause())
			}).
			Result()
		announce(b, "Announce", "Transcoded", sdk.Object{"title": film.At("title"), "job": job.At("Job.Id"), "target": film.At("target")})
	})
}

func announce(b *sdk.Block, step, what string, detail sdk.Object) {
	eventbridge.PutEvents(b, step).Entries(sdk.Array{sdk.Object{"Source": "studio", "DetailType": what, "Detail": detail}})
}
