package importgo

import (
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// expression is a value of a field as Go: a constant, an sdk.Object or sdk.Array
// of expressions, a text in the state's language, or JSON as it stands.
func (c *chain) expression(v value.Value) string {
	switch v.Kind() {
	case value.String:
		if c.lang == asl.JSONata {
			return jsonata(v.Str())
		}
	case value.Array:
		if c.lang == asl.JSONPath && holdsPath(v) {
			return "sdk.Verbatim(" + rawJSON(v) + ")"
		}
		parts := make([]string, v.Len())
		for i, e := range v.Elems() {
			parts[i] = c.expression(e)
		}
		return "sdk.Array{" + strings.Join(parts, ", ") + "}"
	case value.Object:
		return c.object(v)
	}
	return constant(v)
}

// jsonata is a string of a JSONata state.
func jsonata(s string) string {
	const opening, closing = "{% ", " %}"
	if len(s) > len(opening)+len(closing) && strings.HasPrefix(s, opening) && strings.HasSuffix(s, closing) {
		return "sdk.JSONata(" + quote(s[len(opening):len(s)-len(closing)]) + ")"
	}
	if strings.HasPrefix(s, "{%") || strings.HasSuffix(s, "%}") {
		return "sdk.Verbatim(" + rawJSON(value.OfString(s)) + ")"
	}
	return quote(s)
}

func (c *chain) object(v value.Value) string {
	if v.Len() == 0 {
		return "sdk.Object{}"
	}
	seen := map[string]bool{}
	var b strings.Builder
	b.WriteString("sdk.Object{\n")
	for _, m := range v.Members() {
		key, expr, ok := c.member(m)
		if !ok || seen[key] {
			return "sdk.Verbatim(" + rawJSON(v) + ")"
		}
		seen[key] = true
		b.WriteString(quote(key) + ": " + expr + ",\n")
	}
	return b.String() + "}"
}

// member is a key and a value; in JSONPath a key that ends in ".$" has a path or
// an intrinsic call.
func (c *chain) member(m value.Member) (key, expr string, ok bool) {
	key, isPath := strings.CutSuffix(m.Key, ".$")
	if !isPath || c.lang == asl.JSONata {
		return m.Key, c.expression(m.Value), true
	}
	if m.Value.Kind() != value.String || strings.HasSuffix(key, ".$") {
		return "", "", false
	}
	return key, "sdk.JSONPath(" + quote(m.Value.Str()) + ")", true
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
