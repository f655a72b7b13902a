package server

import (
	"context"
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/server/internal/api"
	"github.com/lockstep-go/lockstep/simulator"
)

// compile makes the revision's definition ready to run, or refuses it as AWS does.
func (r *revision) compile(express bool) error {
	m, found := check(r.definition, express)
	var texts []string
	for _, d := range found {
		if d.Severity == severityError {
			texts = append(texts, fmt.Sprintf("%s: %s at %s", d.Code, d.Message, locationText(d.Location)))
		}
	}
	if texts != nil {
		return refuse("InvalidDefinition", "Invalid State Machine Definition: '%s'", strings.Join(texts, ", "))
	}
	program, err := simulator.Load(m)
	if err != nil {
		return refuse("InvalidDefinition", "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: %v'", err)
	}
	r.program = program
	return nil
}

// locationText is how a refusal names a place: the whole workflow has none.
func locationText(location *string) string {
	if location == nil {
		return "null"
	}
	return *location
}

const (
	severityError   = "ERROR"
	severityWarning = "WARNING"
)

// check reads a definition and says what AWS would say of it, errors and warnings.
func check(definition string, express bool) (*asl.Machine, []api.ValidateStateMachineDefinitionDiagnostic) {
	m, list := asl.DecodeJSON("definition.json", []byte(definition))
	var out []api.ValidateStateMachineDefinitionDiagnostic
	for _, d := range list {
		severity := severityWarning
		if d.Severity == diag.Error {
			severity = severityError
		}
		out = append(out, api.ValidateStateMachineDefinitionDiagnostic{Severity: severity, Code: d.AWSCode, Message: d.Message, Location: &d.Path})
	}
	return m, out
}

// maxDiagnostics is how many diagnostics ValidateStateMachineDefinition answers at most.
const maxDiagnostics = 100

func (w *world) validateStateMachineDefinition(_ context.Context, in *api.ValidateStateMachineDefinitionInput) (*api.ValidateStateMachineDefinitionOutput, error) {
	most := maxDiagnostics
	if in.MaxResults != nil && *in.MaxResults > 0 {
		most = int(*in.MaxResults)
	}
	_, found := check(in.Definition, in.Type != nil && *in.Type == "EXPRESS")
	out := &api.ValidateStateMachineDefinitionOutput{Result: "OK", Truncated: new(false)}
	for _, d := range found {
		if d.Severity == severityError {
			out.Result = "FAIL"
		} else if in.Severity == nil || *in.Severity != severityWarning {
			continue
		}
		if len(out.Diagnostics) == most {
			*out.Truncated = true
			continue
		}
		out.Diagnostics = append(out.Diagnostics, d)
	}
	return out, nil
}
