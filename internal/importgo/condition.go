package importgo

import (
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/sdk"
)

// condition is what a rule of a Choice asks, without where it leads. What the SDK
// can't say, or would say in other words, stays JSON.
func (c *chain) condition(rule []value.Member) string {
	code, _ := c.conditionOf(rule)
	return code
}

// conditionOf is [chain.condition]; boolean says that the code is an sdk.Value[bool].
func (c *chain) conditionOf(rule []value.Member) (code string, boolean bool) {
	c.w.count.Conditions++
	want := value.OfObject(rule)
	var t term
	ok := false
	if c.lang == asl.JSONPath {
		t, ok = ruleTerm(want)
	} else {
		text := rule[0].Value
		if text.Kind() == value.Bool {
			return "sdk.Const(" + constant(text) + ")", true
		}
		t, ok = c.jsonataString(text)
	}
	if x, isExpression := t.value.(sdk.Expression); ok && isExpression && givesRule(c.lang, x, want) {
		if isRaw(t.code) {
			c.w.count.RawConditions++
		}
		return t.code, t.boolean
	}
	c.w.count.RawConditions++
	if c.lang == asl.JSONata {
		want = rule[0].Value
	}
	return "sdk.Verbatim(" + rawJSON(want) + ")", false
}

// ruleTerm is a rule of JSONPath mode as calls of the SDK.
func ruleTerm(rule value.Value) (term, bool) {
	if rule.Kind() != value.Object {
		return term{}, false
	}
	for _, op := range []string{"And", "Or"} {
		if list := rule.Get(op); !list.IsUndefined() && rule.Len() == 1 {
			return listTerm(op, list)
		}
	}
	if inner := rule.Get("Not"); !inner.IsUndefined() && rule.Len() == 1 {
		if t, ok := comparisonTerm(inner, "NotEquals"); ok {
			return t, true
		}
		t, ok := ruleTerm(inner)
		return term{code: callCode("Not", []term{t}), value: sdk.Not(t.value), boolean: true}, ok
	}
	return comparisonTerm(rule, "Equals")
}

func listTerm(op string, list value.Value) (term, bool) {
	args := make([]term, list.Len())
	for i, r := range list.Elems() {
		t, ok := ruleTerm(r)
		if !ok {
			return term{}, false
		}
		args[i] = t
	}
	code := "sdk." + op + "(" + codes(args) + ")"
	if len(code) > 100 && len(args) > 1 {
		code = "sdk." + op + "(\n" + strings.ReplaceAll(codesOnLines(args), "\n", "\n") + ")"
	}
	if op == "And" {
		return term{code: code, value: sdk.And(values(args)...), boolean: true}, true
	}
	return term{code: code, value: sdk.Or(values(args)...), boolean: true}, true
}

func codesOnLines(args []term) string {
	var b strings.Builder
	for _, a := range args {
		b.WriteString(a.code + ",\n")
	}
	return b.String()
}

// tests are the comparators that ask about one value.
var tests = map[string]struct {
	name string
	make func(sdk.Expression) sdk.Value[bool]
}{
	"IsPresent": {"IsPresent", sdk.IsPresent},
	"IsNull":    {"IsNull", sdk.IsNull},
	"IsString":  {"IsString", sdk.IsString},
	"IsNumeric": {"IsNumeric", sdk.IsNumeric},
	"IsBoolean": {"IsBoolean", sdk.IsBoolean},
}

// comparisonTerm is one comparison. equals is the function for "equals", which Not
// around it turns into another.
func comparisonTerm(rule value.Value, equals string) (term, bool) {
	variable := rule.Get("Variable")
	if rule.Len() != 2 || variable.Kind() != value.String {
		return term{}, false
	}
	x, ok := pathTerm(variable.Str(), ofInput)
	subject, isExpression := x.value.(sdk.Expression)
	if !ok || !isExpression {
		return term{}, false
	}
	for _, m := range rule.Members() {
		if m.Key == "Variable" {
			continue
		}
		if t, isTest := tests[m.Key]; isTest {
			if equals != "Equals" || m.Value.Kind() != value.Bool {
				return term{}, false
			}
			if m.Value.Bool() {
				return term{code: "sdk." + t.name + "(" + x.code + ")", value: t.make(subject), boolean: true}, true
			}
			return term{code: "sdk.IsAbsent(" + x.code + ")", value: sdk.IsAbsent(subject), boolean: true}, m.Key == "IsPresent"
		}
		if m.Key == "StringMatches" && equals == "Equals" && m.Value.Kind() == value.String {
			return term{code: "sdk.StringMatches(" + x.code + ", " + quote(m.Value.Str()) + ")", value: sdk.StringMatches(subject, m.Value.Str()), boolean: true}, true
		}
		return compared(x, subject, m, equals)
	}
	return term{}, false
}

// compared is a comparison with a constant or with a path.
func compared(x term, subject sdk.Expression, m value.Member, equals string) (term, bool) {
	key, path := strings.CutSuffix(m.Key, "Path")
	for _, typ := range []string{"String", "Numeric", "Boolean", "Timestamp"} {
		op, ok := strings.CutPrefix(key, typ)
		if !ok {
			continue
		}
		if op == "Equals" {
			op = equals
		} else if equals != "Equals" {
			return term{}, false
		}
		sign := signs[op]
		if sign == "" {
			return term{}, false
		}
		other, ok := constantTerm(m.Value)
		if path {
			other, ok = pathTerm(m.Value.Str(), ofInput)
		}
		if !ok {
			return term{}, false
		}
		if path || typ == "Timestamp" {
			x = typed(x, subject, typ)
		}
		f := infix[sign]
		return term{code: callCode(f.name, []term{x, other}), value: f.make(x.value, other.value), boolean: true}, true
	}
	return term{}, false
}

// signs are the operators of JSONata by the name a comparator has.
var signs = map[string]string{"Equals": "=", "NotEquals": "!=", "LessThan": "<", "LessThanEquals": "<=", "GreaterThan": ">", "GreaterThanEquals": ">="}

// typed says of what type a value is, where the other operand does not.
func typed(x term, subject sdk.Expression, typ string) term {
	switch typ {
	case "Numeric":
		return term{code: "sdk.As[float64](" + x.code + ")", value: sdk.As[float64](subject)}
	case "Boolean":
		return term{code: "sdk.As[bool](" + x.code + ")", value: sdk.As[bool](subject)}
	case "Timestamp":
		return term{code: "sdk.As[time.Time](" + x.code + ")", value: sdk.As[time.Time](subject)}
	}
	return term{code: "sdk.As[string](" + x.code + ")", value: sdk.As[string](subject)}
}
