package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Codes about JSONata.
const (
	CodeJSONata       = "ASL2010"
	CodeDelimiter     = "ASL2011"
	CodeTopLevel      = "ASL2012"
	CodeStatesField   = "ASL2013"
	CodeFunction      = "ASL2014"
	CodeStrayJSONPath = "ASL2015"
)

var ruleJSONata = &rule{
	name: "parse-expressions",
	records: []Record{
		{
			Code: CodeJSONata, AWS: awsBadJSONata, Title: "an expression is no JSONata", Since: "0.1.0",
			Why:  "Step Functions parses every expression when the machine is created. It runs JSONata 2.0: the operators ?? and ?: of later versions don't exist.",
			Bad:  jsonataStates(`"A": {"Type": "Pass", "Output": "{% $states.input.a + %}", "End": true}`),
			Good: jsonataStates(`"A": {"Type": "Pass", "Output": "{% $states.input.a + 1 %}", "End": true}`),
		},
		{
			Code: CodeDelimiter, AWS: awsSchema, Title: "an expression is not enclosed in {% and %}", Since: "0.1.0",
			Why:  "A text is an expression only if it begins with {% and ends with %}, without spaces around. With one of the two it is refused.",
			Bad:  jsonataStates(`"A": {"Type": "Pass", "Output": "{% $states.input.a", "End": true}`),
			Good: jsonataStates(`"A": {"Type": "Pass", "Output": "{% $states.input.a %}", "End": true}`),
		},
		{
			Code: CodeTopLevel, AWS: awsBoundJSONata, Title: "an expression reads an input document that isn't there", Since: "0.1.0",
			Why:  "In Step Functions a JSONata expression has no input of its own: a bare name, $ and $$ find nothing at the top level. The state's input is $states.input.",
			Bad:  jsonataStates(`"A": {"Type": "Pass", "Output": "{% phone %}", "End": true}`),
			Good: jsonataStates(`"A": {"Type": "Pass", "Output": "{% $states.input.phone %}", "End": true}`),
		},
		{
			Code: CodeStatesField, AWS: awsBoundJSONata, Title: "a field of $states doesn't exist here", Since: "0.1.0",
			Why:  "$states has input and context everywhere, result in Output and Assign of Task, Map and Parallel, and errorOutput in Output and Assign of a catcher.",
			Bad:  jsonataStates(`"A": {"Type": "Pass", "Output": "{% $states.result %}", "End": true}`),
			Good: jsonataStates(`"A": {"Type": "Pass", "Output": "{% $states.input %}", "End": true}`),
		},
		{
			Code: CodeFunction, Title: "a function doesn't exist", Since: "0.1.0",
			Why:  "Calling it fails the state with T1006. $eval is not available in Step Functions, and $uuid, $random, $hash, $parse, $range and $partition are only there.",
			Bad:  jsonataStates(`"A": {"Type": "Pass", "Output": "{% $toUpper($states.input.a) %}", "End": true}`),
			Good: jsonataStates(`"A": {"Type": "Pass", "Output": "{% $uppercase($states.input.a) %}", "End": true}`),
		},
		{
			Code: CodeStrayJSONPath, Title: "a JSONata state has a payload template of JSONPath", Since: "0.1.0",
			Why:  "Keys that end in .$ mean something only in JSONPath states. Here key and text are passed on as they stand.",
			Bad:  jsonataStates(`"A": {"Type": "Pass", "Output": {"name.$": "$.name"}, "End": true}`),
			Good: jsonataStates(`"A": {"Type": "Pass", "Output": {"name": "{% $states.input.name %}"}, "End": true}`),
		},
	},
	check: func(p *pass) {
		for _, t := range p.allTexts() {
			if t.form != formJSONata {
				continue
			}
			if t.err != nil {
				p.reportSyntax(t)
				continue
			}
			p.checkTopLevel(t)
			p.checkStates(t)
			p.checkFunctions(t)
		}
		for _, s := range p.objects {
			if s.state != nil && p.languageOf(s) == asl.JSONata {
				p.checkDelimiters(s)
			}
		}
	},
}

