package importgo

import (
	"strings"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/sdk"
)

// jsonataTerm is an expression of JSONata as calls of the SDK. What has no function
// there makes the whole a text.
func jsonataTerm(text string) (term, bool) {
	n, err := jsonata.Parse(text)
	if err != nil {
		return term{}, false
	}
	return nodeTerm(n)
}

func nodeTerm(n jsonata.Node) (term, bool) {
	switch n := n.(type) {
	case *jsonata.String:
		return constantTerm(value.OfString(n.Value))
	case *jsonata.Number:
		return constantTerm(value.OfFloat(n.Value))
	case *jsonata.Negate:
		if x, ok := n.X.(*jsonata.Number); ok {
			return constantTerm(value.OfFloat(-x.Value))
		}
	case *jsonata.Literal:
		switch n.Value {
		case "true":
			return constantTerm(value.True)
		case "false":
			return constantTerm(value.False)
		case "null":
			return constantTerm(value.NullValue)
		}
	case *jsonata.Variable, *jsonata.Dot, *jsonata.Filter:
		return referenceTerm(n)
	case *jsonata.Binary:
		return binaryTerm(n)
	case *jsonata.Condition:
		return conditionalTerm(n)
	case *jsonata.Call:
		return functionTerm(n)
	}
	return term{}, false
}

// referenceTerm is a path from $states or from a variable.
func referenceTerm(n jsonata.Node) (term, bool) {
	root, path, ok := reference(n)
	if !ok || root == "" || root == "$" {
		return term{}, false
	}
	if root != "states" {
		return assignedTerm(root + dotted(path)), true
	}
	if len(path) == 0 {
		return term{}, false
	}
	rest := strings.TrimPrefix(dotted(path[1:]), ".")
	switch path[0] {
	case "input":
		return ofInput.data(rest), true
	case "result":
		return ofResult.data(rest), true
	case "errorOutput":
		return ofError.data(rest), true
	case "context":
		return contextTerm(rest), rest != ""
	}
	return term{}, false
}

