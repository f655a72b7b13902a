package simulator

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// query is a JSONata expression at a place of a state.
type query struct {
	text         string // between {% and %}, trimmed
	location     string // "Output/a/b[0]"
	expr         *jsonata.Expr
	readsContext bool // the expression may read $states.context
	// wants is the type that the field must get, "" for any.
	wants string
}

const causeQuery = "The JSONata expression '%s' specified for the field '%s' "

func (q *query) fail(v *view, format string, args ...any) *failure {
	f := fail(errQueryEvaluation, v.st.causePrefix()+fmt.Sprintf(causeQuery, q.text, q.location)+fmt.Sprintf(format, args...))
	f.location = q.location
	return f
}

func (q *query) eval(v *view) (value.Value, *failure) {
	s := v.st.exec.sim
	env := jsonata.Env{
		Bindings: func(name string) (value.Value, bool) {
			if name == "states" {
				return v.statesFor(q), true
			}
			return v.st.vars.get(name)
		},
		Now:    s.time,
		Random: s.random.Float64,
		UUID:   s.uuid,
		Limits: jsonata.WorkflowLimits,
	}
	x, err := q.expr.Eval(value.Value{}, &env)
	if err != nil {
		e, ok := errors.AsType[*jsonata.Error](err)
		switch {
		case jsonata.IsUnsupported(err):
			return value.Value{}, q.fail(v, "returned an unsupported result type.")
		case ok && e.Internal():
			return value.Value{}, q.fail(v, "threw an internal error during evaluation. %s", s.uuid())
		case ok && e.Code != "":
			return value.Value{}, q.fail(v, "threw an error during evaluation. %s", e.Error())
		}
		return value.Value{}, q.fail(v, "threw an error during evaluation: %s", err.Error())
	}
	if x.IsUndefined() {
		return value.Value{}, q.fail(v, "returned nothing (undefined).")
	}
	if q.wants != "" && x.Kind().String() != q.wants {
		return value.Value{}, q.unexpected(v, q.wants, x)
	}
	return x, nil
}

// unexpected is the failure of an expression that answered a value of a type the field does
// not take.
func (q *query) unexpected(v *view, want string, got value.Value) *failure {
	return q.fail(v, "returned an unexpected result type. Expected '%s', but was '%s' for value: %s", want, got.Kind(), got)
}

// statesFor makes $states with the members that q may read.
func (v *view) statesFor(q *query) value.Value {
	members := make([]value.Member, 0, 4)
	if v.input != nil {
		members = append(members, value.Member{Key: "input", Value: v.input.v})
	}
	if q.readsContext {
		members = append(members, value.Member{Key: "context", Value: v.st.contextObject()})
	}
	if v.result != nil {
		members = append(members, value.Member{Key: "result", Value: v.result.v})
	}
	if v.errorOutput != nil {
		members = append(members, value.Member{Key: "errorOutput", Value: v.errorOutput.v})
	}
	return value.OfObject(members)
}

// isQuery reports whether a string of a JSONata state is an expression.
func isQuery(s string) bool {
	return len(s) >= 4 && strings.HasPrefix(s, "{%") && strings.HasSuffix(s, "%}")
}

// compileQuery compiles a string for which isQuery holds.
func compileQuery(s, location string) (*query, error) {
	text := strings.TrimSpace(s[2 : len(s)-2])
	expr, err := jsonata.Compile(text, jsonata.AWS())
	if err != nil {
		return nil, err
	}
	q := &query{text: text, location: location, expr: expr}
	rest := text
	for _, known := range []string{"$states.input", "$states.result", "$states.errorOutput"} {
		rest = strings.ReplaceAll(rest, known, "")
	}
	// Whatever else of $states is read may be the context object, by whatever name.
	q.readsContext = strings.Contains(rest, "$states")
	return q, nil
}
