package convert

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

func (c *converter) choice(s *asl.Choice) {
	out := c.placed(c.in, value.Value{}, s.OutputPath)
	output := c.encode(out, states("input"))
	// JSONPath has one Assign for all ways out, JSONata one for each.
	if !s.Assign.IsUndefined() {
		for _, r := range s.Choices {
			if r.Assign.IsUndefined() {
				r.Assign = s.Assign
			}
		}
	}
	s.Output, s.Assign = output, c.assign(s.Assign, c.in)
	known := map[string]bool{}
	for i, r := range s.Choices {
		if c.err != nil {
			return
		}
		n, err := c.condition(r, known)
		if err != nil {
			c.fail(fmt.Errorf("rule %d: %w", i, err))
			return
		}
		if i == 0 {
			n = dataflow.Guard(n, dataflow.Missing(dataflow.Obligations(c.in), query(n)))
		}
		rule := &asl.ChoiceRule{Node: r.Node, Comment: r.Comment, Next: r.Next, Output: output, Assign: c.assign(r.Assign, c.in)}
		rule.Condition = c.encode(query(n), nil)
		if rule.Condition.Kind() == value.Bool {
			rule.Condition = value.OfString(fmt.Sprintf("{%% %v %%}", rule.Condition.Bool()))
		}
		s.Choices[i] = rule
	}
}

// condition converts a rule without its Next. known are the texts of paths that are sure to
// be there: what was read before would have failed the state.
func (c *converter) condition(r *asl.ChoiceRule, known map[string]bool) (jsonata.Node, error) {
	if len(r.Extra) > 0 {
		return nil, fmt.Errorf("the field `%s` is not known", r.Extra[0].Key)
	}
	switch {
	case r.And != nil && len(r.And) == 0, r.Or != nil && len(r.Or) == 0:
		return nil, refuse("an `And` or `Or` without rules", "give it at least one rule")
	case r.And != nil:
		return c.all(r.And, known)
	case r.Or != nil:
		return c.any(r.Or, known)
	case r.Not != nil:
		n, err := c.condition(r.Not, known)
		if err != nil {
			return nil, err
		}
		return fn("not", n), nil
	}
	return c.test(r, known)
}

// all joins conditions so that one is evaluated only where those before it hold.
func (c *converter) all(rules []*asl.ChoiceRule, known map[string]bool) (jsonata.Node, error) {
	// What holds inside holds for the rest of this And only; what was read by its first
	// member was read for good.
	inner := copyOf(known)
	var list []jsonata.Node
	for i, r := range rules {
		at := inner
		if i == 0 {
			at = known
		}
		n, err := c.condition(r, at)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			inner = copyOf(known)
		}
		if p, ok := present(r); ok {
			if t, err := c.view(c.in).path(p); err == nil {
				if m, err := dataflow.Strict(t); err == nil {
					inner[m.String()] = true
				}
			}
		}
		list = append(list, n)
	}
	n := list[0]
	for _, m := range list[1:] {
		n = binary("and", n, m)
	}
	return n, nil
}

// any joins conditions so that one is evaluated only where those before it don't hold.
func (c *converter) any(rules []*asl.ChoiceRule, known map[string]bool) (jsonata.Node, error) {
	inner := copyOf(known)
	var n jsonata.Node
	for i, r := range rules {
		at := inner
		if i == 0 {
			at = known
		}
		m, err := c.condition(r, at)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			n, inner = m, copyOf(known)
		} else {
			n = binary("or", n, m)
		}
		// Where IsPresent: false does not hold, the value is there.
		if p, ok := absent(r); ok {
			if t, err := c.view(c.in).path(p); err == nil {
				if m, err := dataflow.Strict(t); err == nil {
					inner[m.String()] = true
				}
			}
		}
	}
	return n, nil
}

func copyOf(m map[string]bool) map[string]bool {
	out := make(map[string]bool, len(m))
	for k := range m {
		out[k] = true
	}
	return out
}

// present is the path that a rule says is there.
func present(r *asl.ChoiceRule) (string, bool) {
	if r.Not != nil {
		return absent(r.Not)
	}
	return r.Variable, r.Comparator == "IsPresent" && r.Operand.Bool()
}

func absent(r *asl.ChoiceRule) (string, bool) {
	if r.Not != nil {
		return present(r.Not)
	}
	return r.Variable, r.Comparator == "IsPresent" && r.Operand.Kind() == value.Bool && !r.Operand.Bool()
}

// test converts a data test.
func (c *converter) test(r *asl.ChoiceRule, known map[string]bool) (jsonata.Node, error) {
	cmp, ok := r.Comparator.Comparison()
	if !ok {
		return nil, errors.New("it has no comparator")
	}
	v := c.view(c.in)
	t, err := v.path(r.Variable)
	if err != nil {
		return nil, err
	}
	x, err := dataflow.Strict(t)
	if err != nil {
		return nil, err
	}
	if cmp.Is && cmp.Op == "Present" {
		n, err := c.isThere(r.Variable, x)
		if err != nil {
			return nil, err
		}
		if !r.Operand.Bool() {
			n = negate(n)
		}
		return n, nil
	}
	var must []jsonata.Node
	guard := func(n jsonata.Node) {
		for _, o := range dataflow.Obligations(query(n)) {
			if !known[o.String()] {
				must = append(must, o)
				known[o.String()] = true
			}
		}
	}
	guard(x)
	var operand jsonata.Node
	if cmp.Path {
		t, err := v.path(r.Operand.Str())
		if err != nil {
			return nil, err
		}
		if operand, err = dataflow.Strict(t); err != nil {
			return nil, err
		}
		guard(operand)
	} else if !cmp.Is {
		if operand, err = dataflow.Strict(dataflow.Const{V: r.Operand, Fills: c.fills}); err != nil {
			return nil, err
		}
	}
	n, err := compare(cmp, x, operand, r.Operand)
	if err != nil {
		return nil, err
	}
	return dataflow.Guard(n, dataflow.Missing(must, query(n))), nil
}

