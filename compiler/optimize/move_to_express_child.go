package optimize

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// moveToExpressChild runs a chain of idempotent tasks in an Express child execution.
//
// Rule: a chain of at least six Task and Pass states that follow each other by Next, whose tasks
// the author marked Idempotent, becomes the processor of a distributed Map over one item, whose
// child is an Express execution. The child's output comes back as {"ok": …}; a Choice behind
// the Map leads a child that failed to a Fail with the child's own Error and Cause.
//
// Preconditions: the machine is Standard, and the chain stands at its top, where nobody catches
// around it. Nothing leads into the middle of it. Its states have no Catch, assign and read no
// variables, read nothing of the context object, wait for no job, token or activity, and surely
// end within four minutes and fifty seconds: each Task has a TimeoutSeconds.
//
// Why behaviour is kept: the child makes the same calls with the same arguments at the same
// times, and its output or error is handed on unchanged. What changes is what the mark allows:
// an Express execution may run its tasks more than once. The role needs states:StartExecution on
// the machine itself, which the policy of a distributed Map has. Three transitions are billed in
// the place of the chain's, and the child by its duration.
func moveToExpressChild(u *unit) int {
	if u.opts.Idempotent == nil || u.opts.Express {
		return 0
	}
	did := 0
	for _, f := range u.flows() {
		if f.scope.Owner != nil {
			continue
		}
		for _, s := range f.states() {
			name := s.Base().Name
			if f.gone[name] || !u.movesToChild(f.state[name]) {
				continue
			}
			if chain := f.markedChain(f.state[name]); len(chain) >= leastChain {
				if err := f.moveChain(chain); err != nil {
					u.keep(name, "not into an Express child: %s", err)
					continue
				}
				did++
			}
		}
		f.commit()
	}
	return did
}

// leastChain is the number of states from which on a child saves transitions: Map, start of the
// child, Choice and, where the chain ends its graph, a Succeed stand in their place.
const leastChain = 6

// movesToChild reports whether a state may be part of a chain: a marked Task, or a Pass.
func (u *unit) movesToChild(s asl.State) bool {
	switch s := s.(type) {
	case *asl.Task:
		return u.opts.Idempotent(s.Name) && len(s.Catch) == 0 && !u.preserved(s.Name) && understood(s)
	case *asl.Pass:
		return !u.preserved(s.Name) && understood(s)
	default: // the others decide, wait or hold graphs
	}
	return false
}

// markedChain is the longest chain of states that may move, from a Task on that no such state
// leads to alone.
func (f *flow) markedChain(s asl.State) []asl.State {
	if s.Type() != asl.TypeTask {
		return nil
	}
	if in := f.predecessors(s.Base().Name); f.entries(s.Base().Name) == 1 && len(in) == 1 && f.u.movesToChild(in[0]) && in[0].Type() == asl.TypeTask {
		return nil // begins further up
	}
	chain := []asl.State{s}
	for {
		next := asl.FlowOf(chain[len(chain)-1]).Next
		if next == "" || f.entries(next) != 1 || !f.u.movesToChild(f.state[next]) || f.state[next] == s {
			return chain
		}
		chain = append(chain, f.state[next])
	}
}

// stays says why a state can't do its work in another execution.
func (u *unit) stays(s asl.State) error {
	if len(assignedBy(s)) > 0 {
		return fmt.Errorf("`%s` assigns a variable, which a child can't hand back", s.Base().Name)
	}
	text := asl.ValueOf(s).String()
	for _, m := range variableName.FindAllStringSubmatch(text, -1) {
		if m[1] == "eval" || u.isVariable(m[1]) {
			return fmt.Errorf("`%s` reads the variable `%s`", s.Base().Name, m[1])
		}
	}
	if contextRead.MatchString(text) {
		return fmt.Errorf("`%s` reads the context object, which is the child's there", s.Base().Name)
	}
	return nil
}

func (u *unit) isVariable(name string) bool {
	for _, s := range asl.Walk(u.machine) {
		if assignedBy(s)[name] {
			return true
		}
	}
	return false
}

