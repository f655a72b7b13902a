package check

import (
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
)

// Codes about the query language.
const (
	CodeOtherLanguage = "ASL1020"
	CodeMixedLanguage = "ASL1021"
	CodeDeprecated    = "ASL1022"
)

var ruleLanguage = &rule{
	name: "check-query-language",
	records: []Record{
		{
			Code: CodeOtherLanguage, AWS: awsSchema, Title: "a field belongs to the other query language", Since: "0.1.0",
			Why:  "JSONPath states shape data with InputPath, Parameters, ResultSelector, ResultPath and OutputPath, JSONata states with Arguments and Output. Step Functions refuses a state that mixes them.",
			Bad:  states(`"A": {"Type": "Pass", "Output": {"a": 1}, "End": true}`),
			Good: states(`"A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": {"a": 1}, "End": true}`),
		},
		{
			Code: CodeMixedLanguage, AWS: awsSchema, Title: "a JSONPath state in a JSONata machine", Since: "0.1.0",
			Why:  "A JSONPath machine may have JSONata states, but not the other way round.",
			Bad:  jsonataStates(`"A": {"Type": "Pass", "QueryLanguage": "JSONPath", "End": true}`),
			Good: states(`"A": {"Type": "Pass", "QueryLanguage": "JSONata", "End": true}`),
		},
		{
			Code: CodeDeprecated, Title: "a field has a successor", Since: "0.1.0",
			Why:  "Iterator and a Map's Parameters still work, but distributed maps and newer tools know only ItemProcessor and ItemSelector.",
			Bad:  states(`"A": {"Type": "Map", "Iterator": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}, "End": true}`),
			Good: states(`"A": {"Type": "Map", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}, "End": true}`),
		},
	},
	check: func(p *pass) {
		for _, s := range p.states {
			p.checkMixed(s)
		}
		for _, s := range p.objects {
			p.checkLanguage(s)
		}
	},
}

// otherLanguage reports whether the field exists only in the language that the object is
// not in.
func (p *pass) otherLanguage(s site, f *asl.Field) bool {
	return f.Language != "" && s.state != nil && f.Language != p.languageOf(s)
}

// wrongLanguage reports whether that is said about the field, so that nothing else about
// it should be.
func (p *pass) wrongLanguage(s site, f *asl.Field) bool {
	return p.otherLanguage(s, f) && has(s.object, f)
}

// mixed reports whether a state is in JSONPath though the machine is in JSONata.
func (p *pass) mixed(s asl.State) bool {
	return s != nil && p.machine.QueryLanguage == string(asl.JSONata) && s.Base().QueryLanguage == string(asl.JSONPath)
}

func (p *pass) checkMixed(s site) {
	if p.mixed(s.state) {
		p.report(s.key("QueryLanguage"), CodeMixedLanguage, "the machine is in JSONata, so this state can't be in JSONPath").
			help("remove `QueryLanguage` here, or set the machine's to JSONPath and the other states' to JSONata").
			aws(awsSchema, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", s.path())
	}
}

func (p *pass) checkLanguage(s site) {
	if p.mixed(s.state) {
		return // one cause
	}
	again := false
	for f := range s.fields() {
		name := f.Name
		if f.Kind == asl.KindComparator {
			name = string(s.object.(*asl.ChoiceRule).Comparator)
		}
		if p.otherLanguage(s, f) {
			p.reportLanguage(s, f, name).hidden = again
			again = isRule(s.object) // a test has a variable and a comparator: one cause
		} else if f.Deprecated != "" {
			p.reportKey(s.key(f.Name), CodeDeprecated, fmt.Sprintf("%s is the old name of %s", quote(f.Name), quote(f.Deprecated))).
				help("rename it").as(diag.Info).rename(f.Deprecated)
		}
	}
	for _, m := range asl.NodeOf(s.object).Extra {
		if f, ok := asl.FieldOf(s.object, m.Key); ok && !f.IsSet(s.object) && p.otherLanguage(s, f) {
			p.reportLanguage(s, f, f.Name)
		}
	}
}

// instead says what does the work of a field in the other language.
var instead = map[string]string{
	"InputPath": "`Arguments` or `Output` with {% $states.input.… %}", "OutputPath": "`Output`", "Parameters": "`Arguments`",
	"ResultSelector": "`Output` with {% $states.result.… %}", "ResultPath": "`Output` or `Assign`", "Result": "`Output`",
	"ItemsPath": "`Items`", "Variable": "`Condition`", "And": "`Condition` with `and`", "Or": "`Condition` with `or`", "Not": "`Condition` with $not",
	"Arguments": "`Parameters`", "Output": "`ResultSelector`, `ResultPath` and `OutputPath`", "Items": "`ItemsPath`", "Condition": "`Variable` and a comparator",
}

func (p *pass) reportLanguage(s site, f *asl.Field, name string) *Finding {
	lang := p.languageOf(s)
	help := instead[name]
	switch {
	case help != "":
	case f.Kind == asl.KindComparator:
		help = "`Condition`"
	default: // …Path fields
		help = quote(trimPath(name)) + " with {% … %}"
	}
	return p.reportKey(s.key(name), CodeOtherLanguage, fmt.Sprintf("%s is a field of %s, and this state is in %s", quote(name), f.Language, lang)).
		help(fmt.Sprintf("use %s, or set the state's `QueryLanguage` to %s", help, f.Language)).
		aws(awsSchema, fmt.Sprintf("The QueryLanguage is set to '%s', but field '%s' is only supported for the '%s' QueryLanguage", lang, name, f.Language), s.path())
}

func trimPath(name string) string {
	if n := len(name) - len("Path"); n > 0 && name[n:] == "Path" {
		return name[:n]
	}
	return name
}
