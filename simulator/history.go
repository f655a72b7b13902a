package simulator

import (
	"iter"
	"slices"
)

// record is an event as it is kept: references to immutable things, written out only when
// somebody reads the history.
type record struct {
	at    int64
	prev  int32
	index int32 // of an iteration; length of a Map
	typ   EventType
	state *common
	doc   *document // input or output
	fail  *failure
	more  any // *taskRecord, assigned variables, string
}

// taskRecord is what the events of one attempt of a Task say in common.
type taskRecord struct {
	resourceType, resource, region string
	timeout, heartbeat             int64 // seconds, 0: not given
	role                           string
	worker                         string
}

// history is the list of an execution's events; event n has id n+1. It is kept in blocks, so
// that it grows without being copied.
type history struct {
	blocks [][]record // all full but the last
	count  int64
}

const (
	blockBits = 8
	blockSize = 1 << blockBits
)

func (h *history) add(e *Execution, prev int64, r record) int64 {
	h.count++
	if e.sim.forgetful {
		return h.count
	}
	r.at, r.prev = e.sim.now, int32(prev)
	last := len(h.blocks) - 1
	switch {
	case last < 0: // most histories are short: the first block grows
		h.blocks = append(h.blocks, nil)
		last = 0
	case len(h.blocks[last]) == blockSize:
		h.blocks = append(h.blocks, make([]record, 0, blockSize))
		last++
	}
	h.blocks[last] = append(h.blocks[last], r)
	return h.count
}

// add writes an event and answers its id; 0 if the execution has ended, also because this
// event reached the limit of the history.
func (e *Execution) add(prev int64, r record) int64 {
	if e.status != Running {
		return 0
	}
	id := e.history.add(e, prev, r)
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
		for id, r := range e.recorded(from, reverse) {
			if !yield(w.event(e, id, r)) {
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
		for id, r := range e.recorded(from, reverse) {
			if !yield(id, w.event(e, id, r, data)) {
				return
			}
		}
	}
}

// recorded walks the records as [Execution.History] walks the events.
func (e *Execution) recorded(from int64, reverse bool) iter.Seq2[int64, *record] {
	return func(yield func(int64, *record) bool) {
		e.sim.mu.Lock()
		blocks, count := slices.Clone(e.history.blocks), e.history.count
		e.sim.mu.Unlock()
		if len(blocks) == 0 {
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
			if !yield(id, &blocks[(id-1)>>blockBits][(id-1)&(blockSize-1)]) {
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
