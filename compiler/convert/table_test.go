package convert_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/convert"
	"github.com/lockstep-go/lockstep/equivalence"
)

// rows are what JSONPath states are made of, each as a field of a Pass unless it says more.
var rows = []struct{ group, what, state string }{
	{"Paths", "member", pathRow("$.a.b")},
	{"Paths", "element", pathRow("$.a[0]")},
	{"Paths", "element from the end", pathRow("$.a[-1]")},
	{"Paths", "slice to the end", pathRow("$.a[1:]")},
	{"Paths", "slice with an end", pathRow("$.a[0:2]")},
	{"Paths", "wildcard", pathRow("$.a[*].b")},
	{"Paths", "wildcard twice", pathRow("$[*][*]")},
	{"Paths", "names after a wildcard", pathRow("$.a[*]['b','c']")},
	{"Paths", "several names", pathRow("$.a['b','c']")},
	{"Paths", "several elements", pathRow("$.a[0,1]")},
	{"Paths", "descent", pathRow("$..a")},
	{"Paths", "filter", pathRow("$.a[?(@.b == 1)]")},
	{"Paths", "function", pathRow("$.a.length()")},
	{"Paths", "context object", pathRow("$$.Execution.Id")},
	{"Paths", "variable", `{"Type": "Pass", "Parameters": {"x.$": "$v.a"}, "End": true}`},
	{"Intrinsic functions", "States.Array", pathRow("States.Array($.a, 1)")},
	{"Intrinsic functions", "States.ArrayPartition", pathRow("States.ArrayPartition($.a, 2)")},
	{"Intrinsic functions", "States.ArrayContains, of a text", pathRow("States.ArrayContains($.a, 'x')")},
	{"Intrinsic functions", "States.ArrayContains, of a path", pathRow("States.ArrayContains($.a, $.b)")},
	{"Intrinsic functions", "States.ArrayRange", pathRow("States.ArrayRange(1, 9, 2)")},
	{"Intrinsic functions", "States.ArrayGetItem", pathRow("States.ArrayGetItem($.a, 0)")},
	{"Intrinsic functions", "States.ArrayLength", pathRow("States.ArrayLength($.a)")},
	{"Intrinsic functions", "States.ArrayUnique", pathRow("States.ArrayUnique($.a)")},
	{"Intrinsic functions", "States.Base64Encode", pathRow("States.Base64Encode('text')")},
	{"Intrinsic functions", "States.Base64Decode", pathRow("States.Base64Decode('dGV4dA==')")},
	{"Intrinsic functions", "States.Hash", pathRow("States.Hash('text', 'SHA-256')")},
	{"Intrinsic functions", "States.JsonMerge", pathRow("States.JsonMerge($.a, $.b, false)")},
	{"Intrinsic functions", "States.StringToJson", pathRow("States.StringToJson($.a)")},
	{"Intrinsic functions", "States.JsonToString", pathRow("States.JsonToString($.a)")},
	{"Intrinsic functions", "States.MathRandom", pathRow("States.MathRandom(1, 9)")},
	{"Intrinsic functions", "States.MathAdd", pathRow("States.MathAdd($.a, 1)")},
	{"Intrinsic functions", "States.StringSplit", pathRow("States.StringSplit($.a, ',')")},
	{"Intrinsic functions", "States.UUID", pathRow("States.UUID()")},
	{"Intrinsic functions", "States.Format", pathRow("States.Format('a {} b', $.a)")},
	{"Intrinsic functions", "States.Format, its template from a path", pathRow("States.Format($.t, $.a)")},
	{"Intrinsic functions", "States.Format with a substitution", pathRow("States.Format('s3://${Bucket}/{}', $.a)")},
	{"Comparators", "StringEquals", ruleRow(`"StringEquals": "x"`)},
	{"Comparators", "StringEqualsPath", ruleRow(`"StringEqualsPath": "$.b"`)},
	{"Comparators", "StringEquals with a substitution: what is filled in must hold no double quote and no backslash", ruleRow(`"StringEquals": "${Stage}"`)},
	{"Comparators", "StringLessThan", ruleRow(`"StringLessThan": "x"`)},
	{"Comparators", "StringGreaterThanEqualsPath", ruleRow(`"StringGreaterThanEqualsPath": "$.b"`)},
	{"Comparators", "StringMatches", ruleRow(`"StringMatches": "log-*.txt"`)},
	{"Comparators", "NumericEquals", ruleRow(`"NumericEquals": 1`)},
	{"Comparators", "NumericLessThanPath", ruleRow(`"NumericLessThanPath": "$.b"`)},
	{"Comparators", "NumericGreaterThanEquals", ruleRow(`"NumericGreaterThanEquals": 1`)},
	{"Comparators", "BooleanEquals", ruleRow(`"BooleanEquals": true`)},
	{"Comparators", "BooleanEqualsPath", ruleRow(`"BooleanEqualsPath": "$.b"`)},
	{"Comparators", "TimestampLessThan", ruleRow(`"TimestampLessThan": "2026-01-01T00:00:00Z"`)},
	{"Comparators", "TimestampEqualsPath", ruleRow(`"TimestampEqualsPath": "$.b"`)},
	{"Comparators", "IsNull", ruleRow(`"IsNull": true`)},
	{"Comparators", "IsPresent", ruleRow(`"IsPresent": true`)},
	{"Comparators", "IsNumeric", ruleRow(`"IsNumeric": true`)},
	{"Comparators", "IsString", ruleRow(`"IsString": false`)},
	{"Comparators", "IsBoolean", ruleRow(`"IsBoolean": true`)},
	{"Comparators", "IsTimestamp", ruleRow(`"IsTimestamp": true`)},
	{"Fields", "InputPath", `{"Type": "Pass", "InputPath": "$.a", "End": true}`},
	{"Fields", "OutputPath null", `{"Type": "Pass", "OutputPath": null, "End": true}`},
	{"Fields", "Result and ResultPath", `{"Type": "Pass", "Result": 1, "ResultPath": "$.a.b", "End": true}`},
	{"Fields", "ResultPath to an element", `{"Type": "Pass", "Result": 1, "ResultPath": "$.a[0]", "End": true}`},
	{"Fields", "ResultSelector and ResultPath", `{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"MessageBody.$": "$.a"}, "ResultSelector": {"id.$": "$.MessageId"}, "ResultPath": "$.r", "End": true}`},
	{"Fields", "ResultPath null", `{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {}, "ResultPath": null, "End": true}`},
	{"Fields", "Assign", `{"Type": "Pass", "Assign": {"v.$": "$.a"}, "End": true}`},
	{"Fields", "Catch with ResultPath", `{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {}, "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "End"}], "End": true}`},
	{"Fields", "TimeoutSecondsPath", `{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {}, "TimeoutSecondsPath": "$.a", "End": true}`},
	{"Fields", "SecondsPath", `{"Type": "Wait", "SecondsPath": "$.a", "End": true}`},
	{"Fields", "TimestampPath", `{"Type": "Wait", "TimestampPath": "$.a", "End": true}`},
	{"Fields", "ErrorPath and CausePath", `{"Type": "Fail", "ErrorPath": "$.a", "CausePath": "$.b"}`},
	{"Fields", "ItemsPath and ItemSelector", mapRow(`"ItemsPath": "$.a", "ItemSelector": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value"}, "ItemProcessor"`)},
	{"Fields", "Iterator and Parameters (old names)", mapRow(`"ItemsPath": "$.a", "Parameters": {"v.$": "$$.Map.Item.Value"}, "Iterator"`)},
	{"Fields", "MaxConcurrencyPath", mapRow(`"ItemsPath": "$.a", "MaxConcurrencyPath": "$.b", "ItemProcessor"`)},
	{"Fields", "a text that looks like JSONata", `{"Type": "Pass", "Result": "{% 1 %}", "End": true}`},
}

