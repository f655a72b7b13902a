package optimize

import (
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
)

// dropDeadHandlers takes retriers and catchers away that never count.
//
// Rule: an error name that an entry before it has too is dropped from a retrier or catcher; one
// without names left goes. So does the last retrier if it makes no attempts.
//
// Preconditions: the state is understood and not preserved. Only a name that is surely matched
// before is dropped: the same name, any behind States.ALL, and behind States.TaskFailed those
// that are no States name and have no substitution. Two retriers are never made one, be they alike but for the names:
// each counts its attempts by itself.
//
// Why behaviour is kept: only the first entry that matches an error counts, used up or not.
func dropDeadHandlers(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		for _, s := range f.states() {
			h := asl.HandlersOf(s)
			if h == nil || len(h.Retry)+len(h.Catch) == 0 || u.preserved(s.Base().Name) || !understood(s) {
				continue
			}
			next := copyState(s)
			if n := dropDead(asl.HandlersOf(next)); n > 0 {
				did += n
				f.replace(next)
			}
		}
		f.commit()
	}
	return did
}

func dropDead(h *asl.Handlers) int {
	did := 0
	var before []string
	alive := func(names *[]string) bool {
		n := len(*names)
		*names = slices.DeleteFunc(*names, func(name string) bool { return matchedBefore(name, before) })
		before = append(before, *names...)
		did += n - len(*names)
		return len(*names) > 0
	}
	h.Retry = slices.DeleteFunc(h.Retry, func(r *asl.Retrier) bool { return !alive(&r.ErrorEquals) })
	for len(h.Retry) > 0 && neverRetries(h.Retry[len(h.Retry)-1]) {
		h.Retry = h.Retry[:len(h.Retry)-1]
		did++
	}
	before = nil
	h.Catch = slices.DeleteFunc(h.Catch, func(c *asl.Catcher) bool { return !alive(&c.ErrorEquals) })
	if len(h.Retry) == 0 {
		h.Retry = nil
	}
	if len(h.Catch) == 0 {
		h.Catch = nil
	}
	return did
}

func matchedBefore(name string, before []string) bool {
	return slices.Contains(before, name) || slices.Contains(before, "States.ALL") ||
		slices.Contains(before, "States.TaskFailed") && !strings.HasPrefix(name, "States.") && !asl.HasSubstitution(name)
}
