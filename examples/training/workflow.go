package training

import (
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/sagemaker"
)

// What the account has. A deployment fills it in.
const (
	role     = "arn:aws:iam::123456789012:role/sagemaker"
	image    = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"
	results  = "s3://models/"
	endpoint = "recommendations"
)

// Workflow trains, evaluates and, if the accuracy is what was asked for, puts
// the model behind the endpoint.
func Workflow() *sdk.Workflow {
	return sdk.New("model-training", func(b *sdk.Block, experiment sdk.Value[Experiment]) {
		b = b.Defaults(sdk.Retry("SageMaker.AmazonSageMakerException").Interval(10 * time.Second).MaxAttempts(5).BackoffRate(2).FullJitter())
		name := sdk.Field(experiment, func(e *Experiment) *string { return &e.Name })

		trained := sagemaker.CreateTrainingJobSync(b, "Train").
			TrainingJobName(name).
			RoleArn(role).
			AlgorithmSpecification(sdk.Object{"TrainingImage": image, "TrainingInputMode": "File"}).
			HyperParameters(sdk.Object{"eta": sdk.ToString(experiment.At("learnRate")), "num_round": "100"}).
			InputDataConfig(sdk.Array{channel("train", experiment)}).
			OutputDataConfig(sdk.Object{"S3OutputPath": results}).
			ResourceConfig(sdk.Object{"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30}).
			StoppingCondition(sdk.Object{"MaxRuntimeInSeconds": int((4 * time.Hour).Seconds())}).
			Result()
		artifacts := trained.At("ModelArtifacts.S3ModelArtifacts")

		evaluation := lambda.Invoke(b, "Evaluate", Evaluate).
			Payload(sdk.Object{"artifacts": artifacts, "data": experiment.At("data")}).
			Retry(lambda.Transient().FullJitter()).
			Result()
		accuracy := sdk.Field(evaluation, func(e *Evaluation) *float64 { return &e.Accuracy })

		b.Choice("Good enough?").
			When(sdk.LessThan(accuracy, experiment.At("accuracy")), func(b *sdk.Block) {
				b.Fail("Too weak").Error("ModelTooWeak").
					Cause(sdk.Format("{} reaches {} of {}", name, accuracy, experiment.At("accuracy")))
			})

		sagemaker.CreateModel(b, "Register model").
			ModelName(name).
			ExecutionRoleArn(role).
			PrimaryContainer(sdk.Object{"Image": image, "ModelDataUrl": artifacts})
		sagemaker.CreateEndpointConfig(b, "Configure endpoint").
			EndpointConfigName(name).
			ProductionVariants(sdk.Array{sdk.Object{
				"ModelName": name, "VariantName": "all", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1,
			}})
		sagemaker.UpdateEndpoint(b, "Deploy").EndpointName(endpoint).EndpointConfigName(name)

		b.Return(sdk.Object{"model": name, "accuracy": accuracy, "endpoint": endpoint})
	}, sdk.Comment("Train, evaluate, deploy what is good enough"))
}

// channel is a source of training data.
func channel(name string, experiment sdk.Value[Experiment]) sdk.Object {
	return sdk.Object{
		"ChannelName": name,
		"ContentType": "text/csv",
		"DataSource":  sdk.Object{"S3DataSource": sdk.Object{"S3DataType": "S3Prefix", "S3Uri": experiment.At("data")}},
	}
}
