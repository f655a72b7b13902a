package training

import (
	"context"
	"fmt"
	"strings"
)

// Experiment is the input of the workflow.
type Experiment struct {
	Name      string  `json:"name"`
	Data      string  `json:"data"` // s3://bucket/prefix
	Accuracy  float64 `json:"accuracy"`
	LearnRate float64 `json:"learnRate"`
}

// Candidate is what Evaluate is asked for.
type Candidate struct {
	Artifacts string `json:"artifacts"`
	Data      string `json:"data"`
}

// Evaluation is how well a model does on data it has not seen.
type Evaluation struct {
	Accuracy float64 `json:"accuracy"`
	Samples  int     `json:"samples"`
}

// Evaluate is the Lambda function evaluate. This one reads the answer off the
// name of the artifacts, as far as an example may.
func Evaluate(_ context.Context, c Candidate) (Evaluation, error) {
	if !strings.HasPrefix(c.Artifacts, "s3://") {
		return Evaluation{}, fmt.Errorf("%q is no place in S3", c.Artifacts)
	}
	accuracy := 0.93
	if strings.Contains(c.Artifacts, "weak") {
		accuracy = 0.61
	}
	return Evaluation{Accuracy: accuracy, Samples: 10_000}, nil
}
