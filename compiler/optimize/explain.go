package optimize

import (
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
)

// kept says for every Pass, Choice, Succeed and Wait that is left what held it: the
// preconditions of the passes that came near to removing it. Other states are listed if a pass
// looked at them and left them.
func (u *unit) kept() []Kept {
	var out []Kept
	for _, s := range asl.Walk(u.machine) {
		var why string
		switch s.Type() {
		case asl.TypePass:
			why = "nothing follows or precedes it that could do its work"
		case asl.TypeChoice:
			why = "it decides by data that is not known before"
		case asl.TypeSucceed:
			why = "a Choice, a Catch or StartAt leads to it, and those can't end a graph"
		case asl.TypeWait:
			why = "it takes time"
		default:
			// A Parallel or Map is listed if a pass would have taken it away but for a reason.
			if len(u.why[s.Base().Name]) == 0 {
				continue
			}
		}
		name := s.Base().Name
		if list := u.why[name]; len(list) > 0 {
			// In the order of the table, whenever they were found.
			slices.SortStableFunc(list, func(a, b refusal) int { return place(a.pass) - place(b.pass) })
			var parts []string
			for _, r := range list {
				parts = append(parts, r.pass+": "+r.why)
			}
			why = strings.Join(parts, "; ")
		}
		out = append(out, Kept{State: name, Why: why})
	}
	return out
}

// place is where a pass stands in the table.
func place(name string) int {
	return slices.IndexFunc(passes[:], func(p pass) bool { return p.name == name })
}
