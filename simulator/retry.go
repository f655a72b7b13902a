package simulator

import (
	"math"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// retrier is an entry of Retry.
type retrier struct {
	errorEquals []string
	interval    float64 // seconds
	maxAttempts int
	backoffRate float64
	maxDelay    float64 // seconds, 0: none
	jitter      bool
}

// catcher is an entry of Catch.
type catcher struct {
	errorEquals []string
	next        state
	resultPath  *path
	output      field
	assign      *assignment
}

// retry finds out whether f is retried, and when. Only the first retrier that matches
// counts, and its attempts add up over all errors it matched.
func (st *strand) retry(f *failure) (time.Duration, bool) {
	b := st.state.base()
	for i := range b.retry {
		r := &b.retry[i]
		if !f.matches(r.errorEquals) {
			continue
		}
		if st.attempts[i] >= r.maxAttempts {
			return 0, false
		}
		st.attempts[i]++
		st.retries++
		st.exec.entered++
		seconds := r.delay(st.attempts[i])
		if r.jitter {
			seconds *= st.exec.sim.random.Float64()
		}
		return time.Duration(seconds * float64(time.Second)), true
	}
	return 0, false
}

// delay is the wait before attempt n, from 1, in seconds and without jitter.
func (r *retrier) delay(n int) float64 {
	d := r.interval * math.Pow(r.backoffRate, float64(n-1))
	if r.maxDelay > 0 {
		d = min(d, r.maxDelay)
	}
	return min(d, 1e9)
}

// catcher is the first entry of Catch that matches f, and nil if none does.
func (b *common) catcher(f *failure) *catcher {
	for i := range b.catch {
		if f.matches(b.catch[i].errorEquals) {
			return &b.catch[i]
		}
	}
	return nil
}

// errorOutput is the document that a catcher works on.
func (f *failure) errorOutput() *document {
	v := func(t text) value.Value {
		if !t.ok {
			return value.NullValue
		}
		return value.OfString(t.s)
	}
	cause := f.cause
	if f.timedOut {
		cause = textOf("")
	}
	return newDocument(value.ObjectOf(value.Member{Key: "Error", Value: v(f.err)}, value.Member{Key: "Cause", Value: v(cause)}))
}

// catch goes to a catcher's state.
func (st *strand) catch(c *catcher, f *failure) bool {
	b := st.state.base()
	before := st.prev
	st.state.failed(st)
	caught := f.errorOutput()
	var out *document
	var assigned []variable
	var wrong *failure
	if b.jsonata {
		v := &view{st: st, input: st.input, errorOutput: caught}
		if assigned, wrong = c.assign.eval(v); wrong == nil {
			out = caught
			if c.output != nil {
				var o value.Value
				if o, wrong = c.output.eval(v); wrong == nil {
					out = newDocument(o)
				}
			}
		}
	} else {
		if assigned, wrong = c.assign.eval(&view{st: st, input: caught}); wrong == nil {
			out, wrong = st.place(c.resultPath, caught)
		}
	}
	if wrong == nil {
		// A catcher's own failure is not caught again: it could go on without end.
		wrong = st.accept(out, assigned)
	}
	if wrong != nil {
		st.prev = before
		return st.catchFailed(wrong)
	}
	st.releaseTask()
	if r := st.mapRun; r != nil {
		r.source.close()
	}
	return st.depart(out, assigned, c.next)
}

// catchFailed deals with a catcher whose own fields fail: the state fails by that.
func (st *strand) catchFailed(f *failure) bool {
	if t := st.exec.test; t != nil {
		t.ended(f)
	}
	if f.location != "" {
		r := record{typ: EvaluationFailed, state: st.state.base(), more: failing(f, nil)}
		st.add(r)
	}
	return st.raise(f)
}
