package sdk

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// writer writes expressions for the place where they stand.
type writer struct {
	flow   *flow
	at     slot
	params []*parameter
}

// template is e as the value of a field in JSONata mode: JSON whose strings may
// be expressions. Objects and arrays stay JSON, so that a reader of the
// definition sees their shape.
func (w *writer) template(e *expr) value.Value {
	switch e.kind {
	case exprLiteral:
		return escapeTemplate(e.lit)
	case exprObject:
		members := make([]value.Member, len(e.args))
		for i, a := range e.args {
			members[i] = value.Member{Key: e.keys[i], Value: w.template(a)}
		}
		return value.OfObject(members)
	case exprArray:
		elems := make([]value.Value, len(e.args))
		for i, a := range e.args {
			elems[i] = w.template(a)
		}
		return value.OfArray(elems)
	case exprVerbatim:
		return e.lit
	}
	return value.OfString("{% " + w.jsonata(e, 0) + " %}")
}

// escapeTemplate keeps constants that look like expressions constants.
func escapeTemplate(v value.Value) value.Value {
	switch v.Kind() {
	case value.String:
		if s := v.Str(); strings.HasPrefix(s, "{%") || strings.HasSuffix(s, "%}") {
			return value.OfString("{% " + quoteJSONata(s) + " %}")
		}
	case value.Array:
		elems := make([]value.Value, v.Len())
		for i, e := range v.Elems() {
			elems[i] = escapeTemplate(e)
		}
		return value.OfArray(elems)
	case value.Object:
		members := make([]value.Member, v.Len())
		for i, m := range v.Members() {
			members[i] = value.Member{Key: m.Key, Value: escapeTemplate(m.Value)}
		}
		return value.OfObject(members)
	}
	return v
}

// jsonata writes e so that it can stand beside an operator of precedence
// outside; 0 is where any expression can.
func (w *writer) jsonata(e *expr, outside int) string {
	if src, path, ok := e.ref(); ok {
		if src.alias != nil {
			return w.jsonata(src.alias.get(path, e.typ, e.at), outside)
		}
		return w.reference(src, path)
	}
	switch e.kind {
	case exprLiteral, exprVerbatim:
		return literalJSONata(e.lit)
	case exprContext:
		return jsonataPath("$states.context", e.path)
	case exprState:
		return jsonataPath("$states."+e.text, e.path)
	case exprVariable:
		return jsonataPath("$"+e.text, e.path)
	case exprGet:
		return jsonataPath(w.jsonata(e.args[0], precedencePath), e.path)
	case exprObject:
		var b strings.Builder
		b.WriteByte('{')
		for i, a := range e.args {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(quoteJSONata(e.keys[i]) + ": " + w.jsonata(a, 0))
		}
		return b.String() + "}"
	case exprArray:
		return w.arrayJSONata(e)
	case exprParam:
		for i, p := range w.params {
			if p == e.param {
				return paramName(i)
			}
		}
		return "$" // a parameter used outside of its function; reported by inspect
	case exprLambda:
		w.params = append(w.params, e.param)
		body := w.jsonata(e.args[0], 0)
		w.params = w.params[:len(w.params)-1]
		return "function(" + paramName(len(w.params)) + ") { " + body + " }"
	case exprRaw:
		if e.lang != languageJSONata {
			w.cannot(e, "a raw JSONPath text stands in a JSONata state", "write it in JSONata by `sdk.JSONata`")
		}
		switch {
		case len(e.keys) > 0:
			return w.boundJSONata(e)
		case outside > 0:
			return "(" + e.text + ")"
		}
		return e.text
	}
	return w.callJSONata(e, outside)
}

