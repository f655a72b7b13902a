package asl_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/asl/asltest"
)

// What is noted while decoding must be what a look at the object says.
func TestDecodedFields(t *testing.T) {
	texts := map[string][]byte{
		"large": asltest.Large(40).Indented(),
		"odd": []byte(`{"StartAt": "", "TimeoutSeconds": null, "States": {"A": {"Type": "Task", "End": false, "Retry": [], "Catch": [5],
			"Parameters": {"a": [1, {"b": 2}]}, "Resource": 5, "Next": "B"}, "X": {"Type": "Y", "Z": {}}, "B": {"Type": "Choice",
			"Choices": [{"Variable": "$", "IsNull": true, "IsString": true, "Next": "A"}], "Default": "A"}, "C": {"Type": "Map", "ItemProcessor": {"States": {}}}}}`),
	}
	files, err := filepath.Glob("../golden/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if texts[file], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range texts {
		m, _ := asl.DecodeJSON(name, text)
		if m == nil {
			continue
		}
		for path, o := range asl.Objects("", m) {
			if diff := cmp.Diff(asl.SetFields(o), asl.DecodedFields(o)); diff != "" {
				t.Errorf("%s: %s: (-looked at +noted)\n%s", name, path, diff)
			}
		}
	}
}

// Places are found late, by counting nodes: they must be those of the objects still.
func TestPlacesFoundLate(t *testing.T) {
	const text = `{"Comment": {"odd": [1, [2, {}]]}, "StartAt": "A", "States": {
  "A": {"Type": "Task", "Parameters": {"a": [1, {"b": 2}], "c": {}}, "Retry": [
    {"ErrorEquals": ["X"]},
    {"ErrorEquals": ["Y"]}], "End": true},
  "X": {"Type": "Nothing", "Deep": {"er": [[]]}},
  "B": {"Type": "Succeed"}}}`
	for name, decode := range map[string]func() *asl.Machine{
		"once": func() *asl.Machine { m, _ := asl.DecodeJSON("f", []byte(text)); return m },
		"twice": func() *asl.Machine {
			m, _ := asl.DecodeJSON("f", []byte(`{"Version": "1.0", "Version": "1.0", `+text[1:]))
			return m
		},
		"yaml": func() *asl.Machine { m, _ := asl.DecodeYAML("f", []byte(text)); return m },
	} {
		m := decode()
		var lines []int
		for _, o := range asl.Objects("", m) {
			lines = append(lines, asl.NodeOf(o).Place().Line)
		}
		if diff := cmp.Diff([]int{1, 2, 3, 4, 6}, lines); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
}