func (p *pass) reportSyntax(t *text) {
	offset, message := 0, t.err.Error()
	if e, ok := errors.AsType[*jsonata.Error](t.err); ok {
		offset, message = e.Position, e.Message
	}
	f := p.at(t, p.report(t.site, CodeJSONata, "the expression can't be read: "+sentence(message)), offset).
		aws(awsBadJSONata, message, t.site.path())
	body := t.raw[t.skip : len(t.raw)-len("%}")]
	switch rest := body[min(offset, len(body)):]; {
	case strings.Contains(body, "??"), strings.HasPrefix(rest, "?:"), strings.Contains(body, "?:"):
		f.help("?? and ?: came after JSONata 2.0: write `$exists(a) ? a : b`")
	case strings.Contains(body, "=="):
		f.help("equality is a single =")
	case strings.Contains(body, "&&"), strings.Contains(body, "||"):
		f.help("write `and` and `or`")
	}
}

// sentence puts another program's message into our form.
func sentence(message string) string {
	message = strings.TrimSuffix(message, ".")
	if len(message) > 1 && message[0] >= 'A' && message[0] <= 'Z' && (message[1] < 'A' || message[1] > 'Z') {
		message = strings.ToLower(message[:1]) + message[1:]
	}
	return message
}

// checkTopLevel reports what reads the context at the top level: the first step of a path
// that begins with a bare name, and $ and $$. Predicates, later steps, sort terms and
// groupings have a context of their own; a lambda's body keeps the outer one.
func (p *pass) checkTopLevel(t *text) {
	seen := make(map[string]bool)
	var visit func(n jsonata.Node)
	report := func(n jsonata.Node, name string) {
		if seen[name] || t.enough() {
			return
		}
		seen[name] = true
		f := p.at(t, p.report(t.site, CodeTopLevel, fmt.Sprintf("%s reads an input that an expression doesn't have", quote(name))), n.Pos()).
			aws(awsBoundJSONata, reference(name), t.site.path())
		switch {
		case strings.HasPrefix(name, "$"):
			f.help("the state's input is `$states.input`, the context object `$states.context`")
		default:
			f.help(fmt.Sprintf("did you mean `$states.input.%s`, or the variable `$%s`?", name, name))
		}
	}
	visit = func(n jsonata.Node) {
		switch n := n.(type) {
		case *jsonata.Name:
			report(n, n.Value)
		case *jsonata.Variable:
			switch n.Value {
			case "$":
				report(n, "$$")
			case "":
				// Not measured to be refused; it reads nothing.
				p.at(t, p.report(t.site, CodeTopLevel, "`$` is nothing here: an expression has no input of its own"), n.Pos()).
					help("the state's input is `$states.input`").as(diag.Warning)
			}
		case *jsonata.Dot:
			visit(n.Left)
			// A block, object or array as a later step has its own context too.
		case *jsonata.Filter:
			visit(n.X)
		case *jsonata.Group:
			visit(n.X)
		case *jsonata.Sort:
			visit(n.X)
		case *jsonata.Transform:
			// Pattern and update read what the transform is applied to.
		default:
			walkChildren(n, visit)
		}
	}
	visit(t.node)
}

// reference is the service's sentence.
func reference(name string) string {
	if strings.HasPrefix(name, "$") {
		return "Reference to '" + name + "' is not supported."
	}
	return "Reference to '" + name + "' at the top level is not supported."
}

// walkChildren calls visit for the direct parts of n.
func walkChildren(n jsonata.Node, visit func(jsonata.Node)) {
	jsonata.Walk(n, func(c jsonata.Node) bool {
		if c == n {
			return true
		}
		visit(c)
		return false
	})
}

// offered are the fields of $states in each phase.
var offered = map[phase][]string{
	phaseInput:  {"input", "context"},
	phaseResult: {"input", "context", "result"},
	phaseCaught: {"input", "context", "errorOutput"},
}

// checkStates reports fields of $states that are not there. Like the service it sees only
// a path that begins at $states itself.
func (p *pass) checkStates(t *text) {
	seen := make(map[string]bool)
	jsonata.Walk(t.node, func(n jsonata.Node) bool {
		dot, ok := n.(*jsonata.Dot)
		if !ok {
			return true
		}
		if v, ok := dot.Left.(*jsonata.Variable); !ok || v.Value != "states" {
			return true
		}
		name, ok := head(dot.Right).(*jsonata.Name)
		if !ok || slices.Contains(offered[t.phase], name.Value) || seen[name.Value] {
			return true
		}
		seen[name.Value] = true
		f := p.at(t, p.report(t.site, CodeStatesField, fmt.Sprintf("`$states.%s` doesn't exist in %s of %s", name.Value, quote(t.field), describe(t.object))), name.Pos()).
			help("here `$states` has "+list(offered[t.phase], "and")).
			aws(awsBoundJSONata, "Field '$states."+name.Value+"' does not exist.", t.site.path())
		if near := p.nearest(name.Value, offered[t.phase]); near != "" {
			f.Help = "did you mean " + quote("$states."+near) + "?"
		}
		return true
	})
}

