package diag

import (
	"fmt"
	"strconv"
	"strings"
)

// Severity says how bad a finding is. Only [Error] makes a check fail.
type Severity uint8

// The severities, worst first.
const (
	Error   Severity = iota // AWS refuses it, or an execution is sure to fail
	Warning                 // accepted, and most likely not what was meant
	Info                    // advice
)

// String is the severity's name in lower case, as the JSON form has it.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	default:
		return "info"
	}
}

// Origin is a place in a file: an ASL document, or the Go source that built the machine.
// The zero Origin is "not known".
type Origin struct {
	File   string // as it was given by the user; "" if there is none
	Line   int    // from 1; 0 if not known
	Column int    // from 1, counted in Unicode code points; 0 if not known
}

// IsZero reports whether nothing is known about the place.
func (o Origin) IsZero() bool { return o == Origin{} }

// String is "file:line:column" with the unknown parts left out.
func (o Origin) String() string {
	var b strings.Builder
	b.WriteString(o.File)
	for _, n := range [...]int{o.Line, o.Column} {
		if n <= 0 {
			break
		}
		if b.Len() > 0 {
			b.WriteByte(':')
		}
		b.WriteString(strconv.Itoa(n))
	}
	return b.String()
}

// Diagnostic is one finding.
type Diagnostic struct {
	Code     string   // lockstep's own, "ASL1004"
	AWSCode  string   // ValidateStateMachineDefinition's, "MISSING_END_STATE"; "" where AWS has none
	Severity Severity // the zero value is Error
	Path     string   // JSON Pointer (RFC 6901) of the node; "" is the whole document
	State    string   // name of the state the node belongs to; "" outside states
	Origin   Origin   // where the node was written
	Message  string   // lower case, no full stop, names in backticks
	Help     string   // what to do; may be ""
	Related  []Related
	Fixes    []Fix
}

// Related is a second place that explains a finding, such as the first of two equal names.
type Related struct {
	Path    string // JSON Pointer
	Origin  Origin
	Message string
}

// Fix is an edit that would settle a finding.
type Fix struct {
	Title string // imperative: "rename to `ResultPath`"
	Path  string // JSON Pointer of what changes
	Key   string // new name of the member at Path; "" if the name stays
	Value string // new JSON text of the node at Path; "" if it stays
}

// Error is the finding on one line: "file:line:column: error ASL1004: message".
func (d Diagnostic) Error() string {
	place := d.Origin.String()
	if place == "" {
		place = d.Path
	}
	if place != "" {
		place += ": "
	}
	return fmt.Sprintf("%s%s %s: %s", place, d.Severity, d.Code, d.Message)
}
