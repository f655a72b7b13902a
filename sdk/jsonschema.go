package sdk

import (
	"encoding/json"

	"github.com/invopop/jsonschema"
)

// InputSchema is the JSON Schema (draft 2020-12) of the workflow's input type, as text:
// for an API gateway in front of it, a form, or a generator of test inputs. It is the
// schema of anything, where the input has no Go type.
//
// The SDK's own checks use schemas that keep their Go types and where a field was
// declared; this one is for other programs.
func (w *Workflow) InputSchema() json.RawMessage {
	t := w.rec.input.typ.goType
	if t == nil {
		return json.RawMessage(`{}`)
	}
	r := jsonschema.Reflector{Anonymous: true, AllowAdditionalProperties: true, DoNotReference: !recursive(w.rec.input.typ, map[*schema]bool{})}
	text, err := json.Marshal(r.ReflectFromType(t))
	if err != nil {
		// A type's own JSONSchema method may answer something that is no JSON.
		return json.RawMessage(`{}`)
	}
	return text
}

// recursive reports whether a schema holds itself, so that it can't be written out.
func recursive(s *schema, open map[*schema]bool) bool {
	if s == nil || open[s] {
		return s != nil
	}
	open[s] = true
	defer delete(open, s)
	for _, f := range s.fields {
		if recursive(f.schema, open) {
			return true
		}
	}
	return recursive(s.elem, open)
}
