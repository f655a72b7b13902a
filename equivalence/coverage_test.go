package equivalence_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/equivalence"
)

const lambda = `"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke"`

// Machines with a state that blind cases hardly reach: all of each is reached in a few hundred.
func TestReaches(t *testing.T) {
	gate := func(variable string) string {
		return fmt.Sprintf(`"C": {"Type": "Choice", "Choices": [{"Variable": "%s", "StringEquals": "yes", "Next": "Goal"}], "Default": "Other"},
			"Goal": {"Type": "Succeed"}, "Other": {"Type": "Fail"}`, variable)
	}
	seven := `"C6": {"Type": "Choice", "Choices": [{"Variable": "$.s6", "StringEquals": "v6", "Next": "Goal"}], "Default": "Other"}, "Goal": {"Type": "Succeed"}, "Other": {"Type": "Fail"}`
	for i := range 6 {
		seven += fmt.Sprintf(`, "T%d": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"n": "%d"}, "ResultPath": "$.s%d", "Next": "C%d"}`, i+1, i+1, i+1, i)
		seven += fmt.Sprintf(`, "C%d": {"Type": "Choice", "Choices": [{"Variable": "$.s%d", "StringEquals": "v%d", "Next": "T%d"}], "Default": "Other"}`, i, i, i, i+1)
	}
	// The chain of seven gates: T0 C0 T1 C1 … C6.
	seven = `"T0": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"n": "0"}, "ResultPath": "$.s0", "Next": "C0"}, ` +
		strings.NewReplacer(`"ResultPath": "$.s1", "Next": "C0"`, `"ResultPath": "$.s1", "Next": "C1"`, `"ResultPath": "$.s2", "Next": "C1"`, `"ResultPath": "$.s2", "Next": "C2"`,
			`"ResultPath": "$.s3", "Next": "C2"`, `"ResultPath": "$.s3", "Next": "C3"`, `"ResultPath": "$.s4", "Next": "C3"`, `"ResultPath": "$.s4", "Next": "C4"`,
			`"ResultPath": "$.s5", "Next": "C4"`, `"ResultPath": "$.s5", "Next": "C5"`, `"ResultPath": "$.s6", "Next": "C5"`, `"ResultPath": "$.s6", "Next": "C6"`).Replace(seven)
	for name, text := range map[string]string{
		"results of functions told apart by name": `{"StartAt": "A", "States": {
			"A": {` + lambda + `, "Parameters": {"FunctionName": "a", "Payload.$": "$"}, "ResultSelector": {"flat.$": "$.Payload.deep.flat"}, "ResultPath": "$.a", "Next": "B"},
			"B": {` + lambda + `, "Parameters": {"FunctionName": "b", "Payload.$": "$"}, "ResultPath": "$.b", "Next": "C"}, ` + gate("$.a.flat") + `}}`,
		"index": `{"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"x.$": "$.list[7].name"}, "Next": "C"}, ` + gate("$.x") + `}}`,
		"JSON in a text": `{"StartAt": "T", "States": {"T": {` + lambda + `, "Parameters": {"FunctionName": "a"}, "ResultSelector": {"x.$": "States.StringToJson($.Payload.body)"}, "Next": "C"}, ` +
			gate("$.x.answer") + `}}`,
		"filter": `{"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"x.$": "$.list[?(@.Key == 'kind')].Value"}, "Next": "Q"},
			"Q": {"Type": "Pass", "InputPath": "$.x[0]", "ResultPath": "$.y", "Next": "C"}, ` + gate("$.y") + `}}`,
		"pieces of a text": `{"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"x.$": "States.ArrayGetItem(States.StringSplit($.arn, ':'), 6)", "k.$": "$.k"}, "Next": "C"}, ` + gate("$.k") + `}}`,
		"seven gates":      `{"StartAt": "T0", "States": {` + seven + `}}`,
		"catcher behind a retrier": `{"StartAt": "T", "States": {"T": {` + lambda + `, "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 4}],
			"Catch": [{"ErrorEquals": ["Rare"], "Next": "Goal"}, {"ErrorEquals": ["States.Timeout"], "Next": "Late"}], "End": true}, "Goal": {"Type": "Succeed"}, "Late": {"Type": "Succeed"}}}`,
		"catcher around branches": `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": [{"StartAt": "T", "States": {"T": {` + lambda + `, "End": true}}}],
			"Catch": [{"ErrorEquals": ["Rare"], "Next": "Goal"}], "End": true}, "Goal": {"Type": "Succeed"}}}`,
		"children of a distributed Map": `{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.list", "ItemSelector": {"it.$": "$$.Map.Item.Value.kind"},
			"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "C", "States": {` + gate("$.it") + `}}, "End": true}}}`,
		"substitutions": `{"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"x.$": "States.Format('s3://${Bucket}/{}', $.key)", "k.$": "$.k"}, "Next": "C"}, ` + gate("$.k") + `}}`,
		"JSONata": `{"QueryLanguage": "JSONata", "StartAt": "P", "States": {
			"P": {"Type": "Pass", "Assign": {"kept": "{% $states.input.a.b %}"}, "Output": {"n": "{% $parse($states.input.body).n %}", "first": "{% $states.input.list[kind = 'rare'][0].v %}"}, "Next": "C"},
			"C": {"Type": "Choice", "Choices": [{"Condition": "{% $kept = 'yes' and $states.input.n > 1000 and $states.input.first in ['x', 'y'] %}", "Next": "Goal"}], "Default": "Other"},
			"Goal": {"Type": "Succeed"}, "Other": {"Type": "Fail"}}}`,
		"JSONata with a block": `{"QueryLanguage": "JSONata", "StartAt": "C", "States": {
			"C": {"Type": "Choice", "Choices": [{"Condition": "{% ($d := $states.input.detail; $s := $d.status; $count($d.items[state = 'open']) > 1 and $s = 'READY') %}", "Next": "Goal"}], "Default": "Other"},
			"Goal": {"Type": "Succeed"}, "Other": {"Type": "Fail"}}}`,
		"times": `{"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"Variable": "$.t", "TimestampGreaterThan": "2030-01-01T00:00:00Z", "Next": "Goal"}], "Default": "D"},
			"D": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThanPath": "$.most", "Next": "Goal"}], "Default": "Other"}, "Goal": {"Type": "Succeed"}, "Other": {"Type": "Fail"}}}`,
		"all of many members": `{"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"And": [{"Variable": "$.a", "IsPresent": true}, {"Not": {"Variable": "$.a", "StringEquals": ""}},
			{"Variable": "$.b", "IsPresent": true}, {"Not": {"Variable": "$.b", "StringEquals": ""}}, {"Variable": "$.c", "IsNumeric": true}, {"Variable": "$.d", "StringMatches": "log-*.txt"}], "Next": "Goal"}],
			"Default": "Other"}, "Goal": {"Type": "Succeed"}, "Other": {"Type": "Fail"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			m := machine(t, text)
			r, err := equivalence.Compare(t.Context(), m, m, equivalence.Options{Cases: 600, Seed: 5})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string(nil), append(r.Coverage.UnreachedStates, r.Coverage.UnreachedEdges...)); diff != "" {
				t.Errorf("not reached (-want +got):\n%s", diff)
			}
		})
	}
}

// What no run can reach is told apart from what no case reached.
func TestUnreachable(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"no edge":       {`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "B": {"Type": "Succeed"}}}`, []string{"B: nothing that can happen leads to it"}},
		"inside of one": {`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "B": {"Type": "Parallel", "Branches": [{"StartAt": "C", "States": {"C": {"Type": "Succeed"}}}], "End": true}}}`, []string{"B: nothing that can happen leads to it", "C: `B` around it is not reached"}},
		"catcher behind States.ALL": {`{"StartAt": "T", "States": {"T": {` + lambda + `, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "A"}, {"ErrorEquals": ["X"], "Next": "B"}], "End": true}, "A": {"Type": "Succeed"}, "B": {"Type": "Succeed"}}}`,
			[]string{"B: nothing that can happen leads to it", "T→B: catchers before it match all that it names"}},
		"catcher for States.Runtime": {`{"StartAt": "T", "States": {"T": {` + lambda + `, "Catch": [{"ErrorEquals": ["States.Runtime"], "Next": "B"}], "End": true}, "B": {"Type": "Succeed"}}}`,
			[]string{"B: nothing that can happen leads to it", "T→B: no catcher sees States.Runtime"}},
		"same rule": {`{"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "A"}, {"Variable": "$.a", "IsPresent": true, "Next": "B"}], "Default": "A"}, "A": {"Type": "Succeed"}, "B": {"Type": "Succeed"}}}`,
			[]string{"B: nothing that can happen leads to it", "C→B: a rule before it has the same condition"}},
		"never and always": {`{"QueryLanguage": "JSONata", "StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "B"}, {"Condition": true, "Next": "A"}], "Default": "D"}, "A": {"Type": "Succeed"}, "B": {"Type": "Succeed"}, "D": {"Type": "Succeed"}}}`,
			[]string{"B: nothing that can happen leads to it", "D: nothing that can happen leads to it", "C→B: its condition is never true", "C→D: a rule before it is always true"}},
		"token that is not there": {`{"StartAt": "T", "States": {"T": {` + lambda + `, "Parameters": {"x": {"y.$": "$$.Task.Token"}}, "Next": "A"}, "A": {"Type": "Succeed"}}}`,
			[]string{"A: nothing that can happen leads to it", "T→A: `T` always fails: it reads a task token, and its Resource has no .waitForTaskToken"}},
		"token that is there":    {`{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Parameters": {"y.$": "$$.Task.Token"}, "Next": "A"}, "A": {"Type": "Succeed"}}}`, nil},
		"two ways, one dead":     {`{"QueryLanguage": "JSONata", "StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "A"}], "Default": "A"}, "A": {"Type": "Succeed"}}}`, nil},
		"drawn anew is no twin":  {`{"QueryLanguage": "JSONata", "StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"Condition": "{% $random() > 0.5 %}", "Next": "A"}, {"Condition": "{% $random() > 0.5 %}", "Next": "B"}], "Default": "A"}, "A": {"Type": "Succeed"}, "B": {"Type": "Succeed"}}}`, nil},
		"only a placeholder":     {`{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "${Callback}", "Parameters": {"y.$": "$$.Task.Token"}, "Next": "A"}, "A": {"Type": "Succeed"}}}`, nil},
		"earlier names in parts": {`{"StartAt": "T", "States": {"T": {` + lambda + `, "Catch": [{"ErrorEquals": ["X"], "Next": "A"}, {"ErrorEquals": ["Y"], "Next": "A"}, {"ErrorEquals": ["Y", "X"], "Next": "B"}], "End": true}, "A": {"Type": "Succeed"}, "B": {"Type": "Succeed"}}}`, []string{"B: nothing that can happen leads to it", "T→B: catchers before it match all that it names"}},
	} {
		t.Run(name, func(t *testing.T) {
			m := machine(t, c.text)
			r, err := equivalence.Compare(t.Context(), m, m, equivalence.Options{Cases: 400, Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range append(r.Coverage.UnreachableStates, r.Coverage.UnreachableEdges...) {
				got = append(got, p.What+": "+p.Why)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("proofs (-want +got):\n%s", diff)
			}
		})
	}
}
