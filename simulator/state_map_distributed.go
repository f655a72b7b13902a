package simulator

import (
	"math"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// distributed is what a Map state in distributed mode has besides.
type distributed struct {
	label      string
	childType  MachineType
	program    *Program // of the children
	reader     *itemReader
	batcher    *itemBatcher
	writer     *resultWriter
	tolerated  number
	percentage number
}

// itemBatcher is ItemBatcher.
type itemBatcher struct {
	input    field
	maxItems number
	maxBytes number
}

// batchLimits bound a batch; 0 is no bound.
type batchLimits struct{ items, bytes int }

// pendingItem is an item that was read and not yet handed out.
type pendingItem struct {
	doc  *document
	size int
}

func (l *loader) distributed(d *asl.Map, s *mapState) *distributed {
	b := &s.common
	out := &distributed{label: d.Label, program: &Program{root: s.processor}}
	if out.label == "" {
		l.labels++
		out.label = generatedLabel(l.labels)
	}
	if c := d.Body().ProcessorConfig; c != nil && c.ExecutionType == asl.ExecutionExpress {
		out.childType = Express
	}
	out.tolerated = l.number(b, "", "ToleratedFailureCount", d.ToleratedFailureCount, d.ToleratedFailureCountPath, 0, 0, math.MaxInt64)
	out.percentage = l.number(b, "", "ToleratedFailurePercentage", d.ToleratedFailurePercentage, d.ToleratedFailurePercentagePath, 0, 0, 100)
	out.percentage.integer = false
	if r := d.ItemReader; r != nil {
		out.reader = l.itemReader(b, r)
	}
	if k := d.ItemBatcher; k != nil {
		out.batcher = &itemBatcher{
			input:    l.field("ItemBatcher/BatchInput", k.BatchInput, b.jsonata),
			maxItems: l.number(b, "ItemBatcher/", "MaxItemsPerBatch", k.MaxItemsPerBatch, k.MaxItemsPerBatchPath, 0, 0, math.MaxInt64),
			maxBytes: l.number(b, "ItemBatcher/", "MaxInputBytesPerBatch", k.MaxInputBytesPerBatch, k.MaxInputBytesPerBatchPath, 0, 0, 262144),
		}
	}
	if w := d.ResultWriter; w != nil {
		out.writer = l.resultWriter(b, w)
	}
	return out
}

// distribute begins a Map Run.
func (s *mapState) distribute(st *strand) bool {
	d := s.distributed
	sim := st.exec.sim
	if old := st.mapRun; old != nil {
		old.source.close() // the run that is retried
	}
	in := st.effective
	v := &view{st: st, input: in}
	r := &MapRun{sim: sim, state: s, owner: st, input: in, began: sim.now, running: map[int]*Execution{}}
	var items value.Value
	if d.reader == nil {
		var f *failure
		if items, f = s.itemsOf(st, in); f != nil {
			return st.fail(f)
		}
		r.source = sourceOf(items)
	} else {
		r.source = &valueSource{}
	}
	n, f := s.concurrency.eval(v)
	if f != nil {
		return st.fail(f)
	}
	r.concurrency = int(n)
	length := int32(0)
	if d.reader == nil {
		length = int32(items.Len())
	}
	m := st.exec.start.Machine
	r.arn = mapRunARN(m.ARN, d.label, sim.uuid())
	st.add(record{typ: MapStateStarted, index: length})
	if f := s.settings(r, v); f != nil {
		return st.fail(f)
	}
	sim.mapRuns[r.arn] = r
	st.exec.runs = append(st.exec.runs, r)
	st.add(record{typ: MapRunStarted, more: &aspects{mapRun: r.arn}})
	st.mapRun, st.shared = r, true
	if f := r.access(StartChildren); f != nil {
		r.fail(f)
		return false
	}
	if d.reader != nil {
		source, f := d.reader.open(r)
		if f != nil {
			r.fail(f)
			return false
		}
		r.source = source
	}
	if d.writer != nil {
		w, f := d.writer.open(r)
		if f != nil {
			r.fail(f)
			return false
		}
		r.writer = w
	}
	st.phase = phaseResume
	r.fill()
	return false
}

// settings evaluates the numbers that shape a run.
func (s *mapState) settings(r *MapRun, v *view) *failure {
	d := s.distributed
	var f *failure
	if r.tolerated, f = d.tolerated.eval(v); f != nil {
		return f
	}
	if r.percentage, f = d.percentage.eval(v); f != nil {
		return f
	}
	if d.reader != nil {
		if f := d.reader.measure(r, v); f != nil {
			return f
		}
	}
	if d.writer != nil {
		if f := d.writer.measure(r, v); f != nil {
			return f
		}
	}
	if d.batcher == nil {
		return nil
	}
	return d.batcher.measure(r, v)
}

// measure evaluates what bounds the batches of a run and what stands in each.
func (b *itemBatcher) measure(r *MapRun, v *view) *failure {
	n, f := b.maxItems.eval(v)
	if f != nil {
		return f
	}
	r.batch.items = int(n)
	if n, f = b.maxBytes.eval(v); f != nil {
		return f
	}
	r.batch.bytes = int(n)
	if b.input != nil {
		r.batchInput, f = b.input.eval(v)
	}
	return f
}

// nextInput is the input of the next child and how many items it holds; nil at the end, or
// if the source must be waited for. It is held to the quota of an execution's input.
func (r *MapRun) nextInput() (*document, int, *failure) {
	in, n, f := r.nextBatch()
	if limit := r.sim.limits.Payload; in != nil && limit > 0 && in.bytes() > limit {
		return nil, 0, failf(errDataLimitExceeded, causeResultTooLarge, r.state.name)
	}
	return in, n, f
}

// batchBytes is how large a child's input may become by batching, 0 without a bound.
func (r *MapRun) batchBytes() int {
	limit := r.sim.limits.Payload
	if r.batch.bytes > 0 && (limit == 0 || r.batch.bytes < limit) {
		return r.batch.bytes
	}
	return limit
}

// nextBatch puts items together to the input of a child, or takes one item if there is no
// ItemBatcher.
func (r *MapRun) nextBatch() (*document, int, *failure) {
	batch, size := r.begun, r.begunSize
	r.begun = nil
	if batch == nil {
		first, f := r.nextItem()
		if first == nil || f != nil {
			return nil, 0, f
		}
		if r.state.distributed.batcher == nil {
			return first.doc, 1, nil
		}
		batch, size = []value.Value{first.doc.v}, first.size+len(`{"Items":[]}`)-1 // one comma less than items
		if !r.batchInput.IsUndefined() {
			size += len(`"BatchInput":,`) + jsonSize(r.batchInput)
		}
	}
	for r.batch.items == 0 || len(batch) < r.batch.items {
		next, f := r.nextItem()
		if f != nil {
			return nil, 0, f
		}
		if r.waiting {
			r.begun, r.begunSize = batch, size
			return nil, 0, nil
		}
		if next == nil {
			break
		}
		if most := r.batchBytes(); most > 0 && size+next.size > most {
			r.pending = next
			break
		}
		batch = append(batch, next.doc.v)
		size += next.size
	}
	var members []value.Member
	if !r.batchInput.IsUndefined() {
		members = append(members, value.Member{Key: "BatchInput", Value: r.batchInput})
	}
	members = append(members, value.Member{Key: "Items", Value: value.OfArray(batch)})
	return newDocument(value.OfObject(members)), len(batch), nil
}

// nextItem reads an item and applies ItemSelector; nil at the end, or if the source must be
// waited for.
func (r *MapRun) nextItem() (*pendingItem, *failure) {
	if p := r.pending; p != nil {
		r.pending = nil
		return p, nil
	}
	item, key, ok, err := r.source.next()
	if r.waiting = err == errNotYet; r.waiting {
		return nil, nil
	}
	if err != nil {
		return nil, readerFailure(err)
	}
	if !ok {
		return nil, nil
	}
	i := int(r.read)
	r.read++
	s, st := r.state, r.owner
	doc := newDocument(item)
	if !key.IsUndefined() {
		doc = newDocument(value.ObjectOf(value.Member{Key: "Key", Value: key}, value.Member{Key: "Value", Value: item}))
	}
	if s.selector != nil {
		outer := st.item
		st.item = &mapItem{index: i, value: item, key: key, source: r.source.name()}
		x, f := s.selector.eval(&view{st: st, input: r.input})
		st.item = outer
		if f != nil {
			return nil, f
		}
		doc = newDocument(x)
	}
	p := &pendingItem{doc: doc}
	if d := s.distributed; d != nil && d.batcher != nil {
		p.size = doc.bytes() + 1
	}
	return p, nil
}

// collect keeps a child's result for the Map's output, or hands it to the writer.
func (r *MapRun) collect(e *Execution) {
	if r.writer != nil {
		r.writer.add(e)
		return
	}
	if e.status == Succeeded {
		r.results[e.item] = e.output.v
		return
	}
	r.results[e.item] = failedChild(e)
}

// failedChild is what stands in the results for a child that failed and is tolerated.
func failedChild(e *Execution) value.Value {
	str := func(t *string) value.Value {
		if t == nil {
			return value.NullValue
		}
		return value.OfString(*t)
	}
	d := e.describe()
	return value.ObjectOf(value.Member{Key: "Status", Value: value.OfString(e.status.String())},
		value.Member{Key: "Error", Value: str(d.Error)}, value.Member{Key: "Cause", Value: str(d.Cause)})
}

// gathered ends the Map state after its run succeeded.
func (s *mapState) gathered(st *strand) bool {
	r := st.mapRun
	if w := r.writer; w != nil && w.remote && !w.sent {
		r.sendResults()
		return false
	}
	st.mapRun = nil
	started := st.prev
	out := value.OfArray(r.results)
	if r.writer != nil {
		v, f := r.writer.finish(r.arn)
		if f != nil {
			r.status = Failed
			st.add(record{typ: MapRunFailed, more: failing(f, nil)})
			return st.fail(f)
		}
		out = v
	}
	ended := st.exec.add(started, record{typ: MapRunSucceeded})
	id := st.exec.add(ended, record{typ: MapStateSucceeded})
	return st.concludeGroup(newDocument(out), id)
}
