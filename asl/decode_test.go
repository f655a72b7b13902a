package asl_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/asl/asltest"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

const order = `{
  "StartAt": "Käse",
  "States": {
    "Käse": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
             "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}],
             "Parameters": {"a\"b.$": "$.x\u00e4y[0"}, "Nonsense": 1, "End": false, "Next": "M"},
    "M": {"Type": "Map", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true}
  }
}`

func decode(t *testing.T, text string) *asl.Machine {
	t.Helper()
	m, list := asl.DecodeJSON("order.json", []byte(text))
	if m == nil || len(list) > 0 {
		t.Fatalf("not decoded: %v", list)
	}
	return m
}

func TestDecodeKeepsWhatDoesNotFit(t *testing.T) {
	m := decode(t, order)
	task := m.State("Käse").(*asl.Task)
	if task.End || task.Next != "M" || task.Retry[0].MaxAttempts.NumberText() != "2" {
		t.Errorf("fields: %+v", task)
	}
	var extra []string
	for _, e := range task.Extra {
		extra = append(extra, e.Key)
	}
	if diff := cmp.Diff([]string{"Nonsense", "End"}, extra); diff != "" {
		t.Error(diff)
	}
}

func TestLocate(t *testing.T) {
	m := decode(t, order)
	for _, test := range []struct {
		path      string
		line, col int
		key       bool
	}{
		{path: "", line: 1, col: 1},
		{path: "/StartAt", line: 2, col: 14},
		{path: "/StartAt", line: 2, col: 3, key: true},
		{path: "/States/Käse", line: 4, col: 13},
		{path: "/States/Käse", line: 4, col: 5, key: true},
		{path: "/States/Käse/Retry/0/ErrorEquals/0", line: 5, col: 41},
		{path: "/States/Käse/Parameters/a\"b.$", line: 6, col: 29, key: true},
		{path: "/States/M/ItemProcessor/States/I/End", line: 7, col: 100},
		{path: "/States/M/ItemProcessor/States/I/Next", line: 7, col: 76}, // the last that is there
	} {
		at := m.Locate(asl.Path(test.path))
		if test.key {
			at = m.LocateKey(asl.Path(test.path))
		}
		if want := (diag.Origin{File: "order.json", Line: test.line, Column: test.col}); at != want {
			t.Errorf("%s (key %v) is at %v, want %v", test.path, test.key, at, want)
		}
	}
	// Inside a text: behind the escape of one character, six bytes of source.
	task := m.State("Käse")
	if at := asl.LocateText(task, "/Parameters/a\"b.$", len("$.xä")); at.Column != 29+len(`"a\"b.$": "$.x\u00e4`) {
		t.Errorf("inside the text: column %d", at.Column)
	}
}

// Places stay right while the machine is changed.
func TestLocateAfterChange(t *testing.T) {
	m := decode(t, order)
	m.States = m.States[1:]
	if at := m.Locate("/States/M/End"); at.Line != 7 {
		t.Errorf("the place is %v", at)
	}
}

func TestEncodeBuilt(t *testing.T) {
	m := &asl.Machine{}
	m.StartAt = "Pay"
	m.States = []asl.State{
		&asl.Task{
			Common:   asl.Common{Name: "Pay", Comment: "c"},
			Resource: "arn", Parameters: value.OfObject(nil), ResultPath: value.NullValue,
			Data:     asl.Data{InputPath: value.OfString("$.a")},
			Handlers: asl.Handlers{Catch: []*asl.Catcher{{ErrorEquals: []string{"E"}, Next: "No"}}},
			Flow:     asl.Flow{End: true},
		},
		&asl.Choice{Common: asl.Common{Name: "No"}, Choices: []*asl.ChoiceRule{{Variable: "$.x", Comparator: "IsNull", Operand: value.True, Next: "Pay"}}},
	}
	want := `{"StartAt":"Pay","States":{"Pay":{"Type":"Task","Comment":"c","InputPath":"$.a","Resource":"arn","Parameters":{},"ResultPath":null,"Catch":[{"ErrorEquals":["E"],"Next":"No"}],"End":true},` +
		`"No":{"Type":"Choice","Choices":[{"Variable":"$.x","IsNull":true,"Next":"Pay"}]}}}`
	if diff := cmp.Diff(want, string(m.AppendJSON(nil))); diff != "" {
		t.Error(diff)
	}
}

