package optimize_test

import (
	"fmt"
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
		r, err := equivalence.Compare(m, after, equivalence.Options{Cases: 40, Seed: 1, Converted: level >= optimize.LevelConvert})
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
	if depth > 0 && (kind == "Map" || kind == "Parallel") {
		kind = "Pass"
	}
	switch kind {
	case "Task":
		return `"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", ` + d.task() + d.handlers(i, to) + next
	case "Choice":
		return `"Type": "Choice", ` + d.choice(i, to)
	case "Wait":
		return `"Type": "Wait", "Seconds": ` + d.pick("seconds", "1", "5") + `, ` + next
	case "Map":
		inner := d.graph(rapid.IntRange(1, 3).Draw(d.T, "inner"), depth+1)
		items := `"ItemsPath": "$.list", ` + d.pick("resultPath", ``, `"ResultPath": "$.a", `) +
			d.pick("selector", ``, ``, `"ItemSelector": {"a.$": "$$.Map.Item.Value", "n.$": "$$.Map.Item.Index", "list.$": "$.list"}, `)
		if d.jsonata {
			items = `"Items": "{% $states.input.list %}", ` + d.pick("output", ``, `"Output": {"a": "{% $states.result %}", "list": [1]}, `, `"Output": {"a": "{% $states.result[0] %}", "list": "{% $states.result.a %}"}, `) +
				d.pick("selector", ``, ``, `"ItemSelector": {"a": "{% $states.context.Map.Item.Value %}", "n": "{% $states.context.Map.Item.Index %}", "list": "{% $states.input.list %}"}, `)
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
			`"Assign": {"v": `+d.output()+`}, `, `"Output": "{% $v %}", `)
	}
	return d.pick("input", ``, ``, `"InputPath": "$.a", `) +
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
		d.pick("catch", ``, ``, `"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "`+to(i)+`"}], `, `"Catch": [{"ErrorEquals": ["Custom.Error"], "Next": "`+to(i)+`"}], `)
}

func (d *drawer) choice(i int, to func(int) string) string {
	text := `"Choices": [`
	for j := range rapid.IntRange(1, 2).Draw(d.T, "rules") {
		if j > 0 {
			text += ","
		}
		if d.jsonata {
			text += fmt.Sprintf(`{"Condition": %q, "Next": %q%s}`, d.pick("condition", `{% $states.input.n = 1 %}`, `{% $exists($states.input.a) %}`, `{% $states.input.n > 2 %}`, `{% $states.input.flag %}`),
				to(i), d.pick("rule output", ``, ``, `, "Output": `+d.output()))
			continue
		}
		text += fmt.Sprintf(`{%s, "Next": %q}`, d.pick("rule", `"Variable": "$.n", "NumericEquals": 1`, `"Variable": "$.a", "IsPresent": true`, `"Variable": "$.n", "NumericGreaterThan": 2`,
			`"And": [{"Variable": "$.a", "IsPresent": true}, {"Variable": "$.a", "StringEquals": "x"}]`, `"Not": {"Variable": "$.flag", "BooleanEquals": true}`), to(i))
	}
	return text + `]` + d.pick("default", ``, `, "Default": "`+to(i)+`"`, `, "Default": "`+to(i)+`"`)
}

func (d *drawer) output() string {
	return d.pick("expression", `{"a": "{% $states.input.a %}", "n": 1}`, `"{% $states.input %}"`, `{"n": "{% $states.input.n %}", "flag": true, "list": [1, "{% $states.input.a %}"]}`,
		`"{% $merge([$states.input, {\"a\": 5}]) %}"`, `{"id": "{% $uuid() %}", "a": "{% $states.input.a %}"}`, `"{% $states.input.a %}"`, `{"run": "{% $states.context.Execution.Id %}"}`,
		`{"at": "{% $states.context.State.Name %}"}`, `"{% $states.input.n + 1 %}"`, `{"a": {"b": "{% $states.input.a.b %}"}, "list": "{% $states.input.list %}"}`)
}

func (d *drawer) template() string {
	return d.pick("template", `{"a.$": "$.a", "n": 1}`, `{"a": {"b.$": "$.a.b"}, "list.$": "$.list"}`, `{"all.$": "$"}`, `{"id.$": "States.UUID()", "a.$": "$.a"}`,
		`{"n.$": "$.n", "a.$": "$.list[0]"}`, `{"run.$": "$$.Execution.Id"}`, `{"at.$": "$$.State.Name"}`, `{"a.$": "States.Format('{}-{}', $.n, $.a)"}`, `{"list.$": "States.Array($.a, $.n)", "n": 3}`,
		`{"a.$": "$.list[?(@.x == 1)].y", "flag": false}`)
}
