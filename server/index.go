package server

import (
	"context"
	"strings"
	"sync"

	"github.com/lockstep-go/lockstep/simulator"
)

// index lists a world's executions in the order in which they began, and bounds how many
// finished ones are kept. The simulator tells it what begins and ends under its own lock,
// so nothing here calls the simulator while the index is locked.
type index struct {
	mu    sync.Mutex
	keep  int
	seq   int64
	byARN map[string]*entry
	lists map[string]*list // by machine, see listKey
	live  map[string]int   // running executions by machine
	over  []*entry         // finished, the first to end first; some are gone or run again
	ends  int              // of those in over, how many are neither
	wake  chan struct{}
}

// entry is one execution.
type entry struct {
	seq  int64
	exec *simulator.Execution
	key  string
	live bool
	gone bool
}

type list struct {
	entries []*entry
	gone    int
}

func newIndex(keep int) *index {
	return &index{keep: keep, byARN: map[string]*entry{}, lists: map[string]*list{}, live: map[string]int{}, wake: make(chan struct{}, 1)}
}

// listKey is what the ARNs of a machine and of its executions have in common: "NAME", and
// "NAME/LABEL" for the children of a Distributed Map.
func listKey(arn string) string {
	parts := strings.SplitN(arn, ":", 8)
	if len(parts) < 7 {
		return arn
	}
	return parts[6]
}

// isChild reports whether an execution is a child of a Map Run. Those are its Map Run's to
// keep and to list.
func isChild(key string) bool { return strings.Contains(key, "/") }

// started notes an execution that begins, or runs again after a redrive.
func (x *index) started(e *simulator.Execution) {
	key := listKey(e.ARN())
	if isChild(key) {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	old := x.byARN[e.ARN()]
	if old != nil {
		if !old.live {
			old.live = true
			x.ends--
			x.live[old.key]++
		}
		return
	}
	x.seq++
	n := &entry{seq: x.seq, exec: e, key: key, live: true}
	x.byARN[e.ARN()] = n
	l := x.lists[n.key]
	if l == nil {
		l = &list{}
		x.lists[n.key] = l
	}
	l.entries = append(l.entries, n)
	x.live[n.key]++
}

// ended notes an execution that is over for now.
func (x *index) ended(e *simulator.Execution) {
	x.mu.Lock()
	defer x.mu.Unlock()
	n := x.byARN[e.ARN()]
	if n == nil || !n.live {
		return
	}
	n.live = false
	x.live[n.key]--
	x.over = append(x.over, n)
	x.ends++
	if x.ends > x.keep {
		select {
		case x.wake <- struct{}{}:
		default:
		}
	}
}

// running reports whether an execution of the machine runs.
func (x *index) running(machineARN string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.live[listKey(machineARN)] > 0
}

// newest calls yield with the executions of a list, the newest first, until it returns
// false. Those with a sequence number of before or more are passed over; 0 passes none.
func (x *index) newest(key string, before int64, yield func(*entry) bool) {
	x.mu.Lock()
	var entries []*entry
	if l := x.lists[key]; l != nil {
		entries = l.entries // only ever appended to, or replaced
	}
	x.mu.Unlock()
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		if before > 0 && e.seq >= before {
			continue
		}
		x.mu.Lock()
		gone := e.gone
		x.mu.Unlock()
		if !gone && !yield(e) {
			return
		}
	}
}

// sweep forgets the executions that ended first whenever there are too many, until ctx ends.
func (x *index) sweep(ctx context.Context, sim *simulator.Simulator) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-x.wake:
		}
		for _, e := range x.surplus() {
			sim.Forget(e.exec)
		}
	}
}

// surplus takes out the finished executions beyond the bound.
func (x *index) surplus() []*entry {
	x.mu.Lock()
	defer x.mu.Unlock()
	var out []*entry
	for x.ends > x.keep && len(x.over) > 0 {
		e := x.over[0]
		x.over[0] = nil
		x.over = x.over[1:]
		if !e.gone && !e.live {
			x.remove(e)
			out = append(out, e)
		}
	}
	return out
}

// remove takes a finished execution out. The caller holds the lock.
func (x *index) remove(e *entry) {
	e.gone = true
	x.ends--
	delete(x.byARN, e.exec.ARN())
	l := x.lists[e.key]
	if l == nil {
		return
	}
	if l.gone++; l.gone <= len(l.entries)/2 {
		return
	}
	kept := make([]*entry, 0, len(l.entries)-l.gone)
	for _, other := range l.entries {
		if !other.gone {
			kept = append(kept, other)
		}
	}
	l.entries, l.gone = kept, 0
	if len(kept) == 0 {
		delete(x.lists, e.key)
	}
}

// forget drops the finished executions of a machine that is gone.
func (x *index) forget(machineARN string, sim *simulator.Simulator) {
	x.mu.Lock()
	var out []*entry
	if l := x.lists[listKey(machineARN)]; l != nil {
		for _, e := range append([]*entry(nil), l.entries...) {
			if !e.gone && !e.live {
				x.remove(e)
				out = append(out, e)
			}
		}
	}
	x.mu.Unlock()
	for _, e := range out {
		sim.Forget(e.exec)
	}
}
