package equivalence_test

import (
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/equivalence"
)

func machine(t *testing.T, text string) *asl.Machine {
	t.Helper()
	m, list := asl.DecodeJSON("m.json", []byte(text))
	if m == nil || list.HasErrors() {
		t.Fatal(list)
	}
	return m
}

const task = `"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"b.$": "$.a"}`

// Pairs that differ in one respect, each of which must be noticed, and in which words.
func TestDifferences(t *testing.T) {
	base := `{"StartAt": "T", "States": {"T": {` + task + `, "End": true}}}`
	for _, c := range []struct{ name, a, b, want string }{
		{"equal", base, base, ""},
		{"names of states", base, strings.ReplaceAll(base, `"T"`, `"Other"`), ""},
		{"a Pass more", base, `{"StartAt": "P", "States": {"P": {"Type": "Pass", "Next": "T"}, "T": {` + task + `, "End": true}}}`, ""},
		{"argument", base, strings.Replace(base, "$.a", "$.c", 1), "call"},
		{"resource", base, strings.Replace(base, "sqs", "sns", 1), "call 1 is"},
		{"role", strings.Replace(base, `"End"`, `"Credentials": {"RoleArn": "arn:aws:iam::123456789012:role/a"}, "End"`, 1), strings.Replace(base, `"End"`, `"Credentials": {"RoleArn": "arn:aws:iam::123456789012:role/b"}, "End"`, 1), "as arn:aws:iam::123456789012:role/a in the first"},
		{"output", base, strings.Replace(base, `"End"`, `"ResultPath": null, "End"`, 1), "the output is"},
		{"time", base, `{"StartAt": "P", "States": {"P": {"Type": "Wait", "Seconds": 1, "Next": "T"}, "T": {` + task + `, "End": true}}}`, "call 1 is 0s"},
		{"retry", base, strings.Replace(base, `"End"`, `"Retry": [{"ErrorEquals": ["Custom.Error"]}], "End"`, 1), "only the second makes the call"},
		{"error name", `{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "A"}}}`, `{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "B"}}}`, "FAILED A in the first and FAILED B"},
		{"cause", `{"StartAt": "F", "States": {"F": {"Type": "Fail", "Cause": "A"}}}`, `{"StartAt": "F", "States": {"F": {"Type": "Fail", "Cause": "B"}}}`, `the cause is "A"`},
		{"rare branch", `{"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"And": [{"Variable": "$.kind", "StringEquals": "rare"}, {"Variable": "$.n", "NumericEquals": 4711}], "Next": "F"}], "Default": "S"}, "F": {"Type": "Fail"}, "S": {"Type": "Succeed"}}}`,
			`{"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}`, "the status is"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := equivalence.Compare(t.Context(), machine(t, c.a), machine(t, c.b), equivalence.Options{Cases: 400, Seed: 3})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if r.Counterexample != nil {
				got = r.Counterexample.Difference
			}
			if r.Equivalent != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("equivalent %v, difference %q, want one with %q", r.Equivalent, got, c.want)
			}
		})
	}
}

// A counterexample is as small as it can be: here only $.n matters.
func TestCounterexampleIsSmall(t *testing.T) {
	a := machine(t, `{"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 10, "Next": "F"}], "Default": "T"}, "F": {"Type": "Fail"}, "T": {"Type": "Task", "Resource": "r", "Parameters": {"x.$": "$.many", "y.$": "$.other"}, "End": true}}}`)
	b := machine(t, `{"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 11, "Next": "F"}], "Default": "T"}, "F": {"Type": "Fail"}, "T": {"Type": "Task", "Resource": "r", "Parameters": {"x.$": "$.many", "y.$": "$.other"}, "End": true}}}`)
	r, err := equivalence.Compare(t.Context(), a, b, equivalence.Options{Cases: 500, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if r.Counterexample == nil {
		t.Fatal("no difference was found")
	}
	if got, want := r.Counterexample.Case.Input.String(), `{"n":11}`; got != want {
		t.Errorf("input %s, want %s", got, want)
	}
}

// What no case reached is listed.
func TestUnreached(t *testing.T) {
	a := machine(t, `{"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": 1, "ResultPath": "$.n", "Next": "C"}, "C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 2, "Next": "F"}], "Default": "S"}, "F": {"Type": "Fail"}, "S": {"Type": "Succeed"}}}`)
	r, err := equivalence.Compare(t.Context(), a, a, equivalence.Options{Cases: 50})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Coverage.UnreachedStates) != 1 || r.Coverage.UnreachedStates[0] != "F" || len(r.Coverage.UnreachedEdges) != 1 || r.Coverage.UnreachedEdges[0] != "C→F" {
		t.Errorf("unreached: states %q, edges %q", r.Coverage.UnreachedStates, r.Coverage.UnreachedEdges)
	}
}

// Two runs with one seed are equal.
func TestDeterminism(t *testing.T) {
	a := machine(t, `{"StartAt": "T", "States": {"T": {`+task+`, "Retry": [{"ErrorEquals": ["States.ALL"], "JitterStrategy": "FULL"}], "End": true}}}`)
	b := machine(t, `{"StartAt": "T", "States": {"T": {`+task+`, "End": true}}}`)
	var got []string
	for range 2 {
		r, err := equivalence.Compare(t.Context(), a, b, equivalence.Options{Cases: 100, Seed: 5})
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.Counterexample.String())
	}
	if got[0] != got[1] {
		t.Errorf("two runs: %s and %s", got[0], got[1])
	}
}

