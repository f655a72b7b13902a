package optimize

import (
	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// resolveChoices leaves out what is decided already.
//
// Rule: a rule that can't hold, because a Choice before it decided so or its condition is
// constant, is dropped; one that always holds becomes the Default, and what stands behind it is
// dropped. A Choice without rules left is a Pass. An edge into a Choice along which the facts
// decide leads to where the Choice would.
//
// Preconditions: the conditions read the input and variables alone, and nothing between the
// deciding Choice and this one may have changed what they read: a ResultPath, an Output, an
// Assign. What is known of a number, a text or true and false is known of the same path or
// expression alone. A rule without effect is dropped only where something else is left that
// decides, or a Default. An edge passes a Choice by that neither selects, makes nor assigns
// anything, and is not preserved; no edge is led back to where it begins.
//
// Why behaviour is kept: the conditions were evaluated on the same data before, so they answer
// what they answered, and don't fail.
func resolveChoices(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		has := false
		for _, s := range f.graph.States {
			has = has || s.Type() == asl.TypeChoice
		}
		if !has {
			continue
		}
		facts := f.branchFacts()
		for _, s := range f.states() {
			name := s.Base().Name
			if c, ok := f.state[name].(*asl.Choice); ok && !u.preserved(name) && understood(c) {
				if next := u.resolve(c, facts[name]); next != nil {
					f.replace(next)
					did++
				}
			}
		}
		// Facts on edges hold as well after rules were dropped: what was dropped is never taken.
		for _, s := range f.states() {
			did += f.passBy(f.state[s.Base().Name], facts[s.Base().Name])
		}
		f.commit()
	}
	return did
}

// resolve is a Choice with what facts decide left out; nil if that is nothing.
func (u *unit) resolve(c *asl.Choice, facts []fact) asl.State {
	out := copyState(c).(*asl.Choice)
	out.Choices = nil
	for _, r := range copyState(c).(*asl.Choice).Choices {
		switch u.decide(r, facts) {
		case never:
			continue
		case always:
			out.Default, out.Assign, out.Output = r.Next, r.Assign, r.Output
			return finished(out)
		case unknown:
			out.Choices = append(out.Choices, r)
		}
	}
	if len(out.Choices) == len(c.Choices) {
		return nil
	}
	if len(out.Choices) == 0 && out.Default == "" {
		if len(c.Choices) == 1 {
			return nil
		}
		out.Choices = copyState(c).(*asl.Choice).Choices[:1] // fails where nothing matches
	}
	return finished(out)
}

// finished is a Choice, or the Pass that it is without rules.
func finished(c *asl.Choice) asl.State {
	if len(c.Choices) > 0 {
		return c
	}
	return &asl.Pass{Common: commonOf(c), Data: c.Data, Flow: asl.Flow{Next: c.Default}}
}

// passBy leads the edges of s past Choices that are decided along them.
func (f *flow) passBy(s asl.State, in []fact) int {
	did := 0
	for _, t := range asl.TargetsOf(s) {
		out := f.edgeFacts(s, t, in)
		for range maxRules {
			c, ok := f.state[*t.Name].(*asl.Choice)
			if !ok || asl.State(c) == s {
				break
			}
			next := f.u.shortCut(c, out)
			if next == "" || next == c.Name || next == s.Base().Name {
				break
			}
			f.retarget(s.Base().Name, t.Name, next)
			did++
		}
	}
	return did
}

// shortCut is where a Choice that does nothing but decide leads; "" if facts don't tell.
func (u *unit) shortCut(c *asl.Choice, facts []fact) string {
	if u.preserved(c.Name) || !understood(c) || !wholePath(c.InputPath) || !wholePath(c.OutputPath) {
		return ""
	}
	plain := func(output, assign value.Value) bool { return output.IsUndefined() && assign.IsUndefined() }
	for _, r := range c.Choices {
		switch u.decide(r, facts) {
		case always:
			if plain(r.Output, r.Assign) {
				return r.Next
			}
			return ""
		case unknown:
			return ""
		case never:
		}
	}
	if plain(c.Output, c.Assign) {
		return c.Default
	}
	return ""
}
