package sdk

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// member is e as a member of a payload template: its key, with ".$" behind it if
// the value is a path or an intrinsic call, and its value.
func (w *writer) member(key string, e *expr) value.Member {
	switch e.kind {
	case exprLiteral:
		if strings.HasSuffix(key, ".$") {
			w.cannot(e, fmt.Sprintf("the member `%s` ends in `.$`, which JSONPath mode takes for a path", key), "write the state in JSONata")
		}
		return value.Member{Key: key, Value: e.lit}
	case exprVerbatim:
		return value.Member{Key: key, Value: e.lit}
	case exprObject:
		return value.Member{Key: key, Value: w.payload(e)}
	case exprArray:
		if constants, ok := w.constantArray(e); ok {
			return value.Member{Key: key, Value: constants}
		}
	}
	return value.Member{Key: key + ".$", Value: value.OfString(w.pathOrCall(e, false))}
}

// payload is an object as a payload template.
func (w *writer) payload(e *expr) value.Value {
	switch e.kind {
	case exprLiteral, exprVerbatim:
		return e.lit
	case exprObject:
		members := make([]value.Member, len(e.args))
		for i, a := range e.args {
			members[i] = w.member(e.keys[i], a)
		}
		return value.OfObject(members)
	}
	w.cannot(e, "in JSONPath mode this must be an object", "put the value into an sdk.Object, or write the state in JSONata")
	return value.OfObject(nil)
}

// constantArray is an array of constants and objects, which stays JSON.
func (w *writer) constantArray(e *expr) (value.Value, bool) {
	elems := make([]value.Value, len(e.args))
	for i, a := range e.args {
		switch a.kind {
		case exprLiteral, exprVerbatim:
			elems[i] = a.lit
		case exprObject:
			elems[i] = w.payload(a)
		default:
			return value.Value{}, false
		}
	}
	return value.OfArray(elems), true
}

// pathOrCall writes e as a path, or as a call of an intrinsic function; inside
// is for arguments of one, where constants are text too.
func (w *writer) pathOrCall(e *expr, inside bool) string {
	if src, path, ok := e.ref(); ok {
		if src.alias != nil {
			return w.pathOrCall(src.alias.get(path, e.typ, e.at), inside)
		}
		return w.referencePath(src, path)
	}
	switch e.kind {
	case exprLiteral, exprVerbatim:
		return w.literalArgument(e)
	case exprContext:
		return jsonPath("$$", e.path)
	case exprState:
		return jsonPath("$", e.path)
	case exprVariable:
		return jsonPath("$"+e.text, e.path)
	case exprArray:
		parts := make([]string, len(e.args))
		for i, a := range e.args {
			parts[i] = w.pathOrCall(a, true)
		}
		return "States.Array(" + strings.Join(parts, ", ") + ")"
	case exprRaw:
		if e.lang != languageJSONPath {
			w.cannot(e, "a raw JSONata text stands in a JSONPath state", "write it as a path by `sdk.JSONPath`, or write the state in JSONata")
		}
		return e.text
	case exprCall:
		return w.callJSONPath(e)
	}
	w.cannot(e, "JSONPath mode can't say this here", "write the state in JSONata: `InJSONata()`, or leave out `sdk.UseJSONPath`")
	return "$"
}

func (w *writer) literalArgument(e *expr) string {
	switch e.lit.Kind() {
	case value.String:
		return quoteIntrinsic(e.lit.Str())
	case value.Number, value.Bool, value.Null:
		return e.lit.String()
	}
	w.cannot(e, "an intrinsic function takes no constant "+e.lit.Kind().String(), "write the state in JSONata")
	return "null"
}

func quoteIntrinsic(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, `{`, `\{`, `}`, `\}`).Replace(s) + "'"
}

func (w *writer) callJSONPath(e *expr) string {
	op := e.op
	args := e.args
	switch {
	case op == opFormat:
		parts := []string{"'" + strings.ReplaceAll(args[0].lit.Str(), `'`, `\'`) + "'"}
		for _, a := range args[1:] {
			parts = append(parts, w.pathOrCall(a, true))
		}
		return "States.Format(" + strings.Join(parts, ", ") + ")"
	case op == opSubtract && args[1].kind == exprLiteral && allIntegers(args):
		n, _ := args[1].lit.Int()
		return "States.MathAdd(" + w.pathOrCall(args[0], true) + ", " + strconv.FormatInt(-n, 10) + ")"
	case op.intrinsic == "", op.integers && !allIntegers(args):
		w.cannotCall(e)
		return "$"
	}
	return w.form(op.intrinsic, 0, args, func(a *expr, _ int) string { return w.pathOrCall(a, true) })
}

func allIntegers(args []*expr) bool {
	for _, a := range args {
		if a.typ.kind != kindInteger {
			return false
		}
	}
	return true
}

// referencePath writes a part of a source as a path.
func (w *writer) referencePath(src *source, path []pathStep) string {
	loc, ok := w.flow.locate(w.at, src, path)
	if !ok {
		return "$"
	}
	switch loc.root {
	case rootContext:
		return jsonPath("$$", loc.path)
	case rootVariable:
		return jsonPath("$"+loc.variable, loc.path)
	}
	return jsonPath("$", loc.path)
}

// jsonPath appends steps to a root.
func jsonPath(root string, path []pathStep) string {
	var b strings.Builder
	b.WriteString(root)
	for _, p := range path {
		switch {
		case p.isIndex:
			b.WriteString("[" + strconv.Itoa(p.index) + "]")
		case plainName(p.name):
			b.WriteString("." + p.name)
		default:
			b.WriteString("['" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(p.name) + "']")
		}
	}
	return b.String()
}