// isThere converts IsPresent. It answers where other tests would fail, so it must not walk
// through arrays: what the path passes has to be an object, or an array for an index.
func (c *converter) isThere(path string, x jsonata.Node) (jsonata.Node, error) {
	p, err := jsonpath.Compile(path)
	if err != nil {
		return nil, err
	}
	var n jsonata.Node
	join := func(m jsonata.Node) {
		if n == nil {
			n = m
		} else {
			n = binary("and", n, m)
		}
	}
	root, name := p.Root()
	t := c.in
	switch root {
	case jsonpath.RootContext:
		t = query(states("context"))
	case jsonpath.RootVariable:
		t = query(&jsonata.Variable{Value: name})
	}
	segments := p.Segments()
	for i := range segments {
		at, err := dataflow.Strict(t)
		if err != nil {
			return nil, err
		}
		kind := "object"
		if segments[i].Kind == jsonpath.Index {
			kind = "array"
		}
		join(binary("=", fn("type", at), text(kind)))
		if t, err = step(t, &segments[i], i == len(segments)-1); err != nil {
			return nil, err
		}
	}
	join(exists(x))
	return dataflow.Simplify(n), nil
}

func negate(n jsonata.Node) jsonata.Node {
	if l, ok := n.(*jsonata.Literal); ok {
		switch l.Value {
		case "true":
			return &jsonata.Literal{Value: "false"}
		case "false":
			return &jsonata.Literal{Value: "true"}
		}
	}
	return fn("not", n)
}

var kindOf = map[string]string{"String": "string", "Numeric": "number", "Boolean": "boolean"}

var operators = map[string]string{
	"Equals": "=", "LessThan": "<", "GreaterThan": ">", "LessThanEquals": "<=", "GreaterThanEquals": ">=",
}

// compare converts a comparison of x, where operands of a wrong type compare as false.
func compare(cmp asl.Comparison, x, operand jsonata.Node, constant value.Value) (jsonata.Node, error) {
	is := func(n jsonata.Node, kind string) jsonata.Node { return binary("=", fn("type", n), text(kind)) }
	if cmp.Is {
		var n jsonata.Node
		switch cmp.Op {
		case "Null":
			n = binary("=", x, &jsonata.Literal{Value: "null"})
		case "Timestamp":
			return nil, refuse("`IsTimestamp` has no equal in JSONata", "test the text's form: $contains(value, /^\\d{4}-\\d\\d-\\d\\dT/)")
		default:
			n = is(x, kindOf[cmp.Op])
		}
		if !constant.Bool() {
			n = negate(n)
		}
		return n, nil
	}
	kind := kindOf[cmp.Operand]
	switch {
	case cmp.Operand == "Timestamp":
		return nil, refuse("comparisons of timestamps have no equal in JSONata: of what is no timestamp they are false, and $toMillis fails", "where both are surely timestamps, compare $toMillis of both")
	case cmp.Op == "Matches" && strings.Contains(constant.Str(), "${"):
		// What is filled in may hold a star, and would have to be quoted in a regular expression.
		return nil, refuse("the pattern of `StringMatches` has a placeholder, and what is filled in can't be quoted in a regular expression", "for a text that begins with the placeholder, write $substring(value, 0, $length(\"${Name}\")) = \"${Name}\"")
	case cmp.Op == "Matches":
		pattern := matcher(constant.Str())
		if pattern == nil {
			return nil, errors.New("the pattern of StringMatches is too involved")
		}
		return binary("and", is(x, "string"), fn("contains", x, pattern)), nil
	case cmp.Path && cmp.Op == "Equals":
		return binary("and", is(x, kind), binary("=", x, operand)), nil
	case cmp.Path:
		return binary("and", binary("and", is(x, kind), is(operand, kind)), binary(operators[cmp.Op], x, operand)), nil
	case constant.Kind().String() != kind:
		return &jsonata.Literal{Value: "false"}, nil
	case cmp.Op == "Equals":
		return binary("=", x, operand), nil
	}
	return binary("and", is(x, kind), binary(operators[cmp.Op], x, operand)), nil
}

// matcher is the pattern of StringMatches as a regular expression: * is any text, \* a star.
func matcher(pattern string) jsonata.Node {
	var b strings.Builder
	b.WriteByte('^')
	for i := 0; i < len(pattern); i++ {
		switch ch := pattern[i]; {
		case ch == '\\' && i+1 < len(pattern):
			i++
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		case ch == '*':
			b.WriteString(`[\s\S]*`)
		case ch == '/':
			b.WriteString(`\/`)
		case ch >= 0x80:
			b.WriteByte(ch)
		default:
			b.WriteString(regexp.QuoteMeta(string(ch)))
		}
	}
	b.WriteByte('$')
	n := &jsonata.Regex{Pattern: b.String()}
	if _, err := jsonata.Parse(n.String()); err != nil {
		return nil
	}
	return n
}
