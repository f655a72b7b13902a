package aws_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/compiler/check/aws"
)

// recording is an answer of the service to a definition.
type recording struct {
	ID             string
	Kind           string
	Type           string
	Confidence     string
	Instantiated   bool
	Definition     json.RawMessage
	DefinitionText *string `json:"definition_text"`
	Request        struct{ Severity string }
	Steps          []step
	Expected       json.RawMessage
}

type step struct {
	Op         string
	Params     struct{ Definition, Type string }
	Refused    bool
	ExpectKeys []string `json:"expect_keys"`
}

func (r *recording) text() string {
	if r.DefinitionText != nil {
		return *r.DefinitionText
	}
	return string(r.Definition)
}

func recordings(t *testing.T) map[string]recording {
	t.Helper()
	dir := os.Getenv("LOCKSTEP_CONFORMANCE_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CONFORMANCE_DIR is not set: answers of the service are not compared")
	}
	files, err := filepath.Glob(filepath.Join(dir, "cases", "*", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings in %s: %v", dir, err)
	}
	all := make(map[string]recording, len(files))
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var r recording
		if err := json.Unmarshal(data, &r); err != nil {
			continue // fields of other kinds of recording have other shapes
		}
		all[file] = r
	}
	return all
}

// mask replaces what a recording hides.
var mask = strings.NewReplacer("arn:aws:", "arn:<partition>:")

func TestRecordings(t *testing.T) {
	compared := 0
	for file, r := range recordings(t) {
		if r.Kind != "validate" {
			continue
		}
		compared++
		t.Run(r.ID, func(t *testing.T) {
			got := aws.Diagnostics([]byte(r.text()), check.Type(r.Type), r.Request.Severity)
			if want, refused := refusal(r.Expected); refused {
				if diff := cmp.Diff(want, mask.Replace(aws.Message(got))); diff != "" && aws.Message(got) != want {
					t.Errorf("%s\nmessage (-want +got):\n%s", file, diff)
				}
				return
			}
			compareAnswer(t, r.Expected, got)
		})
	}
	t.Logf("%d recordings", compared)
}

// refusal is the message of InvalidDefinition in an answer.
func refusal(answer json.RawMessage) (string, bool) {
	var refused struct {
		Error struct{ Code, Message string }
		Value string `json:"exception_value"`
	}
	if json.Unmarshal(answer, &refused) != nil {
		return "", false
	}
	if _, message, ok := strings.Cut(refused.Value, " operation: "); ok {
		return message, true
	}
	return refused.Error.Message, refused.Error.Code == "InvalidDefinition"
}

func compareAnswer(t *testing.T, answer json.RawMessage, got []aws.Diagnostic) {
	t.Helper()
	var want struct {
		Result      string
		Diagnostics []map[string]string
		Partial     bool
		Complete    bool
	}
	if err := json.Unmarshal(answer, &want); err != nil {
		t.Fatal(err)
	}
	result := "OK"
	var have []map[string]string
	for _, d := range got {
		if d.Severity == aws.Error {
			result = "FAIL"
		}
		m := map[string]string{"severity": d.Severity, "code": d.Code, "message": d.Message}
		if d.Location != "" {
			m["location"] = d.Location
		}
		have = append(have, m)
	}
	if result != want.Result {
		t.Errorf("result %s, want %s: %v", result, want.Result, got)
	}
	if want.Partial && !want.Complete && len(have) > len(want.Diagnostics) {
		have = have[:len(want.Diagnostics)]
	}
	if len(have) != len(want.Diagnostics) {
		t.Fatalf("diagnostics %v, want %v", have, want.Diagnostics)
	}
	for i, w := range want.Diagnostics {
		for key, value := range w {
			if have[i][key] != value {
				t.Errorf("diagnostic %d: %s is %q, want %q", i, key, have[i][key], value)
			}
		}
	}
}

// Definitions that CreateStateMachine took run in the recordings of every other kind; the
// ones it refused say why.
func TestCreations(t *testing.T) {
	accepted, refused := 0, 0
	for file, r := range recordings(t) {
		switch r.Kind {
		case "execution":
			accepted++
			if message, no := aws.InvalidDefinitionMessage([]byte(r.text()), check.Type(r.Type)); no {
				t.Errorf("%s: the service runs it, we say %s", file, message)
			}
		case "api":
			for i, s := range r.Steps {
				if s.Op != "CreateStateMachine" && s.Op != "UpdateStateMachine" || s.Params.Definition == "" {
					continue
				}
				message, no := aws.InvalidDefinitionMessage([]byte(s.Params.Definition), check.Type(s.Params.Type))
				want, wanted := stepRefusal(r, s)
				if wanted {
					refused++
				} else if !s.Refused {
					accepted++
				}
				if no && !s.Refused || wanted && message != want {
					t.Errorf("%s step %d: refused %v, we say %q, want %q", file, i, s.Refused, message, want)
				}
			}
		}
	}
	t.Logf("%d accepted, %d refused", accepted, refused)
}

func stepRefusal(r recording, s step) (string, bool) {
	if !s.Refused || len(s.ExpectKeys) == 0 {
		return "", false
	}
	var expected map[string]json.RawMessage
	if json.Unmarshal(r.Expected, &expected) != nil {
		return "", false
	}
	return refusal(expected[s.ExpectKeys[0]])
}

func ExampleDiagnostics() {
	for _, d := range aws.Diagnostics([]byte(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}`), check.Standard, aws.Error) {
		fmt.Printf("%s %s: %s %s\n", d.Severity, d.Code, d.Message, d.Location)
	}
	// Output:
	// ERROR MISSING_TRANSITION_TARGET: Missing 'Next' target: B /States/A/Next
	// ERROR MISSING_END_STATE: Workflow has no terminal state
}
