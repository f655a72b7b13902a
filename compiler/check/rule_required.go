package check

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Codes of fields that must or must not be there.
const (
	CodeRequired  = "ASL1017"
	CodeOneOf     = "ASL1018"
	CodeExclusive = "ASL1019"
)

var ruleRequired = &rule{
	name: "check-required-fields",
	records: []Record{
		{
			Code: CodeRequired, AWS: awsSchema, Title: "a field is missing", Since: "0.1.0",
			Why:  "Without it Step Functions does not know what to do, and refuses the definition.",
			Bad:  states(`"A": {"Type": "Task", "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}`),
		},
		{
			Code: CodeOneOf, AWS: awsSchema, Title: "one of several fields must be there", Since: "0.1.0",
			Why:  "A state that neither ends nor goes on, or waits for nothing in particular, is refused.",
			Bad:  states(`"A": {"Type": "Pass"}`),
			Good: states(`"A": {"Type": "Pass", "End": true}`),
		},
		{
			Code: CodeExclusive, AWS: awsSchema, Title: "two fields exclude each other", Since: "0.1.0",
			Why:  "They say the same thing in two ways; Step Functions refuses to choose.",
			Bad:  states(`"A": {"Type": "Wait", "Seconds": 1, "SecondsPath": "$.s", "End": true}`),
			Good: states(`"A": {"Type": "Wait", "SecondsPath": "$.s", "End": true}`),
		},
	},
	check: func(p *pass) {
		for _, s := range p.objects {
			p.checkRequired(s)
			p.checkGroups(s)
		}
	},
}

// has reports whether the object has the member at all, fitting or not.
func has(o asl.Object, f *asl.Field) bool {
	return f.IsSet(o) || written(o, f)
}

// written reports whether the object has the member in a form that does not fit.
func written(o asl.Object, f *asl.Field) bool {
	return len(asl.NodeOf(o).Extra) > 0 && !asl.NodeOf(o).ExtraValue(f.Name).IsUndefined()
}

func (p *pass) checkRequired(s site) {
	fields := s.table
	var missing []string
	for i := range fields {
		if f := &fields[i]; f.Required && s.set&(1<<i) == 0 && !written(s.object, f) {
			missing = append(missing, f.Name)
		}
	}
	if rule, ok := s.object.(*asl.ChoiceRule); ok {
		missing = append(missing, p.missingInRule(s, rule)...)
	}
	for i, name := range missing {
		f := p.reportKey(s, CodeRequired, fmt.Sprintf("%s needs the field %s", describe(s.object), quote(name)))
		if near := p.misspelled(s.object, name); near != "" {
			f.help(fmt.Sprintf("%s is spelled %s", quote(near), quote(name)))
			f.hidden = true // the unknown field is the cause
		} else {
			f.help("add it")
		}
		if i == 0 {
			names := slices.Clone(missing)
			slices.Reverse(names) // as the service lists States before StartAt
			f.aws(awsSchema, "These fields are required: ["+strings.Join(names, ", ")+"]", s.path())
		}
	}
}

// misspelled is the unknown field that was meant to be name.
func (p *pass) misspelled(o asl.Object, name string) string {
	for _, m := range asl.NodeOf(o).Extra {
		if _, known := asl.FieldOf(o, m.Key); !known && p.nearest(m.Key, fieldNames(o)) == name {
			return m.Key
		}
	}
	return ""
}

// missingInRule: a rule of a Choice names where to go and, in JSONata, its condition.
func (p *pass) missingInRule(s site, rule *asl.ChoiceRule) []string {
	if s.state == nil || !isTopRule(s) {
		return nil
	}
	var missing []string
	if rule.Next == "" && rule.ExtraValue("Next").IsUndefined() {
		missing = append(missing, "Next")
	}
	if p.languageOf(s) == asl.JSONata && rule.Condition.IsUndefined() && rule.Variable == "" && rule.And == nil && rule.Or == nil && rule.Not == nil {
		missing = append(missing, "Condition")
	}
	return missing
}

// isTopRule reports whether the rule at s stands in Choices itself.
func isTopRule(s site) bool {
	return s.part.Parent() == "/Choices"
}

func (p *pass) checkGroups(s site) {
	fields := s.table
	extra := len(asl.NodeOf(s.object).Extra) > 0
	for _, g := range asl.GroupsOf(s.object) {
		// The common case: exactly one, and nothing is odd.
		if n := bits.OnesCount64(s.set & g.Fields); !extra && (n == 1 || n == 0 && !g.Required) {
			continue
		}
		p.checkGroup(s, fields, g.Name, g.Required)
	}
}

func (p *pass) checkGroup(s site, fields []asl.Field, group string, required bool) {
	var names, there []string
	for i := range fields {
		f := &fields[i]
		if f.OneOf+f.AtMost != group {
			continue
		}
		names = append(names, f.Name)
		if !has(s.object, f) || p.wrongLanguage(s, f) {
			continue
		}
		if isFalse(s.object, f) {
			continue // "End": false
		}
		there = append(there, f.Name)
	}
	slices.SortStableFunc(there, func(a, b string) int { return s.written(a) - s.written(b) })
	awsNames := "[" + strings.Join(names, ", ") + "]"
	switch {
	case len(there) > 1:
		f := p.reportKey(s.key(there[1]), CodeExclusive, fmt.Sprintf("%s and %s exclude each other", quote(there[0]), quote(there[1]))).
			help("remove one of the two").
			aws(awsSchema, "There should only be one of the following fields: "+awsNames, s.path())
		f.related(s.key(there[0]), "the other one")
	case len(there) == 0 && required:
		usable := p.usable(s, fields, names)
		needs := "one of " + list(usable, "and")
		if len(usable) == 1 {
			needs = "the field " + quote(usable[0])
		}
		f := p.reportKey(s, CodeOneOf, fmt.Sprintf("%s needs %s", describe(s.object), needs)).
			help(groupHelp(group)).
			aws(awsSchema, "This object should have only one of the following fields: "+awsNames, s.path())
		for _, name := range usable {
			f.hidden = f.hidden || p.misspelled(s.object, name) != ""
		}
	}
}

// written is the position of a member in the source; those that were built come last.
func (s site) written(name string) int {
	keys := asl.NodeOf(s.object).SourceKeys()
	if i := slices.Index(keys, name); i >= 0 {
		return i
	}
	return len(keys)
}

// usable are the names that exist in the query language of the object.
func (p *pass) usable(s site, fields []asl.Field, names []string) []string {
	var usable []string
	for i := range fields {
		f := &fields[i]
		if slices.Contains(names, f.Name) && !p.otherLanguage(s, f) && f.Deprecated == "" {
			usable = append(usable, f.Name)
		}
	}
	return usable
}

func groupHelp(group string) string {
	if group == "Next" {
		return "add `\"End\": true`, or `Next` with the name of a state"
	}
	return "add one of them"
}

// isFalse reports whether a boolean field was written as false, which is the same as not
// writing it.
func isFalse(o asl.Object, f *asl.Field) bool {
	v := asl.NodeOf(o).ExtraValue(f.Name)
	return f.Kind == asl.KindBoolean && v.Kind() == value.Bool && !v.Bool()
}
