package check

import (
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// CodeStateType is a state whose Type is missing or names no type.
const CodeStateType = "ASL1010"

var ruleStateType = &rule{
	name: "check-state-type",
	records: []Record{{
		Code: CodeStateType, AWS: awsSchema, Title: "a state has no type, or one that doesn't exist", Since: "0.1.0",
		Why:  "Type decides what a state does and which fields it has. It is one of Task, Wait, Pass, Succeed, Fail, Choice, Parallel and Map, in this spelling.",
		Bad:  states(`"A": {"Type": "Lambda", "End": true}`),
		Good: states(`"A": {"Type": "Pass", "End": true}`),
	}},
	check: func(p *pass) {
		for i, scope := range p.scopes {
			for _, u := range scope.Graph.Unreadable {
				p.reportUnreadable(p.owner(i).key("States").key(u.Name), u)
			}
		}
	},
}

// owner is the object that holds the graph of scope i, as a node outside states.
func (p *pass) owner(i int) site {
	s := p.holders[i]
	s.state, s.scope, s.part = nil, p.scopes[i], ""
	return s
}

func (p *pass) reportUnreadable(s site, u asl.Unreadable) {
	t := u.Value.Get("Type")
	var f *Finding
	switch {
	case u.Value.Kind() != value.Object:
		f = p.report(s, CodeStateType, fmt.Sprintf("the state %s must be an object, this is %s", quote(u.Name), kindName(u.Value))).
			help(`write {"Type": …}`).
			aws(awsSchema, "Expected value of type Object", s.path())
	case t.IsUndefined():
		f = p.reportKey(s, CodeStateType, fmt.Sprintf("the state %s has no `Type`", quote(u.Name))).
			help("add one of "+list(typeNames(), "or")).
			aws(awsSchema, "The field 'Type' is required", s.path())
	default:
		f = p.report(s.key("Type"), CodeStateType, fmt.Sprintf("there is no state type %s", quote(t.Str()+nonString(t)))).
			help("use one of "+list(typeNames(), "or")).
			aws(awsSchema, "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]", s.path().Key("Type"))
		if near := p.nearest(t.Str(), typeNames()); near != "" {
			f.Help = "did you mean " + quote(near) + "?"
			f.Fixes = []diag.Fix{{Title: "use " + near, Path: f.Path, Value: `"` + near + `"`}}
		}
	}
	f.State = u.Name
}

func nonString(v value.Value) string {
	if v.Kind() == value.String {
		return ""
	}
	return v.String()
}

func typeNames() []string {
	var names []string
	for _, t := range asl.Types() {
		names = append(names, string(t))
	}
	return names
}

// kindName is what v is, with its article.
func kindName(v value.Value) string {
	if v.IsNull() {
		return "null"
	}
	return a(v.Kind().String())
}
