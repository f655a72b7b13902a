package simulator

import "github.com/lockstep-go/lockstep/internal/value"

// parallel is a Parallel state.
type parallel struct {
	common
	branches []*scope
}

func (s *parallel) scopeOf(i int) *scope { return s.branches[i] }

func (s *parallel) work(st *strand) bool {
	in, f := st.effectiveInput()
	if f != nil {
		return st.fail(f)
	}
	if t := st.exec.test; t != nil && t.mock != nil {
		return t.joined(st)
	}
	id := st.add(record{typ: ParallelStateStarted})
	g := &group{owner: st, results: make([]value.Value, len(s.branches)), last: id}
	g.each = func(int, *strand) (*document, *failure) { return in, nil }
	st.group = g
	for range s.branches {
		g.start(nil)
		g.last = id
	}
	return false
}

func (s *parallel) resume(st *strand) bool {
	g := st.group
	st.group = nil
	st.prev = g.last
	id := st.note(record{typ: ParallelStateSucceeded})
	return st.concludeGroup(g.output(), id)
}

func (s *parallel) failed(st *strand) { st.add(record{typ: ParallelStateFailed}) }
