package optimize

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/value"
)

// inlineSingleBranches takes the only branch of a Parallel out of it.
//
// Rule: a Parallel with one branch becomes the states of the branch, followed by a Pass of the
// Parallel's name that makes the array of one result. The Pass then folds into its neighbours.
//
// Preconditions: the Parallel has no Retry and no Catch, which make it a try block, and no
// Parameters, Arguments or InputPath. What it makes does not read its input: no ResultPath but
// "$". A Pass that would read the result by a ResultSelector is of JSONata or can be converted
// (level 3). Variables that the branch assigns appear nowhere else, and the Parallel does not
// come round again: the scope of the branch is a new one each time. It is not preserved.
//
// Why behaviour is kept: a branch begins when its Parallel does, gets its input, and ends it; a
// failure of the only branch is the failure of the Parallel, by the same Error and Cause. The
// names of states are unique in the whole machine.
func inlineSingleBranches(u *unit) int {
	did := 0
	for u.inlineNext() {
		did++
	}
	return did
}

// inlineNext inlines the first branch that can be. What stood inside is of another graph then,
// so that all flows are out of date.
func (u *unit) inlineNext() bool {
	for _, f := range u.flows() {
		for _, s := range f.states() {
			p, ok := s.(*asl.Parallel)
			if !ok || len(p.Branches) != 1 {
				continue
			}
			err := f.inline(p)
			if err == nil {
				return true
			}
			u.keep(p.Name, "%s", err)
		}
	}
	return false
}

func (f *flow) inline(p *asl.Parallel) error {
	u := f.u
	branch := p.Branches[0]
	switch {
	case len(p.Retry)+len(p.Catch) > 0:
		return errors.New("it has a Retry or Catch, so its branch is a try block")
	case u.preserved(p.Name) || !understood(p):
		return errors.New("its name is preserved, or it has fields that are not known")
	case !p.Parameters.IsUndefined() || !p.Arguments.IsUndefined() || !wholePath(p.InputPath):
		return errors.New("it makes an input for its branch")
	case len(branch.Unreadable) > 0 || len(branch.Extra) > 0:
		return errors.New("its branch is not understood")
	}
	if err := u.ownVariables(f, p); err != nil {
		return err
	}
	pass, err := f.wrapping(p)
	if err != nil {
		return err
	}
	states := make([]asl.State, len(branch.States))
	for i, s := range branch.States {
		if states[i], err = u.goingOn(s, p.Name); err != nil {
			return err
		}
	}
	u.stale = true
	f.bypassTo(p.Name, branch.StartAt)
	at := slices.IndexFunc(f.graph.States, func(s asl.State) bool { return s == asl.State(p) })
	f.graph.States = slices.Replace(f.graph.States, at, at+1, append(states, pass)...)
	return nil
}

// bypassTo sends all that leads to name to another state, without regard to the edges the flow
// remembers: it is of no use afterwards.
func (f *flow) bypassTo(name, to string) {
	for _, s := range f.graph.States {
		for _, t := range asl.TargetsOf(s) {
			if *t.Name == name {
				*t.Name = to
			}
		}
	}
	if f.graph.StartAt == name {
		f.graph.StartAt = to
	}
}

// goingOn is a copy of a state of the branch that goes on to next where it ended.
func (u *unit) goingOn(s asl.State, next string) (asl.State, error) {
	out := copyState(s)
	switch s := out.(type) {
	case *asl.Succeed:
		if u.preserved(s.Name) || !understood(s) {
			return nil, fmt.Errorf("`%s` ends the branch, and its name is preserved or it has fields that are not known", s.Name)
		}
		return &asl.Pass{Common: commonOf(s), Data: s.Data, Flow: asl.Flow{Next: next}}, nil
	default:
		if fl := asl.FlowOf(s); fl != nil && fl.End {
			fl.Next, fl.End = next, false
		}
	}
	return out, nil
}