// head is what a step begins with, without its predicates.
func head(n jsonata.Node) jsonata.Node {
	for {
		switch x := n.(type) {
		case *jsonata.Filter:
			n = x.X
		case *jsonata.KeepArray:
			n = x.X
		case *jsonata.Group:
			n = x.X
		case *jsonata.Sort:
			n = x.X
		case *jsonata.Focus:
			n = x.X
		case *jsonata.Index:
			n = x.X
		default:
			return n
		}
	}
}

// functions are those of JSONata 2.0 without $eval, and Step Functions' own six.
var functions = strings.Fields(`sum count max min average string substring substringBefore substringAfter lowercase uppercase length
	trim pad match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power
	random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse each error assert type sort shuffle
	distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl fromMillis toMillis now millis clone
	partition range hash uuid parse`)

// locals are the variables that an expression binds itself.
func locals(n jsonata.Node) map[string]bool {
	bound := make(map[string]bool)
	jsonata.Walk(n, func(n jsonata.Node) bool {
		switch n := n.(type) {
		case *jsonata.Bind:
			bound[n.Name] = true
		case *jsonata.Lambda:
			for _, name := range n.Params {
				bound[name] = true
			}
		case *jsonata.Focus:
			bound[n.Name] = true
		case *jsonata.Index:
			bound[n.Name] = true
		}
		return true
	})
	return bound
}

func (p *pass) checkFunctions(t *text) {
	bound := locals(t.node)
	jsonata.Walk(t.node, func(n jsonata.Node) bool {
		call, ok := n.(*jsonata.Call)
		if !ok {
			return true
		}
		v, ok := call.Proc.(*jsonata.Variable)
		if !ok || v.Value == "" || bound[v.Value] || slices.Contains(functions, v.Value) || t.enough() {
			return true
		}
		f := p.at(t, p.report(t.site, CodeFunction, fmt.Sprintf("there is no function %s", quote("$"+v.Value))), v.Pos()).as(diag.Warning)
		switch near := p.nearest(v.Value, functions); {
		case v.Value == "eval":
			f.help("Step Functions has no $eval; $parse reads JSON")
		case near != "":
			f.help("did you mean " + quote("$"+near) + "?")
		default:
			f.help("calling it fails the state")
		}
		return true
	})
}

// checkDelimiters looks at texts of the object that are no expressions.
func (p *pass) checkDelimiters(s site) {
	for f := range s.fields() {
		if (f.Expr || f.Kind == asl.KindTemplate) && !p.otherLanguage(s, f) {
			p.checkLiteral(s.key(f.Name), f.Value(s.object))
		}
	}
}

func (p *pass) checkLiteral(at site, v value.Value) {
	switch v.Kind() {
	case value.String:
		s := v.Str()
		opens, closes := strings.HasPrefix(s, "{%"), strings.HasSuffix(s, "%}")
		switch inner := strings.TrimSpace(s); {
		case opens != closes, opens && len(s) < 4:
			what := "it begins with {% and does not end with %}"
			if closes {
				what = "it ends with %} and does not begin with {%"
			}
			p.report(at, CodeDelimiter, "this is no expression: "+what).
				help("enclose it in {% and %}, with nothing before or after").
				aws(awsSchema, "The JSONata expression must start with '{%' and end with '%}'", at.path())
		case !opens && strings.HasPrefix(inner, "{%") && strings.HasSuffix(inner, "%}"):
			p.report(at, CodeDelimiter, "this is no expression: there are spaces around {% and %}").
				help("remove them").as(diag.Warning)
		}
	case value.Array:
		for i, e := range v.Elems() {
			p.checkLiteral(at.index(i), e)
		}
	case value.Object:
		for _, m := range v.Members() {
			p.checkLiteral(at.key(m.Key), m.Value)
			if strings.HasSuffix(m.Key, ".$") && m.Value.Kind() == value.String {
				p.reportKey(at.key(m.Key), CodeStrayJSONPath, fmt.Sprintf("this state is in JSONata: %s is passed on as it stands", quote(m.Key))).
					help("cut off .$ and write {% … %}").as(diag.Warning)
			}
		}
	}
}
