package intrinsic_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// recording is what a case file of the conformance corpus holds, as far as it is needed.
type recording struct {
	Kind       string
	Definition struct {
		States map[string]struct {
			Type, QueryLanguage string
			Parameters          value.Value
			ResultPath          string
			OutputPath          string
		}
	}
	Input    value.Value
	Expected value.Value
}

var prefix = regexp.MustCompile(`^An error occurred while executing the state '[^']*' \(entered at the event id #\d+\)\. `)

// TestRecordings evaluates the payload templates of recorded executions of a single Pass
// state and compares with the output or the cause that was recorded.
func TestRecordings(t *testing.T) {
	dir := os.Getenv("LOCKSTEP_CONFORMANCE_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CONFORMANCE_DIR is not set: recorded executions are not compared")
	}
	compared := 0
	for _, group := range []string{"intrinsic_functions", "measured_intrinsics"} {
		files, err := filepath.Glob(filepath.Join(dir, "cases", group, "*.json"))
		if err != nil || len(files) == 0 {
			t.Fatal("no recordings of", group, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var r recording
			if err := json.Unmarshal(data, &r); err != nil {
				t.Fatal(file, err)
			}
			if r.Kind != "execution" || len(r.Definition.States) != 1 {
				continue
			}
			for name, state := range r.Definition.States {
				// The context object's names were replaced before the recording was stored.
				if state.Type != "Pass" || state.QueryLanguage != "" || strings.Contains(state.Parameters.String(), "$$.State") {
					continue
				}
				compared++
				t.Run(strings.TrimSuffix(filepath.Base(file), ".json")+"/"+name, func(t *testing.T) {
					compare(t, state.Parameters, state.ResultPath, state.OutputPath, r)
				})
			}
		}
	}
	if compared < 100 {
		t.Errorf("only %d recordings were compared", compared)
	}
}

func compare(t *testing.T, template value.Value, resultPath, outputPath string, r recording) {
	output, cause := evaluate(template, r.Input)
	if resultPath != "" {
		ref, err := jsonpath.ParseReference(resultPath)
		if err != nil {
			t.Fatal(err)
		}
		if output, err = ref.Set(r.Input, output); err != nil {
			t.Fatal(err)
		}
	}
	if outputPath != "" {
		p, err := jsonpath.Compile(outputPath)
		if err != nil {
			t.Fatal(err)
		}
		if output, err = p.Get(output); err != nil {
			t.Fatal(err)
		}
	}
	wanted := expectation(r.Expected)
	switch {
	case wanted.cause != "" || len(wanted.contains) > 0:
		if wanted.cause != "" && prefix.ReplaceAllString(wanted.cause, "") != cause {
			t.Errorf("cause\ngot  %s\nwant %s", cause, wanted.cause)
		}
		for _, part := range wanted.contains {
			if !strings.Contains(cause, part) {
				t.Errorf("cause %s\nlacks %s", cause, part)
			}
		}
	case cause != "":
		t.Errorf("failed with %s, want %s", cause, wanted.output)
	case !value.Equal(output, wanted.output):
		t.Errorf("got %s, want %s", output, wanted.output)
	}
}

type expected struct {
	output   value.Value
	cause    string
	contains []string
}

// expectation reads a whole history, or the part of an answer that was measured.
func expectation(v value.Value) expected {
	var e expected
	if p := v.Get("partial"); !p.IsUndefined() {
		e.output, e.cause = p.Get("output"), p.Get("cause").Str()
		for _, c := range p.Get("cause_contains").Elems() {
			e.contains = append(e.contains, c.Str())
		}
		return e
	}
	for _, m := range v.Members() {
		for _, event := range m.Value.Get("events").Elems() {
			if d := event.Get("executionSucceededEventDetails"); !d.IsUndefined() {
				e.output = d.Get("output")
			}
			if d := event.Get("executionFailedEventDetails"); !d.IsUndefined() {
				e.cause = d.Get("cause").Str()
			}
		}
	}
	return e
}

// evaluate is a payload template of one level, which is all these recordings need.
func evaluate(template, input value.Value) (value.Value, string) {
	env := &intrinsic.Env{Input: input, Context: value.ObjectOf(
		value.Member{Key: "Execution", Value: value.ObjectOf(value.Member{Key: "Input", Value: input})})}
	out := value.NewBuilder(template.Len())
	for _, m := range template.Members() {
		key, dynamic := strings.CutSuffix(m.Key, ".$")
		v := m.Value
		if dynamic && intrinsic.IsCall(v.Str()) {
			e, err := intrinsic.Compile(v.Str())
			if err != nil {
				return v, err.Error()
			}
			if v, err = e.Eval(env); err != nil {
				return v, err.Error()
			}
		} else if dynamic {
			p, err := jsonpath.Compile(v.Str())
			if err != nil {
				return v, err.Error()
			}
			if v, err = p.Select(input); err != nil {
				return v, err.Error()
			}
		}
		out.Set(key, v)
	}
	return out.Value(), ""
}