// A field that is set after decoding replaces what was written, in its place.
func TestEncodeChanged(t *testing.T) {
	m := decode(t, `{"States": {"A": {"End": "yes", "Type": "Pass", "X": 1}}, "StartAt": "A"}`)
	m.State("A").(*asl.Pass).End = true
	m.State("A").(*asl.Pass).Comment = "new"
	want := `{"States":{"A":{"End":true,"Type":"Pass","X":1,"Comment":"new"}},"StartAt":"A"}`
	if diff := cmp.Diff(want, string(m.AppendJSON(nil))); diff != "" {
		t.Error(diff)
	}
}

func TestHostile(t *testing.T) {
	for _, test := range []struct{ name, file, text, code string }{
		{"empty", "a.json", "", asl.CodeSyntax},
		{"comment", "a.json", "{ // no\n}", asl.CodeSyntax},
		{"array", "a.json", "[]", asl.CodeNotObject},
		{"latin-1", "a.json", "{\"Comment\": \"caf\xe9\"}", asl.CodeEncoding},
		{"deep", "a.json", strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000), asl.CodeTooDeep},
		{"large", "a.json", `"` + strings.Repeat("x", 20<<20) + `"`, asl.CodeTooLarge},
		{"repeated", "a.json", `{"a": 1, "a": 2, "b": {"c": 1, "c": {"d": 1}}}`, asl.CodeRepeatedKey},
		{"deep YAML", "a.yaml", strings.Repeat("[", 10_000), asl.CodeTooDeep},
		{"YAML in a circle", "a.yaml", "a: &a\n  b: *a\n", asl.CodeTooDeep},
		{"YAML merged in a circle", "a.yaml", "a: &a\n  <<: *a\n", asl.CodeTooDeep},
		{"YAML tabs", "a.yaml", "a:\n\tb: 1\n", asl.CodeSyntax},
		{"YAML infinity", "a.yaml", "a: .inf\n", asl.CodeSyntax},
		{"YAML repeated", "a.yaml", "a: 1\na: 2\n", asl.CodeRepeatedKey},
		{"YAML list as key", "a.yaml", "? [a]\n: 1\n", asl.CodeSyntax},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, list := asl.Decode(test.file, []byte(test.text))
			if len(list) == 0 || list[0].Code != test.code {
				t.Fatalf("got %v, want %s", list, test.code)
			}
			if list[0].Origin.Line == 0 || list[0].Help == "" {
				t.Errorf("no place or no advice: %+v", list[0])
			}
		})
	}
}

// Of repeated keys the last value counts, in the place of the first, and what follows is
// still found.
func TestRepeatedKeys(t *testing.T) {
	m, list := asl.DecodeJSON("a.json", []byte("{\"StartAt\": \"A\", \"States\": {\n\"A\": {\"Type\": \"Pass\"},\n\"B\": {\"Type\": \"Fail\"},\n\"A\": {\"Type\": \"Wait\", \"Seconds\": 1}}}"))
	if len(list) != 1 || list[0].Origin.Line != 4 || list[0].Related[0].Origin.Line != 2 {
		t.Fatalf("findings: %v", list)
	}
	if got := m.States[0].Type(); got != asl.TypeWait {
		t.Errorf("the first state is a %s", got)
	}
	for path, line := range map[asl.Path]int{"/States/A/Seconds": 4, "/States/B/Type": 3} {
		if at := m.Locate(path); at.Line != line {
			t.Errorf("%s is at %v, want line %d", path, at, line)
		}
	}
}

func TestYAML(t *testing.T) {
	text := `StartAt: Yes
Comment: 2026-11-22
States:
  Yes: &pass
    Type: Pass
    Result: {on: On, n: 0x10, f: 1.50, t: true, z: ~, s: "0"}
    Next: B
  B:
    <<: *pass
    Next: C # a comment
  C: {Type: Succeed}
`
	m, list := asl.Decode("a.yaml", []byte(text))
	if m == nil || len(list) > 0 {
		t.Fatal(list)
	}
	want := `{"StartAt":"Yes","Comment":"2026-11-22","States":{"Yes":{"Type":"Pass","Result":{"on":"On","n":16,"f":1.50,"t":true,"z":null,"s":"0"},"Next":"B"},` +
		`"B":{"Next":"C","Type":"Pass","Result":{"on":"On","n":16,"f":1.50,"t":true,"z":null,"s":"0"}},"C":{"Type":"Succeed"}}}`
	if diff := cmp.Diff(want, string(m.AppendJSON(nil))); diff != "" {
		t.Error(diff)
	}
	for path, want := range map[asl.Path]diag.Origin{
		"/States/B/Next":        {File: "a.yaml", Line: 10, Column: 11},
		"/States/Yes/Result/on": {File: "a.yaml", Line: 6, Column: 18},
	} {
		if at := m.Locate(path); at != want {
			t.Errorf("%s is at %v, want %v", path, at, want)
		}
	}
}

