package diag

import (
	"encoding/json"
	"io"
)

// record is the shape of a finding in the JSON that `lockstep check --format json` prints.
// Its names are a contract; see the CLI reference.
type record struct {
	Code     string `json:"code"`
	AWSCode  string `json:"aws_code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Path     string `json:"path"`
	State    string `json:"state"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Help     string `json:"help"`
}

// MarshalJSON writes the finding with the names code, aws_code, severity, message, path,
// state, file, line, column and help. What is not known is "" or 0.
func (d Diagnostic) MarshalJSON() ([]byte, error) {
	return json.Marshal(record{
		Code: d.Code, AWSCode: d.AWSCode, Severity: d.Severity.String(), Message: d.Message,
		Path: d.Path, State: d.State, File: d.Origin.File, Line: d.Origin.Line, Column: d.Origin.Column, Help: d.Help,
	})
}

// WriteJSON writes the findings as one JSON array, indented, with a newline at the end. An
// empty list is "[]".
func WriteJSON(w io.Writer, l List) error {
	if l == nil {
		l = List{}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(l)
}