// boundJSONata writes an author's text with the values it reads: as a block that
// binds one after the other, or as a function where one of them is called as
// another one's expression calls what it reads.
func (w *writer) boundJSONata(e *expr) string {
	var names, values, block strings.Builder
	clash := false
	for i, name := range e.keys {
		v := w.jsonata(e.args[i], 0)
		for _, before := range e.keys[:i] {
			clash = clash || strings.Contains(v, "$"+before)
		}
		if i > 0 {
			names.WriteString(", ")
			values.WriteString(", ")
		}
		names.WriteString("$" + name)
		values.WriteString(v)
		block.WriteString("$" + name + " := " + v + "; ")
	}
	if clash {
		return "(function(" + names.String() + ") { " + e.text + " })(" + values.String() + ")"
	}
	return "(" + block.String() + e.text + ")"
}

func paramName(i int) string {
	if i == 0 {
		return "$x"
	}
	return "$x" + strconv.Itoa(i+1)
}

// arrayJSONata writes an array constructor. One whose element is an array would
// take that apart, unless the element is a constructor itself.
func (w *writer) arrayJSONata(e *expr) string {
	parts := make([]string, len(e.args))
	for i, a := range e.args {
		parts[i] = w.jsonata(a, 0)
		if a.kind != exprArray && a.kind != exprLiteral && a.typ.kind == kindArray {
			parts[i] = "[" + parts[i] + "]"
		}
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func (w *writer) callJSONata(e *expr, outside int) string {
	op := e.op
	var text string
	precedence := op.precedence
	switch {
	case op == opFormat:
		text, precedence = w.formatJSONata(e)
	case isOrdering(op) && (e.args[0].typ.format == "date-time" || e.args[1].typ.format == "date-time"):
		text = "$toMillis(" + w.jsonata(e.args[0], 0) + ") " + infix(op) + " $toMillis(" + w.jsonata(e.args[1], 0) + ")"
	case op == opStringMatches:
		text = "$contains(" + w.jsonata(e.args[0], 0) + ", " + patternJSONata(e.args[1].lit.Str()) + ")"
	default:
		text = w.form(op.jsonata, op.precedence, e.args, func(a *expr, p int) string { return w.jsonata(a, p) })
	}
	if precedence > 0 && precedence < outside {
		return "(" + text + ")"
	}
	return text
}

func isOrdering(op *operator) bool {
	switch op {
	case opEquals, opNotEquals, opLessThan, opLessThanEquals, opGreaterThan, opGreaterThanEquals:
		return true
	}
	return false
}

// infix is the operator's own sign.
func infix(op *operator) string {
	return strings.TrimSuffix(strings.TrimPrefix(op.jsonata, "{<0} "), " {>1}")
}

// form fills an operator's form in.
func (w *writer) form(form string, precedence int, args []*expr, write func(a *expr, precedence int) string) string {
	var b strings.Builder
	for i := 0; i < len(form); i++ {
		if form[i] != '{' || i+2 >= len(form) {
			b.WriteByte(form[i])
			continue
		}
		p, digit := 0, i+1
		switch form[digit] {
		case '<':
			p, digit = precedence, digit+1
		case '>':
			p, digit = precedence+1, digit+1
		}
		if form[digit] < '0' || form[digit] > '9' {
			b.WriteByte(form[i])
			continue
		}
		b.WriteString(write(args[form[digit]-'0'], p))
		i = digit + 1
	}
	return b.String()
}

// formatJSONata writes a template as a concatenation.
func (w *writer) formatJSONata(e *expr) (text string, precedence int) {
	pieces, _ := formatPieces(e.args[0].lit.Str())
	var parts []string
	for i, p := range pieces {
		if p != "" {
			parts = append(parts, quoteJSONata(p))
		}
		if i+1 < len(pieces) {
			parts = append(parts, w.jsonata(e.args[i+1], precedenceAdditive+1))
		}
	}
	switch len(parts) {
	case 0:
		return "''", 0
	case 1:
		if len(pieces) == 1 {
			return parts[0], 0
		}
		if e.args[1].typ.kind == kindString {
			return parts[0], 0
		}
		return "$string(" + w.jsonata(e.args[1], 0) + ")", 0
	}
	return strings.Join(parts, " & "), precedenceAdditive
}

// reference writes a part of a source.
func (w *writer) reference(src *source, path []pathStep) string {
	loc, ok := w.flow.locate(w.at, src, path)
	if !ok {
		return "null" // reported by the analysis; the text is never used
	}
	switch loc.root {
	case rootInput:
		return jsonataPath("$states.input", loc.path)
	case rootResult:
		return jsonataPath("$states.result", loc.path)
	case rootErrorOutput:
		return jsonataPath("$states.errorOutput", loc.path)
	case rootContext:
		return jsonataPath("$states.context", loc.path)
	}
	return jsonataPath("$"+loc.variable, loc.path)
}

// jsonataPath appends steps to what stands before them.
func jsonataPath(root string, path []pathStep) string {
	text := root
	indexed := false
	for _, p := range path {
		switch {
		case p.isIndex && indexed:
			// A second predicate in a row would be applied to the first one's
			// single item.
			text = "(" + text + ")[" + strconv.Itoa(p.index) + "]"
		case p.isIndex:
			text += "[" + strconv.Itoa(p.index) + "]"
		case strings.HasPrefix(text, "["):
			// A path that begins with a constructor and an index finds no member of the
			// single item: `[{"a": 1}][0].a` is undefined.
			text = "(" + text + ")." + nameJSONata(p.name)
		default:
			text += "." + nameJSONata(p.name)
		}
		indexed = p.isIndex
	}
	return text
}

// nameJSONata is a member's name as a path step, quoted where it must be.
func nameJSONata(name string) string {
	plain := name != "" && (name[0] < '0' || name[0] > '9')
	for i := range len(name) {
		c := name[i]
		plain = plain && (c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9')
	}
	switch name {
	case "and", "or", "in", "true", "false", "null", "function":
		plain = false
	}
	if plain {
		return name
	}
	return "`" + name + "`"
}

// quoteJSONata is a string literal. Single quotes need no escape within JSON, so
// they are taken where the text has none.
func quoteJSONata(s string) string {
	quoted := string(value.AppendQuoted(nil, s))
	if strings.ContainsRune(s, '\'') {
		return quoted
	}
	return "'" + strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`) + "'"
}

func literalJSONata(v value.Value) string {
	switch v.Kind() {
	case value.String:
		return quoteJSONata(v.Str())
	case value.Array:
		parts := make([]string, v.Len())
		for i, e := range v.Elems() {
			parts[i] = literalJSONata(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case value.Object:
		parts := make([]string, v.Len())
		for i, m := range v.Members() {
			parts[i] = quoteJSONata(m.Key) + ": " + literalJSONata(m.Value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return v.String()
}

// patternJSONata is a StringMatches pattern as a regular expression.
func patternJSONata(pattern string) string {
	var b strings.Builder
	b.WriteString("/^")
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern) && (pattern[i+1] == '*' || pattern[i+1] == '\\'):
			i++
			b.WriteString(`\` + string(pattern[i]))
		case c == '*':
			b.WriteString(`[\s\S]*`)
		case strings.IndexByte(`.+?^${}()|[]\/`, c) >= 0:
			b.WriteString(`\` + string(c))
		default:
			b.WriteByte(c)
		}
	}
	return b.String() + "$/"
}

// cannot reports what the state's query language has no way to say.
func (w *writer) cannot(e *expr, message, help string) {
	w.flow.l.report(fault{code: codeInexpressible, message: message, help: help}, e.at, w.at.node.name)
}

func (w *writer) cannotCall(e *expr) {
	w.cannot(e, fmt.Sprintf("JSONPath has no intrinsic function for `%s`", e.op.name), "write the state in JSONata: `InJSONata()`, or leave out `sdk.UseJSONPath`")
}
