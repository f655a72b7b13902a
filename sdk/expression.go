package sdk

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"

	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Expression is anything that has a value when the workflow runs: a [Value], an
// [Object], an [Array]. Arguments of type any take an Expression or a Go
// constant, which becomes the JSON that encoding/json makes of it.
type Expression interface{ expression() *expr }

// Object is a JSON object whose members are constants or Expressions. Members
// are written in the order of their names.
type Object map[string]any

// Array is a JSON array whose elements are constants or Expressions.
type Array []any

// exprKind tells the forms of expr apart.
type exprKind uint8

const (
	exprLiteral  exprKind = iota // lit
	exprSource                   // src: the whole value of a source
	exprGet                      // args[0] at path
	exprContext                  // the context object at path
	exprState                    // what the state it stands in is given or makes, text, at path
	exprVariable                 // the variable text of an Assign the author wrote, at path
	exprObject                   // keys and args
	exprArray                    // args
	exprCall                     // op of args
	exprLambda                   // args[0] is the body, param its parameter
	exprParam                    // param: the parameter of an enclosing exprLambda
	exprRaw                      // text in lang, verbatim
	exprVerbatim                 // lit, written as it stands: a template of the author
)

// expr is one node of an expression. Nodes are immutable once made and may be
// shared.
type expr struct {
	kind  exprKind
	typ   *schema
	lit   value.Value
	src   *source
	path  []pathStep
	keys  []string
	args  []*expr
	op    *operator
	param *parameter
	text  string
	lang  language
	at    origin
	fault *fault // a mistake made in building it, reported where it is used
}

// parameter is the name a function body knows its argument by.
type parameter struct{ typ *schema }

// fault is a mistake in an expression.
type fault struct {
	code, message, help string
	text                string // the constant it is about, which stands in the author's call
	severity            diag.Severity
}

// language is a query language of the States Language.
type language uint8

const (
	languageJSONata language = iota
	languageJSONPath
)

func (l language) String() string {
	if l == languageJSONPath {
		return "JSONPath"
	}
	return "JSONata"
}

func (o Object) expression() *expr {
	e := &expr{kind: exprObject, typ: &schema{kind: kindObject}}
	for _, k := range slices.Sorted(maps.Keys(o)) {
		arg := operand(o[k])
		e.keys = append(e.keys, k)
		e.args = append(e.args, arg)
		e.typ.fields = append(e.typ.fields, schemaField{name: k, schema: arg.typ})
	}
	return e.fold()
}

func (a Array) expression() *expr {
	e := &expr{kind: exprArray, typ: &schema{kind: kindArray, elem: schemaAny}}
	for i, x := range a {
		arg := operand(x)
		e.args = append(e.args, arg)
		if i == 0 {
			e.typ.elem = arg.typ
		} else {
			e.typ.elem = joinSchemas(e.typ.elem, arg.typ)
		}
	}
	return e.fold()
}

// fold makes an object or array of constants a constant.
func (e *expr) fold() *expr {
	for _, a := range e.args {
		if a.kind != exprLiteral || a.fault != nil {
			return e
		}
	}
	if e.kind == exprObject {
		members := make([]value.Member, len(e.args))
		for i, a := range e.args {
			members[i] = value.Member{Key: e.keys[i], Value: a.lit}
		}
		return &expr{kind: exprLiteral, typ: e.typ, lit: value.OfObject(members), at: e.at}
	}
	elems := make([]value.Value, len(e.args))
	for i, a := range e.args {
		elems[i] = a.lit
	}
	return &expr{kind: exprLiteral, typ: e.typ, lit: value.OfArray(elems), at: e.at}
}

// operand makes an expression of an argument: an Expression as it is, a map or
// slice that holds Expressions member by member, anything else by its JSON.
func operand(x any) *expr {
	switch x := x.(type) {
	case nil:
		return literal(value.NullValue)
	case Expression:
		if e := x.expression(); e != nil {
			return e
		}
		return faulty(codeZeroValue, "a Value that was never given anything is used", "take Values from a step's `Result`, from `sdk.Field` or from a function of this package")
	case map[string]any:
		return Object(x).expression()
	case []any:
		return Array(x).expression()
	case value.Value:
		return literal(x)
	case string:
		if f := unformatted(x); f != nil {
			return faulty(f.code, f.message, f.help)
		}
		return &expr{kind: exprLiteral, typ: schemaString, lit: value.OfString(x)}
	case int:
		return &expr{kind: exprLiteral, typ: schemaInteger, lit: value.OfInt(int64(x))}
	case bool:
		return &expr{kind: exprLiteral, typ: schemaBool, lit: value.OfBool(x)}
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return faulty(codeConstant, fmt.Sprintf("the constant %v has no JSON", x), "write a finite number")
		}
		return literal(value.OfFloat(x))
	case fmt.Stringer:
		if _, ok := x.(json.Marshaler); !ok && reflect.TypeOf(x).Kind() == reflect.Func {
			break
		}
	}
	return constant(x)
}

