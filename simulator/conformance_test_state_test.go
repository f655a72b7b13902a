package simulator_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/simulator"
)

type testStateRequest struct {
	StateName, RoleARN, InspectionLevel, Variables, Context string
	RevealSecrets                                           bool
	Mock                                                    *struct {
		Result              *string
		ErrorOutput         *struct{ Error, Cause *string }
		FieldValidationMode string
	}
	StateConfiguration struct {
		RetrierRetryCount, MapIterationFailureCount *int
		ErrorCausedByState, MapItemReaderData       string
	}
}

// testState asks the simulator what a recording asked AWS; the answer is as the API's JSON.
func (c *recording) testState(t *testing.T) (map[string]any, error) {
	var r testStateRequest
	if err := json.Unmarshal(c.Request, &r); err != nil {
		t.Fatal(err)
	}
	in := simulator.TestStateInput{StateName: r.StateName, RoleARN: r.RoleARN, Level: simulator.InspectionLevel(r.InspectionLevel), Variables: r.Variables, Context: r.Context,
		RevealSecrets: r.RevealSecrets, Configuration: simulator.StateConfiguration(r.StateConfiguration)}
	if c.InputText != nil {
		in.Input = *c.InputText
	} else if (c.InputGiven == nil || *c.InputGiven) && given(c.Input) {
		in.Input = string(dumps(c.Input))
	}
	if m := r.Mock; m != nil {
		in.Mock = &simulator.StateMock{Result: m.Result, FieldValidationMode: m.FieldValidationMode}
		if m.ErrorOutput != nil {
			in.Mock.ErrorOutput = &simulator.MockError{Error: m.ErrorOutput.Error, Cause: m.ErrorOutput.Cause}
		}
	}
	definition := text(c.Definition, c.DefinitionText)
	if r.StateName != "" {
		m, list := asl.DecodeJSON("definition", definition)
		if m == nil {
			return nil, list
		}
		in.Machine = m
	} else {
		s, list := asl.DecodeState("definition", definition)
		if s == nil {
			return nil, list
		}
		in.State = s
	}
	out, err := c.world(t).TestState(t.Context(), in)
	if err != nil {
		return nil, err
	}
	answer := map[string]any{"status": out.Status}
	for key, v := range map[string]*string{"output": out.Output, "error": out.Error, "cause": out.Cause} {
		if v != nil {
			answer[key] = *v
		}
	}
	if out.NextState != "" {
		answer["nextState"] = out.NextState
	}
	if out.Inspection != nil {
		raw, err := json.Marshal(out.Inspection)
		if err != nil {
			t.Fatal(err)
		}
		var data any
		if err := json.Unmarshal(raw, &data); err != nil {
			t.Fatal(err)
		}
		answer["inspectionData"] = data
	}
	return answer, nil
}

// TestTestStateAnswersAsAWS asks what was asked of AWS's TestState.
func TestTestStateAnswersAsAWS(t *testing.T) {
	type count struct{ ok, all int }
	table := map[string]*count{}
	for _, c := range recordings(t, "test_state") {
		if !c.answerable() || c.Instantiated || strings.Contains(string(mustJSON(t, c.Expected)), "Parameter validation failed") {
			continue
		}
		n := table[c.Group]
		if n == nil {
			n = &count{}
			table[c.Group] = n
		}
		answer, err := c.testState(t)
		d := ""
		cmp, normal := c.comparer()
		refusal, refused := errors.AsType[*simulator.TestStateError](err)
		switch {
		case c.Expected["exception_typename"] != nil || c.Expected["Error"] != nil:
			message, _ := c.Expected["exception_value"].(string)
			if e, ok := c.Expected["Error"].(map[string]any); ok {
				message, _ = e["Message"].(string)
			}
			if strings.Contains(message, "SCHEMA_VALIDATION_FAILED") {
				continue // the checker's, not the simulator's
			}
			if _, after, ok := strings.Cut(message, "operation: "); ok {
				message = after
			}
			if !refused {
				d = "it was not refused: " + message
			} else {
				d = cmp.difference(message, refusal.Message, "/message")
			}
		case err != nil:
			d = err.Error()
		default:
			have := normal(answer).(map[string]any)
			if part, ok := c.Expected["partial"].(map[string]any); ok {
				d = cmp.partial(part, have, nil)
			} else {
				d = cmp.difference(c.Expected, have, "")
			}
		}
		n.all++
		if d == "" {
			n.ok++
			continue
		}
		t.Errorf("%s %v\n     %s", c.ID, c.Needs, d)
	}
	all := count{}
	for _, g := range slices.Sorted(maps.Keys(table)) {
		t.Logf("%-24s %4d of %4d", g, table[g].ok, table[g].all)
		all.ok += table[g].ok
		all.all += table[g].all
	}
	t.Logf("%-24s %4d of %4d", "TestState", all.ok, all.all)
}

func mustJSON(t *testing.T, v any) []byte {
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
