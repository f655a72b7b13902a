package simulator

import "time"

var whole = &DataExtent{}

// details are those of one event, its documents not written yet.
type details struct {
	Details
	input, output, parameters *document
	assigned                  []variable
	number                    int64 // what a number of Details points at
	role                      RoleARN
}

// textWriter makes the events of a history. A document often stands in several events one
// after the other, so the text of the last one is kept.
type textWriter struct {
	doc  *document
	text string
}

// event writes a record out.
func (w *textWriter) event(e *Execution, r recorded) Event {
	ev := Event{ID: r.id, PreviousEventID: int64(r.prev), Timestamp: time.Unix(0, r.time).UTC(), Type: r.typ}
	if r.typ.DetailsField() == "" {
		return ev
	}
	d := &details{}
	d.describe(e, r.record)
	d.Input, d.Output, d.Parameters = w.json(d.input), w.json(d.output), w.json(d.parameters)
	if d.assigned != nil {
		d.AssignedVariables = make(map[string]string, len(d.assigned))
		for _, v := range d.assigned {
			d.AssignedVariables[v.name] = string(v.value.AppendJSON(nil))
		}
	}
	ev.Details = &d.Details
	return ev
}

func (w *textWriter) json(d *document) *string {
	if d == nil {
		return nil
	}
	if w.doc != d {
		w.doc, w.text = d, d.json()
	}
	text := w.text
	return &text
}

// describe says of a record of a type with details what its event says.
func (d *details) describe(e *Execution, r *record) {
	if r.state != nil {
		d.Name = r.state.name
	}
	more := r.more
	if more == nil {
		more = &aspects{}
	}
	if more.fail != nil {
		d.Error, d.Cause = more.fail.err.pointer(), more.fail.cause.pointer()
	}
	if t := more.task; t != nil {
		d.ResourceType, d.Resource = t.resourceType, t.resource
	}
	switch r.typ {
	case ExecutionStarted:
		m := &e.start.Machine
		d.RoleARN, d.AliasARN, d.VersionARN = m.RoleARN, m.AliasARN, m.VersionARN
		d.takes(r.doc)
	case ExecutionRedriven:
		d.RedriveCount = d.numbered(r.index)
	case ChoiceStateEntered, FailStateEntered, MapStateEntered, ParallelStateEntered, PassStateEntered, SucceedStateEntered, TaskStateEntered, WaitStateEntered:
		d.takes(r.doc)
	case ChoiceStateExited, MapStateExited, ParallelStateExited, PassStateExited, SucceedStateExited, TaskStateExited, WaitStateExited:
		d.gives(r.doc)
		if more.assigned != nil {
			d.assigned, d.AssignedVariablesDetails = more.assigned, whole
		}
	case ExecutionSucceeded, TaskSubmitted, TaskSucceeded, LambdaFunctionSucceeded, ActivitySucceeded:
		d.gives(r.doc)
	case TaskScheduled, LambdaFunctionScheduled, ActivityScheduled:
		d.scheduled(r)
	case ActivityStarted:
		d.ResourceType, d.Resource, d.WorkerName = "", "", more.task.worker
	case MapStateStarted:
		d.Length = d.numbered(r.index)
	case MapIterationStarted, MapIterationSucceeded, MapIterationFailed, MapIterationAborted:
		d.Index = d.numbered(r.index)
	case MapRunStarted:
		d.MapRunARN = more.mapRun
	case MapRunRedriven:
		d.MapRunARN, d.RedriveCount = more.mapRun, d.numbered(r.index)
	case EvaluationFailed:
		d.State, d.Name, d.Location = d.Name, "", more.fail.location
	}
}

func (d *details) scheduled(r *record) {
	t := r.more.task
	if r.typ == TaskScheduled {
		d.parameters, d.Region = r.doc, t.region
	} else {
		d.ResourceType = ""
		d.takes(r.doc)
	}
	if t.timeout > 0 {
		d.TimeoutSeconds = &t.timeout
	}
	if t.heartbeat > 0 {
		d.Heartbeat = &t.heartbeat
	}
	if t.role != "" {
		d.role.RoleARN = t.role
		d.Credentials = &d.role
	}
}

func (d *details) takes(doc *document) { d.input, d.InputDetails = doc, whole }

func (d *details) gives(doc *document) {
	if doc != nil {
		d.output, d.OutputDetails = doc, whole
	}
}

func (d *details) numbered(n int32) *int64 {
	d.number = int64(n)
	return &d.number
}

// hideData takes out what [Event.WithoutData] does.
func (d *details) hideData() {
	d.input, d.InputDetails, d.output, d.OutputDetails = nil, nil, nil, nil
	d.assigned, d.AssignedVariablesDetails = nil, nil
}
