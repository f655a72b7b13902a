package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
)

// Codes about variables.
const (
	CodeVariableName     = "ASL2020"
	CodeNoVariable       = "ASL2021"
	CodeMaybeUnassigned  = "ASL2022"
	CodeShadowedVariable = "ASL2023"
	CodeOuterVariable    = "ASL2024"
	CodeUnusedVariable   = "ASL2025"
)

var ruleVariable = &rule{
	name: "follow-variables",
	records: []Record{
		{
			Code: CodeVariableName, AWS: awsSchema, Title: "a variable has a name it can't have", Since: "0.1.0",
			Why:  "A name begins with a letter, goes on with letters, digits and underscores, has at most 80 characters, and is not `states`, which is reserved.",
			Bad:  states(`"A": {"Type": "Pass", "Assign": {"order-id": 1}, "End": true}`),
			Good: states(`"A": {"Type": "Pass", "Assign": {"orderId": 1}, "End": true}`),
		},
		{
			Code: CodeNoVariable, Title: "a variable is never assigned", Since: "0.1.0",
			Why:  "No state that runs before this one assigns it. The values of an Assign are there from the next state on, and variables of a branch or of an item end with it.",
			Bad:  jsonataStates(`"A": {"Type": "Pass", "Assign": {"total": 1}, "Next": "B"}, "B": {"Type": "Pass", "Output": "{% $totl %}", "End": true}`),
			Good: jsonataStates(`"A": {"Type": "Pass", "Assign": {"total": 1}, "Next": "B"}, "B": {"Type": "Pass", "Output": "{% $total %}", "End": true}`),
		},
		{
			Code: CodeMaybeUnassigned, Title: "a variable is not assigned on every way to here", Since: "0.1.0",
			Why:  "Some way through the machine leads here without assigning it; then the expression finds nothing and the state fails.",
			Bad:  jsonataStates(`"A": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.a %}", "Next": "B"}], "Default": "C"}, "B": {"Type": "Pass", "Assign": {"x": 1}, "Next": "C"}, "C": {"Type": "Pass", "Output": "{% $x %}", "End": true}`),
			Good: jsonataStates(`"A": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.a %}", "Next": "B"}], "Assign": {"x": 0}, "Default": "C"}, "B": {"Type": "Pass", "Assign": {"x": 1}, "Next": "C"}, "C": {"Type": "Pass", "Output": "{% $x %}", "End": true}`),
		},
		{
			Code: CodeShadowedVariable, AWS: awsVariable, Title: "a branch assigns a variable of the scope around it", Since: "0.1.0",
			Why:  "Branches and item processors read the variables around them but can't assign them: Step Functions refuses a name that is assigned on a way into the state.",
			Bad:  states(`"A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"}, "B": {"Type": "Parallel", "Branches": [{"StartAt": "C", "States": {"C": {"Type": "Pass", "Assign": {"x": 2}, "End": true}}}], "End": true}`),
			Good: states(`"A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"}, "B": {"Type": "Parallel", "Branches": [{"StartAt": "C", "States": {"C": {"Type": "Pass", "Assign": {"y": 2}, "End": true}}}], "End": true}`),
		},
		{
			Code: CodeOuterVariable, Title: "a distributed map reads a variable from outside", Since: "0.1.0",
			Why:  "Its items run as executions of their own, which don't have the variables of the machine around them. What they need goes in by ItemSelector.",
			Bad:  jsonataStates(`"A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "M"}, "M": {"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {"B": {"Type": "Pass", "Output": "{% $x %}", "End": true}}}, "End": true}`),
			Good: jsonataStates(`"A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "M"}, "M": {"Type": "Map", "ItemSelector": {"x": "{% $x %}"}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {"B": {"Type": "Pass", "Output": "{% $states.input.x %}", "End": true}}}, "End": true}`),
		},
		{
			Code: CodeUnusedVariable, Title: "a variable is never read", Since: "0.1.0",
			Why:  "It costs evaluation and room in the execution's 10 MB of variables, and may be a misspelled name.",
			Bad:  jsonataStates(`"A": {"Type": "Pass", "Assign": {"x": 1}, "End": true}`),
			Good: jsonataStates(`"A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"}, "B": {"Type": "Pass", "Output": "{% $x %}", "End": true}`),
		},
	},
	check: func(p *pass) {
		a := assignments(p)
		for _, s := range p.objects {
			p.checkAssign(s)
		}
		if len(a.names) == 0 && !p.readsVariables() {
			return
		}
		a.flow(p)
		p.checkUses(a)
		p.checkShadows(a)
	},
}

// maxVariableName is the longest name of a variable in characters (spec: "Variables").
const maxVariableName = 80

// variableName is a name that an Assign sets, without the suffix of a template's key.
func variableName(key string, lang asl.QueryLanguage) string {
	if lang == asl.JSONPath {
		return strings.TrimSuffix(key, ".$")
	}
	return key
}

func (p *pass) checkAssign(s site) {
	for _, m := range assignOf(s.object).Members() {
		name := variableName(m.Key, p.languageOf(s))
		if why := refusedName(name); why != "" && !p.isSubstitution(name) {
			p.reportKey(s.key("Assign").key(m.Key), CodeVariableName, fmt.Sprintf("%s can't be the name of a variable: %s", quote(name), why)).
				help("choose another name").
				aws(awsSchema, "Invalid variable name: "+name, s.path().Key("Assign"))
		}
	}
}

