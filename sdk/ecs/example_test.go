package ecs_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/ecs"
	"github.com/lockstep-go/lockstep/simtest"
)

// The container reads what to do from its environment; the step ends when the
// task has stopped, and its result is that task.
func ExampleRunTaskSync() {
	type Video struct {
		File string `json:"file"`
	}
	w := sdk.New("convert", func(b *sdk.Block, video sdk.Value[Video]) {
		task := ecs.RunTaskSync(b, "Convert").
			Cluster("media").
			TaskDefinition("convert:7").
			LaunchType("FARGATE").
			NetworkConfiguration(sdk.Object{"AwsvpcConfiguration": sdk.Object{"Subnets": sdk.Array{"subnet-1"}}}).
			Overrides(sdk.Object{"ContainerOverrides": sdk.Array{sdk.Object{
				"Name":        "convert",
				"Environment": sdk.Array{sdk.Object{"Name": "FILE", "Value": video.At("file")}},
			}}}).
			Catch("States.TaskFailed", func(b *sdk.Block, _ sdk.Caught) {
				b.Fail("Not converted").Error("NotConverted").Cause(sdk.Format("{} can't be converted", video.At("file")))
			}).
			Result()
		b.Return(sdk.Object{"exitCode": task.At("Containers[0].ExitCode")})
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Convert").Return(map[string]any{"Containers": []any{map[string]int{"ExitCode": 0}}}).Fail("States.TaskFailed", "exit code 1")
	fmt.Println(env.Run(Video{"a.mov"}))
	fmt.Println(env.Run(Video{"b.mov"}))
	// Output:
	// Convert: SUCCEEDED {"exitCode":0}
	// Convert → Not converted: FAILED NotConverted: b.mov can't be converted
}
