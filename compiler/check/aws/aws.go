package aws

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Diagnostic is one entry of the answer of ValidateStateMachineDefinition.
type Diagnostic struct {
	Severity string // "ERROR" or "WARNING"
	Code     string
	Message  string
	Location string // like /States/A/Choices[0]/Next; "" if it has none
}

// The values of Diagnostic.Severity and of the operation's parameter severity.
const (
	Error   = "ERROR"
	Warning = "WARNING"
)

// Diagnostics are the service's on a definition of a machine of type t, in its order. With
// severity "WARNING" warnings are among them, else only errors.
func Diagnostics(definition []byte, t check.Type, severity string) []Diagnostic {
	if d, broken := unreadable(definition); broken {
		return []Diagnostic{d}
	}
	m, _ := asl.DecodeJSON("", definition)
	if m == nil {
		return []Diagnostic{notObject}
	}
	root := asl.ValueOf(m)
	var texts []placed
	for _, f := range check.Findings(m, check.WithType(t), check.WithoutSubstitutions()) {
		for _, text := range f.AWS {
			if !text.Warning || severity == Warning {
				texts = append(texts, place(m, root, text))
			}
		}
	}
	slices.SortStableFunc(texts, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.stage, b.stage), cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
	})
	diagnostics := make([]Diagnostic, len(texts))
	for i := range texts {
		diagnostics[i] = texts[i].Diagnostic
	}
	return diagnostics
}

// InvalidDefinitionMessage is the message of the error InvalidDefinition that creating a
// machine of the definition gives, and whether it gives one.
func InvalidDefinitionMessage(definition []byte, t check.Type) (string, bool) {
	diagnostics := Diagnostics(definition, t, Error)
	if len(diagnostics) == 0 {
		return "", false
	}
	return Message(diagnostics), true
}

// Message joins diagnostics to the text that CreateStateMachine, UpdateStateMachine and
// TestState put into InvalidDefinition.
func Message(diagnostics []Diagnostic) string {
	parts := make([]string, len(diagnostics))
	for i, d := range diagnostics {
		location := d.Location
		if location == "" {
			location = "null"
		}
		parts[i] = d.Code + ": " + d.Message + " at " + location
	}
	return "Invalid State Machine Definition: '" + strings.Join(parts, ", ") + "'"
}

// placed is a diagnostic and what it is sorted by.
type placed struct {
	Diagnostic
	stage        check.Stage
	line, column int
}

func place(m *asl.Machine, root value.Value, text check.AWSText) placed {
	p := placed{stage: text.Stage, Diagnostic: Diagnostic{Severity: Error, Code: text.Code, Message: text.Message}}
	if text.Warning {
		p.Severity = Warning
	}
	if text.Location == check.NoLocation {
		return p
	}
	p.Location = location(root, text.Location)
	origin := m.LocateKey(text.Location)
	p.line, p.column = origin.Line, origin.Column
	return p
}

// location writes a path as the service does: indexes in square brackets, names as they
// are.
func location(root value.Value, path asl.Path) string {
	if path == "" {
		return "/"
	}
	var b strings.Builder
	for _, segment := range path.Segments() {
		if i, err := strconv.Atoi(segment); err == nil && root.Kind() == value.Array {
			b.WriteString("[" + segment + "]")
			root = root.At(i)
			continue
		}
		b.WriteString("/" + segment)
		root = root.Get(segment)
	}
	return b.String()
}
