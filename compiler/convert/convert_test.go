package convert_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/convert"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/equivalence"
)

func machine(t *testing.T, states string) *asl.Machine {
	t.Helper()
	m, list := asl.DecodeJSON("m.json", []byte(`{"StartAt": "S", "States": {"S": `+states+`, "End": {"Type": "Succeed"}, "Other": {"Type": "Pass", "Result": 1, "End": true}}}`))
	if m == nil || list.HasErrors() {
		t.Fatal(list)
	}
	return m
}

// Every construct of JSONPath behaves in JSONata as it did.
func TestStates(t *testing.T) {
	task := `{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", `
	for name, state := range map[string]string{
		"parameters":        task + `"Parameters": {"a.$": "$.a.b", "c": 1, "d": [{"e.$": "$.e"}]}, "End": true}`,
		"input path":        task + `"InputPath": "$.x", "Parameters": {"a.$": "$.a"}, "End": true}`,
		"input path null":   task + `"InputPath": null, "End": true}`,
		"result path":       task + `"ResultPath": "$.r.s", "End": true}`,
		"result path null":  task + `"ResultPath": null, "End": true}`,
		"result selector":   task + `"ResultSelector": {"a.$": "$.a"}, "ResultPath": "$.r", "End": true}`,
		"output path":       task + `"OutputPath": "$.a", "End": true}`,
		"catch":             task + `"Catch": [{"ErrorEquals": ["Custom.Error"], "ResultPath": "$.error", "Next": "Other"}], "End": true}`,
		"timeout path":      task + `"TimeoutSecondsPath": "$.t", "End": true}`,
		"assign":            task + `"Assign": {"x.$": "$.a", "y": 2}, "Next": "Other"}`,
		"index":             `{"Type": "Pass", "Parameters": {"a.$": "$.list[0]", "b.$": "$.list[-1]", "c.$": "$.list[1].x"}, "End": true}`,
		"tail":              `{"Type": "Pass", "InputPath": "$.list[1:]", "End": true}`,
		"tail in template":  `{"Type": "Pass", "Parameters": {"rest.$": "$.list[1:]"}, "End": true}`,
		"result":            `{"Type": "Pass", "Result": {"a.$": "kept as it is"}, "ResultPath": "$.x", "End": true}`,
		"context":           `{"Type": "Pass", "Parameters": {"a.$": "$$.Execution.Id", "b.$": "$$.State.Name", "c.$": "$$.Execution.Input.a"}, "End": true}`,
		"format":            `{"Type": "Pass", "Parameters": {"a.$": "States.Format('{}: {} \\'q\\'', $.name, $.n)"}, "End": true}`,
		"array":             `{"Type": "Pass", "Parameters": {"a.$": "States.Array($.a, 'x', 1, null)"}, "End": true}`,
		"array length":      `{"Type": "Pass", "Parameters": {"a.$": "States.ArrayLength($.list)"}, "End": true}`,
		"array item":        `{"Type": "Pass", "Parameters": {"a.$": "States.ArrayGetItem($.list, 0)"}, "End": true}`,
		"array range":       `{"Type": "Pass", "Parameters": {"a.$": "States.ArrayRange(1, 7, 3)"}, "End": true}`,
		"string to json":    `{"Type": "Pass", "Parameters": {"a.$": "States.StringToJson($.text)"}, "End": true}`,
		"json to string":    `{"Type": "Pass", "Parameters": {"a.$": "States.JsonToString($.a)"}, "End": true}`,
		"string split":      `{"Type": "Pass", "Parameters": {"a.$": "States.StringSplit($.text, ',')", "b.$": "States.StringSplit($.text, ' -')"}, "End": true}`,
		"wildcard":          `{"Type": "Pass", "Parameters": {"a.$": "$.a[*].b"}, "End": true}`,
		"wildcard at end":   `{"Type": "Pass", "Parameters": {"a.$": "$.a[*]", "n": 1}, "End": true}`,
		"two wildcards":     `{"Type": "Pass", "Parameters": {"a.$": "$[*][*]"}, "End": true}`,
		"wildcard deep":     `{"Type": "Pass", "Parameters": {"a.$": "$.a.b[*].c.d"}, "End": true}`,
		"wildcard names":    `{"Type": "Pass", "Parameters": {"a.$": "$.a[*]['b','c']"}, "End": true}`,
		"wildcard element":  `{"Type": "Pass", "Parameters": {"a.$": "$.a[0][*].b"}, "End": true}`,
		"wildcard in call":  `{"Type": "Pass", "Parameters": {"a.$": "States.ArrayLength($.a[*].b)"}, "End": true}`,
		"wildcard input":    `{"Type": "Pass", "InputPath": "$.a[*].b", "End": true}`,
		"wildcard items":    `{"Type": "Map", "ItemsPath": "$.a[*].b", "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true}`,
		"math add":          `{"Type": "Pass", "Parameters": {"a.$": "States.MathAdd($.n, -2)"}, "End": true}`,
		"merge":             `{"Type": "Pass", "Parameters": {"a.$": "States.JsonMerge($.a, $.b, false)"}, "End": true}`,
		"base64":            `{"Type": "Pass", "Parameters": {"a.$": "States.Base64Decode(States.Base64Encode($.text))"}, "End": true}`,
		"hash":              `{"Type": "Pass", "Parameters": {"a.$": "States.Hash($.text, 'SHA-256')"}, "End": true}`,
		"uuid":              `{"Type": "Pass", "Parameters": {"a.$": "States.UUID()"}, "End": true}`,
		"map":               `{"Type": "Map", "ItemsPath": "$.list", "ItemSelector": {"v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index", "a.$": "$.a"}, "MaxConcurrencyPath": "$.n", "Iterator": {"StartAt": "I", "States": {"I": {"Type": "Pass", "InputPath": "$.v", "End": true}}}, "ResultPath": "$.out", "End": true}`,
		"parallel":          `{"Type": "Parallel", "Parameters": {"a.$": "$.a"}, "Branches": [{"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}], "ResultSelector": {"first.$": "$[0]"}, "End": true}`,
		"wait":              `{"Type": "Wait", "SecondsPath": "$.t", "OutputPath": "$.a", "Next": "Other"}`,
		"timestamp":         `{"Type": "Wait", "TimestampPath": "$.when", "Next": "Other"}`,
		"fail":              `{"Type": "Fail", "ErrorPath": "$.name", "CausePath": "States.Format('because {}', $.text)"}`,
		"succeed":           `{"Type": "Succeed", "InputPath": "$.a", "OutputPath": "$.b"}`,
		"numeric":           `{"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 3, "Next": "End"}, {"Variable": "$.n", "NumericLessThanEqualsPath": "$.m", "Next": "Other"}], "Default": "End"}`,
		"string":            `{"Type": "Choice", "Choices": [{"Variable": "$.s", "StringLessThan": "b", "Next": "Other"}, {"Variable": "$.s", "StringMatches": "a*\\*[", "Next": "Other"}, {"Variable": "$.s", "StringEqualsPath": "$.o", "Next": "Other"}], "Default": "End"}`,
		"boolean":           `{"Type": "Choice", "Choices": [{"Not": {"Variable": "$.f", "BooleanEquals": true}, "Next": "Other"}], "Default": "End"}`,
		"is":                `{"Type": "Choice", "Choices": [{"And": [{"Variable": "$.a.b", "IsPresent": true}, {"Variable": "$.a.b", "IsString": true}], "Next": "Other"}, {"Or": [{"Variable": "$.a.b", "IsPresent": false}, {"Variable": "$.a.b", "IsNull": true}], "Next": "End"}, {"Variable": "$.a.b", "IsNumeric": false, "Next": "Other"}], "Default": "End"}`,
		"no default":        `{"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 3, "Next": "End"}]}`,
		"choice input path": `{"Type": "Choice", "InputPath": "$.a", "Choices": [{"Variable": "$.n", "NumericEquals": 3, "Next": "End"}], "Default": "Other", "OutputPath": "$.b"}`,
	} {
		t.Run(name, func(t *testing.T) {
			before := machine(t, state)
			after, refusals := convert.Machine(before)
			if len(refusals) > 0 {
				t.Fatal(refusals)
			}
			if after.QueryLanguage != "JSONata" || strings.Contains(string(after.AppendJSON(nil)), "Path\"") {
				t.Errorf("not converted: %s", after.AppendJSON(nil))
			}
			r, err := equivalence.Compare(t.Context(), before, after, equivalence.Options{Cases: 400, Seed: 2, Converted: true})
			if err != nil {
				t.Fatal(err)
			}
			if r.Counterexample != nil {
				t.Errorf("%s\n%s", r.Counterexample, after.Indented())
			}
			if r.Unspecified > r.Cases/4 {
				t.Errorf("%d of %d cases were not compared", r.Unspecified, r.Cases)
			}
		})
	}
}

