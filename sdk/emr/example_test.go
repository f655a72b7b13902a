package emr_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/emr"
	"github.com/lockstep-go/lockstep/simtest"
)

// A step is added to a cluster that runs, and the workflow waits until it is over.
func ExampleAddStepSync() {
	type Job struct {
		Cluster string `json:"cluster"`
		Input   string `json:"input"`
	}
	w := sdk.New("count", func(b *sdk.Block, in sdk.Value[Job]) {
		step := emr.AddStepSync(b, "Count").
			ClusterId(in.At("cluster")).
			Step(sdk.Object{
				"Name": "count", "ActionOnFailure": "CONTINUE",
				"HadoopJarStep": sdk.Object{"Jar": "command-runner.jar", "Args": sdk.Array{"spark-submit", "s3://jobs/count.py", in.At("input")}},
			}).
			Result()
		b.Return(step.At("Step.Status.State"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Count").Return(map[string]any{"Step": map[string]any{"Status": map[string]string{"State": "COMPLETED"}}})
	fmt.Println(env.Run(Job{"j-1", "s3://in/may"}))
	// Output:
	// Count: SUCCEEDED "COMPLETED"
}
