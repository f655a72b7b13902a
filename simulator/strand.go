package simulator

import (
	"time"
)

// strand is one line of control: the execution itself, a branch of a Parallel or an
// iteration of a Map. It runs until it has to wait; then it is a timer in the queue, or
// somebody holds its token.
type strand struct {
	exec   *Execution
	scope  *scope
	parent *group // nil for the execution itself
	index  int    // of the branch or iteration
	slot   int    // its place in the group
	shared bool   // others may hold on to it: for a task's answer, or a Map Run's children
	vars   *variables
	item   *mapItem // Map.Item of the context object

	next  state // to be entered when phase is phaseEnter
	input *document
	phase phase
	prev  int64 // the event that the next one points at
	ended bool
	timer timer
	seen  view // of the field under evaluation, see strand.view

	// What vars and item of a branch or an iteration point at.
	own       variables
	iteration mapItem

	visit
}

// visit is what a strand knows while it is in a state; [visit.begin] forgets it.
type visit struct {
	state     state
	entered   int64 // id of the StateEntered event
	enteredAt int64
	retries   int   // RetryCount of the context object
	attempts  []int // by retrier
	effective *document
	raised    *failure
	task      *taskVisit
	group     *group
	mapRun    *MapRun
}

// begin forgets the visit before. It does so member by member, most of which are nil
// already: as one assignment it would be a tenth of what a Pass state takes.
func (v *visit) begin(s state, now int64) {
	v.state, v.enteredAt = s, now
	v.entered, v.retries, v.attempts = 0, 0, v.attempts[:0]
	v.effective = nil
	if v.raised != nil {
		v.raised = nil
	}
	if v.task != nil {
		v.task = nil
	}
	if v.group != nil {
		v.group = nil
	}
	if v.mapRun != nil {
		v.mapRun = nil
	}
}

// phase is what a strand does when it goes on.
type phase uint8

const (
	phaseEnter  phase = iota
	phaseWork         // do what the state is for, first or again
	phaseResume       // the state goes on where it left
	phaseRaised       // deal with visit.raised
)

// maxSteps bounds how many states a strand goes through before others have their turn.
const maxSteps = 4096

// due makes the strand go on.
func (st *strand) due(what wake) {
	if st.ended {
		return
	}
	switch what {
	case wakeTimeout, wakeHeartbeat:
		st.taskTimedOut(what)
	default:
		st.run()
	}
}

// run goes through states until the strand waits or is over.
func (st *strand) run() {
	for steps := 0; !st.ended && st.exec.status == Running; steps++ {
		if steps == maxSteps || steps > 0 && st.exec.sim.hurry.Load() {
			st.after(0)
			return
		}
		goesOn := false
		switch st.phase {
		case phaseEnter:
			goesOn = st.enter()
		case phaseWork:
			goesOn = st.state.work(st)
		case phaseResume:
			goesOn = st.state.resume(st)
		case phaseRaised:
			f := st.raised
			st.raised = nil
			goesOn = st.handle(f)
		}
		if !goesOn {
			return
		}
	}
}

// enter writes the StateEntered event and begins the state's work.
func (st *strand) enter() bool {
	if st.exec.retired {
		st.exec.finish(Aborted, &failure{}, nil, 0)
		return false
	}
	b := st.next.base()
	st.begin(st.next, st.exec.sim.now)
	st.next = nil
	st.entered = st.add(record{typ: b.enteredEvent, state: b, doc: st.input})
	st.exec.entered++
	if b.retriers > 0 {
		clear(st.attempts[:cap(st.attempts)])
		for len(st.attempts) < b.retriers {
			st.attempts = append(st.attempts, 0)
		}
	}
	st.phase = phaseWork
	return true
}

// add writes an event that the next one of this strand points at.
func (st *strand) add(r record) int64 {
	if id := st.exec.add(st.prev, r); id != 0 {
		st.prev = id
	}
	return st.prev
}

// note writes an event that the next one does not point at.
func (st *strand) note(r record) int64 { return st.exec.add(st.prev, r) }

