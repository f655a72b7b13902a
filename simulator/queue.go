package simulator

import "math"

// never is the instant that is not reached.
const never = math.MaxInt64

// timer is something that falls due: an entry of the event queue. It is part of what it
// wakes, so that waiting allocates nothing, and it leaves the queue when it is stopped, so
// that what no longer matters does not move the clock.
type timer struct {
	at   int64 // nanoseconds since 1970
	seq  uint64
	pos  int // place in the heap + 1, or -1 - place in the lane; 0 while it is not queued
	what wake
	to   woken
}

// wake says which timer of a woken thing fell due.
type wake uint8

const (
	wakeStep      wake = iota // the strand goes on
	wakeTimeout               // TimeoutSeconds of a task is over
	wakeHeartbeat             // HeartbeatSeconds passed without a heartbeat
	wakeDeadline              // TimeoutSeconds of the machine, or the longest duration, is over
)

// woken is what a timer wakes.
type woken interface{ due(what wake) }

// queue holds timers ordered by (time, sequence): those that were set for the instant at
// which they were set in a lane, first in first out, all others in a heap.
type queue struct {
	heap []*timer
	seq  uint64

	// lane is in order by itself, because the clock does not go back. A timer that was
	// stopped leaves a hole; those before gone are popped, and there is no hole at gone.
	lane  []*timer
	gone  int
	holes int
}

func (q *queue) len() int { return len(q.heap) + len(q.lane) - q.gone - q.holes }

func (q *queue) next() int64 {
	if t := q.first(); t != nil {
		return t.at
	}
	return never
}

// first is the timer that falls due first, nil if there is none.
func (q *queue) first() *timer {
	switch {
	case q.gone == len(q.lane):
		if len(q.heap) == 0 {
			return nil
		}
		return q.heap[0]
	case len(q.heap) > 0 && before(q.heap[0], q.lane[q.gone]):
		return q.heap[0]
	}
	return q.lane[q.gone]
}

// set queues t for the instant at, after everything that is queued for it already. Now is
// the clock, which must not go back.
func (q *queue) set(t *timer, at, now int64) {
	q.stop(t)
	q.seq++
	t.at, t.seq = at, q.seq
	if at == now {
		if q.gone > len(q.lane)/2 && len(q.lane) == cap(q.lane) {
			q.compact()
		}
		q.lane = append(q.lane, t)
		t.pos = -len(q.lane)
		return
	}
	q.heap = append(q.heap, t)
	t.pos = len(q.heap)
	q.up(t.pos - 1)
}

// compact moves the lane to where it began, so that it does not grow with what is gone.
func (q *queue) compact() {
	left := copy(q.lane, q.lane[q.gone:])
	clear(q.lane[left:])
	q.lane, q.gone = q.lane[:left], 0
	for i, t := range q.lane {
		if t != nil {
			t.pos = -1 - i
		}
	}
}

// stop takes t out if it is in.
func (q *queue) stop(t *timer) {
	switch {
	case t.pos > 0:
		q.remove(t)
	case t.pos < 0:
		q.lane[-1-t.pos] = nil
		t.pos = 0
		q.holes++
		for q.gone < len(q.lane) && q.lane[q.gone] == nil {
			q.gone++
			q.holes--
		}
		if q.gone == len(q.lane) {
			q.lane, q.gone = q.lane[:0], 0
		}
	}
}

// remove takes t out of the heap.
func (q *queue) remove(t *timer) {
	i := t.pos - 1
	t.pos = 0
	last := len(q.heap) - 1
	moved := q.heap[last]
	q.heap[last] = nil
	q.heap = q.heap[:last]
	if i == last {
		return
	}
	q.heap[i] = moved
	moved.pos = i + 1
	q.up(i)
	q.down(moved.pos - 1)
}

func (q *queue) pop() *timer {
	t := q.first()
	q.stop(t)
	return t
}

func before(a, b *timer) bool { return a.at < b.at || a.at == b.at && a.seq < b.seq }

func (q *queue) up(i int) {
	for i > 0 {
		p := (i - 1) / 2
		if !before(q.heap[i], q.heap[p]) {
			return
		}
		q.swap(i, p)
		i = p
	}
}

func (q *queue) down(i int) {
	for {
		c := 2*i + 1
		if c >= len(q.heap) {
			return
		}
		if c+1 < len(q.heap) && before(q.heap[c+1], q.heap[c]) {
			c++
		}
		if !before(q.heap[c], q.heap[i]) {
			return
		}
		q.swap(i, c)
		i = c
	}
}

func (q *queue) swap(i, j int) {
	h := q.heap
	h[i], h[j] = h[j], h[i]
	h[i].pos, h[j].pos = i+1, j+1
}