// What will be filled in stays in the quotes it has. A text of JSON may become one of an
// expression where a machine is converted as a whole, and not where one state is.
func TestSubstitutions(t *testing.T) {
	m := machine(t, `{"Type": "Pass", "Parameters": {"a.$": "States.Format('s3://${Bucket}/{}', $.key)", "b": "${Name}"}, "ResultPath": "$.made", "End": true}`)
	if _, err := convert.State(m.State("S")); !errors.Is(err, dataflow.ErrSubstitution) {
		t.Errorf("the state alone: %v", err)
	}
	after, refusals := convert.Machine(m)
	if len(refusals) > 0 {
		t.Fatal(refusals)
	}
	got := after.State("S").(*asl.Pass).Output.Str()
	for _, want := range []string{`'s3://${Bucket}/' & $states.input.key`, `"b": "${Name}"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s has no %s", got, want)
		}
	}
}

// What JSONata can't say stays, with the reason.
func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct{ state, want string }{
		"filter":         {`{"Type": "Pass", "InputPath": "$.a[?(@.b == 1)]", "End": true}`, "no filter"},
		"descent":        {`{"Type": "Pass", "InputPath": "$..a", "End": true}`, "no descent"},
		"after wildcard": {`{"Type": "Pass", "Parameters": {"a.$": "$.a[*][0]"}, "End": true}`, "after a wildcard"},
		"element":        {`{"Type": "Pass", "Result": 1, "ResultPath": "$.a[0]", "End": true}`, "element of an array"},
		"timestamp":      {`{"Type": "Choice", "Choices": [{"Variable": "$.a", "IsTimestamp": true, "Next": "End"}], "Default": "End"}`, "IsTimestamp"},
		"placeholder":    {`{"Type": "Choice", "Choices": [{"Variable": "$.a", "StringMatches": "${Prefix}*", "Next": "End"}], "Default": "End"}`, "placeholder"},
		"delimiters":     {`{"Type": "Pass", "Parameters": {"a.$": "States.StringSplit($.a, '${By}')"}, "End": true}`, "made at run time"},
		"quoted":         {`{"Type": "Pass", "Parameters": {"a.$": "States.Format('it\\'s ${X} {}', $.a)"}, "End": true}`, "stands in a text with quotes"},
		"template":       {`{"Type": "Pass", "Parameters": {"a.$": "States.Format($.t, 1)"}, "End": true}`, "made at run time"},
		"empty":          {`{"Type": "Choice", "Choices": [{"Not": {"And": []}, "Next": "End"}], "Default": "End"}`, "without rules"},
		"expression":     {`{"Type": "Pass", "Result": "{% 1 %}", "End": true}`, "would become an expression"},
	} {
		t.Run(name, func(t *testing.T) {
			before := machine(t, c.state)
			after, refusals := convert.Machine(before)
			if len(refusals) != 1 || refusals[0].State != "S" || !strings.Contains(refusals[0].Why, c.want) {
				t.Fatalf("refusals %v, want one with %q", refusals, c.want)
			}
			if diff := cmp.Diff(asl.ValueOf(before.State("S")).String(), asl.ValueOf(after.State("S")).String()); diff != "" {
				t.Errorf("the state was changed (-before +after):\n%s", diff)
			}
		})
	}
}
