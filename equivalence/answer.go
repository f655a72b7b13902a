package equivalence

import (
	"fmt"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// Answer is what a call gets: an output or an error, after some time.
type Answer struct {
	Resource     string
	Arguments    string // JSON with sorted keys
	Occurrence   int    // which of equal calls it is, from 1
	Output       value.Value
	Error, Cause string // of a call that fails
	Took         time.Duration

	key   uint64 // of resource and arguments
	known *answer
}

// follow takes over what the list has for this call; where it has nothing, the call is
// answered {} after a millisecond.
func (a *Answer) follow(list []Answer) {
	a.Output, a.Took = value.OfObject(nil), time.Millisecond
	for _, x := range list {
		if x.key == a.key && x.Occurrence == a.Occurrence {
			a.Output, a.Error, a.Cause, a.Took = x.Output, x.Error, x.Cause, x.Took
			return
		}
	}
}

// plain reports that the answer is what calls get that nobody lists.
func (a *Answer) plain() bool {
	return a.Error == "" && a.Took == time.Millisecond && a.Output.Kind() == value.Object && a.Output.Len() == 0
}

func (a *Answer) String() string {
	what := a.Output.String()
	if a.Error != "" {
		what = "error " + a.Error
	}
	times := ""
	if a.Occurrence > 1 {
		times = fmt.Sprintf(", call %d", a.Occurrence)
	}
	return fmt.Sprintf("%s %s%s: %s after %v", a.Resource, a.Arguments, times, what, a.Took)
}

// union is the answers that two runs of one case were given.
func union(a, b []Answer) []Answer {
	out := []Answer{}
	seen := map[[2]uint64]bool{}
	for _, list := range [][]Answer{a, b} {
		for _, x := range list {
			id := [2]uint64{x.key, uint64(x.Occurrence)}
			if !seen[id] {
				seen[id] = true
				out = append(out, x)
			}
		}
	}
	return out
}

// smallerAnswers are ways to make one answer simpler, the boldest first.
func smallerAnswers(a Answer) []Answer {
	var out []Answer
	with := func(f func(a *Answer)) {
		x := a
		f(&x)
		out = append(out, x)
	}
	if a.plain() {
		return nil
	}
	if a.Took > time.Millisecond {
		with(func(a *Answer) { a.Took = time.Millisecond })
		if whole := a.Took.Truncate(time.Second); whole > 0 && whole < a.Took {
			with(func(a *Answer) { a.Took = whole })
		}
	}
	if a.Error != "" {
		with(func(a *Answer) { a.Error, a.Cause, a.Output = "", "", value.OfObject(nil) })
		return out
	}
	for _, v := range smallerValues(a.Output) {
		with(func(a *Answer) { a.Output = v })
	}
	if a.Output.Kind() != value.Object {
		with(func(a *Answer) { a.Output = value.OfObject(nil) })
	}
	return out
}
