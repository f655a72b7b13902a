package check

import (
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
)

// CodeUnknownField is a field that the language doesn't have at this place.
const CodeUnknownField = "ASL1011"

var ruleUnknownField = &rule{
	name: "find-unknown-fields",
	records: []Record{{
		Code: CodeUnknownField, AWS: awsSchema, Title: "a field doesn't exist at this place", Since: "0.1.0",
		Why:  "Step Functions refuses a definition with a field it doesn't know. Names are case-sensitive, and a field that one type of state has may not exist in another.",
		Bad:  states(`"A": {"Type": "Pass", "Resultpath": "$.a", "End": true}`),
		Good: states(`"A": {"Type": "Pass", "ResultPath": "$.a", "End": true}`),
	}},
	check: func(p *pass) {
		for _, s := range p.objects {
			for _, m := range asl.NodeOf(s.object).Extra {
				if _, known := asl.FieldOf(s.object, m.Key); known {
					continue // of the wrong type
				}
				if _, comparator := asl.Comparator(m.Key).Comparison(); comparator && isRule(s.object) {
					continue // a second one
				}
				p.reportUnknown(s, m.Key)
			}
		}
	},
}

func isRule(o asl.Object) bool {
	_, ok := o.(*asl.ChoiceRule)
	return ok
}

func (p *pass) reportUnknown(s site, name string) {
	what := describe(s.object)
	f := p.reportKey(s.key(name), CodeUnknownField, fmt.Sprintf("%s has no field %s", what, quote(name))).
		aws(awsSchema, "Field '"+name+"' is not supported", s.path())
	names := fieldNames(s.object)
	if isRule(s.object) {
		for _, c := range asl.Comparators() {
			names = append(names, string(c))
		}
	}
	if near := p.nearest(name, names); near != "" {
		f.help("did you mean " + quote(near) + "?").rename(near)
		return
	}
	if types := typesWith(name); len(types) > 0 && isState(s.object) {
		f.help("only " + list(types, "and") + " states have it")
		return
	}
	if name == "Comment" {
		f.help("remove it; comments are allowed in the machine, states, branches, rules, retriers and catchers")
		return
	}
	f.help("remove it, or put it where it belongs; it has " + list(names, "and"))
}

func isState(o asl.Object) bool {
	_, ok := o.(asl.State)
	return ok
}

func fieldNames(o asl.Object) []string {
	var names []string
	if isState(o) {
		names = append(names, "Type")
	}
	fields := asl.FieldsOf(o)
	for i := range fields {
		if fields[i].Name != "" {
			names = append(names, fields[i].Name)
		}
	}
	return names
}

// typesWith are the state types that have a field.
func typesWith(field string) []string {
	var types []string
	for _, t := range asl.Types() {
		if _, ok := asl.FieldOf(asl.New(t), field); ok {
			types = append(types, string(t))
		}
	}
	return types
}

// describe names the kind of object for a message.
func describe(o asl.Object) string {
	switch o := o.(type) {
	case asl.State:
		return a(string(o.Type())) + " state"
	case *asl.Machine:
		return "a state machine"
	case *asl.Branch:
		return "a branch"
	case *asl.Processor:
		return "an item processor"
	case *asl.ChoiceRule:
		return "a choice rule"
	case *asl.Retrier:
		return "a retrier"
	case *asl.Catcher:
		return "a catcher"
	}
	return a(strings.TrimPrefix(fmt.Sprintf("%T", o), "*asl."))
}
