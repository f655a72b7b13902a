package optimize_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/optimize"
	"github.com/lockstep-go/lockstep/equivalence"
)

// TestRandomMachines optimizes machines that nobody would write, at all levels: nothing may
// change but the price, and a second run changes nothing.
func TestRandomMachines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMachine(t)
		level := rapid.IntRange(1, 3).Draw(t, "level")
		after, _, problems := optimize.Run(m, optimize.Options{Level: level})
		if len(problems) > 0 {
			t.Fatalf("%v\n%s", problems, m.Indented())
		}
		again, report, _ := optimize.Run(after, optimize.Options{Level: level})
		if string(again.AppendJSON(nil)) != string(after.AppendJSON(nil)) {
			t.Fatalf("a second run at level %d changes the machine by %v:\n%s\n%s\n%s", level, report.Passes, m.Indented(), after.Indented(), again.Indented())
		}
		r, err := equivalence.Compare(t.Context(), m, after, equivalence.Options{Cases: 40, Seed: 1, Converted: level >= optimize.LevelConvert})
		if err != nil {
			t.Fatalf("%v\n%s\n%s", err, m.Indented(), after.Indented())
		}
		if r.Counterexample != nil {
			t.Fatalf("level %d: %s\n%s\n%s", level, r.Counterexample, m.Indented(), after.Indented())
		}
		if r.TransitionsAfter > r.TransitionsBefore {
			t.Fatalf("level %d: %d transitions became %d\n%s\n%s", level, r.TransitionsBefore, r.TransitionsAfter, m.Indented(), after.Indented())
		}
	})
}

// drawMachine draws a machine of one language, with a Map or Parallel now and then.
func drawMachine(t *rapid.T) *asl.Machine {
	d := drawer{T: t, jsonata: rapid.Bool().Draw(t, "jsonata")}
	text := d.graph(rapid.IntRange(2, 8).Draw(t, "states"), 0)
	if rapid.IntRange(0, 4).Draw(t, "variables") > 0 {
		// Variables are there from the start; without that, reading one fails.
		text = strings.Replace(text, `{"StartAt": "s0", "States": {`, `{"StartAt": "first", "States": {"first": {"Type": "Pass", "Assign": {"v": {"a": 1}, "w": "x"}, "Next": "s0"},`, 1)
	}
	if d.jsonata {
		text = `{"QueryLanguage": "JSONata", ` + text[1:]
	}
	m, list := asl.DecodeJSON("random.json", []byte(text))
	if m == nil || list.HasErrors() {
		t.Fatalf("%v\n%s", list, text)
	}
	return m
}

type drawer struct {
	*rapid.T
	jsonata bool
	count   int
}

func (d *drawer) pick(what string, from ...string) string {
	return rapid.SampledFrom(from).Draw(d.T, what)
}

// graph draws n states. Edges lead forward, so that every run ends, but for one in ten.
func (d *drawer) graph(n, depth int) string {
	base := d.count
	d.count += n + 2
	name := func(i int) string { return fmt.Sprintf("s%d", base+i) }
	to := func(i int) string { return name(rapid.IntRange(min(i+1, n), n+1).Draw(d.T, "next")) }
	text := fmt.Sprintf(`{"StartAt": %q, "States": {`, name(0))
	for i := range n {
		next := fmt.Sprintf(`"Next": %q`, to(i))
		if rapid.IntRange(0, 5).Draw(d.T, "end") == 0 {
			next = `"End": true`
		}
		text += fmt.Sprintf("%q: {%s},", name(i), d.state(i, depth, next, to))
	}
	last := d.pick("succeed", ``, ``, d.output())
	return text + fmt.Sprintf(`%q: {"Type": "Succeed"%s}, %q: {"Type": "Fail"%s}}}`, name(n), comma(last, d.jsonata), name(n+1), d.failure())
}

func (d *drawer) failure() string {
	if d.jsonata {
		return d.pick("fail", `, "Error": "E"`, `, "Error": "E"`, `, "Error": "E", "Cause": "{% $string($states.input) %}"`)
	}
	return d.pick("fail", `, "Error": "E"`, `, "Error": "E"`, `, "Error": "E", "CausePath": "$.a"`)
}

func comma(output string, jsonata bool) string {
	if output == "" || !jsonata {
		return ""
	}
	return `, "Output": ` + output
}

