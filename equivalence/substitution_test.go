package equivalence_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/equivalence"
)

// What is filled in for a substitution may be what the machine compares it with: two machines
// that differ only then are told apart, and the counterexample says by what.
func TestSubstitutionsAreFilledIn(t *testing.T) {
	before := machine(t, `{"QueryLanguage": "JSONata", "StartAt": "C", "States": {
		"C": {"Type": "Choice", "Choices": [{"Condition": "{% '${Stage}' = 'prod' %}", "Next": "A"}], "Default": "B"},
		"A": {"Type": "Fail", "Error": "A"}, "B": {"Type": "Fail", "Error": "B"}}}`)
	after := machine(t, `{"QueryLanguage": "JSONata", "StartAt": "B", "States": {"B": {"Type": "Fail", "Error": "B"}}}`)
	r, err := equivalence.Compare(t.Context(), before, after, equivalence.Options{Cases: 20, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if r.Counterexample == nil {
		t.Fatal("no difference was found")
	}
	if diff := cmp.Diff(map[string]string{"Stage": "prod"}, r.Counterexample.Case.Filled); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A Resource is filled in by its name, whatever else is compared.
func TestSubstitutedResourceIsCalled(t *testing.T) {
	m := machine(t, `{"StartAt": "C", "States": {
		"C": {"Type": "Choice", "Choices": [{"Variable": "$.stage", "StringEquals": "prod", "Next": "A"}], "Default": "A"},
		"A": {"Type": "Task", "Resource": "${Function}", "Parameters": {"stage": "${Stage}"}, "End": true}}}`)
	r, err := equivalence.Compare(t.Context(), m, m, equivalence.Options{Cases: 20, Seed: 1})
	if err != nil || !r.Equivalent || r.Cases != 20 {
		t.Errorf("%v, %d cases, error %v", r.Counterexample, r.Cases, err)
	}
}
