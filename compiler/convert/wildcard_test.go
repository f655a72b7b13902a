package convert_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/convert"
	"github.com/lockstep-go/lockstep/simulator"
)

// Arrays in arrays, single elements and what has no members: where JSONata's own paths would
// flatten or unwrap, the converted ones answer what JSONPath does.
func TestWildcardsKeepArrays(t *testing.T) {
	documents := []string{
		`{"a": []}`, `{"a": [{"b": 1}]}`, `{"a": [{"b": [1]}]}`, `{"a": [{"b": [[1, 2]]}, {"b": []}, {"b": [[]]}]}`,
		`{"a": [{"c": 1}, 5, null, "x", [{"b": 2}], {"b": null}]}`, `{"a": {"x": {"b": 1}, "y": {"b": [2]}}}`, `{"a": {"x": [1]}}`, `{"a": {}}`,
		`{"a": [[1, [2]], [], [[3]]]}`, `{"a": [[]]}`, `{"a": "text"}`, `{"a": null}`, `{}`, `{"a": [{"b": {"c": [1]}}]}`,
	}
	for _, path := range []string{"$.a[*]", "$.a[*].b", "$.a[*][*]", "$.a[*].b[*]", "$[*]", "$[*][*]", "$.a[0][*]", "$.a[*].b.c", "$.a[*]['b','c']", "$['a'].*"} {
		before := machine(t, `{"Type": "Pass", "Parameters": {"list.$": "`+path+`"}, "End": true}`)
		after, refusals := convert.Machine(before)
		if len(refusals) > 0 {
			t.Errorf("%s: %v", path, refusals)
			continue
		}
		for _, document := range documents {
			if diff := cmp.Diff(output(t, before, document), output(t, after, document)); diff != "" {
				t.Errorf("%s of %s (-JSONPath +JSONata):\n%s", path, document, diff)
			}
		}
	}
}

func output(t *testing.T, m *asl.Machine, input string) string {
	t.Helper()
	p, err := simulator.Load(m)
	if err != nil {
		t.Fatal(err)
	}
	e, err := simulator.New().Execute(t.Context(), simulator.Start{Machine: simulator.Machine{Program: p, Name: "m"}, Input: input})
	if err != nil {
		t.Fatal(err)
	}
	d := e.Describe()
	if d.Output == nil {
		return d.Status.String()
	}
	return *d.Output
}
