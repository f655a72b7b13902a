package sagemaker_test

import (
	"fmt"
	"log"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/sagemaker"
	"github.com/lockstep-go/lockstep/simtest"
)

func ExampleCreateTransformJobSync() {
	type Batch struct {
		Name  string `json:"name"`
		Input string `json:"input"`
	}
	w := sdk.New("score", func(b *sdk.Block, batch sdk.Value[Batch]) {
		job := sagemaker.CreateTransformJobSync(b, "Score").
			TransformJobName(batch.At("name")).
			ModelName("churn").
			TransformInput(sdk.Object{"DataSource": sdk.Object{"S3DataSource": sdk.Object{
				"S3DataType": "S3Prefix", "S3Uri": batch.At("input"),
			}}}).
			TransformOutput(sdk.Object{"S3OutputPath": "s3://scores/"}).
			TransformResources(sdk.Object{"InstanceType": "ml.m5.large", "InstanceCount": 1}).
			Timeout(2 * time.Hour).
			Result()
		b.Return(job.At("TransformJobStatus"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Score").Return(map[string]string{"TransformJobStatus": "Completed"}).Takes(40 * time.Minute)
	run := env.Run(Batch{"monday", "s3://customers/monday"})
	fmt.Println(run, "after", run.Duration)
	// Output:
	// Score: SUCCEEDED "Completed" after 40m0s
}
