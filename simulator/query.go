package simulator

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/internal/intrinsic"
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
	x, err := q.expr.Eval(value.Value{}, v.st.exec.sim.expressions.jsonata(v, q))
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

// expressions is what the expressions of a world take from outside. Evaluations follow one
// another under the world's lock, so all share the functions, which see the view of the
// evaluation that runs.
type expressions struct {
	view         *view
	readsContext bool // the JSONata expression under evaluation may read the context object
	jsonataEnv   jsonata.Env
	intrinsicEnv intrinsic.Env
}

func newExpressions(s *Simulator) *expressions {
	x := &expressions{}
	variable := func(name string) (value.Value, bool) { return x.view.st.vars.get(name) }
	x.jsonataEnv = jsonata.Env{Bindings: x.binding, Member: x.member, Now: s.time, Random: s.random.Float64, UUID: s.uuid, Limits: jsonata.WorkflowLimits}
	x.intrinsicEnv = intrinsic.Env{Variable: variable, UUID: s.uuid, Random: s.random.Float64}
	return x
}

func (x *expressions) jsonata(v *view, q *query) *jsonata.Env {
	x.view, x.readsContext = v, q.readsContext
	return &x.jsonataEnv
}

func (x *expressions) intrinsic(v *view) *intrinsic.Env {
	x.view = v
	x.intrinsicEnv.Input, x.intrinsicEnv.Context = v.input.v, value.Value{}
	return &x.intrinsicEnv
}

// binding is the value of a variable of a JSONata expression.
func (x *expressions) binding(name string) (value.Value, bool) {
	v := x.view
	if name != "states" {
		return v.st.vars.get(name)
	}
	if x.readsContext {
		if v.statesAndContext.IsUndefined() {
			v.statesAndContext = v.makeStates(v.st.contextObject())
		}
		return v.statesAndContext, true
	}
	if v.states.IsUndefined() {
		v.states = v.makeStates(value.Value{})
	}
	return v.states, true
}

// member is a member of $states, which needs no $states around it.
func (x *expressions) member(name, key string) (value.Value, bool) {
	if name != "states" {
		return value.Value{}, false
	}
	var d *document
	switch key {
	case "input":
		d = x.view.input
	case "result":
		d = x.view.result
	case "errorOutput":
		d = x.view.errorOutput
	}
	if d == nil {
		return value.Value{}, false
	}
	return d.v, true
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