// wrapping is the Pass that makes of a branch's output what the Parallel made of its result.
func (f *flow) wrapping(p *asl.Parallel) (*asl.Pass, error) {
	u := f.u
	pass := &asl.Pass{
		Common: commonOf(p), Flow: p.Flow,
	}
	if u.machine.Language(p) == asl.JSONPath && wholePath(p.ResultPath) && p.ResultSelector.IsUndefined() && p.Assign.IsUndefined() && !p.OutputPath.IsNull() {
		within, ok := mustPath("$.all").Join(mustPath(orWhole(p.OutputPath).Str()))
		if !ok {
			return nil, errors.New("its OutputPath can't be moved")
		}
		pass.Parameters = value.ObjectOf(value.Member{Key: "all.$", Value: value.OfString("States.Array($)")})
		pass.OutputPath = value.OfString(within.String())
		return pass, nil
	}
	c, err := f.jsonata(p)
	if err != nil {
		return nil, err
	}
	d := asl.DataOf(c.state)
	pass.QueryLanguage = c.state.Base().QueryLanguage
	b := dataflow.Bindings{Result: &dataflow.Array{Items: []dataflow.Template{statesPath("input")}}}
	out, err := u.parse(d.Output)
	if err != nil {
		return nil, err
	}
	if out == nil {
		out = statesPath("result")
	}
	names, vars, err := u.variables(d.Assign)
	if err != nil {
		return nil, err
	}
	for _, t := range append([]dataflow.Template{out}, templatesOf(vars)...) {
		if dataflow.JudgeTemplate(t).Whole || dataflow.Reads(t, "input") {
			return nil, errors.New("what it makes reads its own input, which is gone when the branch has ended")
		}
	}
	if out, err = b.Apply(out); err != nil {
		return nil, err
	}
	for _, n := range names {
		if vars[n], err = b.Apply(vars[n]); err != nil {
			return nil, err
		}
	}
	if pass.Output, err = dataflow.Encode(out); err != nil {
		return nil, err
	}
	pass.Assign, err = encodeAssign(names, vars)
	return pass, err
}

func templatesOf(vars map[string]dataflow.Template) []dataflow.Template {
	var out []dataflow.Template
	for _, n := range sortedNames(vars) {
		out = append(out, vars[n])
	}
	return out
}

// ownVariables reports whether the variables that the branch of p assigns may live in the
// scope around it.
func (u *unit) ownVariables(f *flow, p *asl.Parallel) error {
	assigned := map[string]bool{}
	for _, s := range p.Branches[0].States {
		for name := range assignedBy(s) {
			assigned[name] = true
		}
	}
	if len(assigned) == 0 {
		return nil
	}
	if f.comesRound(p.Name) {
		return errors.New("its branch assigns variables, and it comes round again")
	}
	// Everything but the branch.
	branch := p.Branches[0]
	p.Branches[0] = &asl.Branch{}
	text := asl.ValueOf(u.machine).String()
	p.Branches[0] = branch
	for _, m := range variableName.FindAllStringSubmatch(text, -1) {
		if assigned[m[1]] {
			return fmt.Errorf("its branch assigns `%s`, which is read elsewhere", m[1])
		}
	}
	for _, s := range asl.Walk(u.machine) {
		if slices.ContainsFunc(branch.States, func(b asl.State) bool { return b == s }) {
			continue
		}
		for name := range assignedBy(s) {
			if assigned[name] {
				return fmt.Errorf("its branch assigns `%s`, and so does `%s`", name, s.Base().Name)
			}
		}
	}
	return nil
}

// assignedBy are the variables that a state assigns on any way out of it.
func assignedBy(s asl.State) map[string]bool {
	out := map[string]bool{}
	note := func(v value.Value) {
		for _, m := range v.Members() {
			out[strings.TrimSuffix(m.Key, ".$")] = true
		}
	}
	if d := asl.DataOf(s); d != nil {
		note(d.Assign)
	}
	if h := asl.HandlersOf(s); h != nil {
		for _, c := range h.Catch {
			note(c.Assign)
		}
	}
	if c, ok := s.(*asl.Choice); ok {
		note(c.Assign)
		for _, r := range c.Choices {
			note(r.Assign)
		}
	}
	return out
}

// comesRound reports whether control may come back to the state of that name.
func (f *flow) comesRound(name string) bool {
	seen := map[string]bool{}
	queue := targetNames(f.state[name])
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		if n == name {
			return true
		}
		if !seen[n] {
			seen[n] = true
			queue = append(queue, targetNames(f.state[n])...)
		}
	}
	return false
}
