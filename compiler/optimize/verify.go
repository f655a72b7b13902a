package optimize

import (
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
)

// verify holds what every machine must be after a pass, if it was so before: states of all
// graphs have names of their own, edges lead to states of their graph, and a state goes on
// or ends.
func verify(m *asl.Machine) error {
	names := map[string]bool{}
	for scope := range asl.Scopes(m) {
		g := scope.Graph
		if len(g.Unreadable) > 0 {
			continue
		}
		own := make(map[string]bool, len(g.States))
		for _, s := range g.States {
			name := s.Base().Name
			if names[name] {
				return fmt.Errorf("two states are called `%s`", name)
			}
			names[name], own[name] = true, true
		}
		if len(g.States) == 0 {
			return fmt.Errorf("a graph at %q has no states", scope.Path)
		}
		if !own[g.StartAt] {
			return fmt.Errorf("StartAt names `%s`, which is no state", g.StartAt)
		}
		for _, s := range g.States {
			if err := verifyState(s, own); err != nil {
				return err
			}
		}
	}
	return nil
}

func verifyState(s asl.State, own map[string]bool) error {
	name := s.Base().Name
	for _, t := range asl.TargetsOf(s) {
		if !own[*t.Name] {
			return fmt.Errorf("`%s` leads to `%s`, which is no state of its graph", name, *t.Name)
		}
	}
	if f := asl.FlowOf(s); f != nil && (f.Next == "") != f.End {
		return fmt.Errorf("`%s` must have either Next or End", name)
	}
	if c, ok := s.(*asl.Choice); ok && len(c.Choices) == 0 {
		return fmt.Errorf("the Choice `%s` has no rules", name)
	}
	return nil
}