func (d *drawer) state(i, depth int, next string, to func(int) string) string {
	kind := d.pick("type", "Pass", "Pass", "Pass", "Task", "Task", "Choice", "Choice", "Wait", "Map", "Parallel")
	if depth > 1 && (kind == "Map" || kind == "Parallel") {
		kind = "Pass"
	}
	switch kind {
	case "Task":
		return `"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", ` + d.task() + d.handlers(i, to) + next
	case "Choice":
		return `"Type": "Choice", ` + d.choice(i, to)
	case "Wait":
		return `"Type": "Wait", ` + d.wait() + next
	case "Map":
		inner := d.graph(rapid.IntRange(1, 3).Draw(d.T, "inner"), depth+1)
		items := `"ItemsPath": "$.list", ` + d.pick("resultPath", ``, `"ResultPath": "$.a", `) +
			d.pick("selector", ``, ``, `"ItemSelector": {"a.$": "$$.Map.Item.Value", "n.$": "$$.Map.Item.Index", "list.$": "$.list"}, `)
		if d.jsonata {
			items = `"Items": "{% $states.input.list %}", ` + d.pick("output", ``, `"Output": {"a": "{% $states.result %}", "list": [1]}, `, `"Output": {"a": "{% $states.result[0] %}", "list": "{% $states.result.a %}"}, `) +
				d.pick("selector", ``, ``, `"ItemSelector": {"a": "{% $states.context.Map.Item.Value %}", "n": "{% $states.context.Map.Item.Index %}", "list": "{% $states.input.list %}"}, `)
		}
		if depth == 0 && rapid.IntRange(0, 3).Draw(d.T, "distributed") == 0 {
			inner = `{"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, ` + inner[1:]
			items += `"ToleratedFailurePercentage": ` + d.pick("tolerated", "0", "100") + `, `
		}
		return `"Type": "Map", "ItemProcessor": ` + inner + `, ` + items + d.handlers(i, to) + next
	case "Parallel":
		branches := d.graph(rapid.IntRange(1, 2).Draw(d.T, "inner"), depth+1)
		for range rapid.IntRange(0, 2).Draw(d.T, "branches") {
			branches += ", " + d.graph(rapid.IntRange(1, 2).Draw(d.T, "inner"), depth+1)
		}
		data := d.pick("result", ``, ``, `"ResultSelector": {"a.$": "$[0]", "n.$": "$[0].n"}, `, `"ResultPath": "$.a", `, `"ResultPath": null, `) + d.pick("outputPath", ``, `"OutputPath": "$[0]", `, `"OutputPath": "$.a", `)
		if d.jsonata {
			data = d.pick("output", ``, `"Output": "{% $states.result[0] %}", `, `"Output": {"a": "{% $states.result[0].a %}", "n": "{% $count($states.result) %}", "list": "{% $states.result %}"}, `,
				`"Output": "{% $merge([$states.input, {\"a\": $states.result[0]}]) %}", `) + d.pick("arguments", ``, ``, `"Arguments": `+d.output()+`, `)
		}
		return `"Type": "Parallel", "Branches": [` + branches + `], ` + data + d.handlers(i, to) + next
	}
	return `"Type": "Pass", ` + d.pass() + next
}

func (d *drawer) pass() string {
	if d.jsonata {
		return d.pick("pass", ``, `"Output": `+d.output()+`, `, `"Output": `+d.output()+`, `,
			`"Assign": {"v": `+d.output()+`}, `, `"Output": "{% $v %}", `, `"Output": {"old": "{% $v %}", "a": "{% $states.input.a %}"}, "Assign": {"v": "{% $states.input %}", "w": "{% $v %}"}, `)
	}
	return d.pick("input", ``, ``, `"InputPath": "$.a", `) + d.pick("assign", ``, ``, ``, `"Assign": {"v.$": "$"}, `, `"Assign": {"v": {"a": 1}, "w.$": "$.a"}, `) +
		d.pick("make", ``, `"Parameters": `+d.template()+`, `, `"Parameters": `+d.template()+`, `, `"Result": {"a": 1, "list": [1, 2]}, `, `"Result": "x", `) +
		d.pick("resultPath", ``, ``, `"ResultPath": "$.a", `, `"ResultPath": "$.b.c", `, `"ResultPath": null, `) +
		d.pick("outputPath", ``, ``, ``, `"OutputPath": "$.a", `)
}

