package simulator

import (
	"fmt"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// redriveWindow is for how long after its end an execution can be redriven.
const redriveWindow = 14 * 24 * time.Hour

// redriveEvents is the length of a history from which on an execution can't be redriven.
const redriveEvents = 24_999

// redrivable is redriveStatus of a finished execution, and its reason (API reference,
// DescribeExecution, redriveStatusReason). A child of a Map Run is redriven by the run alone,
// and an Express one is so too.
func (e *Execution) redrivable() (RedriveStatus, string) {
	now, longest := e.sim.now, e.sim.limits.Standard
	switch {
	case e.start.Machine.Type == Express && e.parent == nil:
		return NotRedrivable, "Execution is EXPRESS and cannot be redriven"
	case e.status == Succeeded:
		return NotRedrivable, "Execution is SUCCEEDED and cannot be redriven"
	case e.start.Machine.Type == Express:
		return RedrivableByMapRun, ""
	case e.history.count >= redriveEvents:
		return NotRedrivable, "Execution history event limit exceeded"
	case now-e.ended > int64(redriveWindow):
		return NotRedrivable, "Execution redrivable period exceeded"
	case longest > 0 && now-e.began >= int64(longest):
		return NotRedrivable, "Execution has exceeded the max execution time"
	case e.parent != nil:
		return RedrivableByMapRun, ""
	}
	return Redrivable, ""
}

// NotRedrivableError is an execution that can't be redriven.
type NotRedrivableError struct {
	ARN    string
	Reason string
}

func (e *NotRedrivableError) Error() string {
	return fmt.Sprintf("Execution is not redrivable. Execution Arn: '%s', Reason: '%s'", e.ARN, e.Reason)
}

// Redrive takes a failed, aborted or timed out execution up again where it ended. It
// returns when that was. The error is a *[NotRedrivableError].
func (e *Execution) Redrive() (time.Time, error) {
	s := e.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tick()
	if e.status == Running {
		return time.Time{}, &NotRedrivableError{e.arn, "Execution is RUNNING and cannot be redriven"}
	}
	switch status, reason := e.redrivable(); status {
	case NotRedrivable:
		return time.Time{}, &NotRedrivableError{e.arn, reason}
	case RedrivableByMapRun:
		return time.Time{}, &NotRedrivableError{e.arn, "Execution is part of a Map Run, which only its parent's redrive runs again"}
	}
	e.status, e.failure, e.output, e.retired = Running, nil, nil, false
	e.redrives++
	e.redriven = s.now
	e.context = value.Value{}
	id := e.add(e.history.count, record{typ: ExecutionRedriven, index: int32(e.redrives)})
	e.root.revive(id)
	e.launchDeadline()
	if s.observer.Started != nil {
		s.observer.Started(e)
	}
	return s.time(), nil
}

// revive makes a strand go on where it was when the execution ended: a Parallel or a Map
// with the branches and iterations that are not done, every other state from its start. The
// retries made so far do not count (developer guide, "Redriving executions").
func (st *strand) revive(at int64) {
	st.ended = false
	st.prev = at
	if st.state == nil || st.next != nil && st.phase == phaseEnter {
		st.after(0)
		return
	}
	clear(st.attempts)
	st.retries, st.raised, st.task = 0, nil, nil
	switch {
	case st.mapRun != nil:
		st.phase = phaseResume
		st.mapRun.revive()
	case st.group != nil:
		st.phase = phaseResume
		st.group.revive(at)
	default:
		st.goOn(phaseWork)
	}
}

// revive makes the strands go on that are not done.
func (g *group) revive(at int64) {
	g.over = false
	g.last = at
	left := g.unfinished()
	g.running = len(left)
	for _, st := range left {
		st.revive(at)
	}
	if len(left) == 0 {
		if g.next < len(g.results) {
			g.start(nil)
		} else {
			g.owner.goOn(phaseResume)
		}
	}
}

// revive takes a Map Run up again: the children that failed run anew, items that were not
// reached are read on.
func (r *MapRun) revive() {
	st := r.owner
	r.status, r.failure = Running, nil
	r.redrives++
	r.redriven = r.sim.now
	st.add(record{typ: MapRunRedriven, index: int32(r.redrives), more: &aspects{mapRun: r.arn}})
	if f := r.access(RedriveChildren); f != nil {
		r.fail(f)
		return
	}
	for _, c := range r.unsuccessful {
		r.redriving = append(r.redriving, redriveTurn{c, c.status})
		c.status = PendingRedrive
		r.items.pendingRedrive += int64(c.batched)
		r.children.pendingRedrive++
	}
	r.unsuccessful = nil
	r.exhausted = false
	if r.writer != nil {
		r.writer.again()
	}
	r.fill()
}

// redriveTurn is a child that waits to be redriven, and how it ended before.
type redriveTurn struct {
	child *Execution
	was   Status
}

// take takes the turn out of what waits.
func (r *MapRun) take() redriveTurn {
	t := r.redriving[0]
	r.redriving = r.redriving[1:]
	t.child.status = t.was
	r.items.pendingRedrive -= int64(t.child.batched)
	r.children.pendingRedrive--
	return t
}

// redriveNext runs children again, as many as may run at a time.
func (r *MapRun) redriveNext() {
	for r.status == Running && len(r.redriving) > 0 && len(r.running) < r.limit() {
		t := r.take()
		n := int64(t.child.batched)
		*r.items.of(t.was) -= n
		*r.children.of(t.was)--
		r.items.running += n
		r.children.running++
		r.running[t.child.item] = t.child
		t.child.restart()
	}
}

// leaveRedriving keeps what no redrive reached for the next.
func (r *MapRun) leaveRedriving() {
	for len(r.redriving) > 0 {
		r.unsuccessful = append(r.unsuccessful, r.take().child)
	}
}

// restart runs a child of a Map Run again: a Standard one is redriven, an Express one
// begins anew.
func (e *Execution) restart() {
	e.status, e.failure, e.output = Running, nil, nil
	e.redrives++
	e.redriven = e.sim.now
	e.context = value.Value{}
	id := e.add(e.history.count, record{typ: ExecutionRedriven, index: int32(e.redrives)})
	if e.start.Machine.Type == Express {
		e.root = &strand{exec: e, scope: e.root.scope, vars: &variables{}, next: e.root.scope.start, input: e.input, prev: id}
		e.root.after(0)
	} else {
		e.root.revive(id)
	}
	e.launchDeadline()
}
