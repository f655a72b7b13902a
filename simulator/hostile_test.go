package simulator_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/simulator"
)

// What a catcher makes can be too large itself. That is not caught again, though the catcher
// would match it: the state fails.
func TestCatcherDoesNotCatchItself(t *testing.T) {
	large := strings.Repeat("x", 262_100)
	for _, c := range []struct{ name, definition, input, want string }{
		{
			"error output beside a large input",
			`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f",
				"Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.error","Next":"T"}],"End":true}}}`,
			`{"a":"` + large + `"}`,
			"FAILED States.DataLimitExceeded The state/task 'T' returned a result with a size exceeding the maximum number of bytes service limit.",
		},
		{
			"variable",
			`{"QueryLanguage":"JSONata","StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f",
				"Catch":[{"ErrorEquals":["States.ALL"],"Assign":{"v":"{% $states.input.a & $states.input.a %}"},"Next":"T"}],"End":true}}}`,
			`{"a":"` + large[:200_000] + `"}`,
			"FAILED States.DataLimitExceeded The variable 'v' has a size exceeding the maximum number of bytes service limit.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, outcome(execute(t, simulator.New(failing(1)), c.definition, c.input))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Load refuses what can't be run, with the state and the field.
func TestLoadRefusesWhatCannotRun(t *testing.T) {
	for _, c := range []struct{ definition, state, field string }{
		{`{"StartAt":"W","States":{"W":{"Type":"Wait","End":true}}}`, "W", "Seconds"},
		{`{"StartAt":"A","States":{"B":{"Type":"Pass","End":true}}}`, "", "StartAt"},
		{`{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}`, "A", "Next"},
		{`{"StartAt":"A","States":{"A":{"Type":"Pass","InputPath":"$.[","End":true}}}`, "A", "InputPath"},
	} {
		_, err := load([]byte(c.definition))
		e, ok := errors.AsType[*simulator.LoadError](err)
		if !ok || e.State != c.state || e.Field != c.field {
			t.Errorf("%s: got %v, want a LoadError of state %q, field %s", c.definition, err, c.state, c.field)
		}
	}
}
