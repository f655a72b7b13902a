package asltest

import (
	"fmt"

	"pgregory.net/rapid"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Machine draws machines as a builder could make them, valid or not: any field of the
// table may be set, to any value its Go type holds, at every depth.
func Machine() *rapid.Generator[*asl.Machine] {
	return rapid.Custom(func(t *rapid.T) *asl.Machine {
		d := drawer{t: t}
		m := &asl.Machine{}
		m.Comment = d.word("comment")
		m.QueryLanguage = rapid.SampledFrom([]string{"", "JSONPath", "JSONata", "other"}).Draw(t, "language")
		m.TimeoutSeconds = d.value("timeout", 0)
		m.Graph.States = d.states(0)
		m.StartAt = d.name()
		return m
	})
}

// Value draws JSON of a few levels.
func Value() *rapid.Generator[value.Value] {
	return rapid.Custom(func(t *rapid.T) value.Value {
		d := drawer{t: t}
		return d.value("value", 0)
	})
}

type drawer struct {
	t     *rapid.T
	names int
}

const deepest = 3

func (d *drawer) chance(what string) bool { return rapid.Bool().Draw(d.t, what) }

func (d *drawer) word(what string) string {
	return rapid.SampledFrom([]string{"", "a", "order", "ä ö", "$.a", "$.a[0].b", "$$.Execution.Id", "States.UUID()", "{% $states.input %}", "{% 1 + %}", "${Name}"}).Draw(d.t, what)
}

func (d *drawer) name() string {
	return fmt.Sprintf("S%d", rapid.IntRange(0, d.names+1).Draw(d.t, "name"))
}

func (d *drawer) value(what string, depth int) value.Value {
	kind := rapid.IntRange(0, 8).Draw(d.t, what)
	if depth >= deepest {
		kind %= 6
	}
	switch kind {
	case 0, 1:
		return value.Value{}
	case 2:
		return value.NullValue
	case 3:
		return value.OfBool(d.chance("bool"))
	case 4:
		return value.OfInt(rapid.Int64Range(-2, 1<<20).Draw(d.t, "int"))
	case 5, 6:
		return value.OfString(d.word("text"))
	case 7:
		var elems []value.Value
		for range rapid.IntRange(0, 2).Draw(d.t, "length") {
			if e := d.value("element", depth+1); !e.IsUndefined() {
				elems = append(elems, e)
			}
		}
		return value.OfArray(elems)
	default:
		b := value.NewBuilder(2)
		for _, key := range []string{"a", "b.$"} {
			if v := d.value(key, depth+1); !v.IsUndefined() {
				b.Set(key, v)
			}
		}
		return b.Value()
	}
}

func (d *drawer) states(depth int) []asl.State {
	var states []asl.State
	for range rapid.IntRange(1, 4).Draw(d.t, "states") {
		s := asl.New(rapid.SampledFrom(asl.Types()).Draw(d.t, "type"))
		d.names++
		s.Base().Name = fmt.Sprintf("S%d", d.names)
		d.fill(s, depth)
		states = append(states, s)
	}
	return states
}

func (d *drawer) graph(depth int) asl.Graph {
	return asl.Graph{States: d.states(depth + 1), StartAt: d.name()}
}

// fill sets fields of a state.
func (d *drawer) fill(s asl.State, depth int) {
	if data := asl.DataOf(s); data != nil {
		data.InputPath, data.OutputPath = d.value("InputPath", 0), d.value("OutputPath", 0)
		data.Output, data.Assign = d.value("Output", 0), d.value("Assign", 0)
	}
	if flow := asl.FlowOf(s); flow != nil {
		if flow.End = d.chance("End"); !flow.End {
			flow.Next = d.name()
		}
	}
	if h := asl.HandlersOf(s); h != nil && d.chance("handlers") {
		h.Retry = []*asl.Retrier{{ErrorEquals: []string{d.word("error")}, MaxAttempts: d.value("MaxAttempts", deepest)}}
		h.Catch = []*asl.Catcher{{ErrorEquals: []string{"States.ALL"}, Next: d.name(), Output: d.value("Output", 0)}}
	}
	switch s := s.(type) {
	case *asl.Task:
		s.Resource = rapid.SampledFrom([]string{"arn:aws:states:::lambda:invoke", "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "${Function}", "no"}).Draw(d.t, "Resource")
		s.Parameters, s.Arguments, s.TimeoutSeconds = d.value("Parameters", 0), d.value("Arguments", 0), d.value("TimeoutSeconds", deepest)
	case *asl.Choice:
		s.Choices, s.Default = []*asl.ChoiceRule{d.rule(0)}, d.name()
		s.Choices[0].Next = d.name()
	case *asl.Map:
		if s.Items, s.ItemsPath = d.value("Items", 0), d.word("ItemsPath"); depth < deepest {
			s.ItemProcessor = &asl.Processor{Graph: d.graph(depth)}
		}
	case *asl.Parallel:
		if depth < deepest {
			s.Branches = []*asl.Branch{{Graph: d.graph(depth)}}
		}
	case *asl.Wait:
		s.Seconds, s.TimestampPath = d.value("Seconds", deepest), d.word("TimestampPath")
	case *asl.Pass:
		s.Parameters, s.Result, s.ResultPath = d.value("Parameters", 0), d.value("Result", 0), d.value("ResultPath", deepest)
	case *asl.Fail:
		s.Error, s.CausePath = d.value("Error", deepest), d.word("CausePath")
	case *asl.Succeed:
	}
}

func (d *drawer) rule(depth int) *asl.ChoiceRule {
	r := &asl.ChoiceRule{}
	switch rapid.IntRange(0, 3).Draw(d.t, "rule") {
	case 0:
		r.Condition = d.value("Condition", deepest)
	case 1:
		if depth < deepest {
			r.And = []*asl.ChoiceRule{d.rule(depth + 1), d.rule(depth + 1)}
		}
	case 2:
		if depth < deepest {
			r.Not = d.rule(depth + 1)
		}
	default:
		r.Variable = d.word("Variable")
		r.Comparator = rapid.SampledFrom(asl.Comparators()).Draw(d.t, "comparator")
		r.Operand = d.value("operand", deepest)
	}
	return r
}