// refusedName is why a variable can't have a name, "" if it can.
func refusedName(name string) string {
	switch {
	case name == "states":
		return "it is reserved"
	case !isIdentifier(name):
		return "a name begins with a letter and has letters, digits and underscores"
	case utf8.RuneCountInString(name) > maxVariableName:
		return fmt.Sprintf("it has more than %d characters", maxVariableName)
	}
	return ""
}

// isIdentifier follows Unicode's ID_Start and ID_Continue (UAX 31), with the underscore.
func isIdentifier(name string) bool {
	for i, r := range name {
		start := unicode.IsLetter(r) || unicode.Is(unicode.Nl, r) || r == '_'
		if !start && (i == 0 || !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Mc, r) && !unicode.Is(unicode.Pc, r)) {
			return false
		}
	}
	return name != ""
}

// use is a variable that a text reads.
type use struct {
	name   string
	offset int
}

// findUses looks for the variables that the text raw reads.
func (t *parsed) findUses(raw string) []use {
	if t.node != nil {
		return jsonataUses(t.node)
	}
	var uses []use
	var visit func(paths []*jsonpath.Path)
	visit = func(paths []*jsonpath.Path) {
		for _, path := range paths {
			if root, name := path.Root(); root == jsonpath.RootVariable {
				uses = append(uses, use{name, max(0, strings.Index(raw, "$"+name))})
			}
			for _, segment := range path.Segments() {
				visit(segment.Paths())
			}
		}
	}
	visit(t.paths())
	return uses
}

// jsonataUses are the variables that an expression neither binds itself nor finds among
// the functions.
func jsonataUses(n jsonata.Node) []use {
	bound := locals(n)
	var uses []use
	seen := make(map[string]bool)
	jsonata.Walk(n, func(n jsonata.Node) bool {
		if call, ok := n.(*jsonata.Call); ok {
			if v, ok := call.Proc.(*jsonata.Variable); ok {
				seen[v.Value] = true // rule_jsonata knows what can be called
			}
		}
		v, ok := n.(*jsonata.Variable)
		if !ok || v.Value == "" || v.Value == "$" || v.Value == "states" || bound[v.Value] || seen[v.Value] || isFunction(v.Value) {
			return true
		}
		seen[v.Value] = true
		uses = append(uses, use{v.Value, v.Pos()})
		return true
	})
	return uses
}

func isFunction(name string) bool {
	return name == "eval" || slices.Contains(functions, name)
}

func (p *pass) readsVariables() bool {
	for _, t := range p.allTexts() {
		if len(t.uses) > 0 {
			return true
		}
	}
	return false
}

func (p *pass) checkUses(a *assigned) {
	read := make(map[string]bool)
	for _, t := range p.allTexts() {
		for _, u := range t.uses {
			read[u.name] = true
			p.checkUse(a, t, u)
		}
	}
	for _, w := range a.writes {
		if name := a.names[w.id]; !read[name] && !p.isSubstitution(name) && refusedName(name) == "" {
			p.reportKey(w.at, CodeUnusedVariable, fmt.Sprintf("no state reads the variable %s", quote("$"+name))).
				help("remove it, or look for a misspelled name").as(diag.Info)
		}
	}
}

func (p *pass) checkUse(a *assigned, t *text, u use) {
	facts, ok := a.at[t.state]
	if !ok {
		return // the state is never reached
	}
	id, known := a.ids[u.name]
	switch {
	case known && facts.must.has(id), t.enough():
	case known && facts.may.has(id):
		p.at(t, p.report(t.site, CodeMaybeUnassigned, fmt.Sprintf("%s may not be assigned when this runs", quote("$"+u.name))), u.offset).
			help("assign it on every way to this state").as(diag.Warning)
	case known && a.outside(t.scope, id):
		p.at(t, p.report(t.site, CodeOuterVariable, fmt.Sprintf("%s is a variable outside this distributed map", quote("$"+u.name))), u.offset).
			help("pass it in by `ItemSelector`")
	default:
		f := p.at(t, p.report(t.site, CodeNoVariable, fmt.Sprintf("no state before this one assigns %s", quote("$"+u.name))), u.offset).as(diag.Warning)
		candidates := append([]string{"states"}, a.sorted...)
		if t.form == formJSONata && !known {
			candidates = append(candidates, functions...)
		}
		if near := p.nearest(u.name, candidates); near != "" && near != u.name {
			f.help("did you mean " + quote("$"+near) + "?")
		} else if known {
			f.help("it is assigned in this state, later, or in another scope; values are there from the next state on")
		} else {
			f.help("assign it by `Assign` in a state before")
		}
	}
}

func (p *pass) checkShadows(a *assigned) {
	for _, w := range a.writes {
		scope := w.at.scope
		for s := scope; s.Parent != nil && !s.Distributed(); s = s.Parent {
			if facts, ok := a.at[s.Owner]; ok && facts.may.has(w.id) {
				name := a.names[w.id]
				p.reportKey(w.at, CodeShadowedVariable, fmt.Sprintf("%s is a variable of the scope around %s, which can't be assigned inside", quote("$"+name), quote(s.Owner.Base().Name))).
					help("give it another name, and assign the outer variable in the state's own `Assign`").
					aws(awsVariable, "Duplicate variable name: "+name, w.at.path())
				break
			}
		}
	}
}

// sortedNames is for advice, in a stable order.
func sortedNames(names []string) []string {
	return slices.Sorted(slices.Values(names))
}
