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
	x, err := q.expr.Eval(value.Value{}, v.environment(q))
	if err != nil {
		e, ok := errors.AsType[*jsonata.Error](err)
		switch {
		case jsonata.IsUnsupported(err):
			return value.Value{}, q.fail(v, "returned an unsupported result type.")
		case ok && e.Internal():
			return value.Value{}, q.fail(v, "threw an internal error during evaluation. %s", v.st.exec.sim.uuid())
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

// jsonataView is the part of a view that JSONata expressions need.
type jsonataView struct {
	view    *view
	env     jsonata.Env
	reads   bool        // the expression under evaluation reads the context object
	states  value.Value // $states without the context object
	context value.Value // $states with it
}

// environment is what expressions take from outside.
func (v *view) environment(q *query) *jsonata.Env {
	if v.jsonata == nil {
		s := v.st.exec.sim
		j := &jsonataView{view: v}
		j.env = jsonata.Env{Bindings: j.binding, Now: s.time, Random: s.random.Float64, UUID: s.uuid, Limits: jsonata.WorkflowLimits}
		v.jsonata = j
	}
	v.jsonata.reads = q.readsContext
	return &v.jsonata.env
}

// binding is the value of a variable of an expression.
func (j *jsonataView) binding(name string) (value.Value, bool) {
	v := j.view
	if name != "states" {
		return v.st.vars.get(name)
	}
	if j.reads {
		if j.context.IsUndefined() {
			j.context = v.makeStates(v.st.contextObject())
		}
		return j.context, true
	}
	if j.states.IsUndefined() {
		j.states = v.makeStates(value.Value{})
	}
	return j.states, true
}

// makeStates makes $states; without the context object where nothing reads it.
func (v *view) makeStates(context value.Value) value.Value {
	members := make([]value.Member, 0, 4)
	if v.input != nil {
		members = append(members, value.Member{Key: "input", Value: v.input.v})
	}
	if !context.IsUndefined() {
		members = append(members, value.Member{Key: "context", Value: context})
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
