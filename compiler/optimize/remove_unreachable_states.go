package optimize

import "github.com/lockstep-go/lockstep/asl"

// removeUnreachableStates deletes states that no path from StartAt leads to.
//
// Rule: a state that is not in the closure of StartAt under Next, Default, Choices and Catch
// is removed, with everything inside it.
//
// Precondition: the state is not preserved, and the graph is understood as a whole.
//
// Why behaviour is kept: control enters a state by an edge of its own graph or by StartAt,
// and by nothing else.
func removeUnreachableStates(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		seen := map[string]bool{f.graph.StartAt: true}
		for queue := []string{f.graph.StartAt}; len(queue) > 0; {
			s := f.state[queue[0]]
			queue = queue[1:]
			for _, t := range asl.TargetsOf(s) {
				if !seen[*t.Name] {
					seen[*t.Name] = true
					queue = append(queue, *t.Name)
				}
			}
		}
		// What a preserved state leads to must stay with it.
		for grown := true; grown; {
			grown = false
			for _, s := range f.graph.States {
				name := s.Base().Name
				if !seen[name] && u.preserved(name) {
					seen[name] = true
				}
				if !seen[name] {
					continue
				}
				for _, t := range asl.TargetsOf(s) {
					if !seen[*t.Name] {
						seen[*t.Name], grown = true, true
					}
				}
			}
		}
		for _, s := range f.graph.States {
			if !seen[s.Base().Name] {
				f.gone[s.Base().Name] = true
				u.stale = true
				did++
			}
		}
		f.commit()
	}
	return did
}
