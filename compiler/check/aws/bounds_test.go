package aws_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/compiler/check/aws"
)

// TestBounds holds how the service prints the bounds of a number: as a double of Java where
// the field takes fractions.
func TestBounds(t *testing.T) {
	for field, want := range map[string]string{
		`"ToleratedFailurePercentage":-1`:                            "Minimum value is 0.0",
		`"ToleratedFailurePercentage":101`:                           "Maximum value is 100.0",
		`"ToleratedFailureCount":-1`:                                 "Minimum value is 0",
		`"Retry":[{"ErrorEquals":["States.ALL"],"BackoffRate":0.5}]`: "Minimum value is 1.0",
	} {
		definition := `{"StartAt":"M","States":{"M":{"Type":"Map",` + field + `,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
			"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}`
		var got []string
		for _, d := range aws.Diagnostics([]byte(definition), check.Standard, aws.Error) {
			got = append(got, d.Message)
		}
		if diff := cmp.Diff([]string{want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", field, diff)
		}
	}
}