// constant is a Go value as JSON. Structs, maps and slices that hold
// Expressions somewhere inside are taken apart first.
func constant(x any) *expr {
	v := reflect.ValueOf(x)
	switch v.Kind() {
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return faulty(codeConstant, fmt.Sprintf("a Go %s can't be a value of the workflow", v.Type()), "pass what it returns, or a Value")
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Implements(reflect.TypeFor[Expression]()) {
			elems := make(Array, v.Len())
			for i := range elems {
				elems[i] = v.Index(i).Interface()
			}
			return elems.expression()
		}
	case reflect.Map:
		if v.Type().Key().Kind() == reflect.String && v.Type().Elem().Implements(reflect.TypeFor[Expression]()) {
			members := make(Object, v.Len())
			for k, e := range v.Seq2() {
				members[k.String()] = e.Interface()
			}
			return members.expression()
		}
	}
	text, err := json.Marshal(x)
	if err != nil {
		return faulty(codeConstant, fmt.Sprintf("a constant of type %T has no JSON: %v", x, err), "pass a value that encoding/json can write")
	}
	if f := unformatted(string(text)); f != nil {
		return faulty(f.code, f.message, f.help)
	}
	decoded, err := value.Decode(text)
	if err != nil {
		return faulty(codeConstant, fmt.Sprintf("a constant of type %T has no usable JSON: %v", x, err), "pass a value that encoding/json can write")
	}
	e := literal(decoded)
	if t := schemaOf(v.Type()); t.kind != kindAny {
		e.typ = t
	}
	return e
}

// literal is a constant. It has no origin: what is wrong with it is told of the
// call that was given it.
func literal(v value.Value) *expr {
	return &expr{kind: exprLiteral, typ: schemaOfValue(v), lit: v}
}

func faulty(code, message, help string) *expr {
	return &expr{kind: exprLiteral, typ: schemaAny, lit: value.NullValue, at: here(), fault: &fault{code: code, message: message, help: help}}
}

// get is the part of e at path, whose type is known to be typ, taken at a place
// of the author's code.
func (e *expr) get(path []pathStep, typ *schema, at origin) *expr {
	if len(path) == 0 {
		return e
	}
	switch e.kind {
	case exprGet:
		return &expr{kind: exprGet, typ: typ, args: e.args, path: slices.Concat(e.path, path), at: at, fault: e.fault}
	case exprContext, exprState, exprVariable:
		return &expr{kind: e.kind, text: e.text, typ: typ, path: slices.Concat(e.path, path), at: at, fault: e.fault}
	}
	return &expr{kind: exprGet, typ: typ, args: []*expr{e}, path: path, at: at, fault: e.fault}
}

// ref splits an expression into a source and the path into it, if it is one.
func (e *expr) ref() (*source, []pathStep, bool) {
	switch e.kind {
	case exprSource:
		return e.src, nil, true
	case exprGet:
		if e.args[0].kind == exprSource {
			return e.args[0].src, e.path, true
		}
	}
	return nil, nil, false
}

// walk calls f for e and everything below it; f returns false to leave out
// what is below.
func (e *expr) walk(f func(*expr) bool) {
	if e == nil || !f(e) {
		return
	}
	for _, a := range e.args {
		a.walk(f)
	}
}

// volatile reports whether two evaluations of e may differ.
func (e *expr) volatile() bool {
	found := false
	e.walk(func(e *expr) bool {
		if e.kind == exprRaw || e.kind == exprState || e.kind == exprVariable || (e.kind == exprCall && e.op.volatile) || (e.kind == exprContext && !e.constantContext()) {
			found = true
		}
		return !found
	})
	return found
}

// constantContext reports whether a read of the context object gives the same
// all over an execution.
func (e *expr) constantContext() bool {
	return len(e.path) > 0 && (e.path[0].name == "Execution" || e.path[0].name == "StateMachine")
}
