package cost_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/cost"
)

func machine(t *testing.T, text string) *asl.Machine {
	t.Helper()
	m, list := asl.DecodeJSON("m.json", []byte(text))
	if m == nil || list.HasErrors() {
		t.Fatal(list)
	}
	return m
}

// Duration is billed in steps of 100 ms, memory in chunks of 64 MB, and memory is cheaper
// after 1,000 and 5,000 GB-hours.
func TestExpressPrice(t *testing.T) {
	for _, c := range []struct {
		name           string
		seconds, memMB float64
		want           float64
	}{
		{"nothing is one step and one chunk", 0, 0, 1 + 0.1*0.0625*16.67},
		{"one step", 0.1, 64, 1 + 0.1*0.0625*16.67},
		{"a little more is two steps", 0.101, 64, 1 + 0.2*0.0625*16.67},
		{"65 MB are two chunks", 1, 65, 1 + 0.125*16.67},
		{"second tier", 60, 64, 1 + 1000*3600*0.00001667 + (60e6*0.0625-3.6e6)*0.00000833},
		{"third tier", 300, 1024, 1 + 3.6e6*0.00001667 + 4*3.6e6*0.00000833 + (300e6-18e6)*0.00000456},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := cost.ExpressUSD(c.seconds, c.memMB); math.Abs(got-c.want) > 1e-6 {
				t.Errorf("%v s of %v MB cost $%v, want $%v", c.seconds, c.memMB, got, c.want)
			}
		})
	}
}

const (
	pass     = `{"Type": "Pass", "End": true}`
	taskBody = `"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f"`
)

// Every state entered and every retry is a transition.
func TestTransitions(t *testing.T) {
	inner := `{"StartAt": "I", "States": {"I": {"Type": "Pass", "Next": "J"}, "J": ` + pass + `}}`
	distributed := func(kind string) string {
		return `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "` + kind + `"}, ` + inner[1:] + `}}}`
	}
	for _, c := range []struct {
		name, text   string
		scenario     cost.Scenario
		least, most  int
		children     int
		standardMost float64
	}{
		{"a chain", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": ` + pass + `}}`, cost.Scenario{}, 2, 2, 0, 50},
		{"a Choice and its shorter way", `{"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "IsNull": true, "Next": "A"}], "Default": "B"}, "A": {"Type": "Pass", "Next": "B"}, "B": ` + pass + `}}`, cost.Scenario{}, 2, 3, 0, 75},
		{"branches add up", `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [` + inner + `, {"StartAt": "K", "States": {"K": ` + pass + `}}]}}}`, cost.Scenario{}, 4, 4, 0, 100},
		{"items of a Map", `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": ` + inner + `}}}`, cost.Scenario{Items: 10}, 21, 21, 0, 525},
		{"Standard children", distributed("STANDARD"), cost.Scenario{Items: 10}, 11, 11, 20, 775},
		{"Express children", distributed("EXPRESS"), cost.Scenario{Items: 10}, 11, 11, 0, 275 + 10*(1+0.1*0.0625*16.67)},
		{"retries", `{"StartAt": "T", "States": {"T": {` + taskBody + `, "Retry": [{"ErrorEquals": ["States.ALL"]}], "End": true}}}`, cost.Scenario{Retries: 2}, 1, 3, 0, 75},
		{"no more retries than allowed", `{"StartAt": "T", "States": {"T": {` + taskBody + `, "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}], "End": true}}}`, cost.Scenario{Retries: 9}, 1, 2, 0, 50},
		{"no retrier, no retries", `{"StartAt": "T", "States": {"T": {` + taskBody + `, "End": true}}}`, cost.Scenario{Retries: 9}, 1, 1, 0, 25},
		{"rounds of a loop", `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 5, "Next": "T"}, "T": {` + taskBody + `, "Next": "C"}, "C": {"Type": "Choice", "Choices": [{"Variable": "$.done", "BooleanEquals": true, "Next": "S"}], "Default": "W"}, "S": {"Type": "Succeed"}}}`, cost.Scenario{Loops: 10}, 4, 31, 0, 775},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := cost.Of(machine(t, c.text), c.scenario)
			got := []int{e.Least.Transitions, e.Most.Transitions, e.Most.ChildTransitions}
			if diff := cmp.Diff([]int{c.least, c.most, c.children}, got); diff != "" {
				t.Errorf("least, most, of children (-want +got):\n%s", diff)
			}
			if usd := e.Most.StandardUSD(); math.Abs(usd-c.standardMost) > 1e-6 {
				t.Errorf("the dearest way costs $%v, want $%v", usd, c.standardMost)
			}
		})
	}
}

// From the break-even on, and not before, Express is cheaper.
func TestBreakEven(t *testing.T) {
	for _, seconds := range []float64{0, 1, 30, 299} {
		n := cost.BreakEven(seconds, 64)
		express := cost.ExpressUSD(seconds, 64)
		if at, before := float64(n)*cost.StandardTransitionUSD, float64(n-1)*cost.StandardTransitionUSD; at <= express || before > express {
			t.Errorf("%v s: break-even at %d transitions: Standard is $%v there and $%v before, Express $%v", seconds, n, at, before, express)
		}
	}
}