func pathRow(path string) string {
	return fmt.Sprintf(`{"Type": "Pass", "Parameters": {"x.$": %q}, "End": true}`, path)
}

func ruleRow(test string) string {
	return `{"Type": "Choice", "Choices": [{"Variable": "$.a", ` + test + `, "Next": "End"}], "Default": "End"}`
}

func mapRow(fields string) string {
	return `{"Type": "Map", ` + fields + `: {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true}`
}

// TestTable writes docs/convert.md: what of JSONPath becomes what, and what is refused. Each
// conversion in it is run against the original. GOLDEN=convert writes the file anew, and fails.
func TestTable(t *testing.T) {
	var b strings.Builder
	b.WriteString("# What `lockstep convert` writes\n\nMade by the tests of `compiler/convert`, which run each of these states against the original.\n" +
		"Only the fields that change are shown. What is refused stays in JSONPath, and the command says where, why and what to write.\n")
	group := ""
	for _, r := range rows {
		if r.group != group {
			group = r.group
			fmt.Fprintf(&b, "\n## %s\n\n| what | JSONPath | JSONata |\n| --- | --- | --- |\n", group)
		}
		before := machine(t, r.state)
		after, refusals := convert.Machine(before)
		if len(refusals) > 0 {
			text := "refused: " + refusals[0].Why
			if refusals[0].Advice != "" {
				text += ". Instead: " + refusals[0].Advice
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", r.what, fields(before), cell(text))
			continue
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.what, fields(before), fields(after))
		result, err := equivalence.Compare(t.Context(), before, after, equivalence.Options{Cases: 150, Seed: 9, Converted: true})
		if err != nil {
			t.Errorf("%s: %v", r.what, err)
		} else if result.Counterexample != nil {
			t.Errorf("%s: %s", r.what, result.Counterexample.Explain(0))
		}
	}
	const file = "../../docs/convert.md"
	if os.Getenv("GOLDEN") == "convert" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Fatal("docs/convert.md is written; run again without GOLDEN")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(data), b.String()); diff != "" {
		t.Errorf("docs/convert.md is old; GOLDEN=convert writes it anew (-file +now):\n%s", diff)
	}
}

// fields is a state without what says nothing of data.
func fields(m *asl.Machine) string {
	v := asl.ValueOf(m.State("S"))
	for _, name := range []string{"Type", "Next", "End", "Default", "Resource", "ItemProcessor", "Iterator", "QueryLanguage"} {
		v = v.Without(name)
	}
	return cell("`" + v.String() + "`")
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
