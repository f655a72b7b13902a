package server

import (
	"context"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/compiler/check/aws"
	"github.com/lockstep-go/lockstep/server/internal/api"
	"github.com/lockstep-go/lockstep/simulator"
)

// machineType is the checker's word for the type of a machine.
func machineType(express bool) check.Type {
	if express {
		return check.Express
	}
	return check.Standard
}

// compile makes the revision's definition ready to run, or refuses it as AWS does.
func (r *revision) compile(express bool) error {
	definition := []byte(r.definition)
	if message, refused := aws.InvalidDefinitionMessage(definition, machineType(express)); refused {
		return refuse("InvalidDefinition", "%s", message)
	}
	m, list := asl.DecodeJSON("definition.json", definition)
	if m == nil {
		return refuse("InvalidDefinition", "Invalid State Machine Definition: '%v'", list)
	}
	program, err := simulator.Load(m)
	if err != nil {
		// The checker let pass what can't be run; the words are ours.
		return refuse("InvalidDefinition", "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: %v'", err)
	}
	r.program, r.references = program, check.VariableReferences(m)
	return nil
}

// maxDiagnostics is how many diagnostics ValidateStateMachineDefinition answers at most.
const maxDiagnostics = 100

func (w *world) validateStateMachineDefinition(_ context.Context, in *api.ValidateStateMachineDefinitionInput) (*api.ValidateStateMachineDefinitionOutput, error) {
	most := maxDiagnostics
	if in.MaxResults != nil && *in.MaxResults > 0 {
		most = int(*in.MaxResults)
	}
	severity := aws.Error
	if in.Severity != nil {
		severity = *in.Severity
	}
	out := &api.ValidateStateMachineDefinitionOutput{Result: "OK", Truncated: new(false)}
	for _, d := range aws.Diagnostics([]byte(in.Definition), machineType(in.Type != nil && *in.Type == "EXPRESS"), severity) {
		if d.Severity == aws.Error {
			out.Result = "FAIL"
		}
		if len(out.Diagnostics) == most {
			*out.Truncated = true
			continue
		}
		out.Diagnostics = append(out.Diagnostics, api.ValidateStateMachineDefinitionDiagnostic{
			Severity: d.Severity, Code: d.Code, Message: d.Message, Location: orNil(d.Location),
		})
	}
	return out, nil
}
