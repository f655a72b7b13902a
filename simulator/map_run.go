package simulator

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// MapRun is one run of a distributed Map: its children are executions of their own.
type MapRun struct {
	sim   *Simulator
	arn   string
	state *mapState
	owner *strand // the strand whose Map state it is

	status       Status
	began, ended int64
	redrives     int
	redriven     int64

	source      itemSource
	input       *document // what the ItemSelector reads
	exhausted   bool
	concurrency int
	tolerated   float64     // count, 0: not set
	percentage  float64     // 0: not set
	maxItems    float64     // of the ItemReader, 0: all
	readFrom    value.Value // Parameters of the ItemReader
	writeTo     value.Value // Parameters of the ResultWriter
	batch       batchLimits
	batchInput  value.Value
	pending     *pendingItem  // read, and did not fit into the last batch
	begun       []value.Value // the batch that waits for the source, nil if there is none
	begunSize   int
	waiting     bool // the source calls fill when it has more
	filling     bool
	errand      *errand // of a remote storage, nil where nothing is under way

	items    counts // by item
	children counts // by child execution
	read     int64  // items read
	results  []value.Value
	kept     []*Execution // children, the first keptChildren
	running  map[int]*Execution
	started  int
	writer   *resultFiles
	failure  *failure

	unsuccessful []*Execution  // children that failed, for a redrive
	redriving    []redriveTurn // of these, what waits for its turn in a redrive
}

// keptChildren is how many children of a run are kept to be listed and described.
const keptChildren = 10000

// counts are itemCounts and executionCounts of DescribeMapRun.
type counts struct {
	pending, running, succeeded, failed, timedOut, aborted, written int64

	// Of failed, timedOut and aborted: those that wait for a redrive that was begun, and
	// those that can't be redriven.
	pendingRedrive, notRedrivable int64
}

// of is the count of children or items that ended so.
func (c *counts) of(s Status) *int64 {
	switch s {
	case Succeeded:
		return &c.succeeded
	case TimedOut:
		return &c.timedOut
	case Aborted:
		return &c.aborted
	}
	return &c.failed
}

func (c *counts) total() int64 {
	return c.pending + c.running + c.ended()
}

func (c *counts) ended() int64 { return c.succeeded + c.failed + c.timedOut + c.aborted }

// MapRunCounts tell how far a Map Run's items or child executions got.
type MapRunCounts struct {
	Pending, Running, Succeeded, Failed, TimedOut, Aborted, Total, ResultsWritten int64
	// Failures, which are counted above too, that a redrive under way has not reached, and
	// those that no redrive would run again.
	PendingRedrive, FailuresNotRedrivable int64
}

func (c *counts) public() MapRunCounts {
	return MapRunCounts{c.pending, c.running, c.succeeded, c.failed, c.timedOut, c.aborted, c.total(), c.written, c.pendingRedrive, c.notRedrivable}
}

// MapRunDescription is what DescribeMapRun answers.
type MapRunDescription struct {
	ARN, ExecutionARN, MachineARN string
	Status                        Status
	Started, Stopped              time.Time // Stopped is zero while it runs
	MaxConcurrency                int
	ToleratedFailureCount         int64
	ToleratedFailurePercentage    float64
	Items, Executions             MapRunCounts
	RedriveCount                  int
	Redriven                      time.Time
}

// MapRun finds a Map Run by its ARN.
func (s *Simulator) MapRun(arn string) (*MapRun, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.mapRuns[arn]
	return r, ok
}

// MapRuns are the Map Runs of the execution, in the order they began.
func (e *Execution) MapRuns() []*MapRun {
	e.sim.mu.Lock()
	defer e.sim.mu.Unlock()
	return append([]*MapRun(nil), e.runs...)
}

// ARN is the Map Run's ARN.
func (r *MapRun) ARN() string { return r.arn }