// plainName reports whether a member's name needs no brackets in a path. Events have
// names with a hyphen, detail-type, which AWS's documents write so, too.
func plainName(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return name != "" && name != "true" && name != "false" && name != "null" && name != "function"
}

// path is e as a path alone, where a field of JSONPath mode takes nothing else.
func (w *writer) path(e *expr) string {
	switch e.kind {
	case exprSource, exprGet, exprContext, exprState, exprVariable:
		return w.pathOrCall(e, false)
	case exprRaw:
		return w.pathOrCall(e, false)
	case exprCall:
		if e.op.intrinsic == "" && e.op != opFormat {
			w.cannotCall(e)
			return "$"
		}
	}
	w.cannot(e, "in JSONPath mode this must be a part of a value", "keep the expression by `sdk.Let` first, or write the state in JSONata")
	return "$"
}

// rule is a condition as a Choice rule of JSONPath mode.
func (w *writer) rule(e *expr) []value.Member {
	if e.kind == exprVerbatim {
		return e.lit.Members()
	}
	if e.kind != exprCall || e.op.comparator == "" {
		if e.typ.kind == kindBool && e.kind != exprCall && e.kind != exprLiteral {
			return []value.Member{{Key: "Variable", Value: value.OfString(w.path(e))}, {Key: "BooleanEquals", Value: value.True}}
		}
		w.cannot(e, "a Choice in JSONPath mode can't test this", "compare values, or write the state in JSONata: `InJSONata()`")
		return nil
	}
	switch e.op {
	case opAnd, opOr:
		var rules []value.Value
		for _, a := range flatten(e, e.op) {
			rules = append(rules, value.OfObject(w.rule(a)))
		}
		return []value.Member{{Key: e.op.comparator, Value: value.OfArray(rules)}}
	case opNot:
		return []value.Member{{Key: "Not", Value: value.OfObject(w.rule(e.args[0]))}}
	case opIsPresent, opIsNull, opIsString, opIsNumeric, opIsBoolean:
		return []value.Member{{Key: "Variable", Value: value.OfString(w.path(e.args[0]))}, {Key: e.op.comparator, Value: value.True}}
	case opIsAbsent:
		return []value.Member{{Key: "Variable", Value: value.OfString(w.path(e.args[0]))}, {Key: "IsPresent", Value: value.False}}
	case opStringMatches:
		return []value.Member{{Key: "Variable", Value: value.OfString(w.path(e.args[0]))}, {Key: "StringMatches", Value: e.args[1].lit}}
	case opNotEquals:
		return []value.Member{{Key: "Not", Value: value.OfObject(w.comparison(e, "Equals"))}}
	}
	return w.comparison(e, e.op.comparator)
}

// flatten lists the operands of a chain of one operator.
func flatten(e *expr, op *operator) []*expr {
	if e.kind != exprCall || e.op != op {
		return []*expr{e}
	}
	return append(flatten(e.args[0], op), flatten(e.args[1], op)...)
}

var mirrored = map[string]string{"LessThan": "GreaterThan", "GreaterThan": "LessThan", "LessThanEquals": "GreaterThanEquals", "GreaterThanEquals": "LessThanEquals", "Equals": "Equals"}

func (w *writer) comparison(e *expr, comparator string) []value.Member {
	a, b := e.args[0], e.args[1]
	if a.kind == exprLiteral && b.kind != exprLiteral {
		a, b, comparator = b, a, mirrored[comparator]
	}
	if b.kind == exprLiteral && b.lit.IsNull() {
		return []value.Member{{Key: "Variable", Value: value.OfString(w.path(a))}, {Key: "IsNull", Value: value.True}}
	}
	typ := joinTypes(a.typ, b.typ)
	if typ == "" || typ == "Boolean" && comparator != "Equals" {
		w.cannot(e, "a Choice in JSONPath mode must know whether this compares numbers, strings, booleans or timestamps", "give the type: `sdk.At[string](v, path)`")
		return nil
	}
	members := []value.Member{{Key: "Variable", Value: value.OfString(w.path(a))}}
	if b.kind == exprLiteral {
		return append(members, value.Member{Key: typ + comparator, Value: b.lit})
	}
	return append(members, value.Member{Key: typ + comparator + "Path", Value: value.OfString(w.path(b))})
}

// joinTypes is the type's part of a comparator's name.
func joinTypes(a, b *schema) string {
	for _, s := range []*schema{a, b} {
		switch {
		case s.format == "date-time":
			return "Timestamp"
		case s.isNumeric():
			return "Numeric"
		case s.kind == kindString:
			return "String"
		case s.kind == kindBool:
			return "Boolean"
		}
	}
	return ""
}

// fillRule puts the members of a rule into the model.
func fillRule(r *asl.ChoiceRule, members []value.Member) {
	nested := func(v value.Value) *asl.ChoiceRule {
		inner := &asl.ChoiceRule{}
		fillRule(inner, v.Members())
		return inner
	}
	for _, m := range members {
		switch m.Key {
		case "Variable":
			r.Variable = m.Value.Str()
		case "And":
			for _, v := range m.Value.Elems() {
				r.And = append(r.And, nested(v))
			}
		case "Or":
			for _, v := range m.Value.Elems() {
				r.Or = append(r.Or, nested(v))
			}
		case "Not":
			r.Not = nested(m.Value)
		case "Comment":
			r.Comment = m.Value.Str()
		default:
			r.Comparator, r.Operand = asl.Comparator(m.Key), m.Value
		}
	}
}

// rule writes the condition of a Choice's rule.
func (f *flow) rule(n *node, e *edge, r *asl.ChoiceRule) {
	w := &writer{flow: f, at: slot{node: n}}
	if n.lang == languageJSONata {
		r.Condition = w.template(e.condition)
		return
	}
	fillRule(r, w.rule(e.condition))
}
