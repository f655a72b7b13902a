package asltest

import (
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Large is a valid definition with n states (at least 12), a chain of blocks that use all
// eight types, both query languages, retries, catchers and variables. Its size is about
// 100 bytes a state.
func Large(n int) *asl.Machine {
	m := &asl.Machine{}
	m.Comment = fmt.Sprintf("%d states", n)
	b := &chain{machine: m, left: n - 2}
	for b.left > 0 {
		b.block()
	}
	b.add(&asl.Succeed{Common: asl.Common{Name: "Done"}})
	b.add(&asl.Fail{Common: asl.Common{Name: "Failed"}, Error: value.OfString("Failed"), Cause: value.OfString("a step failed")})
	b.link()
	return m
}

type chain struct {
	machine *asl.Machine
	left    int
	blocks  int
}

func (c *chain) add(s asl.State) { c.machine.States = append(c.machine.States, s) }

// step adds a state of the chain if there is room for it and its parts.
func (c *chain) step(s asl.State, parts int) {
	if c.left >= 1+parts {
		c.left -= 1 + parts
		c.add(s)
	}
}

func text(s string) value.Value { return value.OfString(s) }

func object(members ...value.Member) value.Value { return value.OfObject(members) }

// block adds one state of each type that goes on.
func (c *chain) block() {
	c.blocks++
	name := func(what string) asl.Common { return asl.Common{Name: fmt.Sprintf("%s %d", what, c.blocks)} }
	inner := func(what string) asl.Graph {
		s := &asl.Pass{Common: name(what), Flow: asl.Flow{End: true}}
		return asl.Graph{StartAt: s.Name, States: []asl.State{s}}
	}
	c.step(&asl.Task{
		Common:     name("Call"),
		Resource:   "arn:aws:states:::lambda:invoke",
		Parameters: object(value.Member{Key: "FunctionName", Value: text("f")}, value.Member{Key: "Payload.$", Value: text("$.order")}),
		ResultPath: text("$.result"),
		Handlers: asl.Handlers{
			Retry: []*asl.Retrier{{ErrorEquals: []string{"Lambda.ServiceException"}, IntervalSeconds: value.OfInt(2), MaxAttempts: value.OfInt(6), BackoffRate: value.OfInt(2)}},
			Catch: []*asl.Catcher{{ErrorEquals: []string{"States.ALL"}, ResultPath: text("$.error"), Next: "Failed"}},
		},
	}, 0)
	c.step(&asl.Choice{
		Common:  name("Decide"),
		Choices: []*asl.ChoiceRule{{Variable: "$.order.total", Comparator: "NumericGreaterThan", Operand: value.OfInt(1000), Next: "Failed"}},
	}, 0)
	c.step(&asl.Pass{Common: name("Shape"), Parameters: object(value.Member{Key: "order.$", Value: text("$.order")}, value.Member{Key: "id.$", Value: text("States.Format('{}', $.order.id)")})}, 0)
	c.step(&asl.Map{Common: name("Each"), ItemsPath: "$.order.items", ItemProcessor: &asl.Processor{Graph: inner("Item")}, ResultPath: text("$.items")}, 1)
	c.step(&asl.Parallel{Common: name("Both"), Branches: []*asl.Branch{{Graph: inner("Left")}, {Graph: inner("Right")}}, ResultPath: value.NullValue}, 2)
	jsonata := name("Keep")
	jsonata.QueryLanguage = string(asl.JSONata)
	c.step(&asl.Pass{Common: jsonata, Data: asl.Data{Output: text("{% $merge([$states.input, {'seen': true}]) %}")}}, 0)
	c.step(&asl.Wait{Common: name("Rest"), Seconds: value.OfInt(1)}, 0)
}

// link makes each state of the chain go on to the next.
func (c *chain) link() {
	states := c.machine.States
	c.machine.StartAt = states[0].Base().Name
	for i, s := range states[:len(states)-2] {
		next := states[i+1].Base().Name
		if f := asl.FlowOf(s); f != nil {
			f.Next = next
		} else if choice, ok := s.(*asl.Choice); ok {
			choice.Default = next
		}
	}
}
