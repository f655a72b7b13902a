package emrcontainers_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/emrcontainers"
	"github.com/lockstep-go/lockstep/simtest"
)

// A Spark job runs on a virtual cluster in EKS.
func ExampleStartJobRunSync() {
	type Job struct {
		Input string `json:"input"`
	}
	w := sdk.New("count", func(b *sdk.Block, in sdk.Value[Job]) {
		emrcontainers.StartJobRunSync(b, "Count").
			VirtualClusterId("0a1b2c3d").
			ExecutionRoleArn("arn:aws:iam::123456789012:role/spark").
			ReleaseLabel("emr-7.0.0-latest").
			JobDriver(sdk.Object{"SparkSubmitJobDriver": sdk.Object{
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
