package simulator

import (
	"context"
	"errors"
)

// Close cancels the contexts of all calls under way, for ever: the world is given up.
func (s *Simulator) Close() { s.cancel() }

// callContext is what the execution's calls are made with. It ends with the execution.
func (e *Execution) callContext() context.Context {
	if e.calling == nil {
		e.calling, e.hangUp = context.WithCancel(e.sim.ctx)
	}
	return e.calling
}

// endCalls cancels the calls of an execution that is over.
func (e *Execution) endCalls() {
	if e.hangUp != nil {
		e.hangUp()
		e.calling, e.hangUp = nil, nil
	}
}

// hangUp cancels the remote call under way.
func (t *taskVisit) hangUp() {
	if t.cancel != nil {
		t.cancel()
		t.cancel = nil
	}
}

// ask asks remote resolvers, and those behind them, without holding up the world. The call
// is cancelled when the task is over before it: by its timeout, or because it is stopped.
func (s *Simulator) ask(st *strand, resolvers []Resolver) {
	t := st.task
	var ctx context.Context
	ctx, t.cancel = context.WithCancel(st.exec.callContext())
	t.awaited = true
	s.await(1)
	s.asked++
	go func() {
		var a Answer
		err := ErrUnresolved
		for _, r := range resolvers {
			if a, err = r.Resolve(ctx, t.call); !errors.Is(err, ErrUnresolved) {
				break
			}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked--
		if st.ended || st.task != t || !t.awaited {
			s.changed.Broadcast()
			return
		}
		t.awaited = false
		t.hangUp()
		s.await(-1)
		s.tick()
		state := st.state.(*task)
		if errors.Is(err, ErrUnresolved) {
			if state.builtIn(st) {
				st.after(0)
			}
			return
		}
		if state.take(st, a, err) {
			st.after(0)
		}
	}()
}
