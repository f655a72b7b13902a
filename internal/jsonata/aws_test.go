package jsonata_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// awsEnv is an environment as a workflow's state has it.
func awsEnv(input value.Value) *jsonata.Env {
	states := value.ObjectOf(value.Member{Key: "input", Value: input})
	return &jsonata.Env{
		Bindings: func(name string) (value.Value, bool) { return states, name == "states" },
		Limits:   jsonata.WorkflowLimits,
	}
}

// TestRecordings evaluates the expressions of states that real AWS was recorded on. Only
// Pass states with one expression are taken; what surrounds it is the simulator's.
func TestRecordings(t *testing.T) {
	dir := os.Getenv("LOCKSTEP_CONFORMANCE_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CONFORMANCE_DIR is not set: recordings of AWS were NOT compared")
	}
	files, err := filepath.Glob(filepath.Join(dir, "cases", "measured_jsonata_*", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	ran := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c struct {
			Kind       string
			Definition struct {
				Type   string
				Output map[string]any
			}
			Input    value.Value
			Expected struct {
				Partial struct {
					Status string
					Output value.Value
					Cause  string
					Holds  []string `json:"cause_contains"`
				}
			}
		}
		if err := json.Unmarshal(data, &c); err != nil {
			continue // a shape that is not ours to read
		}
		text, ok := c.Definition.Output["r"].(string)
		if c.Kind != "test_state" || c.Definition.Type != "Pass" || !ok {
			continue
		}
		ran++
		t.Run(filepath.Base(file), func(t *testing.T) {
			text := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, "{%"), "%}"))
			cause, got := "", value.Value{}
			e, err := jsonata.Compile(text, jsonata.AWS())
			if err == nil {
				got, err = e.Eval(value.Value{}, awsEnv(c.Input))
			}
			cause = awsCause(text, got, err)
			want := c.Expected.Partial
			if want.Status == "SUCCEEDED" {
				if cause != "" {
					t.Fatalf("%s: %s", text, cause)
				}
				if diff := cmp.Diff(want.Output.Get("r").String(), got.String()); diff != "" {
					t.Errorf("%s:\n%s", text, diff)
				}
				return
			}
			if cause == "" {
				t.Fatalf("%s = %s, AWS fails", text, got)
			}
			if want.Cause != "" && want.Cause != cause {
				t.Error(cmp.Diff(want.Cause, cause))
			}
			for _, part := range want.Holds {
				if !strings.Contains(cause, part) {
					t.Errorf("%q does not hold %q", cause, part)
				}
			}
		})
	}
	t.Logf("%d recordings", ran)
}

// awsCause is AWS's sentence about a failed expression.
func awsCause(text string, got value.Value, err error) string {
	subject := "The JSONata expression '" + text + "' specified for the field 'Output/r' "
	e, _ := err.(*jsonata.Error)
	switch {
	case e == nil && got.IsUndefined():
		return subject + "returned nothing (undefined)."
	case e == nil:
		return ""
	case e.Code != "":
		return subject + "threw an error during evaluation. " + e.Error()
	}
	return subject + "threw an error during evaluation: " + e.Message
}
