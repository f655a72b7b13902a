package importgo

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/sdk"
)

// plainPath is a path of names and indexes: a root, which may be a variable, and
// what follows.
var plainPath = regexp.MustCompile(`^(\$\$?)([A-Za-z_][0-9A-Za-z_]*)?((?:\.[A-Za-z_][-0-9A-Za-z_]*|\[[0-9]+\]|\['[^'\]\\]+'\])*)$`)

// pathTerm is a path of JSONPath mode.
func pathTerm(text string, s scope) (term, bool) {
	m := plainPath.FindStringSubmatch(text)
	if m == nil {
		return term{}, false
	}
	root, variable, rest := m[1], m[2], strings.TrimPrefix(m[3], ".")
	switch {
	case root == "$$" && variable == "" && rest != "":
		return contextTerm(rest), true
	case root == "$" && variable != "":
		return assignedTerm(variable + m[3]), true
	case root == "$":
		return s.data(rest), true
	}
	return term{}, false
}

// jsonPathTerm is a path or a call of an intrinsic function. What has no function
// of the SDK stays text inside of it.
func jsonPathTerm(text string, s scope) (term, bool) {
	if !intrinsic.IsCall(text) {
		return pathTerm(text, s)
	}
	e, err := intrinsic.Compile(text)
	if err != nil {
		return term{}, false
	}
	return callTerm(text, e.Call(), s)
}

// callTerm is a call of an intrinsic function as one of the SDK.
func callTerm(text string, c *intrinsic.Call, s scope) (term, bool) {
	args := make([]term, len(c.Args))
	for i, a := range c.Args {
		args[i] = argumentTerm(text, a, s)
	}
	f, ok := intrinsics[c.Function.Name]
	if !ok || f.arguments != len(args) && f.arguments >= 0 {
		return term{}, false
	}
	if c.Function.Name == "States.Format" {
		raw := strings.TrimSpace(text[c.Args[0].Offset:c.Args[0].End])
		if len(raw) < 2 || raw[0] != '\'' || c.Args[0].Path != nil {
			return term{}, false
		}
		template := strings.ReplaceAll(raw[1:len(raw)-1], `\'`, `'`)
		args[0] = term{code: quote(template), value: template}
	}
	return f.make(args)
}

// argumentTerm is an argument of a call: what can't be said stays a text.
func argumentTerm(text string, a intrinsic.Arg, s scope) term {
	raw := text[a.Offset:a.End]
	var t term
	ok := false
	switch {
	case a.Call != nil:
		t, ok = callTerm(text, a.Call, s)
	case a.Path != nil:
		t, ok = pathTerm(raw, s)
	default:
		t, ok = constantTerm(a.Literal)
	}
	if !ok {
		return term{code: "sdk.JSONPath(" + quote(raw) + ")", value: sdk.JSONPath(raw)}
	}
	return t
}

// intrinsicFunction is how the SDK says an intrinsic function.
type intrinsicFunction struct {
	arguments int // -1 for any number
	make      func(args []term) (term, bool)
}

