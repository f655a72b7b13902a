package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/diag"
)

// brief is a finding as "code line:column path", severities but errors in front.
func brief(d diag.Diagnostic) string {
	s := fmt.Sprintf("%s %d:%d %s", d.Code, d.Origin.Line, d.Origin.Column, d.Path)
	if d.Severity != diag.Error {
		s = d.Severity.String() + " " + s
	}
	return s
}

func TestFindings(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"a misspelled target makes no unreachable state", `{"StartAt": "A", "States": {
"A": {"Type": "Pass", "Next": "Finsh"},
"Finish": {"Type": "Succeed"}}}`, []string{"ASL1030 2:31 /States/A/Next"}},
		{"a misspelled field is not missing on top", `{"StartAt": "A", "States": {
"A": {"Type": "Task", "Ressource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}}}`, []string{"ASL1011 2:23 /States/A/Ressource"}},
		{"a state without a type ends nothing, for one cause", `{"StartAt": "A", "States": {
"A": {"End": true}}}`, []string{"ASL1010 2:1 /States/A"}},
		{"a place inside an expression, behind an escape", `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {
"A": {"Type": "Pass", "Output": "{% \"\u00e4\" & phone %}", "End": true}}}`, []string{"ASL2012 2:50 /States/A/Output"}},
		{"a transition out of a branch", `{"StartAt": "P", "States": {
"P": {"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {
"B": {"Type": "Pass", "Next": "Z"}}}], "Next": "Z"},
"Z": {"Type": "Succeed"}}}`, []string{"ASL1030 3:31 /States/P/Branches/0/States/B/Next"}},
		{"a loop assigns what a map inside it may not", `{"StartAt": "M", "States": {
"M": {"Type": "Map", "ItemProcessor": {"StartAt": "I", "States": {
"I": {"Type": "Pass", "Assign": {"x": 1}, "End": true}}}, "Assign": {"x.$": "$"}, "Next": "C"},
"C": {"Type": "Choice", "Choices": [{"Variable": "$x", "IsNull": true, "Next": "M"}], "Default": "D"},
"D": {"Type": "Succeed"}}}`, []string{"ASL2023 3:34 /States/M/ItemProcessor/States/I/Assign/x"}},
		{"a distributed map may assign the names outside", `{"StartAt": "A", "States": {
"A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "M"},
"M": {"Type": "Map", "ItemSelector": {"x.$": "$x"}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {
"I": {"Type": "Pass", "Assign": {"x": 1}, "End": true}}}, "End": true}}}`, nil},
		{"a catcher's own Assign replaces the state's", `{"QueryLanguage": "JSONata", "StartAt": "T", "States": {
"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Assign": {"r": "{% $states.result %}"}, "Next": "U",
"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "U"}]},
"U": {"Type": "Pass", "Output": "{% $r %}", "End": true}}}`, []string{"warning ASL2022 4:37 /States/U/Output"}},
		{"what a substitution will be is not judged", `{"StartAt": "A", "States": {
"A": {"Type": "Task", "Resource": "${Function}", "TimeoutSeconds": "${Timeout}", "End": true}}}`, nil},
		{"an expression may be a number", `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {
"A": {"Type": "Wait", "Seconds": "{% $states.input.s %}", "End": true}}}`, nil},
		{"in JSONPath it may not", `{"StartAt": "A", "States": {
"A": {"Type": "Wait", "Seconds": "{% $states.input.s %}", "End": true}}}`, []string{"ASL1012 2:34 /States/A/Seconds"}},
		{"a misspelled comparator is one mistake", `{"StartAt": "A", "States": {
"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "NumericEqual": 1, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}}}`, []string{"ASL1011 2:57 /States/A/Choices/0/NumericEqual"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, list := check.Definition("test.json", []byte(test.text))
			var got []string
			for _, d := range list {
				got = append(got, brief(d))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, list)
			}
		})
	}
}

func TestExpressChildrenOfAMap(t *testing.T) {
	text := `{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "I", "States": {
"I": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true}}}, "End": true}}}`
	_, list := check.Definition("test.json", []byte(text), check.WithType(check.Standard))
	if len(list) != 1 || list[0].Code != check.CodeExpress {
		t.Errorf("got %v", list)
	}
}

func TestWithoutSubstitutions(t *testing.T) {
	text := `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${Function}", "End": true}}}`
	if _, list := check.Definition("a.json", []byte(text), check.WithoutSubstitutions()); !list.HasErrors() {
		t.Error("nothing fills it in, and nothing is said")
	}
}

func TestEnoughIsEnough(t *testing.T) {
	_, list := check.Definition("a.json", []byte(hostile(500)["unknown fields"]))
	if len(list) != diag.Limit || list[0].Origin.Column > list[1].Origin.Column {
		t.Errorf("%d findings", len(list))
	}
}

func TestExplain(t *testing.T) {
	r, ok := check.Explain("asl1030")
	if !ok || !strings.Contains(r.Why, "StartAt") {
		t.Errorf("%+v", r)
	}
	if _, ok := check.Explain("ASL0000"); ok {
		t.Error("a code that doesn't exist is explained")
	}
}
