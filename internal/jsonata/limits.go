package jsonata

import (
	"time"
)

// Limits bound one evaluation. A zero field takes the default of [DefaultLimits]. Running
// into a bound is an *[Error] without a code.
type Limits struct {
	// Depth is how deep evaluations of nodes may nest: each operator, call, block, path
	// and step counts one, a call in tail position none.
	Depth int
	// Steps is how many nodes may be evaluated altogether.
	Steps int
	// Time is how long an evaluation may take by the wall clock, where a process that is
	// stopped for a while does not count.
	Time time.Duration
	// Memory is how many bytes one operation may take for its operands and result, by
	// the model of memory.go.
	Memory int
	// Allocated is how many bytes all operations may take together, by the same model.
	Allocated int
}

// DefaultLimits are generous bounds that keep a process alive whatever it evaluates.
var DefaultLimits = Limits{
	Depth:     5000,
	Steps:     200_000_000,
	Time:      30 * time.Second,
	Memory:    512 << 20,
	Allocated: 4 << 30,
}

// WorkflowLimits are the bounds of AWS Step Functions. Depth and Memory follow from what
// was measured there: 100 terms of 1+1+… pass and 101 fail, a function recurses 31 times
// but not 32; 873,782 elements of a range, 360,145 of $range and a string of 2^22
// characters pass, one more element and the doubled string fail. Time is the documented
// second. Steps and Allocated only guard the process.
var WorkflowLimits = Limits{
	Depth:     100,
	Steps:     50_000_000,
	Time:      time.Second,
	Memory:    20 << 20,
	Allocated: 1 << 30,
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	if l.Depth > 0 {
		d.Depth = l.Depth
	}
	if l.Steps > 0 {
		d.Steps = l.Steps
	}
	if l.Time > 0 {
		d.Time = l.Time
	}
	if l.Memory > 0 {
		d.Memory = l.Memory
	}
	if l.Allocated > 0 {
		d.Allocated = l.Allocated
	}
	return d
}

func stackOverflow() *Error {
	return &Error{limit: true, Message: "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive."}
}

func timedOut() *Error {
	return &Error{limit: true, Message: "Expression evaluation timeout: Check for infinite loop"}
}

func outOfMemory() *Error {
	return &Error{limit: true, Message: "Expression evaluation memory limit exceeded: Check for excessive memory usage"}
}

// enter counts one evaluation of a node that has others below it; the caller leaves by
// st.depth--.
func (st *state) enter() *Error {
	st.depth++
	st.steps++
	if st.depth > st.limits.Depth || st.steps >= st.checkAt {
		return st.check()
	}
	return nil
}

// leaf counts one evaluation of a node without others below it.
func (st *state) leaf() *Error {
	st.steps++
	if st.depth >= st.limits.Depth || st.steps >= st.checkAt {
		st.depth++
		err := st.check()
		st.depth--
		return err
	}
	return nil
}

// checkEvery is how many steps pass between looks at the clock.
const checkEvery = 4096

func (st *state) check() *Error {
	if st.depth > st.limits.Depth {
		return stackOverflow()
	}
	if st.steps < st.checkAt {
		return nil
	}
	if st.steps > st.limits.Steps || st.overtime() {
		return timedOut()
	}
	st.checkAt = st.steps + checkEvery
	return nil
}

// slowest is how long checkEvery steps may count at most. They take a fraction of it; what
// is beyond it is time in which the machine did something else.
const slowest = 25 * time.Millisecond

// overtime looks at the clock and reports whether the evaluation has taken its time. The
// clock starts at the first look: most evaluations are over by then. A process that was
// stopped for a while is not to fail for it, so what a look adds is bounded by the steps
// made since the one before.
func (st *state) overtime() bool {
	now := time.Now()
	if !st.looked.IsZero() {
		looks := 1 + (st.steps-st.lookedAt)/checkEvery
		st.spent += min(now.Sub(st.looked), time.Duration(looks)*slowest)
	}
	st.looked, st.lookedAt = now, st.steps
	return st.spent > st.limits.Time
}

// work counts n steps of a loop inside a function.
func (st *state) work(n int) *Error {
	st.steps += n
	if st.steps >= st.checkAt {
		return st.check()
	}
	return nil
}