// after makes the strand go on in d.
func (st *strand) after(d time.Duration) {
	st.timer.what, st.timer.to = wakeStep, st
	st.exec.sim.after(&st.timer, d)
}

// soon makes the strand go on with phase p at this instant, after whatever else is due at
// it. It reports whether that is now.
func (st *strand) soon(p phase) bool {
	st.phase = p
	if s := st.exec.sim; s.queue.next() > s.now {
		return true
	}
	st.after(0)
	return false
}

// leave ends the visit with the state's output and goes to next, or ends the strand where
// next is nil.
func (st *strand) leave(out *document, assigned []variable, next state) bool {
	if f := st.accept(out, assigned); f != nil {
		return st.fail(f)
	}
	return st.depart(out, assigned, next)
}

// accept stores what the state assigns and holds it and its output to the limits.
func (st *strand) accept(out *document, assigned []variable) *failure {
	if f := st.store(assigned); f != nil {
		return f
	}
	if limit := st.exec.sim.limits.Payload; limit > 0 && out != st.input && out.bytes() > limit {
		return failf(errDataLimitExceeded, causeResultTooLarge, st.state.base().name)
	}
	return nil
}

// depart ends the visit with what accept took.
func (st *strand) depart(out *document, assigned []variable, next state) bool {
	b := st.state.base()
	if t := st.exec.test; t != nil {
		t.left(out, next, assigned)
		next = nil
	}
	r := record{typ: b.exitedEvent, state: b, doc: out}
	if len(assigned) > 0 {
		r.more = &aspects{assigned: assigned}
	}
	st.add(r)
	st.input = out
	if next == nil {
		return st.finish(out)
	}
	st.next, st.phase = next, phaseEnter
	return true
}

// finish ends the strand with its output.
func (st *strand) finish(out *document) bool {
	st.ended = true
	if st.parent != nil {
		st.parent.succeeded(st, out)
	} else {
		st.exec.finish(Succeeded, nil, out, st.prev)
	}
	return false
}

// fail deals with a failure of the work of the current state: EvaluationFailed where an
// expression failed, then retry, catch, or the end.
func (st *strand) fail(f *failure) bool {
	if f.location != "" {
		st.add(record{typ: EvaluationFailed, state: st.state.base(), more: failing(f, nil)})
	}
	return st.handle(f)
}

// handle retries or catches f, else hands it on to whoever started the strand.
func (st *strand) handle(f *failure) bool {
	if st.exec.status != Running {
		return false
	}
	b := st.state.base()
	if t := st.exec.test; t != nil {
		if c := t.failed(st, f); c != nil {
			return st.catch(c, f)
		}
		return st.raise(f)
	}
	if delay, ok := st.retry(f); ok {
		st.phase = phaseWork
		st.after(delay)
		return false
	}
	if c := b.catcher(f); c != nil {
		return st.catch(c, f)
	}
	return st.raise(f)
}

// raise ends the strand by f.
func (st *strand) raise(f *failure) bool {
	if t := st.exec.test; t != nil && t.out.Status == "" {
		t.failed(st, f)
	}
	if !f.fatal {
		st.state.failed(st)
	}
	if st.parent == nil || f.fatal {
		st.exec.finish(Failed, f, nil, st.prev)
		return false
	}
	st.ended = true
	st.parent.failed(st, f)
	return false
}

// release takes everything of the strand out of the world: its timers, token, and strands
// below it.
func (st *strand) release() {
	if st == nil {
		return
	}
	st.ended = true
	s := st.exec.sim
	s.queue.stop(&st.timer)
	st.releaseTask()
	if st.group != nil {
		st.group.release()
	}
	if st.mapRun != nil {
		st.mapRun.abort()
	}
}

// prefix is what stands before a cause that tells of the state's own work.
func (st *strand) causePrefix() string {
	if st.exec.test != nil {
		return ""
	}
	return formatPrefix(st.state.base().name, st.entered)
}
