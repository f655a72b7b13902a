package simulator_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/simulator"
)

// TestTestStateVariables holds that TestState shows the variables as they are after the
// state.
func TestTestStateVariables(t *testing.T) {
	out, err := inspect(t, `{"Type":"Pass","Assign":{"b.$":"$.x","a":9},"End":true}`, simulator.TestStateInput{Input: `{"x":2}`, Variables: `{"a":1,"c":3}`})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(new(`{"a":9,"c":3,"b":2}`), out.Inspection.Variables); diff != "" {
		t.Error(diff)
	}
}

// TestTestStateEmptyMock holds that a mock says one of what a state may come to.
func TestTestStateEmptyMock(t *testing.T) {
	_, err := inspect(t, `{"Type":"Parallel","Branches":[{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}],"End":true}`, simulator.TestStateInput{Mock: &simulator.StateMock{}})
	want := "ValidationException: A test mock should have only one of the following fields: [result, errorOutput]."
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
