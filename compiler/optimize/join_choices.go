package optimize

import (
	"errors"
	"slices"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// maxRules bounds the rules of a Choice that others were joined into, and maxChoice the
// bytes of it.
const (
	maxRules  = 40
	maxChoice = 16 << 10
)

// joinChoices lets a Choice decide what the Choice behind it would decide.
//
// Rule: where the Default of C leads to the Choice D, D's rules follow C's own and D's
// Default becomes C's. Where a rule of C leads to D, each rule of D takes its place with both
// conditions joined by And, the first one first, and a last rule with C's condition alone
// leads to D's Default, or to where a rule of D leads that is implied by C's. D stays for whatever else leads to it.
//
// Preconditions: a D behind a rule has a Default: without one, what matches no rule of D would
// go on with C's later rules instead of failing. Neither has an InputPath, OutputPath or
// Assign of its own (JSONPath). In JSONata D's conditions are rewritten to read what C's edge
// makes, all conditions joined answer nothing but true or false, nothing is volatile, and what
// C's edge made and D's does not still fails. D does not lead back to itself through Choices
// alone. C keeps a size that can be read.
//
// Why behaviour is kept: rules are tried in order, and And and `and` evaluate what follows only
// where what stands before holds, so every condition is evaluated on the same data where it
// was evaluated before, and those that fail, fail in C under the same name.
func joinChoices(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		for _, s := range slices.Clone(f.graph.States) {
			name := s.Base().Name
			if f.gone[name] {
				continue
			}
			if outer, ok := f.state[name].(*asl.Choice); ok {
				did += f.joinInto(outer)
			}
		}
		f.commit()
	}
	return did
}

func (f *flow) joinInto(outer *asl.Choice) int {
	did := 0
	for range maxRules {
		next := f.joinOne(outer)
		if next == nil {
			break
		}
		did++
		old := targetNames(outer)
		f.replace(next)
		outer = next
		for _, name := range old {
			if s, ok := f.state[name].(*asl.Choice); ok && s != outer && f.drop(name) {
				did++
			}
		}
	}
	return did
}

func targetNames(s asl.State) []string {
	var names []string
	for _, t := range asl.TargetsOf(s) {
		names = append(names, *t.Name)
	}
	return names
}

// joinOne joins one Choice behind outer into a copy of it; nil if there is none to join.
func (f *flow) joinOne(outer *asl.Choice) *asl.Choice {
	u := f.u
	for _, t := range asl.TargetsOf(outer) {
		inner, ok := f.state[*t.Name].(*asl.Choice)
		if !ok || inner == outer || f.loopsThroughChoices(inner) {
			continue
		}
		var joined *asl.Choice
		var err error
		if u.plainChoice(outer) && u.plainChoice(inner) {
			joined, err = joinPaths(outer, inner, t)
		} else {
			joined, err = f.joinQueries(outer, inner, t)
		}
		if err == nil && (len(joined.Choices) > maxRules || len(asl.ValueOf(joined).String()) > maxChoice) {
			err = dataflow.ErrTooLarge
		}
		if err != nil {
			u.keep(inner.Name, "into `%s`: %s", outer.Name, err)
			continue
		}
		return joined
	}
	return nil
}

// loopsThroughChoices reports whether a Choice can come back to itself through nothing but
// Choices; joining it would not end.
func (f *flow) loopsThroughChoices(c *asl.Choice) bool {
	seen := map[string]bool{}
	var visit func(s *asl.Choice) bool
	visit = func(s *asl.Choice) bool {
		for _, t := range asl.TargetsOf(s) {
			next, ok := f.state[*t.Name].(*asl.Choice)
			if !ok {
				continue
			}
			if next == c {
				return true
			}
			if !seen[next.Name] {
				seen[next.Name] = true
				if visit(next) {
					return true
				}
			}
		}
		return false
	}
	return visit(c)
}

// plainChoice reports whether a Choice is of JSONPath and only decides.
func (u *unit) plainChoice(c *asl.Choice) bool {
	if u.machine.Language(c) != asl.JSONPath || u.preserved(c.Name) || !understood(c) {
		return false
	}
	for _, r := range c.Choices {
		if !r.Assign.IsUndefined() {
			return false
		}
	}
	return wholePath(c.InputPath) && wholePath(c.OutputPath) && c.Assign.IsUndefined()
}

var errNoDefault = errors.New("it has no Default, so what matches none of its rules fails there")

// joinPaths joins two Choices of JSONPath.
func joinPaths(outer, inner *asl.Choice, t asl.Target) (*asl.Choice, error) {
	out := copyState(outer).(*asl.Choice)
	rules := copyState(inner).(*asl.Choice).Choices
	if t.Kind == asl.TargetDefault {
		out.Choices = append(out.Choices, rules...)
		out.Default = inner.Default
		return out, nil
	}
	guard := out.Choices[t.Index]
	rest := inner.Default
	for i, r := range rules {
		if implied(r, guard) {
			rules, rest = rules[:i], r.Next
			break
		}
	}
	if rest == "" {
		return nil, errNoDefault
	}
	var joined []*asl.ChoiceRule
	for _, r := range rules {
		and := &asl.ChoiceRule{Comment: r.Comment, And: append(conjuncts(guard), conjuncts(r)...), Next: r.Next}
		joined = append(joined, and)
	}
	last := *guard
	last.Next = rest
	joined = append(joined, &last)
	out.Choices = slices.Replace(out.Choices, t.Index, t.Index+1, joined...)
	return out, nil
}