// Which of two branches that fail in one instant is first is not said anywhere; that a branch
// fails at all is.
func TestRaces(t *testing.T) {
	branches := func(first, second string) *asl.Machine {
		return machine(t, `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
			{"StartAt": "A", "States": {`+first+`"A2": {"Type": "Fail", "Error": "A"}}},
			{"StartAt": "B", "States": {`+second+`"B2": {"Type": "Fail", "Error": "B"}}}]}}}`)
	}
	short := func(name string) string { return `"` + name + `": {"Type": "Pass", "Next": "` + name + `2"}, ` }
	nested := func(name string) string {
		return `"` + name + `": {"Type": "Parallel", "Next": "` + name + `2", "Branches": [{"StartAt": "` + name + `I", "States": {"` + name + `I": {"Type": "Pass", "End": true}}}]}, `
	}
	wait := func(name string) string {
		return `"` + name + `": {"Type": "Wait", "Seconds": 1, "Next": "` + name + `2"}, `
	}
	r, err := equivalence.Compare(t.Context(), branches(nested("A"), short("B")), branches(short("A"), nested("B")), equivalence.Options{Cases: 20})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Equivalent || r.Races == 0 {
		t.Errorf("equivalent %v with %d races: %v", r.Equivalent, r.Races, r.Counterexample)
	}
	r, err = equivalence.Compare(t.Context(), branches(wait("A"), short("B")), branches(short("A"), wait("B")), equivalence.Options{Cases: 20})
	if err != nil {
		t.Fatal(err)
	}
	if r.Equivalent {
		t.Error("a branch that fails a second later was not told from the first")
	}
}

// Answers of tasks are made as plain as the difference allows, and both histories are told.
func TestAnswersAreSmall(t *testing.T) {
	const text = `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"q.$": "$.q"}, "Next": "C"},
		"C": {"Type": "Choice", "Choices": [{"Variable": "$.state", "StringEquals": "DONE", "Next": "S"}], "Default": "F"}, "S": {"Type": "Succeed"}, "F": {"Type": "Fail", "Error": "%"}}}`
	a, b := machine(t, strings.Replace(text, "%", "A", 1)), machine(t, strings.NewReplacer("%", "A", "DONE", "READY").Replace(text))
	r, err := equivalence.Compare(t.Context(), a, b, equivalence.Options{Cases: 500, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	if r.Counterexample == nil {
		t.Fatal("no difference was found")
	}
	answers := r.Counterexample.Case.Answers
	if len(answers) != 1 || answers[0].Took.Milliseconds() != 1 || !strings.HasPrefix(answers[0].Output.String(), `{"state":"`) || answers[0].Output.Len() != 1 {
		t.Errorf("answers %v, want one with a state alone", answers)
	}
	told := r.Counterexample.Explain(100)
	for _, want := range []string{"the status is", "Task T", "call arn:aws:states:::sqs:sendMessage", "answer {\"state\":", "ends as FAILED A", "succeeds with"} {
		if !strings.Contains(told, want) {
			t.Errorf("the explanation has no %q:\n%s", want, told)
		}
	}
}
