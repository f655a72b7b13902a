package glue_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/glue"
	"github.com/lockstep-go/lockstep/simtest"
)

// The result of a step that waits is the run of the job. Arguments of the step are
// methods; the job's own are ArgumentsParameter.
func ExampleStartJobRunSync() {
	type Day struct {
		Date string `json:"date"`
	}
	w := sdk.New("transform", func(b *sdk.Block, day sdk.Value[Day]) {
		run := glue.StartJobRunSync(b, "Transform").
			JobName("transform").
			ArgumentsParameter(sdk.Object{"--date": day.At("date")}).
			Retry(sdk.Retry("Glue.ConcurrentRunsExceededException").MaxAttempts(5).FullJitter()).
			Result()
		b.Return(sdk.Object{"seconds": sdk.Field(run, func(r *glue.StartJobRunSyncResult) *int64 { return &r.ExecutionTime })})
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Transform").
		Fail("Glue.ConcurrentRunsExceededException", "busy").
		Return(map[string]any{"Id": "jr_1", "JobRunState": "SUCCEEDED", "ExecutionTime": 95})
	fmt.Println(env.Run(Day{"2026-11-23"}))
	fmt.Println(env.Calls("Transform")[1].Input)
	// Output:
	// Transform: SUCCEEDED {"seconds":95}
	// {"JobName":"transform","Arguments":{"--date":"2026-11-23"}}
}
