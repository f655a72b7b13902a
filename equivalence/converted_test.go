package equivalence_test

import (
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/equivalence"
)

// What conversion is known to change is no difference between a machine and its converted
// form, and is one between machines that should be the same.
func TestConverted(t *testing.T) {
	for name, c := range map[string]struct{ before, after, want string }{
		"the notation of an object in a role": {
			`{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Credentials": {"RoleArn.$": "States.Format('arn:{}', $.x)"}, "Parameters": {"a": 1}, "End": true}}}`,
			`{"QueryLanguage": "JSONata", "StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Credentials": {"RoleArn": "{% $exists($states.input.x) ? 'arn:' & $states.input.x : $error('x is missing') %}"}, "Arguments": {"a": 1}, "End": true}}}`,
			"FAILED States.QueryEvaluationError",
		},
		"a child that fails by its data and is tolerated": {
			`{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "ToleratedFailurePercentage": 100, "ResultPath": null, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {
				"P": {"Type": "Pass", "Result": 1, "ResultPath": "$.made", "Next": "T"}, "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"a": 1}, "End": true}}}, "End": true}}}`,
			`{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "ToleratedFailurePercentage": 100, "ResultPath": null, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "T", "States": {
				"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"a": 1}, "End": true}}}, "End": true}}}`,
			"only the second makes the call",
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, converted := range []bool{true, false} {
				r, err := equivalence.Compare(t.Context(), machine(t, c.before), machine(t, c.after), equivalence.Options{Cases: 300, Seed: 1, Converted: converted})
				if err != nil {
					t.Fatal(err)
				}
				switch {
				case converted && (!r.Equivalent || r.Unspecified == 0):
					t.Errorf("as converted: %v, %d unspecified", r.Counterexample, r.Unspecified)
				case !converted && (r.Counterexample == nil || !strings.Contains(r.Counterexample.Difference, c.want)):
					t.Errorf("as it is: %v, want %q", r.Counterexample, c.want)
				}
			}
		})
	}
}

// The name of the state whose result is too large is no difference.
func TestResultTooLarge(t *testing.T) {
	text := func(name string) string {
		return `{"QueryLanguage": "JSONata", "StartAt": "` + name + `", "States": {"` + name + `": {"Type": "Pass", "Output": "{% $join([1..300000].('x')) %}", "End": true}}}`
	}
	r, err := equivalence.Compare(t.Context(), machine(t, text("A")), machine(t, text("It's B")), equivalence.Options{Cases: 2, Seed: 1})
	if err != nil || !r.Equivalent || r.Cases != 2 {
		t.Errorf("%v, %d cases, error %v", r.Counterexample, r.Cases, err)
	}
}
