package optimize

import (
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/cost"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/value"
)

// AdviceRule is a kind of advice.
type AdviceRule struct {
	Rule    string // of the catalogue of rewrites
	What    string // it advises
	Applied string // where the optimizer does it by itself
}

// AdviceRules are the kinds of advice there are.
func AdviceRules() []AdviceRule {
	const never = "never: "
	return []AdviceRule{
		{"O19", "a loop that takes items off a list could be a Map", never + "a Map fails as a whole, a loop stops at the item"},
		{"O20", "an ItemBatcher would start fewer children of a distributed Map", never + "the tasks would get batches"},
		{"O21", "children of a distributed Map could be Express executions", "where the Map is marked Idempotent and its tasks have timeouts"},
		{"O22", "the machine, or a chain of its tasks, could run as an Express execution", "where at least six tasks in a row are marked Idempotent and have timeouts"},
		{"O23", "a polling loop could be a `.sync` integration", never + "the result has another shape, and the role needs more"},
		{"O24", "a function that only computes could be an expression", never + "nobody sees into the function; asked for states marked pure"},
		{"O25", "states that are alike could be one", never + "it makes the definition smaller and harder to read, and saves no transition"},
		{"O29", "results could go to S3 instead of the payload", never + "it adds transitions, and only avoids States.DataLimitExceeded"},
	}
}

// What a call of a small function costs: 100 ms at 128 MB
// (https://aws.amazon.com/lambda/pricing/, us-east-1, x86), for a million.
const lambdaUSDPerMillion = 0.20 + 0.1*0.125*16.6667

// advisePure looks at functions that only compute (O24).
func (u *unit) advisePure() []Advice {
	if u.opts.Pure == nil {
		return nil
	}
	var out []Advice
	for _, s := range asl.Walk(u.machine) {
		t, ok := s.(*asl.Task)
		if !ok || !strings.Contains(t.Resource, "lambda") || !u.opts.Pure(t.Name) {
			continue
		}
		out = append(out, Advice{
			Rule: "O24", States: []string{t.Name},
			Message:            "its function is marked pure: what it computes could be an expression in a state beside it; stated for a function of 100 ms and 128 MB",
			SavesUSDPerMillion: cost.StandardTransitionUSD + lambdaUSDPerMillion,
		})
	}
	return out
}

// leastAlike is how many bytes states that are alike must take to be worth a word.
const leastAlike = 400

// adviseAlike looks for states that are the same but for their names (O25).
func (f *flow) adviseAlike() []Advice {
	groups := map[string][]string{}
	var order []string
	for _, s := range f.graph.States {
		if holdsGraphs(s) {
			continue
		}
		text := asl.ValueOf(s).Without("Comment").String()
		if groups[text] == nil {
			order = append(order, text)
		}
		groups[text] = append(groups[text], s.Base().Name)
	}
	var out []Advice
	for _, text := range order {
		names := groups[text]
		if saved := (len(names) - 1) * len(text); len(names) > 1 && saved >= leastAlike {
			out = append(out, Advice{
				Rule: "O25", States: names,
				Message: fmt.Sprintf("they are the same but for their names; one of them would make the definition %d bytes smaller, and save no transition", saved),
			})
		}
	}
	return out
}

// adviseResults looks at distributed Maps that keep what all children answer (O29).
func (u *unit) adviseResults(m *asl.Map) []Advice {
	if m.ResultWriter != nil || m.ResultPath.IsNull() || u.dropsResult(m) {
		return nil
	}
	return []Advice{{
		Rule: "O29", States: []string{m.Name},
		Message: fmt.Sprintf("the answers of all its children are kept in the payload, which may have 256 KiB: %d children may answer %d bytes each; a ResultWriter puts them into S3 instead, and costs the requests",
			adviceItems, (256<<10)/adviceItems),
	}}
}

// dropsResult reports whether a Map of JSONata does not read what its children answer.
func (u *unit) dropsResult(m *asl.Map) bool {
	if u.machine.Language(m) != asl.JSONata || m.Output.IsUndefined() {
		return false
	}
	for _, v := range []value.Value{m.Output, m.Assign} {
		t, err := u.parse(v)
		if err != nil || t != nil && (dataflow.Reads(t, "result") || dataflow.JudgeTemplate(t).Whole) {
			return false
		}
	}
	return true
}
