package importgo

import (
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/sdk"
)

// in is the chain, for a field in which $ stands for something else.
func (c *chain) in(s scope) *chain {
	other := *c
	other.scope = s
	return &other
}

// expression is a value of a field as Go: a constant, an sdk.Object or sdk.Array
// of expressions, a text in the state's language, or JSON as it stands.
func (c *chain) expression(v value.Value) string {
	t, _ := c.template(v)
	return t.code
}

// template is [chain.expression] with its value.
func (c *chain) template(v value.Value) (t term, ok bool) {
	switch v.Kind() {
	case value.String:
		if c.lang == asl.JSONata {
			return c.counted(c.jsonataString(v))
		}
	case value.Array:
		return c.array(v)
	case value.Object:
		return c.object(v)
	}
	return term{code: constant(v), value: v}, true
}

// counted notes whether an expression is made of calls.
func (c *chain) counted(t term, isExpression bool) (term, bool) {
	if isExpression {
		c.w.count.Values++
		if isRaw(t.code) {
			c.w.count.RawValues++
		}
	}
	return t, true
}

// verbatim is a template as it stands.
func (c *chain) verbatim(v value.Value) term {
	c.w.count.Values++
	c.w.count.RawValues++
	return term{code: "sdk.Verbatim(" + rawJSON(v) + ")", value: sdk.Verbatim(v.String())}
}

func (c *chain) array(v value.Value) (term, bool) {
	if c.lang == asl.JSONPath && holdsPath(v) {
		// In JSONPath mode an array keeps templates only as its own elements.
		for _, e := range v.Elems() {
			if e.Kind() != value.Object && holdsPath(e) {
				return c.verbatim(v), true
			}
		}
	}
	args := make([]term, v.Len())
	for i, e := range v.Elems() {
		args[i], _ = c.template(e)
	}
	return term{code: "sdk.Array{" + onLines(codes(args), args) + "}", value: sdk.Array(values(args))}, true
}

// jsonataString is a string of a JSONata state; isExpression tells it from a
// constant.
func (c *chain) jsonataString(v value.Value) (t term, isExpression bool) {
	s := v.Str()
	if !strings.HasPrefix(s, "{%") && !strings.HasSuffix(s, "%}") {
		return term{code: quote(s), value: s}, false
	}
	const opening, closing = "{% ", " %}"
	if len(s) > len(opening)+len(closing) && strings.HasPrefix(s, opening) && strings.HasSuffix(s, closing) {
		text := s[len(opening) : len(s)-len(closing)]
		if t, ok := jsonataTerm(text); ok && gives(asl.JSONata, t.value, v) {
			return t, true
		}
		return term{code: "sdk.JSONata(" + quote(text) + ")", value: sdk.JSONata(text)}, true
	}
	return term{code: "sdk.Verbatim(" + rawJSON(v) + ")", value: sdk.Verbatim(v.String())}, true
}

func (c *chain) object(v value.Value) (term, bool) {
	if v.Len() == 0 {
		return term{code: "sdk.Object{}", value: sdk.Object{}}, true
	}
	c.inside++
	object := sdk.Object{}
	lines := make([]string, 0, v.Len())
	short := 0
	for _, m := range v.Members() {
		key, t, ok := c.member(m)
		if _, twice := object[key]; !ok || twice {
			c.inside--
			return c.verbatim(v), true
		}
		object[key] = t.value
		line := quote(key) + ": " + t.code
		lines = append(lines, line)
		if short += len(line); strings.Contains(line, "\n") {
			short += 100
		}
	}
	c.inside--
	code := "sdk.Object{\n" + strings.Join(lines, ",\n") + ",\n}"
	if short <= 70 && len(lines) <= 2 {
		code = "sdk.Object{" + strings.Join(lines, ", ") + "}"
	}
	if c.lang == asl.JSONPath && c.inside == 0 && !givesTemplate(object, v) {
		return c.verbatim(v), true
	}
	return term{code: code, value: object}, true
}

// member is a key and a value; in JSONPath a key that ends in ".$" has a path or
// an intrinsic call.
func (c *chain) member(m value.Member) (key string, t term, ok bool) {
	key, isPath := strings.CutSuffix(m.Key, ".$")
	if !isPath || c.lang == asl.JSONata {
		t, ok = c.template(m.Value)
		return m.Key, t, ok
	}
	if m.Value.Kind() != value.String || strings.HasSuffix(key, ".$") {
		return "", term{}, false
	}
	t, _ = c.counted(c.pathString(m.Value), true)
	return key, t, true
}

// pathString is a path or a call of an intrinsic function, which stands behind a
// key that ends in ".$".
func (c *chain) pathString(v value.Value) term {
	if t, ok := jsonPathTerm(v.Str(), c.scope); ok && gives(asl.JSONPath, t.value, v) {
		return t
	}
	return term{code: "sdk.JSONPath(" + quote(v.Str()) + ")", value: sdk.JSONPath(v.Str())}
}

// holdsPath reports whether a member within v has a key that ends in ".$".
func holdsPath(v value.Value) bool {
	for _, e := range v.Elems() {
		if holdsPath(e) {
			return true
		}
	}
	for _, m := range v.Members() {
		if strings.HasSuffix(m.Key, ".$") || holdsPath(m.Value) {
			return true
		}
	}
	return false
}

// literal is JSON that is taken as it stands, with objects and arrays as those of the
// SDK.
func literal(v value.Value) string {
	switch v.Kind() {
	case value.Array:
		args := make([]term, v.Len())
		for i, e := range v.Elems() {
			args[i].code = literal(e)
		}
		if code := "sdk.Array{" + onLines(codes(args), args) + "}"; !isRaw(code) {
			return code
		}
	case value.Object:
		lines := make([]term, 0, v.Len())
		for _, m := range v.Members() {
			lines = append(lines, term{code: quote(m.Key) + ": " + literal(m.Value)})
		}
		if code := "sdk.Object{" + onLines(codes(lines), lines) + "}"; !isRaw(code) {
			return code
		}
	}
	return constant(v)
}

// onLines is a list on one line if it is short.
func onLines(code string, args []term) string {
	if len(code) > 70 || strings.Contains(code, "\n") {
		return "\n" + codesOnLines(args)
	}
	return code
}

// constant is JSON that is taken as it stands, as Go.
func constant(v value.Value) string {
	switch v.Kind() {
	case value.Null:
		return "nil"
	case value.Bool:
		return strconv.FormatBool(v.Bool())
	case value.String:
		return quote(v.Str())
	case value.Number:
		const exact = 1 << 53
		if n, ok := v.Int(); ok && n < exact && n > -exact {
			return strconv.FormatInt(n, 10)
		}
		if text := v.NumberText(); strconv.FormatFloat(v.Float(), 'f', -1, 64) == text {
			return text
		}
	}
	return "sdk.Verbatim(" + rawJSON(v) + ")"
}