// Children are the child executions, the first 10,000 of a larger run.
func (r *MapRun) Children() []*Execution {
	r.sim.mu.Lock()
	defer r.sim.mu.Unlock()
	return append([]*Execution(nil), r.kept...)
}

// Describe tells of the run as it is now.
func (r *MapRun) Describe() MapRunDescription {
	r.sim.mu.Lock()
	defer r.sim.mu.Unlock()
	d := MapRunDescription{ARN: r.arn, ExecutionARN: r.owner.exec.arn, MachineARN: r.owner.exec.start.Machine.ARN + "/" + r.state.distributed.label,
		Status: r.status, Started: time.Unix(0, r.began).UTC(), MaxConcurrency: r.concurrency, ToleratedFailureCount: int64(r.tolerated),
		ToleratedFailurePercentage: r.percentage, RedriveCount: r.redrives}
	items, children := r.counted()
	d.Items, d.Executions = items.public(), children.public()
	if r.status != Running {
		d.Stopped = time.Unix(0, r.ended).UTC()
	}
	if r.redrives > 0 {
		d.Redriven = time.Unix(0, r.redriven).UTC()
	}
	return d
}

// counted are the counts with what was not begun, where it is known how many items there
// are, and with the results that were exported, which is told when the run is over.
func (r *MapRun) counted() (items, children counts) {
	items, children = r.items, r.children
	if left := r.source.total() - items.total(); left > 0 {
		items.pending, children.pending = left, left
		if r.state.distributed.batcher != nil {
			children.pending = (left + int64(max(r.batch.items, 1)) - 1) / int64(max(r.batch.items, 1))
		}
	}
	if r.writer != nil && r.writer.writer.export && r.status != Running {
		items.written, children.written = items.ended(), children.ended()
	}
	return items, children
}

// MapRunUpdate is what UpdateMapRun changes; nil leaves a value as it is.
type MapRunUpdate struct {
	MaxConcurrency             *int
	ToleratedFailureCount      *int64
	ToleratedFailurePercentage *float64
}

// Update changes a run under way; it reports false if the run is over.
func (r *MapRun) Update(u MapRunUpdate) bool {
	r.sim.mu.Lock()
	defer r.sim.mu.Unlock()
	if r.status != Running {
		return false
	}
	if u.MaxConcurrency != nil {
		r.concurrency = *u.MaxConcurrency
	}
	if u.ToleratedFailureCount != nil {
		r.tolerated = float64(*u.ToleratedFailureCount)
	}
	if u.ToleratedFailurePercentage != nil {
		r.percentage = *u.ToleratedFailurePercentage
	}
	r.fill()
	return true
}

// abort ends the run because its Map state is over.
func (r *MapRun) abort() {
	if r.status == Running {
		r.end(Aborted)
	}
}

// end stops what still runs.
func (r *MapRun) end(status Status) {
	r.status, r.ended = status, r.sim.now
	for _, item := range slices.Sorted(maps.Keys(r.running)) {
		e := r.running[item]
		e.finish(Aborted, &failure{}, nil, 0)
	}
	r.leaveRedriving()
	r.errand.forget()
	if status == Succeeded {
		r.source.close()
	} else if r.writer != nil {
		r.closeWriter()
	}
}

// limit is how many children may run at a time.
func (r *MapRun) limit() int {
	most := r.sim.limits.MapParallel
	if r.concurrency > 0 && (most == 0 || r.concurrency < most) {
		return r.concurrency
	}
	if most == 0 {
		return 1 << 30
	}
	return most
}

