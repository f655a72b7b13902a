package equivalence_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/equivalence"
)

// A handler of a function's own error reads the cause that the Lambda runtime reports;
// cases must get past it.
func TestCausesOfFunctionsCanBeParsed(t *testing.T) {
	m, problems := asl.DecodeJSON("m.json", []byte(`{
		"QueryLanguage": "JSONata", "StartAt": "Read",
		"States": {
			"Read": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "read"},
				"Catch": [{"ErrorEquals": ["Unreadable"], "Next": "Park"}], "End": true},
			"Park": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
				"Arguments": {"QueueUrl": "q", "MessageBody": "{% $parse($states.input.Cause).errorMessage %}"}, "Next": "Done"},
			"Done": {"Type": "Succeed"}
		}
	}`))
	if m == nil {
		t.Fatal(problems)
	}
	r, err := equivalence.Compare(t.Context(), m, m, equivalence.Options{Cases: 200})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Equivalent || len(r.Coverage.UnreachedStates) > 0 {
		t.Errorf("equivalent %v, not reached: %v", r.Equivalent, r.Coverage.UnreachedStates)
	}
}