func (d *drawer) task() string {
	if d.jsonata {
		return `"Arguments": ` + d.output() + `, ` + d.pick("output", ``, ``, `"Output": {"a": "{% $states.result.a %}", "old": "{% $states.input %}"}, `, `"Assign": {"v": "{% $states.result %}"}, `)
	}
	return `"Parameters": ` + d.template() + `, ` +
		d.pick("selector", ``, ``, `"ResultSelector": {"a.$": "$.a"}, `) +
		d.pick("resultPath", ``, ``, `"ResultPath": "$.r", `, `"ResultPath": null, `) +
		d.pick("outputPath", ``, ``, `"OutputPath": "$.a", `)
}

func (d *drawer) handlers(i int, to func(int) string) string {
	return d.pick("retry", ``, ``, ``, `"Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}], `, `"Retry": [{"ErrorEquals": ["Custom.Error"]}], `) +
		d.pick("catch", ``, ``, `"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "`+to(i)+`"}], `, `"Catch": [{"ErrorEquals": ["Custom.Error"], "Next": "`+to(i)+`"}], `,
			`"Catch": [{"ErrorEquals": ["States.Timeout", "Custom.Error"], `+d.caught()+`"Next": "`+to(i)+`"}, {"ErrorEquals": ["States.ALL"], "Next": "`+to(i)+`"}], `)
}

// caught is what a catcher does with data.
func (d *drawer) caught() string {
	if d.jsonata {
		return d.pick("caught", ``, `"Output": {"error": "{% $states.errorOutput.Error %}", "a": "{% $states.input.a %}"}, `, `"Assign": {"v": "{% $states.errorOutput %}"}, `)
	}
	return d.pick("caught", ``, `"ResultPath": "$.e", `, `"ResultPath": null, `, `"Assign": {"v.$": "$.Error"}, `)
}

func (d *drawer) wait() string {
	if d.jsonata {
		return d.pick("wait", `"Seconds": 1, `, `"Seconds": 5, `, `"Seconds": "{% $states.input.n %}", `, `"Seconds": 2, "Output": `+d.output()+`, `, `"Seconds": 1, "Assign": {"v": `+d.output()+`}, `)
	}
	return d.pick("wait", `"Seconds": 1, `, `"Seconds": 5, `, `"SecondsPath": "$.n", `, `"Seconds": 2, "OutputPath": "$.a", `, `"Seconds": 1, "InputPath": "$.a", `, `"Seconds": 1, "Assign": {"v.$": "$.a"}, `)
}

// comparison draws one of all comparators, with an operand that fits or not.
func (d *drawer) comparison() string {
	variable := fmt.Sprintf(`"Variable": %q, `, d.pick("variable", "$.n", "$.a", "$.flag", "$.list[0]", "$.a.b", "$v"))
	operand := func(kind string) string {
		switch kind {
		case "Numeric":
			return d.pick("number", "1", "2", "-0.5")
		case "Boolean":
			return d.pick("flag", "true", "false")
		case "Timestamp":
			return d.pick("time", `"2026-01-01T00:00:05Z"`, `"2025-06-01T12:00:00Z"`)
		}
		return d.pick("text", `"x"`, `""`, `"z"`)
	}
	kind := d.pick("kind", "Numeric", "String", "Boolean", "Timestamp", "Is", "Matches")
	switch kind {
	case "Is":
		return variable + `"Is` + d.pick("is", "Null", "Present", "Numeric", "String", "Boolean", "Timestamp") + `": ` + operand("Boolean")
	case "Matches":
		return variable + `"StringMatches": ` + d.pick("pattern", `"x*"`, `"*"`, `"a\\*"`)
	}
	op := "Equals"
	if kind != "Boolean" {
		op = d.pick("op", "Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals")
	}
	if rapid.Bool().Draw(d.T, "path") {
		return variable + fmt.Sprintf(`"%s%sPath": %q`, kind, op, d.pick("other", "$.n", "$.a", "$.list[1]"))
	}
	return variable + fmt.Sprintf(`"%s%s": %s`, kind, op, operand(kind))
}

// rule draws a rule of JSONPath without its Next.
func (d *drawer) rule(depth int) string {
	if depth > 1 || rapid.IntRange(0, 2).Draw(d.T, "join") > 0 {
		return d.comparison()
	}
	switch d.pick("join", "And", "Or", "Not") {
	case "And":
		return `"And": [{` + d.rule(depth+1) + `}, {` + d.rule(depth+1) + `}]`
	case "Or":
		return `"Or": [{` + d.rule(depth+1) + `}, {` + d.rule(depth+1) + `}]`
	}
	return `"Not": {` + d.rule(depth+1) + `}`
}

