package batch_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/batch"
	"github.com/lockstep-go/lockstep/simtest"
)

// The result of a step that waits is the job itself, with its container.
func ExampleSubmitJobSync() {
	type Scene struct {
		File string `json:"file"`
	}
	w := sdk.New("render", func(b *sdk.Block, scene sdk.Value[Scene]) {
		job := batch.SubmitJobSync(b, "Render").
			JobName("render").
			JobQueue("renderers").
			JobDefinition("render:3").
			ContainerOverrides(sdk.Object{"Command": sdk.Array{"render", scene.At("file")}}).
			Catch("States.TaskFailed", func(b *sdk.Block, _ sdk.Caught) { b.Return("look at the scene") }).
			Result()
		b.Return(sdk.Format("the log is {}", sdk.Field(job, func(j *batch.SubmitJobSyncResult) *string {
			return &j.Container.LogStreamName
		})))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Render").
		Return(map[string]any{"JobId": "j-1", "Status": "SUCCEEDED", "Container": map[string]any{"ExitCode": 0, "LogStreamName": "render/1"}}).
		Fail("States.TaskFailed", "exit code 1")
	fmt.Println(env.Run(Scene{"sea.blend"}))
	fmt.Println(env.Run(Scene{"sky.blend"}))
	// Output:
	// Render: SUCCEEDED "the log is render/1"
	// Render → Return: SUCCEEDED "look at the scene"
}
