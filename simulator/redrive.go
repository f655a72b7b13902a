package simulator

import (
	"fmt"
	"time"
)

// redriveWindow is for how long after its end an execution can be redriven.
const redriveWindow = 14 * 24 * time.Hour

// redrivable is redriveStatus of a finished execution, and its reason.
func (e *Execution) redrivable() (RedriveStatus, string) {
	switch {
	case e.start.Machine.Type == Express:
		return NotRedrivable, "Execution is EXPRESS and cannot be redriven"
	case e.status == Succeeded:
		return NotRedrivable, "Execution is SUCCEEDED and cannot be redriven"
	case e.parent != nil:
		return RedrivableByMapRun, ""
	case e.history.count >= 24999:
		return NotRedrivable, "Execution history event limit exceeded"
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
	if status, reason := e.redrivable(); status != Redrivable {
		return time.Time{}, &NotRedrivableError{e.arn, reason}
	}
	if s.now-e.ended > int64(redriveWindow) {
		return time.Time{}, &NotRedrivableError{e.arn, "Execution redrivable period exceeded"}
	}
	e.status, e.failure, e.output = Running, nil, nil
	e.redrives++
	e.redriven = s.now
	e.context = e.context.At(-1)
	e.add(e.history.count, record{typ: ExecutionRedriven, index: int32(e.redrives)})
	e.root.revive(e.history.count)
	e.launchDeadline()
	if s.observer.Started != nil {
		s.observer.Started(e)
	}
	return s.time(), nil
}

// revive makes a strand enter the state again that it was in when the execution ended.
func (st *strand) revive(at int64) {
	st.ended = false
	st.prev = at
	if st.state != nil && st.next == nil {
		st.next = st.state
	}
	if st.next == nil {
		st.next = st.scope.start
	}
	st.phase = phaseEnter
	st.group, st.mapRun, st.task = nil, nil, nil
	st.after(0)
}