// fill starts children until enough run or no item is left; then it may be the end.
func (r *MapRun) fill() {
	if r.filling {
		return // a child that ended while it was started; the loop below goes on
	}
	r.filling = true
	r.redriveNext()
	for r.status == Running && !r.exhausted && len(r.running) < r.limit() {
		in, n, f := r.nextInput()
		if f != nil {
			r.fail(f)
			break
		}
		if r.waiting {
			break
		}
		if in == nil {
			r.exhausted = true
			break
		}
		r.startChild(in, n)
	}
	r.filling = false
	if r.status == Running && r.exhausted && len(r.running) == 0 && len(r.redriving) == 0 {
		if r.exceeded() {
			r.fail(fail(errToleratedExceeded, causeToleratedExceeded))
			return
		}
		r.finish()
	}
}

const causeToleratedExceeded = "The specified tolerated failure threshold was exceeded"

// startChild starts a child execution for n items.
func (r *MapRun) startChild(in *document, n int) {
	s := r.sim
	d := r.state.distributed
	m := r.owner.exec.start.Machine
	m.ARN += "/" + d.label
	m.Name += "/" + d.label
	m.Program = d.program
	m.Type = d.childType
	e, err := s.newExecution(Start{Machine: m, TestCase: r.owner.exec.start.TestCase}, in)
	if err != nil {
		r.fail(fail(errRuntime, err.Error()))
		return
	}
	e.parent, e.item, e.batched = r, r.started, n
	r.started++
	r.running[e.item] = e
	r.items.running += int64(n)
	r.children.running++
	if len(r.kept) < keptChildren {
		r.kept = append(r.kept, e)
		s.executions[e.arn] = e
	}
	if r.writer == nil {
		r.results = append(r.results, value.NullValue)
	}
	s.launch(e)
}

// childEnded takes a child's outcome.
func (r *MapRun) childEnded(e *Execution) {
	delete(r.running, e.item)
	n := int64(e.batched)
	r.items.running -= n
	r.children.running--
	*r.items.of(e.status) += n
	*r.children.of(e.status)++
	if e.status != Succeeded {
		if len(r.unsuccessful) < keptChildren && e.history.count < redriveEvents {
			r.unsuccessful = append(r.unsuccessful, e)
		} else {
			r.items.notRedrivable += n
			r.children.notRedrivable++
		}
	}
	if r.status != Running {
		if r.writer != nil && r.writer.writer.export {
			r.collect(e) // it was aborted with the run, and is exported like one that failed
		}
		return
	}
	r.collect(e)
	if (r.exhausted || r.source.total() > 0) && r.exceeded() || !r.exhausted && r.countExceeded() {
		r.fail(fail(errToleratedExceeded, causeToleratedExceeded))
		return
	}
	r.fill()
}

// exceeded reports whether more items failed than are tolerated.
func (r *MapRun) exceeded() bool {
	bad := float64(r.items.failed + r.items.timedOut)
	if bad == 0 {
		return false
	}
	if r.tolerated == 0 && r.percentage == 0 {
		return true
	}
	total := float64(max(r.source.total(), r.read))
	return r.tolerated > 0 && bad > r.tolerated || r.percentage > 0 && bad*100/total > r.percentage
}

// countExceeded is what is known of exceeded while the number of items is not.
func (r *MapRun) countExceeded() bool {
	bad := float64(r.items.failed + r.items.timedOut)
	return bad > 0 && r.percentage == 0 && bad > r.tolerated || bad > 0 && r.tolerated > 0 && bad > r.tolerated
}

// fail ends the run and fails the Map state.
func (r *MapRun) fail(f *failure) {
	r.failure = f
	r.end(Failed)
	st := r.owner
	if f.location != "" {
		st.add(record{typ: EvaluationFailed, state: st.state.base(), more: failing(f, nil)})
	}
	st.add(record{typ: MapRunFailed, more: failing(f, nil)})
	st.raised = f
	st.goOn(phaseRaised)
}

// finish ends a run all of whose items are done.
func (r *MapRun) finish() {
	r.end(Succeeded)
	r.owner.goOn(phaseResume)
}

// label makes the Map Run's name where the state has no Label.
func generatedLabel(n int) string { return fmt.Sprintf("map-%04d", n) }
