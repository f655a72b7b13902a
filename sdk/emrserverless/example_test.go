package emrserverless_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/emrserverless"
	"github.com/lockstep-go/lockstep/simtest"
)

// A Spark job runs without a cluster of one's own.
func ExampleStartJobRunSync() {
	type Job struct {
		Input string `json:"input"`
	}
	w := sdk.New("count", func(b *sdk.Block, in sdk.Value[Job]) {
		emrserverless.StartJobRunSync(b, "Count").
			ApplicationId("00f1").
			ExecutionRoleArn("arn:aws:iam::123456789012:role/spark").
			JobDriver(sdk.Object{"SparkSubmit": sdk.Object{
				"EntryPoint": "s3://jobs/count.py", "EntryPointArguments": sdk.Array{in.At("input")},
			}})
		b.Return(in.At("input"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Count").Return(map[string]any{})
	fmt.Println(env.Run(Job{"s3://in/may"}))
	// Output:
	// Count: SUCCEEDED "s3://in/may"
}