// intrinsics is the table of them, by name.
var intrinsics = map[string]intrinsicFunction{
	"States.Format": {-1, func(a []term) (term, bool) {
		template, ok := a[0].value.(string)
		return term{code: callCode("Format", a), value: sdk.Format(template, values(a[1:])...)}, ok
	}},
	"States.Array": {-1, func(a []term) (term, bool) {
		return term{code: "sdk.Array{" + codes(a) + "}", value: sdk.Array(values(a))}, true
	}},
	"States.StringToJson": one("ParseJSON[any]", func(x any) any { return sdk.ParseJSON[any](x) }),
	"States.JsonToString": one("ToJSON", func(x any) any { return sdk.ToJSON(x) }),
	"States.Base64Encode": one("Base64Encode", func(x any) any { return sdk.Base64Encode(x) }),
	"States.Base64Decode": one("Base64Decode", func(x any) any { return sdk.Base64Decode(x) }),
	"States.ArrayLength": {1, func(a []term) (term, bool) {
		return overExpression("Count", a, func(x sdk.Expression) any { return sdk.Count(x) })
	}},
	"States.ArrayUnique": {1, func(a []term) (term, bool) {
		x, code, ok := array(a[0])
		return term{code: "sdk.Distinct(" + code + ")", value: sdk.Distinct(x)}, ok
	}},
	"States.ArrayContains": {2, func(a []term) (term, bool) {
		return overExpression("ArrayContains", a, func(x sdk.Expression) any { return sdk.ArrayContains(x, a[1].value) })
	}},
	"States.ArrayPartition": {2, func(a []term) (term, bool) {
		x, code, ok := array(a[0])
		return term{code: "sdk.Partition(" + code + ", " + a[1].code + ")", value: sdk.Partition(x, a[1].value)}, ok
	}},
	"States.ArrayGetItem": {2, func(a []term) (term, bool) {
		x, code, ok := array(a[0])
		return term{code: "sdk.Element(" + code + ", " + a[1].code + ")", value: sdk.Element(x, a[1].value)}, ok
	}},
	"States.ArrayRange": {3, func(a []term) (term, bool) {
		return term{code: callCode("Range", a), value: sdk.Range(a[0].value, a[1].value, a[2].value)}, true
	}},
	"States.Hash": {2, func(a []term) (term, bool) {
		v, _ := a[1].value.(value.Value)
		name := hashNames[v.Str()]
		return term{code: "sdk.Hash(" + a[0].code + ", " + name + ")", value: sdk.Hash(a[0].value, sdk.HashAlgorithm(v.Str()))}, name != ""
	}},
	"States.JsonMerge": {3, func(a []term) (term, bool) {
		return term{code: callCode("Merge", a[:2]), value: sdk.Merge(a[0].value, a[1].value)}, true
	}},
	"States.MathAdd": {2, func(a []term) (term, bool) {
		x, y := integer(a[0]), integer(a[1])
		return term{code: callCode("Add", []term{x, y}), value: sdk.Add(x.value, y.value)}, true
	}},
	"States.UUID": {0, func([]term) (term, bool) { return term{code: "sdk.UUID()", value: sdk.UUID()}, true }},
}

var hashNames = map[string]string{"MD5": "sdk.MD5", "SHA-1": "sdk.SHA1", "SHA-256": "sdk.SHA256", "SHA-384": "sdk.SHA384", "SHA-512": "sdk.SHA512"}

func one(name string, f func(x any) any) intrinsicFunction {
	return intrinsicFunction{1, func(a []term) (term, bool) { return term{code: callCode(name, a), value: f(a[0].value)}, true }}
}

// overExpression is a function whose first argument must be an Expression.
func overExpression(name string, a []term, f func(x sdk.Expression) any) (term, bool) {
	x, ok := a[0].value.(sdk.Expression)
	if !ok {
		return term{}, false
	}
	return term{code: callCode(name, a), value: f(x)}, true
}

// array is an argument that must be a Value of an array.
func array(t term) (v sdk.Value[[]any], code string, ok bool) {
	x, ok := t.value.(sdk.Expression)
	if !ok {
		return v, "", false
	}
	return sdk.As[[]any](x), "sdk.As[[]any](" + t.code + ")", true
}

// integer is an argument of States.MathAdd, which takes whole numbers only.
func integer(t term) term {
	if x, ok := t.value.(sdk.Value[any]); ok {
		return term{code: "sdk.As[int](" + t.code + ")", value: sdk.As[int](x)}
	}
	return t
}

func callCode(name string, args []term) string { return "sdk." + name + "(" + codes(args) + ")" }

func codes(args []term) string {
	all := make([]string, len(args))
	for i, a := range args {
		all[i] = a.code
	}
	return strings.Join(all, ", ")
}

func values(args []term) []any {
	all := make([]any, len(args))
	for i, a := range args {
		all[i] = a.value
	}
	return all
}

// isRaw reports whether code holds a text of the States Language instead of calls.
func isRaw(code string) bool {
	for _, f := range []string{"sdk.Verbatim(", "sdk.JSONPath(", "sdk.JSONata("} {
		if strings.Contains(code, f) {
			return true
		}
	}
	return false
}

// index is a whole number from 0 on as a step of a path.
func index(f float64) (string, bool) {
	n := int(f)
	return "[" + strconv.Itoa(n) + "]", f == float64(n) && n >= 0
}