func (d *drawer) choice(i int, to func(int) string) string {
	text := `"Choices": [`
	for j := range rapid.IntRange(1, 2).Draw(d.T, "rules") {
		if j > 0 {
			text += ","
		}
		if d.jsonata {
			text += fmt.Sprintf(`{"Condition": %q, "Next": %q%s}`, d.pick("condition", `{% $states.input.n = 1 %}`, `{% $exists($states.input.a) %}`, `{% $states.input.n > 2 %}`, `{% $states.input.flag %}`, `{% $v = $states.input.a %}`,
				`{% $type($states.input.n) = "number" and $states.input.n < 2 %}`, `{% $count($states.input.list) > 1 or $states.input.flag = true %}`, `{% $not($states.input.n = 1) %}`),
				to(i), d.pick("rule output", ``, ``, `, "Output": `+d.output(), `, "Assign": {"v": `+d.output()+`}`))
			continue
		}
		text += fmt.Sprintf(`{%s, "Next": %q}`, d.pick("rule", `"Variable": "$.n", "NumericEquals": 1`, `"Variable": "$.a", "IsPresent": true`, `"Variable": "$.n", "NumericGreaterThan": 2`,
			`"And": [{"Variable": "$.a", "IsPresent": true}, {"Variable": "$.a", "StringEquals": "x"}]`, `"Not": {"Variable": "$.flag", "BooleanEquals": true}`, d.rule(0), d.rule(0), d.rule(0)), to(i))
	}
	return text + `]` + d.pick("default", ``, `, "Default": "`+to(i)+`"`, `, "Default": "`+to(i)+`"`)
}

func (d *drawer) output() string {
	return d.pick("expression", `{"a": "{% $states.input.a %}", "n": 1}`, `"{% $states.input %}"`, `{"n": "{% $states.input.n %}", "flag": true, "list": [1, "{% $states.input.a %}"]}`,
		`"{% $merge([$states.input, {\"a\": 5}]) %}"`, `{"id": "{% $uuid() %}", "a": "{% $states.input.a %}"}`, `"{% $states.input.a %}"`, `{"run": "{% $states.context.Execution.Id %}"}`,
		`{"at": "{% $states.context.State.Name %}"}`, `"{% $states.input.n + 1 %}"`, `{"v": "{% $v %}", "n": "{% $count($states.input.list) %}"}`, `{"list": "{% $states.input.list[$ > 1] %}", "a": "{% $string($states.input.a) %}"}`,
		`{"a": "{% $exists($states.input.a) ? $states.input.a : \"none\" %}"}`, `{"n": "{% $sum($states.input.list) %}", "list": ["{% $states.input.n %}"]}`, `"{% ($x := $states.input.a; {\"a\": $x, \"n\": 2}) %}"`, `{"a": "{% $random() %}", "n": "{% $states.input.n %}"}`, `{"a": {"b": "{% $states.input.a.b %}"}, "list": "{% $states.input.list %}"}`)
}

func (d *drawer) template() string {
	return d.pick("template", `{"a.$": "$.a", "n": 1}`, `{"a": {"b.$": "$.a.b"}, "list.$": "$.list"}`, `{"all.$": "$"}`, `{"id.$": "States.UUID()", "a.$": "$.a"}`,
		`{"n.$": "$.n", "a.$": "$.list[0]"}`, `{"run.$": "$$.Execution.Id"}`, `{"at.$": "$$.State.Name"}`, `{"a.$": "States.Format('{}-{}', $.n, $.a)"}`, `{"list.$": "States.Array($.a, $.n)", "n": 3}`,
		`{"a.$": "$.list[?(@.x == 1)].y", "flag": false}`,
		`{"n.$": "States.MathAdd($.n, 1)", "a.$": "$.a"}`, `{"n.$": "States.ArrayLength($.list)", "list.$": "$.list[*].x"}`, `{"a.$": "States.JsonToString($.a)", "n.$": "$.n"}`,
		`{"a.$": "States.ArrayGetItem($.list, 0)", "list.$": "States.ArrayUnique($.list)"}`, `{"flag.$": "States.ArrayContains($.list, 1)", "list.$": "$.list[1:]"}`,
		`{"a.$": "States.StringSplit('x,y', ',')", "n.$": "$v"}`, `{"a.$": "States.Base64Encode('x')", "list.$": "States.ArrayRange(1, 5, 2)"}`, `{"a.$": "States.Hash($.a, 'MD5')"}`,
		`{"a.$": "States.JsonMerge($.a, $.b, false)", "n.$": "States.MathRandom(1, 9)"}`, `{"id.$": "$$.Execution.Input.a", "v.$": "$v.a"}`)
}
