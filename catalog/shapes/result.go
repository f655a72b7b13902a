package shapes

import (
	"fmt"
	"slices"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Mode is how closely a mocked result is compared with the API's model.
type Mode string

// The modes of TestState's fieldValidationMode.
const (
	// Strict also asks for the members that the model requires.
	Strict Mode = "STRICT"
	// Present compares the members that are there.
	Present Mode = "PRESENT"
	// None compares nothing.
	None Mode = "NONE"
)

// maxDepth bounds the walk through shapes that hold themselves.
const maxDepth = 200

// CheckResult compares a task's mocked result with what the action can answer: the result
// of its operation, or of the operation that polls a job for .sync patterns. Members that
// the model does not know are allowed. The error is AWS's sentence, a *ResultError,
// without the "Mock result schema validation error: " that TestState writes before it.
//
// Behaviour: https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
func CheckResult(a *catalog.Action, result value.Value, mode Mode) error {
	s, o := a.Service, a.Operation
	if a.Poll != nil {
		s, o = a.PollService, a.Poll
	}
	if mode == None || s == nil || o == nil {
		return nil
	}
	shape := Output(s, o)
	if shape == nil {
		return nil
	}
	c := resultCheck{action: a, mode: mode}
	return c.check("", shape, result, 0)
}

type resultCheck struct {
	action *catalog.Action
	mode   Mode
}

func (c *resultCheck) check(field string, s *Shape, v value.Value, depth int) error {
	if depth > maxDepth || v.IsNull() || v.IsUndefined() {
		return nil
	}
	switch s.Kind {
	case catalog.KindStructure:
		if v.Kind() != value.Object {
			return mustBe(field, "an object")
		}
		return c.structure(s, v, depth)
	case catalog.KindMap:
		if v.Kind() != value.Object {
			return mustBe(field, "an object")
		}
		for _, m := range v.Members() {
			if err := c.check(m.Key, s.Elem, m.Value, depth+1); err != nil {
				return err
			}
		}
	case catalog.KindList:
		if v.Kind() != value.Array {
			return mustBe(field, "an array")
		}
		for _, e := range v.Elems() {
			if err := c.check(field, s.Elem, e, depth+1); err != nil {
				return err
			}
		}
	case catalog.KindString, catalog.KindBlob, catalog.KindTimestamp:
		if v.Kind() != value.String {
			return mustBe(field, "a string")
		}
		if s.Enum != nil && !slices.Contains(s.Enum, v.Str()) {
			return sentence("Field '%s' is not an expected value", field)
		}
	case catalog.KindInteger, catalog.KindFloat:
		return number(field, s, v)
	case catalog.KindBoolean:
		if v.Kind() != value.Bool {
			return mustBe(field, "a boolean")
		}
	}
	return nil
}

func (c *resultCheck) structure(s *Shape, v value.Value, depth int) error {
	if c.mode == Strict {
		for _, m := range s.Members {
			if m.Required && (!v.Has(m.Name) || v.Get(m.Name).IsNull()) {
				return sentence("Required field '%s' is missing", m.Name)
			}
		}
	}
	for _, m := range s.Members {
		member := v.Get(m.Name)
		// At the top Step Functions gives some members as JSON that the API gives as text.
		if member.IsUndefined() || depth == 0 && c.action.GivesAnyIn(m.Name) {
			continue
		}
		if err := c.check(m.Name, m.Shape, member, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func number(field string, s *Shape, v value.Value) error {
	if v.Kind() != value.Number {
		return mustBe(field, "a number")
	}
	f := v.Float()
	switch {
	case s.Min != nil && f < *s.Min:
		return sentence("Field '%s' is less than the minimum value", field)
	case s.Max != nil && f > *s.Max:
		return sentence("Field '%s' is greater than the maximum value", field)
	}
	return nil
}

func mustBe(field, kind string) error { return sentence("Field '%s' must be "+kind, field) }

// ResultError is AWS's sentence about a mocked result.
type ResultError struct{ Message string }

// Error is the sentence.
func (e *ResultError) Error() string { return e.Message }

func sentence(format, field string) error { return &ResultError{Message: fmt.Sprintf(format, field)} }
