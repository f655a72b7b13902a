package training_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/examples/training"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

var experiment = training.Experiment{Name: "model-7", Data: "s3://data/ratings", Accuracy: 0.9, LearnRate: 0.2}

func world(t *testing.T, artifacts string) *simtest.Env {
	env := simtest.New(t, training.Workflow())
	env.Mock("Train").Return(map[string]any{"ModelArtifacts": map[string]string{"S3ModelArtifacts": artifacts}, "TrainingJobStatus": "Completed"})
	env.Mock("Register model").Return(map[string]string{"ModelArn": "arn"})
	env.Mock("Configure endpoint").Return(map[string]string{"EndpointConfigArn": "arn"})
	env.Mock("Deploy").Return(map[string]string{"EndpointArn": "arn"})
	return env
}

func TestDefinition(t *testing.T) {
	golden.Workflow(t, training.Workflow(), "../../golden/training/model-training.asl.json")
}

func TestGoodModelIsDeployed(t *testing.T) {
	env := world(t, "s3://models/model-7.tar.gz")
	run := env.Run(experiment)
	var got struct {
		Model    string
		Accuracy float64
		Endpoint string
	}
	run.MustSucceed(&got)
	want := got
	want.Model, want.Accuracy, want.Endpoint = "model-7", 0.93, "recommendations"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	run.MustTake("Train", "Evaluate", "Good enough?", "Register model", "Configure endpoint", "Deploy")
	var job struct{ HyperParameters map[string]string }
	if err := env.Calls("Train")[0].Decode(&job); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"eta": "0.2", "num_round": "100"}, job.HyperParameters); diff != "" {
		t.Errorf("the parameters are texts, as SageMaker wants them (-want +got):\n%s", diff)
	}
}

func TestWeakModelIsNotDeployed(t *testing.T) {
	run := world(t, "s3://models/weak.tar.gz").Run(experiment)
	run.MustFail("ModelTooWeak")
	run.MustTake("Train", "Evaluate", "Good enough?", "Too weak")
	if want := "model-7 reaches 0.61 of 0.9"; run.Cause != want {
		t.Errorf("the cause is %q, want %q", run.Cause, want)
	}
}

func TestBusySageMakerIsAskedAgain(t *testing.T) {
	busy := simtest.New(t, training.Workflow())
	busy.Mock("Train").Fail("SageMaker.AmazonSageMakerException", "slow down").Fail("Failed", "out of capacity")
	run := busy.Run(experiment)
	run.MustFail("Failed")
	if n := len(busy.Calls("Train")); n != 2 {
		t.Errorf("the job was started %d times, want 2", n)
	}
}

func TestModelThatCannotBeRegisteredIsNotDeployed(t *testing.T) {
	env := simtest.New(t, training.Workflow())
	env.Mock("Train").Return(map[string]any{"ModelArtifacts": map[string]string{"S3ModelArtifacts": "s3://models/model-7.tar.gz"}})
	env.Mock("Register model").Fail("SageMaker.ResourceLimitExceededException", "too many models")
	run := env.Run(experiment)
	run.MustFail("SageMaker.ResourceLimitExceededException")
	run.MustTake("Train", "Evaluate", "Good enough?", "Register model")
}
