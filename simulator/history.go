package simulator

import (
	"iter"
	"time"
)

// record is an event as it is kept: references to immutable things, written out only when
// somebody reads the history.
type record struct {
	at    int64
	prev  int64
	typ   EventType
	index int32     // of an iteration; length of a Map
	doc   *document // input or output
	fail  *failure
	state state // name of the state
	more  any   // *taskRecord, assigned variables, string
}

// taskRecord is what the events of one attempt of a Task say in common.
type taskRecord struct {
	resourceType, resource, region string
	timeout, heartbeat             int64 // seconds, 0: not given
	role                           string
	worker                         string
}

// history is the list of an execution's events; event n has id n+1.
type history struct {
	records []record
	count   int64
}

func (h *history) add(e *Execution, prev int64, r record) int64 {
	r.at, r.prev = e.sim.now, prev
	h.count++
	if !e.sim.forgetful {
		h.records = append(h.records, r)
	}
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
		e.sim.mu.Lock()
		records := e.history.records
		e.sim.mu.Unlock()
		step := int64(1)
		if reverse {
			step = -1
		}
		if from == 0 {
			from = 1
			if reverse {
				from = int64(len(records))
			}
		}
		w := &eventWriter{exec: e}
		for id := from; id >= 1 && id <= int64(len(records)); id += step {
			if !yield(w.event(id, &records[id-1])) {
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

var whole = &DataExtent{}

// eventWriter writes records out. A document often stands in several events one after the
// other, so the text of the last one is kept.
type eventWriter struct {
	exec *Execution
	doc  *document
	text string
}

func (w *eventWriter) json(d *document) *string {
	if w.doc != d {
		w.doc, w.text = d, d.json()
	}
	text := w.text
	return &text
}

// event writes a record out.
func (w *eventWriter) event(id int64, r *record) Event {
	ev := Event{ID: id, PreviousEventID: r.prev, Timestamp: time.Unix(0, r.at).UTC(), Type: r.typ}
	if r.typ.DetailsField() == "" {
		return ev
	}
	d := &Details{}
	ev.Details = d
	if r.state != nil {
		d.Name = r.state.base().name
	}
	if r.fail != nil {
		d.Error, d.Cause = r.fail.err.pointer(), r.fail.cause.pointer()
	}
	if t, ok := r.more.(*taskRecord); ok {
		d.ResourceType, d.Resource = t.resourceType, t.resource
	}
	switch r.typ {
	case ExecutionStarted:
		m := w.exec.start.Machine
		d.RoleARN, d.AliasARN, d.VersionARN = m.RoleARN, m.AliasARN, m.VersionARN
		w.input(d, r.doc)
	case ExecutionRedriven:
		n := int64(r.index)
		d.RedriveCount = &n
	case ChoiceStateEntered, FailStateEntered, MapStateEntered, ParallelStateEntered, PassStateEntered, SucceedStateEntered, TaskStateEntered, WaitStateEntered:
		w.input(d, r.doc)
	case ChoiceStateExited, MapStateExited, ParallelStateExited, PassStateExited, SucceedStateExited, TaskStateExited, WaitStateExited:
		w.output(d, r.doc)
		if set, ok := r.more.([]variable); ok {
			d.AssignedVariables = make(map[string]string, len(set))
			for _, v := range set {
				d.AssignedVariables[v.name] = string(v.value.AppendJSON(nil))
			}
			d.AssignedVariablesDetails = whole
		}
	case ExecutionSucceeded, TaskSubmitted, TaskSucceeded, LambdaFunctionSucceeded, ActivitySucceeded:
		w.output(d, r.doc)
	case TaskScheduled, LambdaFunctionScheduled, ActivityScheduled:
		w.scheduled(d, r)
	case ActivityStarted:
		d.ResourceType, d.Resource, d.WorkerName = "", "", r.more.(*taskRecord).worker
	case MapStateStarted:
		n := int64(r.index)
		d.Length = &n
	case MapIterationStarted, MapIterationSucceeded, MapIterationFailed, MapIterationAborted:
		n := int64(r.index)
		d.Index = &n
	case MapRunStarted:
		d.MapRunARN = r.more.(string)
	case MapRunRedriven:
		n := int64(r.index)
		d.MapRunARN, d.RedriveCount = r.more.(string), &n
	case EvaluationFailed:
		d.State, d.Name, d.Location = d.Name, "", r.fail.location
	}
	return ev
}

func (w *eventWriter) scheduled(d *Details, r *record) {
	t := r.more.(*taskRecord)
	if r.typ == TaskScheduled {
		d.Parameters, d.Region = w.json(r.doc), t.region
	} else {
		d.ResourceType = ""
		w.input(d, r.doc)
	}
	if t.timeout > 0 {
		d.TimeoutSeconds = &t.timeout
	}
	if t.heartbeat > 0 {
		d.Heartbeat = &t.heartbeat
	}
	if t.role != "" {
		d.Credentials = &RoleARN{t.role}
	}
}

func (w *eventWriter) input(d *Details, doc *document) { d.Input, d.InputDetails = w.json(doc), whole }

func (w *eventWriter) output(d *Details, doc *document) {
	if doc != nil {
		d.Output, d.OutputDetails = w.json(doc), whole
	}
}
