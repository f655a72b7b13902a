package simulator

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// MarshalJSON is [Event.AppendJSON] for encoding/json.
func (e Event) MarshalJSON() ([]byte, error) {
	room := 512 // for all that is short
	if d := e.Details; d != nil {
		// In a text that is JSON itself about every eighth byte is a quote.
		for _, text := range []*string{d.Input, d.Output, d.Parameters, d.Cause} {
			if text != nil {
				room += len(*text) * 5 / 4
			}
		}
	}
	return e.AppendJSON(make([]byte, 0, room)), nil
}

// AppendJSON appends the event as the API writes it, its time as seconds since 1970. It is
// written by hand because whole histories are read at once: tens of thousands of events
// whose documents encoding/json would walk again and again.
func (e Event) AppendJSON(dst []byte) []byte {
	w := jsonWriter{text: dst}
	w.header(e.Timestamp.UnixNano(), e.Type, e.ID, e.PreviousEventID)
	if field := e.Type.DetailsField(); field != "" && e.Details != nil {
		w.details.Details = *e.Details
		w.member(field)
	}
	return append(w.text, '}')
}

// jsonWriter writes events one after the other, and remembers what they have in common.
type jsonWriter struct {
	text    []byte // of the event written last
	first   bool   // the next member is the first of its object
	details details
	quoter  *value.Quoter // of documents, nil where there are none

	at    int64 // the time written last
	epoch []byte
}

// event is the text of a record, which holds until the next.
func (w *jsonWriter) event(e *Execution, r recorded, data bool) []byte {
	w.text = w.text[:0]
	w.header(r.time, r.typ, r.id, int64(r.prev))
	if field := r.typ.DetailsField(); field != "" {
		w.details = details{}
		w.details.describe(e, r.record)
		if !data {
			w.details.hideData()
		}
		w.member(field)
	}
	w.text = append(w.text, '}')
	return w.text
}

func (w *jsonWriter) header(at int64, typ EventType, id, prev int64) {
	if at != w.at || w.epoch == nil {
		w.at, w.epoch = at, append(w.epoch[:0], epochSeconds(time.Unix(0, at))...)
	}
	w.text = append(append(w.text, `{"timestamp":`...), w.epoch...)
	w.text = append(append(w.text, `,"type":"`...), typ.String()...)
	w.text = strconv.AppendInt(append(w.text, `","id":`...), id, 10)
	w.text = strconv.AppendInt(append(w.text, `,"previousEventId":`...), prev, 10)
}

// member writes the details as the member of the event that holds them.
func (w *jsonWriter) member(field string) {
	w.first = false
	w.name(field)
	w.text = append(w.text, '{')
	w.first = true
	w.appendDetails()
	w.text = append(w.text, '}')
}

func (w *jsonWriter) name(name string) {
	if !w.first {
		w.text = append(w.text, ',')
	}
	w.first = false
	w.text = append(w.text, '"')
	w.text = append(w.text, name...)
	w.text = append(w.text, `":`...)
}

func (w *jsonWriter) string(name, text string) {
	if text != "" {
		w.name(name)
		w.text = value.AppendQuoted(w.text, text)
	}
}

func (w *jsonWriter) optional(name string, text *string) {
	if text != nil {
		w.name(name)
		w.text = value.AppendQuoted(w.text, *text)
	}
}

func (w *jsonWriter) number(name string, n *int64) {
	if n != nil {
		w.name(name)
		w.text = strconv.AppendInt(w.text, *n, 10)
	}
}

func (w *jsonWriter) extent(name string, d *DataExtent) {
	if d != nil {
		w.name(name)
		w.text = append(w.text, `{"truncated":`...)
		w.text = append(strconv.AppendBool(w.text, d.Truncated), '}')
	}
}

// document writes a document whose text may be there already.
func (w *jsonWriter) document(name string, text *string, d *document) {
	switch {
	case text != nil:
		w.optional(name, text)
	case d == nil:
	case d.text != "":
		w.name(name)
		w.text = w.quotes().AppendText(w.text, d.text)
	default:
		w.name(name)
		w.text = w.quotes().Append(w.text, d.v)
	}
}

func (w *jsonWriter) quotes() *value.Quoter {
	if w.quoter == nil {
		w.quoter = new(value.Quoter)
	}
	return w.quoter
}

// appendDetails writes what is there in the order of the struct.
func (w *jsonWriter) appendDetails() {
	d := &w.details
	w.document("input", d.Input, d.input)
	w.extent("inputDetails", d.InputDetails)
	w.document("output", d.Output, d.output)
	w.extent("outputDetails", d.OutputDetails)
	w.string("name", d.Name)
	w.number("index", d.Index)
	w.number("length", d.Length)
	w.optional("error", d.Error)
	w.optional("cause", d.Cause)
	w.string("resourceType", d.ResourceType)
	w.string("resource", d.Resource)
	w.string("region", d.Region)
	w.document("parameters", d.Parameters, d.parameters)
	w.number("timeoutInSeconds", d.TimeoutSeconds)
	w.number("heartbeatInSeconds", d.Heartbeat)
	if d.Credentials != nil {
		w.name("taskCredentials")
		w.text = append(w.text, `{"roleArn":`...)
		w.text = append(value.AppendQuoted(w.text, d.Credentials.RoleARN), '}')
	}
	w.string("workerName", d.WorkerName)
	w.string("roleArn", d.RoleARN)
	w.string("stateMachineAliasArn", d.AliasARN)
	w.string("stateMachineVersionArn", d.VersionARN)
	w.string("mapRunArn", d.MapRunARN)
	w.number("redriveCount", d.RedriveCount)
	w.string("state", d.State)
	w.string("location", d.Location)
	w.assigned(d)
	w.extent("assignedVariablesDetails", d.AssignedVariablesDetails)
}

// assigned writes the variables, which are texts or values, by name.
func (w *jsonWriter) assigned(d *details) {
	if len(d.AssignedVariables)+len(d.assigned) == 0 {
		return
	}
	w.name("assignedVariables")
	w.text, w.first = append(w.text, '{'), true
	for _, name := range slices.Sorted(maps.Keys(d.AssignedVariables)) {
		w.name(name)
		w.text = value.AppendQuoted(w.text, d.AssignedVariables[name])
	}
	for _, v := range slices.SortedFunc(slices.Values(d.assigned), func(a, b variable) int { return strings.Compare(a.name, b.name) }) {
		w.name(v.name)
		w.text = w.quotes().Append(w.text, v.value)
	}
	w.text = append(w.text, '}')
}
