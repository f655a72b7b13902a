package simulator

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf16"

	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// field is what a field of a state holds once it is compiled: a constant, a payload
// template, or a JSONata template.
type field interface {
	eval(v *view) (value.Value, *failure)
}

// view is what a field sees when it is evaluated.
type view struct {
	st          *strand
	input       *document // "$" of JSONPath, $states.input of JSONata
	result      *document // $states.result, nil where there is none
	errorOutput *document // $states.errorOutput, nil where there is none
	states      value.Value
}

// constant is a field without anything to evaluate.
type constant struct{ v value.Value }

func (c constant) eval(*view) (value.Value, *failure) { return c.v, nil }

// object is a template's object with members to evaluate.
type object struct {
	keys   []string
	fields []field
}

func (o *object) eval(v *view) (value.Value, *failure) {
	members := make([]value.Member, len(o.keys))
	for i, k := range o.keys {
		x, f := o.fields[i].eval(v)
		if f != nil {
			return value.Value{}, f
		}
		members[i] = value.Member{Key: k, Value: x}
	}
	return value.OfObject(members), nil
}

// array is a template's array with elements to evaluate.
type array []field

func (a array) eval(v *view) (value.Value, *failure) {
	elems := make([]value.Value, len(a))
	for i, e := range a {
		x, f := e.eval(v)
		if f != nil {
			return value.Value{}, f
		}
		elems[i] = x
	}
	return value.OfArray(elems), nil
}

// path is a JSONPath where a field takes nothing else, such as InputPath or Variable.
type path struct {
	text      string
	null      bool // the field is null
	compiled  *jsonpath.Path
	reference *jsonpath.Reference // for ResultPath
}

// whole reports whether the path is "$".
func (p *path) whole() bool { return p.text == "$" }

// get applies the path; what it does not find is "Invalid path".
func (p *path) get(v *view) (value.Value, *failure) {
	x, err := p.find(v)
	if err != nil {
		return value.Value{}, v.st.runtime(causeInvalidPath, p.text, err.Error())
	}
	return x, nil
}

func (p *path) find(v *view) (value.Value, error) {
	root, err := v.root(p.compiled)
	if err != nil {
		return value.Value{}, err
	}
	return p.compiled.Get(root)
}

// root is the document that a path starts from.
func (v *view) root(p *jsonpath.Path) (value.Value, error) {
	kind, name := p.Root()
	switch kind {
	case jsonpath.RootContext:
		return v.st.contextObject(), nil
	case jsonpath.RootVariable:
		x, ok := v.st.vars.get(name)
		if !ok {
			return value.Value{}, errors.New("No results for path: $['" + name + "']")
		}
		return x, nil
	}
	return v.input.v, nil
}

// pathMember is a member of a payload template whose key ends in ".$" and whose value is a
// path.
type pathMember struct {
	field string // the key, with ".$"
	path
}

func (m *pathMember) eval(v *view) (value.Value, *failure) {
	root, err := v.root(m.compiled)
	if err == nil {
		var x value.Value
		if x, err = m.compiled.Select(root); err == nil {
			return x, nil
		}
	}
	return value.Value{}, v.st.runtime(causeJSONPathNotFound, m.text, m.field, v.input.json())
}

// intrinsicMember is a member of a payload template whose value is an intrinsic call.
type intrinsicMember struct {
	text string
	call *intrinsic.Expr
}

func (m *intrinsicMember) eval(v *view) (value.Value, *failure) {
	env := intrinsic.Env{Input: v.input.v, Variable: v.st.vars.get, UUID: v.st.exec.sim.uuid, Random: v.st.exec.sim.random.Float64}
	for _, p := range m.call.Paths() {
		if kind, _ := p.Root(); kind == jsonpath.RootContext {
			env.Context = v.st.contextObject()
			break
		}
	}
	x, err := m.call.Eval(&env)
	if err != nil {
		return value.Value{}, fail(errRuntime, v.st.causePrefix()+err.Error())
	}
	return x, nil
}

// payloadObject orders the members of a payload template as the service writes them: first
// those that are constant or templates themselves, in the order of the document, then those
// with ".$" as Java's HashMap holds their names.
func payloadObject(plain, dynamic []string, fields map[string]field) *object {
	o := &object{keys: append(slices.Clone(plain), hashOrder(dynamic)...)}
	for _, k := range o.keys {
		o.fields = append(o.fields, fields[k])
	}
	return o
}

// hashOrder sorts keys as java.util.HashMap iterates over them.
func hashOrder(keys []string) []string {
	capacity := uint32(16)
	for float64(len(keys)) > 0.75*float64(capacity) {
		capacity *= 2
	}
	bucket := func(s string) uint32 {
		var h uint32
		for _, c := range utf16.Encode([]rune(s)) {
			h = 31*h + uint32(c)
		}
		return (h ^ h>>16) & (capacity - 1)
	}
	sorted := slices.Clone(keys)
	slices.SortStableFunc(sorted, func(a, b string) int { return int(bucket(a)) - int(bucket(b)) })
	return sorted
}

// query is a JSONata expression at a place of a state.
type query struct {
	text     string // between {% and %}, trimmed
	location string // "Output/a/b[0]"
	expr     *jsonata.Expr
	// reads says which members of $states the expression may read.
	readsContext, readsResult bool
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
	if !x.IsJSON() {
		return value.Value{}, q.fail(v, "returned an unsupported result type.")
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

// javaLong reads a number as Java's Long.parseLong would its text: no fraction, no
// exponent.
func javaLong(v value.Value) (int64, bool) {
	if v.Kind() != value.Number {
		return 0, false
	}
	n, err := strconv.ParseInt(v.NumberText(), 10, 64)
	return n, err == nil
}

// round is Java's Math.round.
func round(f float64) int64 { return int64(math.Floor(f + 0.5)) }