// reference splits a chain of names and indexes from its variable. Names and indexes
// are spelled as a path of the SDK takes them, without the dot.
func reference(n jsonata.Node) (root string, path []string, ok bool) {
	switch n := n.(type) {
	case *jsonata.Variable:
		return n.Value, nil, true
	case *jsonata.Dot:
		name, _ := n.Right.(*jsonata.Name)
		predicate := ""
		if f, isFilter := n.Right.(*jsonata.Filter); isFilter {
			// a.b[0] takes the first of each b, which is how the SDK writes it.
			inner, plain := f.X.(*jsonata.Name)
			i, number := f.Predicate.(*jsonata.Number)
			if !plain || !number {
				return "", nil, false
			}
			var whole bool
			if predicate, whole = index(i.Value); !whole {
				return "", nil, false
			}
			name = inner
		}
		if name == nil {
			return "", nil, false
		}
		root, path, ok = reference(n.Left)
		path = append(path, spelled(name.Value))
		if predicate != "" {
			path = append(path, predicate)
		}
		return root, path, ok && !strings.ContainsAny(name.Value, `'"]\`)
	case *jsonata.Filter:
		i, number := n.Predicate.(*jsonata.Number)
		if !number {
			return "", nil, false
		}
		step, whole := index(i.Value)
		root, path, ok = reference(n.X)
		return root, append(path, step), ok && whole
	}
	return "", nil, false
}

// spelled is a member's name as a step of a path.
func spelled(name string) string {
	for _, r := range name {
		if !(r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			return "['" + name + "']"
		}
	}
	return name
}

// dotted joins the steps of a path, a dot before each name.
func dotted(path []string) string {
	var b strings.Builder
	for _, p := range path {
		if !strings.HasPrefix(p, "[") {
			b.WriteByte('.')
		}
		b.WriteString(p)
	}
	return b.String()
}

// infix are the operators between two operands.
var infix = map[string]struct {
	name    string
	make    func(a, b any) any
	boolean bool
}{
	"=":   {"Equals", func(a, b any) any { return sdk.Equals(a, b) }, true},
	"!=":  {"NotEquals", func(a, b any) any { return sdk.NotEquals(a, b) }, true},
	"<":   {"LessThan", func(a, b any) any { return sdk.LessThan(a, b) }, true},
	"<=":  {"LessThanEquals", func(a, b any) any { return sdk.LessThanEquals(a, b) }, true},
	">":   {"GreaterThan", func(a, b any) any { return sdk.GreaterThan(a, b) }, true},
	">=":  {"GreaterThanEquals", func(a, b any) any { return sdk.GreaterThanEquals(a, b) }, true},
	"and": {"And", func(a, b any) any { return sdk.And(a, b) }, true},
	"or":  {"Or", func(a, b any) any { return sdk.Or(a, b) }, true},
	"+":   {"Add", func(a, b any) any { return sdk.Add(a, b) }, false},
	"-":   {"Subtract", func(a, b any) any { return sdk.Subtract(a, b) }, false},
	"*":   {"Multiply", func(a, b any) any { return sdk.Multiply(a, b) }, false},
	"/":   {"Divide", func(a, b any) any { return sdk.Divide(a, b) }, false},
	"%":   {"Modulo", func(a, b any) any { return sdk.Modulo(a, b) }, false},
}

func binaryTerm(n *jsonata.Binary) (term, bool) {
	if n.Op == "&" {
		return concatenation(n)
	}
	if n.Op == "and" || n.Op == "or" {
		return logicTerm(n)
	}
	f, ok := infix[n.Op]
	if !ok {
		return term{}, false
	}
	a, okA := nodeTerm(n.Left)
	b, okB := nodeTerm(n.Right)
	if !okA || !okB {
		return term{}, false
	}
	if n.Op == "=" {
		if literal, ok := n.Right.(*jsonata.Literal); ok && literal.Value == "null" {
			if x, ok := a.value.(sdk.Expression); ok {
				return term{code: "sdk.IsNull(" + a.code + ")", value: sdk.IsNull(x), boolean: true}, true
			}
		}
	}
	args := []term{a, b}
	return term{code: callCode(f.name, args), value: f.make(a.value, b.value), boolean: f.boolean}, true
}

// operands lists the operands of a chain of one operator.
func operands(n jsonata.Node, op string) []jsonata.Node {
	b, ok := n.(*jsonata.Binary)
	if !ok || b.Op != op {
		return []jsonata.Node{n}
	}
	return append(operands(b.Left, op), b.Right)
}

func logicTerm(n *jsonata.Binary) (term, bool) {
	var args []term
	for _, x := range operands(n, n.Op) {
		t, ok := nodeTerm(x)
		if !ok {
			return term{}, false
		}
		args = append(args, t)
	}
	if n.Op == "and" {
		return term{code: callCode("And", args), value: sdk.And(values(args)...), boolean: true}, true
	}
	return term{code: callCode("Or", args), value: sdk.Or(values(args)...), boolean: true}, true
}

// concatenation is a chain of & as a template.
func concatenation(n *jsonata.Binary) (term, bool) {
	var template strings.Builder
	var args []term
	for _, x := range operands(n, "&") {
		if s, ok := x.(*jsonata.String); ok {
			template.WriteString(strings.NewReplacer(`\`, `\\`, "{", `\{`, "}", `\}`).Replace(s.Value))
			continue
		}
		t, ok := nodeTerm(x)
		if !ok {
			return term{}, false
		}
		template.WriteString("{}")
		args = append(args, t)
	}
	text := template.String()
	all := append([]term{{code: quote(text), value: text}}, args...)
	return term{code: callCode("Format", all), value: sdk.Format(text, values(args)...)}, true
}

func conditionalTerm(n *jsonata.Condition) (term, bool) {
	if n.Else == nil {
		return term{}, false
	}
	condition, ok := nodeTerm(n.If)
	then, okThen := nodeTerm(n.Then)
	otherwise, okElse := nodeTerm(n.Else)
	if !ok || !okThen || !okElse || !condition.boolean {
		return term{}, false
	}
	b, ok := condition.value.(sdk.Value[bool])
	if !ok {
		return term{}, false
	}
	if call, isCall := n.If.(*jsonata.Call); isCall && len(call.Args) == 1 && call.Proc.String() == "$exists" && call.Args[0].String() == n.Then.String() {
		if v, ok := then.value.(sdk.Value[any]); ok {
			return term{code: callCode("Default", []term{then, otherwise}), value: sdk.Default(v, otherwise.value)}, true
		}
	}
	return term{code: callCode("If[any]", []term{condition, then, otherwise}), value: sdk.If[any](b, then.value, otherwise.value)}, true
}

// functionTerm is a call of a built-in function.
func functionTerm(n *jsonata.Call) (term, bool) {
	v, ok := n.Proc.(*jsonata.Variable)
	if !ok {
		return term{}, false
	}
	f, ok := functions[v.Value]
	if !ok || f.arguments != len(n.Args) {
		return term{}, false
	}
	args := make([]term, len(n.Args))
	for i, a := range n.Args {
		if args[i], ok = nodeTerm(a); !ok {
			return term{}, false
		}
	}
	return f.make(args)
}

// functions is the table of the built-in functions that the SDK has, by name.
var functions = map[string]intrinsicFunction{
	"exists": condition("IsPresent", func(x sdk.Expression) sdk.Value[bool] { return sdk.IsPresent(x) }),
	"not": {1, func(a []term) (term, bool) {
		return term{code: callCode("Not", a), value: sdk.Not(a[0].value), boolean: true}, true
	}},
	"count":        over("Count", func(x sdk.Expression) any { return sdk.Count(x) }),
	"sum":          over("Sum", func(x sdk.Expression) any { return sdk.Sum(x) }),
	"min":          over("Min", func(x sdk.Expression) any { return sdk.Min(x) }),
	"max":          over("Max", func(x sdk.Expression) any { return sdk.Max(x) }),
	"average":      over("Average", func(x sdk.Expression) any { return sdk.Average(x) }),
	"string":       one("ToString", func(x any) any { return sdk.ToString(x) }),
	"number":       one("ToNumber", func(x any) any { return sdk.ToNumber(x) }),
	"uppercase":    one("Uppercase", func(x any) any { return sdk.Uppercase(x) }),
	"lowercase":    one("Lowercase", func(x any) any { return sdk.Lowercase(x) }),
	"trim":         one("Trim", func(x any) any { return sdk.Trim(x) }),
	"length":       one("Length", func(x any) any { return sdk.Length(x) }),
	"abs":          one("Abs", func(x any) any { return sdk.Abs(x) }),
	"floor":        one("Floor", func(x any) any { return sdk.Floor(x) }),
	"ceil":         one("Ceil", func(x any) any { return sdk.Ceil(x) }),
	"sqrt":         one("Sqrt", func(x any) any { return sdk.Sqrt(x) }),
	"parse":        one("ParseJSON[any]", func(x any) any { return sdk.ParseJSON[any](x) }),
	"base64encode": one("Base64Encode", func(x any) any { return sdk.Base64Encode(x) }),
	"base64decode": one("Base64Decode", func(x any) any { return sdk.Base64Decode(x) }),
	"toMillis":     one("Millis", func(x any) any { return sdk.Millis(x) }),
	"fromMillis":   one("FromMillis", func(x any) any { return sdk.FromMillis(x) }),
	"contains": {2, func(a []term) (term, bool) {
		return term{code: callCode("Contains", a), value: sdk.Contains(a[0].value, a[1].value), boolean: true}, true
	}},
	"join": {2, func(a []term) (term, bool) {
		return overExpression("Join", a, func(x sdk.Expression) any { return sdk.Join(x, a[1].value) })
	}},
	"replace": {3, func(a []term) (term, bool) {
		return term{code: callCode("Replace", a), value: sdk.Replace(a[0].value, a[1].value, a[2].value)}, true
	}},
	"substring": {3, func(a []term) (term, bool) {
		return term{code: callCode("Substring", a), value: sdk.Substring(a[0].value, a[1].value, a[2].value)}, true
	}},
	"power": {2, func(a []term) (term, bool) {
		return term{code: callCode("Power", a), value: sdk.Power(a[0].value, a[1].value)}, true
	}},
	"hash":   intrinsics["States.Hash"],
	"uuid":   intrinsics["States.UUID"],
	"now":    {0, func([]term) (term, bool) { return term{code: "sdk.Now()", value: sdk.Now()}, true }},
	"random": {0, func([]term) (term, bool) { return term{code: "sdk.Random()", value: sdk.Random()}, true }},
}

func over(name string, f func(x sdk.Expression) any) intrinsicFunction {
	return intrinsicFunction{1, func(a []term) (term, bool) { return overExpression(name, a, f) }}
}

// condition is a question about a value.
func condition(name string, f func(x sdk.Expression) sdk.Value[bool]) intrinsicFunction {
	return intrinsicFunction{1, func(a []term) (term, bool) {
		x, ok := a[0].value.(sdk.Expression)
		if !ok {
			return term{}, false
		}
		return term{code: callCode(name, a), value: f(x), boolean: true}, true
	}}
}
