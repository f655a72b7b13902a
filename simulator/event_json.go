package simulator

import (
	"maps"
	"slices"
	"strconv"

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
	dst = append(dst, `{"timestamp":`...)
	dst = append(dst, epochSeconds(e.Timestamp)...)
	dst = append(dst, `,"type":"`...)
	dst = append(dst, e.Type.String()...)
	dst = append(dst, `","id":`...)
	dst = strconv.AppendInt(dst, e.ID, 10)
	dst = append(dst, `,"previousEventId":`...)
	dst = strconv.AppendInt(dst, e.PreviousEventID, 10)
	if field := e.Type.DetailsField(); field != "" && e.Details != nil {
		dst = append(dst, `,"`...)
		dst = append(dst, field...)
		dst = append(dst, `":`...)
		dst = e.Details.appendJSON(dst)
	}
	return append(dst, '}')
}

// members writes the members of one object.
type members struct {
	dst   []byte
	first bool
}

func (m *members) name(name string) {
	if !m.first {
		m.dst = append(m.dst, ',')
	}
	m.first = false
	m.dst = append(m.dst, '"')
	m.dst = append(m.dst, name...)
	m.dst = append(m.dst, `":`...)
}

func (m *members) text(name, text string) {
	if text != "" {
		m.name(name)
		m.dst = value.AppendQuoted(m.dst, text)
	}
}

func (m *members) optional(name string, text *string) {
	if text != nil {
		m.name(name)
		m.dst = value.AppendQuoted(m.dst, *text)
	}
}

func (m *members) number(name string, n *int64) {
	if n != nil {
		m.name(name)
		m.dst = strconv.AppendInt(m.dst, *n, 10)
	}
}

func (m *members) extent(name string, d *DataExtent) {
	if d != nil {
		m.name(name)
		m.dst = append(m.dst, `{"truncated":`...)
		m.dst = append(strconv.AppendBool(m.dst, d.Truncated), '}')
	}
}

// appendJSON writes what is there in the order of the struct.
func (d *Details) appendJSON(dst []byte) []byte {
	m := members{dst: append(dst, '{'), first: true}
	m.optional("input", d.Input)
	m.extent("inputDetails", d.InputDetails)
	m.optional("output", d.Output)
	m.extent("outputDetails", d.OutputDetails)
	m.text("name", d.Name)
	m.number("index", d.Index)
	m.number("length", d.Length)
	m.optional("error", d.Error)
	m.optional("cause", d.Cause)
	m.text("resourceType", d.ResourceType)
	m.text("resource", d.Resource)
	m.text("region", d.Region)
	m.optional("parameters", d.Parameters)
	m.number("timeoutInSeconds", d.TimeoutSeconds)
	m.number("heartbeatInSeconds", d.Heartbeat)
	if d.Credentials != nil {
		m.name("taskCredentials")
		m.dst = append(m.dst, `{"roleArn":`...)
		m.dst = append(value.AppendQuoted(m.dst, d.Credentials.RoleARN), '}')
	}
	m.text("workerName", d.WorkerName)
	m.text("roleArn", d.RoleARN)
	m.text("stateMachineAliasArn", d.AliasARN)
	m.text("stateMachineVersionArn", d.VersionARN)
	m.text("mapRunArn", d.MapRunARN)
	m.number("redriveCount", d.RedriveCount)
	m.text("state", d.State)
	m.text("location", d.Location)
	if len(d.AssignedVariables) > 0 {
		m.name("assignedVariables")
		inner := members{dst: append(m.dst, '{'), first: true}
		for _, name := range slices.Sorted(maps.Keys(d.AssignedVariables)) {
			inner.text(name, d.AssignedVariables[name])
		}
		m.dst = append(inner.dst, '}')
	}
	m.extent("assignedVariablesDetails", d.AssignedVariablesDetails)
	return append(m.dst, '}')
}