// implied reports whether a rule holds wherever guard does (O12): each of its conditions is
// one of guard's.
func implied(r, guard *asl.ChoiceRule) bool {
	known := conjuncts(guard)
	for _, c := range conjuncts(r) {
		if !slices.ContainsFunc(known, func(k *asl.ChoiceRule) bool { return value.Equal(asl.ValueOf(c), asl.ValueOf(k)) }) {
			return false
		}
	}
	return true
}

// conjuncts are the rules that a rule is the And of, without Next and Comment.
func conjuncts(r *asl.ChoiceRule) []*asl.ChoiceRule {
	if r.And != nil {
		return slices.Clone(r.And)
	}
	c := *r
	c.Next, c.Comment, c.Assign, c.Output = "", "", value.Value{}, value.Value{}
	return []*asl.ChoiceRule{&c}
}

// joinQueries joins two Choices that make data, in JSONata.
func (f *flow) joinQueries(outer, inner *asl.Choice, t asl.Target) (*asl.Choice, error) {
	u := f.u
	first, err := f.jsonata(outer)
	if err != nil {
		return nil, err
	}
	second, err := f.jsonata(inner)
	if err != nil {
		return nil, err
	}
	out, in := first.state.(*asl.Choice), second.state.(*asl.Choice)
	if t.Kind == asl.TargetChoice && in.Default == "" {
		return nil, errNoDefault
	}
	// A fresh reference: converting copied the rules.
	e := u.edgeOf(out, asl.Target{Kind: t.Kind, Index: t.Index})
	made, err := u.parse(*e.output)
	if err != nil {
		return nil, err
	}
	if made == nil {
		made = statesPath("input")
	}
	_, vars, err := u.variables(*e.assign)
	if err != nil {
		return nil, err
	}
	if dataflow.JudgeTemplate(made).Volatile {
		return nil, errors.New("what leads to it is drawn anew at each evaluation")
	}
	if in.Default == "" && len(obligationsOf(made, vars)) > 0 {
		return nil, errors.New("what leads to it may fail, and would not where no rule holds")
	}
	var guard jsonata.Node
	if t.Kind == asl.TargetChoice {
		if guard, err = u.condition(out.Choices[t.Index]); err != nil {
			return nil, err
		}
	}
	b := dataflow.Bindings{Input: made, Vars: vars}
	var joined []*asl.ChoiceRule
	for _, r := range in.Choices {
		rule, err := u.joinRule(e, guard, &b, r)
		if err != nil {
			return nil, err
		}
		joined = append(joined, rule)
	}
	// What inner makes on its Default.
	last := &asl.Pass{Data: asl.Data{Output: in.Output, Assign: in.Assign}}
	output, assign, err := u.compose(e, last)
	if err != nil {
		return nil, err
	}
	if t.Kind == asl.TargetDefault {
		out.Choices = append(out.Choices, joined...)
		out.Default, out.Output, out.Assign = in.Default, output, assign
		return out, nil
	}
	rest := *out.Choices[t.Index]
	rest.Next, rest.Output, rest.Assign = in.Default, output, assign
	joined = append(joined, &rest)
	out.Choices = slices.Replace(out.Choices, t.Index, t.Index+1, joined...)
	return out, nil
}

// condition is the condition of a rule, if it answers nothing but true or false.
func (u *unit) condition(r *asl.ChoiceRule) (jsonata.Node, error) {
	t, err := u.parse(r.Condition)
	if err != nil {
		return nil, err
	}
	n, err := dataflow.Loose(t)
	if err != nil {
		return nil, err
	}
	f := dataflow.Judge(n)
	switch {
	case f.Kinds&^dataflow.Bool != 0:
		return nil, errors.New("a condition may answer something that is not true or false, and fail by that")
	case f.Volatile:
		return nil, errors.New("a condition is drawn anew at each evaluation")
	case f.State:
		return nil, errors.New("a condition reads of the context object what belongs to the state")
	}
	return n, nil
}

func (u *unit) joinRule(e edge, guard jsonata.Node, b *dataflow.Bindings, r *asl.ChoiceRule) (*asl.ChoiceRule, error) {
	n, err := u.condition(r)
	if err != nil {
		return nil, err
	}
	t, err := b.Apply(&dataflow.Query{Node: n})
	if err != nil {
		return nil, err
	}
	if n, err = dataflow.Loose(t); err != nil {
		return nil, err
	}
	if dataflow.Judge(n).Kinds&^dataflow.Bool != 0 {
		return nil, errors.New("a condition may answer something that is not true or false")
	}
	if guard != nil {
		n = dataflow.Simplify(&jsonata.Binary{Op: "and", Left: guard, Right: n})
	}
	condition, err := encodeField(&field{name: "Condition"}, &dataflow.Query{Node: n})
	if err != nil {
		return nil, err
	}
	output, assign, err := u.compose(e, &asl.Pass{Data: asl.Data{Output: r.Output, Assign: r.Assign}})
	if err != nil {
		return nil, err
	}
	return &asl.ChoiceRule{Comment: r.Comment, Condition: condition, Next: r.Next, Output: output, Assign: assign}, nil
}
