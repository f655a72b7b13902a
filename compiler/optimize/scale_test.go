package optimize_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/optimize"
)

// chain is a machine of n states: Pass, Task, Choice, Pass, Wait and so on in a row, in one
// language.
func chain(n int, language asl.QueryLanguage) *asl.Machine {
	var b strings.Builder
	fmt.Fprintf(&b, `{"QueryLanguage": %q, "StartAt": "s0", "States": {`, language)
	data, task, test := `"Parameters": {"a.$": "$.a", "b": %[2]d}`, `"Parameters": {"in.$": "$.a"}, "ResultPath": "$.r"`, `"Variable": "$.a", "NumericEquals": %[2]d`
	if language == asl.JSONata {
		data, task, test = `"Output": {"a": "{%% $states.input.a %%}", "b": %[2]d}`, `"Arguments": {"in": "{%% $states.input.a %%}"}, "Output": "{%% $merge([$states.input, {\"r\": $states.result}]) %%}"`, `"Condition": "{%% $states.input.a = %[2]d %%}"`
	}
	for i := range n {
		next := fmt.Sprintf("s%d", i+1)
		if i > 0 {
			b.WriteByte(',')
		}
		format := ""
		switch i % 5 {
		case 0, 3:
			format = `"s%[2]d": {"Type": "Pass", ` + data + `, "Next": %[1]q}`
		case 1:
			format = `"s%[2]d": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", ` + task + `, "Next": %[1]q}`
		case 2:
			format = `"s%[2]d": {"Type": "Choice", "Choices": [{` + test + `, "Next": "end"}], "Default": %[1]q}`
		case 4:
			format = `"s%[2]d": {"Type": "Wait", "Seconds": 1, "Next": %[1]q}`
		}
		fmt.Fprintf(&b, format, next, i)
	}
	fmt.Fprintf(&b, `,"s%d": {"Type": "Succeed"}, "end": {"Type": "Succeed"}}}`, n)
	m, list := asl.DecodeJSON("chain.json", []byte(b.String()))
	if m == nil || list.HasErrors() {
		panic(list)
	}
	return m
}

// Long chains are optimized whole, and a second run changes nothing.
func TestLongChains(t *testing.T) {
	for _, language := range []asl.QueryLanguage{asl.JSONPath, asl.JSONata} {
		m := chain(500, language)
		after, report, problems := optimize.Run(m, optimize.Options{Level: optimize.LevelConvert})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if report.StatesAfter > 350 {
			t.Errorf("%s: %d states of %d are left", language, report.StatesAfter, report.StatesBefore)
		}
		again, _, _ := optimize.Run(after, optimize.Options{Level: optimize.LevelConvert})
		if string(again.AppendJSON(nil)) != string(after.AppendJSON(nil)) {
			t.Errorf("%s: a second run changes the machine", language)
		}
	}
}

func BenchmarkRun(b *testing.B) {
	for _, language := range []asl.QueryLanguage{asl.JSONPath, asl.JSONata} {
		for _, level := range []int{2, 3} {
			for _, n := range []int{10, 100, 1000, 10000} {
				m := chain(n, language)
				b.Run(fmt.Sprintf("%s/level=%d/states=%d", language, level, n), func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						optimize.Run(m, optimize.Options{Level: level})
					}
				})
			}
		}
	}
}
