package mediaconvert_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/mediaconvert"
	"github.com/lockstep-go/lockstep/simtest"
)

// A template says how to transcode, the step what.
func ExampleCreateJobSync() {
	type Video struct {
		File string `json:"file"`
	}
	w := sdk.New("preview", func(b *sdk.Block, in sdk.Value[Video]) {
		done := mediaconvert.CreateJobSync(b, "Transcode").
			Role("arn:aws:iam::123456789012:role/mediaconvert").
			JobTemplate("preview").
			Settings(sdk.Object{"Inputs": sdk.Array{sdk.Object{"FileInput": in.At("file")}}}).
			Result()
		b.Return(done.At("Job.Status"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Transcode").Return(map[string]any{"Job": map[string]string{"Status": "COMPLETE"}})
	fmt.Println(env.Run(Video{"s3://videos/sea.mov"}))
	// Output:
	// Transcode: SUCCEEDED "COMPLETE"
}
