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
	pos  int // place in the heap + 1; 0 while it is not queued
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

// queue is a heap of timers ordered by (time, sequence).
type queue struct {
	heap []*timer
	seq  uint64
}

func (q *queue) len() int { return len(q.heap) }

func (q *queue) next() int64 {
	if len(q.heap) == 0 {
		return never
	}
	return q.heap[0].at
}

// set queues t for the instant at, after everything that is queued for it already.
func (q *queue) set(t *timer, at int64) {
	q.stop(t)
	q.seq++
	t.at, t.seq = at, q.seq
	q.heap = append(q.heap, t)
	t.pos = len(q.heap)
	q.up(t.pos - 1)
}

// stop takes t out if it is in.
func (q *queue) stop(t *timer) {
	if t.pos == 0 {
		return
	}
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
	t := q.heap[0]
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
