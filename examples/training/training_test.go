package training_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/examples/training"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, training.Workflow(), "../../golden/training/model-training.asl.json")
}

func env(t *testing.T, accuracy float64) *simtest.Env {
	env := simtest.New(t, training.Workflow())
	env.Mock("Train").Return(map[string]any{"ModelArtifacts": map[string]string{"S3ModelArtifacts": "s3://models/m1"}})
	env.Mock("Evaluate").Return(training.Quality{Accuracy: accuracy})
	env.Mock("Create model").Return(map[string]string{"ModelArn": "m"})
	env.Mock("Configure endpoint").Return(map[string]string{"EndpointConfigArn": "c"})
	env.Mock("Create endpoint").Return(map[string]string{"EndpointArn": "e"})
	return env
}

var plan = training.Plan{Name: "m1", Image: "image", Role: "role", Data: "s3://data", Output: "s3://out", Minimum: 0.9}

func TestGoodModelIsDeployed(t *testing.T) {
	env := env(t, 0.95)
	var out struct {
		Endpoint string
		Accuracy float64
	}
	env.Run(plan).MustSucceed(&out)
	if out.Endpoint != "e" || out.Accuracy != 0.95 {
		t.Errorf("the output is %+v", out)
	}
	var model struct{ PrimaryContainer struct{ ModelDataUrl string } }
	if err := env.Calls("Create model")[0].Decode(&model); err != nil || model.PrimaryContainer.ModelDataUrl != "s3://models/m1" {
		t.Errorf("the model is %+v, %v", model, err)
	}
}

func TestPoorModelIsNot(t *testing.T) {
	run := env(t, 0.5).Run(plan)
	run.MustFail("AccuracyTooLow")
	run.MustTake("Train", "Evaluate", "Good enough?", "Not good enough")
}
