package simulator_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/lockstep-go/lockstep/simulator"
)

// TestQueueOrder holds the queue to a list sorted by time and then by when a timer was set.
func TestQueueOrder(t *testing.T) {
	type entry struct {
		timer int
		at    int64
	}
	rapid.Check(t, func(t *rapid.T) {
		q := &simulator.TimerQueue{}
		var want []entry // in the order of setting
		now := int64(0)
		drop := func(i int) { want = slices.DeleteFunc(want, func(e entry) bool { return e.timer == i }) }
		for range rapid.IntRange(1, 400).Draw(t, "steps") {
			i := rapid.IntRange(0, 31).Draw(t, "timer")
			switch what := rapid.IntRange(0, 9).Draw(t, "what"); {
			case what < 5:
				at := now + max(0, rapid.Int64Range(-3, 3).Draw(t, "in"))
				q.Set(i, at, now)
				drop(i)
				want = append(want, entry{i, at})
			case what < 7:
				q.Stop(i)
				drop(i)
			case len(want) > 0:
				first := slices.MinFunc(want, func(a, b entry) int { return int(a.at - b.at) })
				if got, at := q.Pop(); got != first.timer || at != first.at {
					t.Fatalf("got timer %d at %d, want %d at %d", got, at, first.timer, first.at)
				}
				drop(first.timer)
				now = first.at
			default:
				now += rapid.Int64Range(0, 2).Draw(t, "passes") // as in real time
			}
			if q.Len() != len(want) {
				t.Fatalf("%d timers are queued, want %d", q.Len(), len(want))
			}
		}
		if q.Lane() > 256 {
			t.Fatalf("the lane grew to %d for at most 32 timers", q.Lane())
		}
	})
}

// TestQueueLaneStaysSmall queues timers for now without end, as iterations do.
func TestQueueLaneStaysSmall(t *testing.T) {
	q := &simulator.TimerQueue{}
	for i := range 32 {
		q.Set(i, 0, 0)
	}
	for range 100_000 {
		i, _ := q.Pop()
		q.Set(i, 0, 0)
	}
	if q.Lane() > 256 {
		t.Errorf("the lane grew to %d for 32 timers", q.Lane())
	}
}
