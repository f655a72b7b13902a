// Package training trains a model, measures it, and deploys it if it is good
// enough.
package training

import (
	"context"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/sagemaker"
)

// Plan is the input.
type Plan struct {
	Name    string  `json:"name"`
	Image   string  `json:"image"`
	Role    string  `json:"role"`
	Data    string  `json:"data"`   // an S3 prefix
	Output  string  `json:"output"` // an S3 prefix
	Minimum float64 `json:"minimum"`
}

// Model is a trained model.
type Model struct {
	Artifact string `json:"artifact"`
}

// Quality is what evaluation found.
type Quality struct {
	Accuracy float64 `json:"accuracy"`
}

// Evaluate is the Lambda function evaluate.
func Evaluate(_ context.Context, m Model) (Quality, error) {
	return Quality{Accuracy: float64(len(m.Artifact)%10) / 10}, nil
}

// Workflow trains, evaluates, and deploys a model of at least the wanted
// accuracy.
func Workflow() *sdk.Workflow {
	return sdk.New("model-training", func(b *sdk.Block, plan sdk.Value[Plan]) {
		trained := sagemaker.CreateTrainingJobSync(b, "Train").
			TrainingJobName(plan.At("name")).RoleArn(plan.At("role")).
			AlgorithmSpecification(sdk.Object{"TrainingImage": plan.At("image"), "TrainingInputMode": "File"}).
			InputDataConfig(sdk.Array{sdk.Object{"ChannelName": "train", "DataSource": sdk.Object{
				"S3DataSource": sdk.Object{"S3DataType": "S3Prefix", "S3Uri": plan.At("data")}}}}).
			OutputDataConfig(sdk.Object{"S3OutputPath": plan.At("output")}).
			ResourceConfig(sdk.Object{"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 10}).
			StoppingCondition(sdk.Object{"MaxRuntimeInSeconds": 3600}).
			Result()
		artifact := trained.At("ModelArtifacts.S3ModelArtifacts")
		quality := lambda.Invoke(b, "Evaluate", Evaluate).Payload(sdk.Object{"artifact": artifact}).Retry(lambda.Transient()).Result()

		b.Choice("Good enough?").When(sdk.LessThan(quality.At("accuracy"), plan.At("minimum")), func(b *sdk.Block) {
			b.Fail("Not good enough").Error("AccuracyTooLow").
				Cause(sdk.Format("accuracy {} is below {}", quality.At("accuracy"), plan.At("minimum")))
		})

		sagemaker.CreateModel(b, "Create model").ModelName(plan.At("name")).ExecutionRoleArn(plan.At("role")).
			PrimaryContainer(sdk.Object{"Image": plan.At("image"), "ModelDataUrl": artifact})
		sagemaker.CreateEndpointConfig(b, "Configure endpoint").EndpointConfigName(plan.At("name")).
			ProductionVariants(sdk.Array{sdk.Object{"VariantName": "main", "ModelName": plan.At("name"), "InitialInstanceCount": 1, "InstanceType": "ml.m5.large"}})
		endpoint := sagemaker.CreateEndpoint(b, "Create endpoint").EndpointName(plan.At("name")).EndpointConfigName(plan.At("name")).Result()
		b.Return(sdk.Object{"endpoint": endpoint.At("EndpointArn"), "accuracy": quality.At("accuracy")})
	})
}
