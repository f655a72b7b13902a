package shapes_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/catalog/shapes"
	"github.com/lockstep-go/lockstep/internal/value"
)

func resolve(t *testing.T, resource string) *catalog.Action {
	t.Helper()
	r, err := catalog.Parse(resource)
	if err != nil {
		t.Fatal(err)
	}
	a, err := r.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestCheckResult(t *testing.T) {
	for _, c := range []struct {
		name, resource, result string
		mode                   shapes.Mode
		want                   string
	}{
		{"required", "states:startExecution", `{"executionArn":"a","startDate":"b"}`, shapes.Strict, "Required field 'ExecutionArn' is missing"},
		{"required is not asked for", "states:startExecution", `{}`, shapes.Present, ""},
		{"null is missing", "states:startExecution", `{"ExecutionArn":null,"StartDate":"x"}`, shapes.Strict, "Required field 'ExecutionArn' is missing"},
		{"none", "states:startExecution", `7`, shapes.None, ""},
		{"a job answers what is polled", "states:startExecution.sync:2", `{"ExecutionArn":"a"}`, shapes.Strict, "Required field 'StateMachineArn' is missing"},
		{"parsed output", "states:startExecution.sync:2", `{"Output":{"a":1}}`, shapes.Present, ""},
		{"timestamp", "aws-sdk:sfn:describeExecution", `{"StartDate":1}`, shapes.Present, "Field 'StartDate' must be a string"},
		{"list", "events:putEvents", `{"Entries":{}}`, shapes.Strict, "Field 'Entries' must be an array"},
		{"in a list", "events:putEvents", `{"Entries":[{"EventId":"a"},{"EventId":7}]}`, shapes.Strict, "Field 'EventId' must be a string"},
		{"number", "lambda:invoke", `{"StatusCode":"200"}`, shapes.Present, "Field 'StatusCode' must be a number"},
		{"payload is any JSON", "lambda:invoke", `{"Payload":[1]}`, shapes.Strict, ""},
		{"least", "aws-sdk:lambda:getFunction", `{"Configuration":{"MemorySize":127}}`, shapes.Present, "Field 'MemorySize' is less than the minimum value"},
		{"enum", "aws-sdk:s3:getObject", `{"StorageClass":"Papyrus"}`, shapes.Strict, "Field 'StorageClass' is not an expected value"},
		{"boolean", "aws-sdk:s3:getObject", `{"DeleteMarker":"true"}`, shapes.Strict, "Field 'DeleteMarker' must be a boolean"},
		{"map", "aws-sdk:s3:getObject", `{"Metadata":[]}`, shapes.Strict, "Field 'Metadata' must be an object"},
		{"in a map", "aws-sdk:s3:getObject", `{"Metadata":{"a":1}}`, shapes.Strict, "Field 'a' must be a string"},
		{"blob", "aws-sdk:kms:encrypt", `{"CiphertextBlob":123}`, shapes.Strict, "Field 'CiphertextBlob' must be a string"},
		{"unknown members pass", "events:putEvents", `{"random":"json"}`, shapes.Strict, ""},
		{"a recursive shape", "aws-sdk:dynamodb:getItem", `{"Item":{"a":{"M":{"b":{"L":[{"Bool":"x"}]}}}}}`, shapes.Strict, "Field 'Bool' must be a boolean"},
		{"made up by Step Functions", "eks:call", `{"x":1}`, shapes.Strict, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := value.DecodeString(c.result)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if err := shapes.CheckResult(resolve(t, "arn:aws:states:::"+c.resource), v, c.mode); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestDeepResultEnds(t *testing.T) {
	text := strings.Repeat(`{"M":{"a":`, 400) + `1` + strings.Repeat(`}}`, 400)
	v, err := value.DecodeString(`{"Item":{"x":`+text+`}}`, value.WithMaxDepth(2000))
	if err != nil {
		t.Fatal(err)
	}
	if err := shapes.CheckResult(resolve(t, "arn:aws:states:::aws-sdk:dynamodb:getItem"), v, shapes.Strict); err != nil {
		t.Error(err)
	}
}

// Every shape of every service can be read, and names match the catalog's parameters.
func TestDataIsWhole(t *testing.T) {
	for s := range catalog.Services() {
		for _, o := range s.Operations() {
			in := shapes.Input(s, &o)
			if (in == nil) != (len(o.Parameters) == 0) && in != nil && len(in.Members) != 0 {
				t.Fatalf("%s %s: input %v, %d parameters", s.Segment, o.Name, in, len(o.Parameters))
			}
			for _, p := range o.Parameters {
				if m, ok := in.Member(p.Name); !ok || m.Required != p.Required || m.Shape.Kind != p.Kind {
					t.Fatalf("%s %s: parameter %+v, member %+v", s.Segment, o.Name, p, m)
				}
			}
			shapes.Output(s, &o)
		}
	}
}

// The recorded answers of TestState to mocks.
func TestRecordedMocks(t *testing.T) {
	dir := os.Getenv("LOCKSTEP_CONFORMANCE_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CONFORMANCE_DIR is not set: no recordings to compare with")
	}
	const prefix = "Mock result schema validation error: "
	files, err := filepath.Glob(filepath.Join(dir, "cases", "test_state", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c struct {
			Needs      []string
			Definition struct{ Type, Resource string }
			Request    struct {
				Mock struct{ Result, FieldValidationMode string }
			}
			Expected struct{ Message string }
		}
		if err := json.Unmarshal(data, &c); err != nil || c.Definition.Type != "Task" || c.Request.Mock.Result == "" || !slices.Contains(c.Needs, "api-model") {
			continue
		}
		r, err := catalog.Parse(c.Definition.Resource)
		if err != nil || r.Kind == catalog.ResourceLambda || r.Kind == catalog.ResourceActivity {
			continue
		}
		v, err := value.DecodeString(c.Request.Mock.Result)
		if err != nil {
			continue
		}
		mode := shapes.Mode(c.Request.Mock.FieldValidationMode)
		if mode == "" {
			mode = shapes.Strict
		}
		checked++
		got := ""
		if err := shapes.CheckResult(resolve(t, c.Definition.Resource), v, mode); err != nil {
			got = prefix + err.Error()
		}
		want := c.Expected.Message
		if !strings.HasPrefix(want, prefix) {
			want = ""
		}
		if got != want {
			t.Errorf("%s: %q, want %q", filepath.Base(file), got, want)
		}
	}
	if checked == 0 {
		t.Error("no recording has a mock")
	}
	t.Logf("%d recordings", checked)
}
