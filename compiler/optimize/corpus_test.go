package optimize_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/optimize"
	"github.com/lockstep-go/lockstep/internal/value"
)

// TestCorpusIsSettled optimizes every public definition at every level: no pass goes wrong, a
// second run changes nothing, and what was decoded is not touched.
func TestCorpusIsSettled(t *testing.T) {
	dir := os.Getenv("LOCKSTEP_CORPUS_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CORPUS_DIR is not set: no definitions to optimize")
	}
	data, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var index []struct{ File string }
	if err := json.Unmarshal(data, &index); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, e := range index {
		data, err := os.ReadFile(filepath.Join(dir, e.File))
		if err != nil {
			t.Fatal(err)
		}
		m, list := asl.Decode(e.File, data)
		if m == nil || list.HasErrors() {
			continue
		}
		ran++
		before := asl.ValueOf(m)
		for level := range 4 {
			once, _, problems := optimize.Run(m, optimize.Options{Level: level})
			for _, p := range problems {
				t.Errorf("%s at level %d: %s", e.File, level, p.Message)
			}
			twice, report, _ := optimize.Run(once, optimize.Options{Level: level})
			if !value.Equal(asl.ValueOf(once), asl.ValueOf(twice)) {
				t.Errorf("%s: a second run at level %d changes it by %v", e.File, level, report.Passes)
			}
		}
		if !value.Equal(before, asl.ValueOf(m)) {
			t.Errorf("%s was changed in place", e.File)
		}
	}
	if ran < 500 {
		t.Errorf("only %d definitions were optimized", ran)
	}
}

// YAML 1.1 reads Yes, No and On as booleans; they are names of states.
func TestYesAndNoAreNames(t *testing.T) {
	m, list := asl.Decode("choice.yaml", []byte(`
StartAt: Q
States:
  Q:
    Type: Choice
    Choices:
      - Variable: $.on
        BooleanEquals: true
        Next: Yes
    Default: No
  Yes: {Type: Pass, Next: On}
  No: {Type: Fail, Error: Off}
  On: {Type: Task, Resource: 'arn:aws:states:::sqs:sendMessage', End: true}
`))
	if m == nil || list.HasErrors() {
		t.Fatal(list)
	}
	after, _, problems := optimize.Run(m, optimize.Options{Level: optimize.LevelConvert})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want, _ := asl.DecodeJSON("choice.json", []byte(`{"StartAt": "Q", "States": {
		"Q": {"Type": "Choice", "Choices": [{"Variable": "$.on", "BooleanEquals": true, "Next": "On"}], "Default": "No"},
		"No": {"Type": "Fail", "Error": "Off"},
		"On": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}}}`))
	if !value.Equal(asl.ValueOf(want), asl.ValueOf(after)) {
		t.Errorf("got %s", after.Indented())
	}
	mustBehaveEqually(t, m, after, optimize.LevelConvert)
}
