package simulator

import (
	"iter"
	"slices"
)

// record is an event as it is kept: references to immutable things, written out only when
// somebody reads the history.
// It is small, because long executions consist of them.
type record struct {
	state *common
	doc   *document // input or output
	more  *aspects
	prev  int32
	index int32 // of an iteration; length of a Map
	at    int32 // in history.times
	typ   EventType
}

// aspects are what few events say.
type aspects struct {
	fail     *failure
	task     *taskRecord
	assigned []variable
	mapRun   string // ARN
}

// failing are the aspects of an event that tells of f, and of the attempt it ends if there
// is one to be told of.
func failing(f *failure, task *taskRecord) *aspects {
	if f == nil {
		return nil
	}
	return &aspects{fail: f, task: task}
}

// taskRecord is what the events of one attempt of a Task say in common.
type taskRecord struct {
	aspects                        // of the events that say nothing else
	resourceType, resource, region string
	timeout, heartbeat             int64 // seconds, 0: not given
	role                           string
	worker                         string
}

// history is the list of an execution's events; event n has id n+1. It is kept in blocks, so
// that it grows without being copied.
type history struct {
	blocks [][]record // full ones
	last   []record   // the block after them
	times  []int64    // of the events; those of one time are one
	now    int64      // the last of times
	count  int64
}

const blockSize = 204

// add keeps an event and answers its id.
func (h *history) add(e *Execution, prev int64, r *record) int64 {
	h.count++
	if e.sim.forgetful {
		return h.count
	}
	if now := e.sim.now; now != h.now || len(h.times) == 0 {
		h.now, h.times = now, append(h.times, now)
	}
	if len(h.last) == cap(h.last) {
		h.grow()
	}
	n := len(h.last)
	h.last = h.last[:n+1]
	kept := &h.last[n]
	kept.state, kept.doc, kept.more = r.state, r.doc, r.more
	kept.prev, kept.index, kept.at, kept.typ = int32(prev), r.index, int32(len(h.times)-1), r.typ
	return h.count
}

// grow makes room in the last block. Most histories are short, so that the first block begins
// small.
func (h *history) grow() {
	n := len(h.last)
	if n == blockSize {
		h.blocks = append(h.blocks, h.last)
		h.last = make([]record, 0, blockSize)
		return
	}
	size := blockSize
	if len(h.blocks) == 0 {
		size = min(max(2*n, 8), blockSize)
	}
	h.last = append(make([]record, 0, size), h.last...)
}

// add writes an event and answers its id; 0 if the execution has ended, also because this
// event reached the limit of the history.
func (e *Execution) add(prev int64, r record) int64 {
	if e.status != Running {
		return 0
	}
	id := e.history.add(e, prev, &r)
	if limit := int64(e.sim.limits.HistoryEvents); limit > 0 && id == limit-1 && e.start.Machine.Type == Standard && r.typ != ExecutionSucceeded {
		e.finish(Failed, failf(errRuntime, causeHistoryFull, limit), nil, id)
	}
	return id
}

// EventCount is how many events the history has.
func (e *Execution) EventCount() int64 {
	e.sim.mu.Lock()
	defer e.sim.mu.Unlock()
	return e.history.count
}

// History walks the events from the one with id from on (1 is the first), or with reverse
// from that one back to the first; from 0 begins at the end that comes first. What is
// written meanwhile is seen or not.
func (e *Execution) History(from int64, reverse bool) iter.Seq[Event] {
	return func(yield func(Event) bool) {
		w := &textWriter{}
		for r := range e.recorded(from, reverse) {
			if !yield(w.event(e, r)) {
				return
			}
		}
	}
}

// HistoryJSON is [Execution.History] as the API writes it: an event's id and its JSON text,
// which is that of [Event.AppendJSON] and holds until the next one. Without data the events
// lack the documents that includeExecutionData=false hides. It is the quick way to read a
// whole history: what events share is written once and then copied.
func (e *Execution) HistoryJSON(from int64, reverse, data bool) iter.Seq2[int64, []byte] {
	return func(yield func(int64, []byte) bool) {
		w := &jsonWriter{}
		for r := range e.recorded(from, reverse) {
			if !yield(r.id, w.event(e, r, data)) {
				return
			}
		}
	}
}

// recorded is a record with what its place in the history says.
type recorded struct {
	*record
	id   int64
	time int64
}

// recorded walks the records as [Execution.History] walks the events.
func (e *Execution) recorded(from int64, reverse bool) iter.Seq[recorded] {
	return func(yield func(recorded) bool) {
		e.sim.mu.Lock()
		h := &e.history
		blocks, times, count := append(slices.Clone(h.blocks), h.last), h.times, h.count
		e.sim.mu.Unlock()
		if len(times) == 0 {
			return // it is kept nowhere
		}
		step := int64(1)
		if reverse {
			step = -1
		}
		if from == 0 {
			from = 1
			if reverse {
				from = count
			}
		}
		for id := from; id >= 1 && id <= count; id += step {
			r := &blocks[(id-1)/blockSize][(id-1)%blockSize]
			if !yield(recorded{r, id, times[r.at]}) {
				return
			}
		}
	}
}

// Events is the whole history.
func (e *Execution) Events() []Event {
	var out []Event
	for ev := range e.History(0, false) {
		out = append(out, ev)
	}
	return out
}
