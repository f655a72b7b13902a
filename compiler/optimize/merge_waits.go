package optimize

import (
	"errors"
	"slices"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// maxWait is the longest Seconds that Step Functions takes.
const maxWait = 99999999

// mergeWaits waits once where two Wait states follow each other.
//
// Rule: Wait a → Wait b becomes Wait a+b. The second one stays for whatever else leads to it.
//
// Preconditions: both have constant Seconds and do nothing to the data, neither is preserved,
// and a+b is no longer than a Wait may be.
//
// Why behaviour is kept: nothing happens between the two, and what follows begins at the same
// instant.
func mergeWaits(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		for _, s := range slices.Clone(f.graph.States) {
			first, ok := f.state[s.Base().Name].(*asl.Wait)
			if !ok {
				continue
			}
			second, ok := f.state[first.Next].(*asl.Wait)
			if !ok || second == first {
				continue
			}
			merged, err := u.joinWaits(first, second)
			if err != nil {
				u.keep(second.Name, "into `%s`: %s", first.Name, err)
				continue
			}
			f.replace(merged)
			did++
			if f.drop(second.Name) {
				did++
			}
		}
		f.commit()
	}
	return did
}

func (u *unit) joinWaits(first, second *asl.Wait) (*asl.Wait, error) {
	var total int64
	for _, w := range []*asl.Wait{first, second} {
		n, ok := w.Seconds.Int()
		switch {
		case !ok || n < 0:
			return nil, errors.New("its time is not a constant number of seconds")
		case u.preserved(w.Name) || !understood(w):
			return nil, errors.New("its name is preserved, or it has fields that are not known")
		case !wholePath(w.InputPath) || !wholePath(w.OutputPath) || !w.Output.IsUndefined() || !w.Assign.IsUndefined():
			return nil, errors.New("it does more than wait")
		}
		total += n
	}
	switch {
	case total > maxWait:
		return nil, errors.New("a Wait can't be that long")
	case second.Next == first.Name || second.Next == second.Name:
		return nil, errors.New("they lead to each other for ever")
	}
	out := copyState(first).(*asl.Wait)
	out.Seconds, out.Next, out.End = value.OfInt(total), second.Next, second.End
	return out, nil
}