func (f *flow) moveChain(chain []asl.State) error {
	u := f.u
	child := asl.Graph{}
	for _, s := range chain {
		if err := u.stays(s); err != nil {
			return err
		}
		child.States = append(child.States, copyState(s))
	}
	child.StartAt = chain[0].Base().Name
	last := asl.FlowOf(child.States[len(chain)-1])
	last.Next, last.End = "", true
	if err := shortEnough(&child); err != nil {
		return err
	}
	names := u.freshNames(chain[0].Base().Name, " to "+chain[len(chain)-1].Base().Name, " input", " output", " done?", " failed", " timed out", " end")
	if names == nil {
		return errors.New("its name is too long to make others of it")
	}
	query := func(text string) value.Value { return value.OfString("{% " + text + " %}") }
	common := func(i int) asl.Common {
		return asl.Common{Node: asl.Node{Origin: chain[0].Base().Place()}, Name: names[i], QueryLanguage: u.jsonataHere()}
	}
	last.Next, last.End = names[2], false
	child.States = append([]asl.State{&asl.Pass{Common: common(1), Data: asl.Data{Output: query("$states.input.input")}, Flow: asl.Flow{Next: child.StartAt}}}, child.States...)
	child.States = append(child.States, &asl.Pass{
		Common: common(2), Data: asl.Data{Output: value.ObjectOf(value.Member{Key: "ok", Value: query("$states.input")})}, Flow: asl.Flow{End: true},
	})
	child.StartAt = names[1]
	run := &asl.Map{
		Common: common(0), Items: value.OfArray([]value.Value{value.OfInt(0)}),
		ItemSelector:               value.ObjectOf(value.Member{Key: "input", Value: query("$states.input")}),
		ToleratedFailurePercentage: value.OfInt(100),
		ItemProcessor:              &asl.Processor{ProcessorConfig: &asl.ProcessorConfig{Mode: asl.ModeDistributed, ExecutionType: asl.ExecutionExpress}, Graph: child},
		Data:                       asl.Data{Output: query("$states.result[0]")}, Flow: asl.Flow{Next: names[3]},
	}
	run.Comment = "an Express child, since its tasks are marked Idempotent"
	end := asl.FlowOf(chain[len(chain)-1])
	next := end.Next
	added := []asl.State{run}
	if end.End {
		next = names[6]
	}
	added = append(added, &asl.Choice{
		Common: common(3), Choices: []*asl.ChoiceRule{
			{Condition: query("$exists($states.input.ok)"), Output: query("$states.input.ok"), Next: next},
			{Condition: query(`$type($states.input.Cause) = "string"`), Next: names[4]}}, Default: names[5],
	}, &asl.Fail{Common: common(4), Error: query("$states.input.Error"), Cause: query("$states.input.Cause")},
		&asl.Fail{Common: common(5), Error: query("$states.input.Error")}) // a timeout has no Cause
	if end.End {
		added = append(added, &asl.Succeed{Common: common(6)})
	}
	f.bypassTo(chain[0].Base().Name, run.Name)
	at := f.at[chain[0].Base().Name]
	for _, s := range chain {
		f.gone[s.Base().Name] = true
	}
	states := append([]asl.State{}, f.graph.States[:at]...)
	states = append(append(states, added...), f.graph.States[at:]...)
	f.graph.States = states
	u.stale = true
	for i, s := range f.graph.States {
		f.at[s.Base().Name], f.state[s.Base().Name] = i, s
	}
	return nil
}

// jsonataHere is the QueryLanguage that makes a state of the machine a JSONata one.
func (u *unit) jsonataHere() string {
	if u.machine.QueryLanguage == string(asl.JSONata) {
		return ""
	}
	return string(asl.JSONata)
}

// freshNames are unused names: base with the first suffix, and that one with each of the others;
// nil if one would be longer than a name may be.
func (u *unit) freshNames(base, first string, suffixes ...string) []string {
	taken := map[string]bool{}
	for _, s := range asl.Walk(u.machine) {
		taken[s.Base().Name] = true
	}
	root := base + first
	if len([]rune(root)) > 60 {
		root = base
	}
	for i := 1; ; i++ {
		name := root
		if i > 1 {
			name += " " + strconv.Itoa(i)
		}
		out := []string{name}
		free := !taken[name]
		for _, s := range suffixes {
			out = append(out, name+s)
			free = free && !taken[name+s]
		}
		if len([]rune(name)) > 70 {
			return nil
		}
		if free {
			return out
		}
	}
}
