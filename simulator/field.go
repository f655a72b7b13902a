package simulator

import (
	"errors"
	"slices"
	"strconv"
	"unicode/utf16"

	"github.com/lockstep-go/lockstep/internal/intrinsic"
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

	// $states, with and without the context object, made for the first expression that
	// reads it.
	states, statesAndContext value.Value
}

// view is what the strand's next field sees. A strand evaluates one field after the other,
// so that one view serves all of them; it holds until the next call.
func (st *strand) view(input *document) *view {
	st.seen = view{st: st, input: input}
	return &st.seen
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
	out, members := value.MakeObject(len(o.keys))
	for i, k := range o.keys {
		x, f := o.fields[i].eval(v)
		if f != nil {
			return value.Value{}, f
		}
		members[i] = value.Member{Key: k, Value: x}
	}
	return out, nil
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
	return value.Value{}, v.st.runtime(causeJSONPathNotFound, m.text, m.field, v.input.v)
}

// intrinsicMember is a member of a payload template whose value is an intrinsic call.
type intrinsicMember struct {
	text         string
	call         *intrinsic.Expr
	readsContext bool
}

func newIntrinsicMember(text string, call *intrinsic.Expr) *intrinsicMember {
	m := &intrinsicMember{text: text, call: call}
	for _, p := range call.Paths() {
		if kind, _ := p.Root(); kind == jsonpath.RootContext {
			m.readsContext = true
		}
	}
	return m
}

func (m *intrinsicMember) eval(v *view) (value.Value, *failure) {
	env := v.st.exec.sim.expressions.intrinsic(v)
	if m.readsContext {
		env.Context = v.st.contextObject()
	}
	x, err := m.call.Eval(env)
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

// javaLong reads a number as Java's Long.parseLong would its text: no fraction, no
// exponent.
func javaLong(v value.Value) (int64, bool) {
	if v.Kind() != value.Number {
		return 0, false
	}
	n, err := strconv.ParseInt(v.NumberText(), 10, 64)
	return n, err == nil
}