func TestDecodeState(t *testing.T) {
	s, list := asl.DecodeState("a.json", []byte(`{"Type": "Wait", "Seconds": 1, "End": true}`))
	if s == nil || s.Type() != asl.TypeWait || len(list) > 0 {
		t.Errorf("state %v, %v", s, list)
	}
	if s, list := asl.DecodeState("a.json", []byte(`{"Type": "Weit"}`)); s != nil || !list.HasErrors() {
		t.Errorf("state %v, %v", s, list)
	}
}

// What a builder can make comes back the same from its text.
func TestBuiltRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := asltest.Machine().Draw(t, "machine")
		text := m.AppendJSON(nil)
		again, list := asl.DecodeJSON("a.json", text)
		if again == nil || len(list) > 0 {
			t.Fatalf("%s\n%v", text, list)
		}
		if diff := cmp.Diff(string(text), string(again.AppendJSON(nil))); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(string(text), string(m.Clone().AppendJSON(nil))); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestFieldsAreOnceInEachType(t *testing.T) {
	for _, typ := range asl.Types() {
		seen := make(map[string]bool)
		for _, f := range asl.FieldsOf(asl.New(typ)) {
			if seen[f.Name] {
				t.Errorf("%s has %s twice", typ, f.Name)
			}
			seen[f.Name] = true
		}
	}
	if n := len(asl.Comparators()); n != 39 {
		t.Errorf("%d comparators", n)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("a.json", order)
	f.Add("a.json", `{"States": {"A": 5, "B": {"Type": "Choice", "Choices": [{"And": [], "IsNull": true, "IsString": 1}]}}}`)
	f.Add("a.json", `{"a": {"b": 1, "b": 2}, "a": {"c": [1, {"d": "\ud83d\ude00"}]}}`)
	f.Add("a.yaml", "a: &x [1, *x]\nb: {<<: *x}\n")
	f.Add("a.yaml", "States:\n  A:\n    Type: Pass\n    Result: |\n      text\n")
	f.Fuzz(func(t *testing.T, file, text string) {
		m, list := asl.Decode(file, []byte(text))
		if m == nil {
			if !list.HasErrors() {
				t.Fatal("nothing decoded, and no reason given")
			}
			return
		}
		once := m.AppendJSON(nil)
		again, _ := asl.DecodeJSON("b.json", once)
		if again == nil || string(again.AppendJSON(nil)) != string(once) {
			t.Fatalf("not stable: %s", once)
		}
		for path := range asl.Objects("", m) {
			m.Locate(path)
			m.LocateKey(path + "/Type")
		}
	})
}

// TestValueOfCopiedCommon: a Common that was decoded for one type of state and copied into
// another is written as what the other is.
func TestValueOfCopiedCommon(t *testing.T) {
	m, list := asl.DecodeJSON("a.json", []byte(`{"StartAt":"A","States":{"A":{"Type":"Choice","Comment":"c","Choices":[{"Variable":"$.a","IsNull":true,"Next":"B"}],"Default":"B"},"B":{"Type":"Succeed"}}}`))
	if len(list) > 0 {
		t.Fatal(list)
	}
	choice := m.States[0].(*asl.Choice)
	for _, s := range []asl.State{
		&asl.Pass{Common: choice.Common, Flow: asl.Flow{Next: "B"}},
		&asl.Task{Common: choice.Common, Resource: "r", Flow: asl.Flow{Next: "B"}},
		&asl.Fail{Common: choice.Common},
	} {
		got := asl.ValueOf(s)
		if got.Get("Type").Str() != string(s.Type()) || got.Get("Comment").Str() != "c" || got.Has("Choices") {
			t.Errorf("%s: %s", s.Type(), got)
		}
		asl.CloneState(s)
		asl.SetFields(s)
	}
}
