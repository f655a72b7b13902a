package simulator

// TimerQueue shows the queue of timers to tests. Timers are known by number.
type TimerQueue struct {
	queue  queue
	timers [32]timer
}

// Set queues timer i for the instant at; the clock shows now.
func (q *TimerQueue) Set(i int, at, now int64) { q.queue.set(&q.timers[i], at, now) }

// Stop takes timer i out.
func (q *TimerQueue) Stop(i int) { q.queue.stop(&q.timers[i]) }

// Len is how many timers are queued.
func (q *TimerQueue) Len() int { return q.queue.len() }

// Pop takes the first timer out and answers its number and instant.
func (q *TimerQueue) Pop() (i int, at int64) {
	t := q.queue.pop()
	for i := range q.timers {
		if t == &q.timers[i] {
			return i, t.at
		}
	}
	return -1, t.at
}

// Lane is how much memory the lane takes, in timers.
func (q *TimerQueue) Lane() int { return cap(q.queue.lane) }
