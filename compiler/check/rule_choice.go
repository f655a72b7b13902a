package check

import (
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Codes about Choice states.
const (
	CodeComparator = "ASL1040"
	CodeOperand    = "ASL1041"
	CodeNestedNext = "ASL1042"
	CodeNoDefault  = "ASL1043"
)

var ruleChoice = &rule{
	name: "check-choice-rules",
	records: []Record{
		{
			Code: CodeComparator, AWS: awsSchema, Title: "a rule does not have exactly one test", Since: "0.1.0",
			Why:  "A data test is a Variable and one comparator; And, Or and Not stand alone. Step Functions refuses a rule with none or with several.",
			Bad:  states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}`),
			Good: states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "NumericEquals": 1, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}`),
		},
		{
			Code: CodeOperand, AWS: awsSchema, Title: "a comparator has an operand of the wrong type", Since: "0.1.0",
			Why:  "StringEquals compares with a string, NumericEquals with a number, and so on; a comparator whose name ends in Path takes a path.",
			Bad:  states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "NumericEquals": "1", "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}`),
			Good: states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "NumericEquals": 1, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}`),
		},
		{
			Code: CodeNestedNext, AWS: awsSchema, Title: "a rule inside And, Or or Not goes on by itself", Since: "0.1.0",
			Why:  "Only a rule of Choices itself decides where to go, what to assign and what to put out.",
			Bad:  states(`"A": {"Type": "Choice", "Choices": [{"Not": {"Variable": "$.x", "IsPresent": true, "Next": "B"}, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}`),
			Good: states(`"A": {"Type": "Choice", "Choices": [{"Not": {"Variable": "$.x", "IsPresent": true}, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}`),
		},
		{
			Code: CodeNoDefault, Title: "a Choice has no Default", Since: "0.1.0",
			Why:  "An input that no rule matches then fails the execution, and a Choice has no Catch.",
			Bad:  states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "NumericEquals": 1, "Next": "B"}]}, "B": {"Type": "Succeed"}`),
			Good: states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "NumericEquals": 1, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}`),
		},
	},
	check: func(p *pass) {
		for _, s := range p.objects {
			switch o := s.object.(type) {
			case *asl.Choice:
				if o.Default == "" && o.ExtraValue("Default").IsUndefined() && !always(p, s, o) {
					p.report(s, CodeNoDefault, "an input that no rule matches fails the execution").
						help("add `Default`").as(diag.Warning)
				}
			case *asl.ChoiceRule:
				p.checkRule(s, o)
			}
		}
	},
}

// always reports whether some rule of the Choice always holds.
func always(p *pass, s site, c *asl.Choice) bool {
	for _, r := range c.Choices {
		if p.languageOf(s) == asl.JSONata && (r.Condition.Bool() || r.Condition.Str() == "{% true %}") {
			return true
		}
	}
	return false
}

func (p *pass) checkRule(s site, r *asl.ChoiceRule) {
	if !isTopRule(s) {
		for _, name := range []string{"Next", "Assign", "Output"} {
			if !member(r, name).IsUndefined() {
				p.reportKey(s.key(name), CodeNestedNext, fmt.Sprintf("a rule inside And, Or or Not has no field %s", quote(name))).
					help("move it to the rule in `Choices`").
					aws(awsSchema, "Field '"+name+"' is not supported", s.path())
			}
		}
	}
	if p.languageOf(s) == asl.JSONata {
		return
	}
	p.checkTests(s, r)
	if r.Comparator != "" {
		p.checkOperand(s, r)
	}
}

// checkTests counts the tests of a JSONPath rule.
func (p *pass) checkTests(s site, r *asl.ChoiceRule) {
	if r.Comparator != "" && r.Variable != "" && len(r.Extra) == 0 && r.And == nil && r.Or == nil && r.Not == nil {
		return // the common case: one test
	}
	var tests []string
	if r.Comparator != "" {
		tests = append(tests, string(r.Comparator))
	}
	for _, m := range r.Extra {
		if _, ok := asl.Comparator(m.Key).Comparison(); ok && m.Key != string(r.Comparator) {
			tests = append(tests, m.Key)
		}
	}
	data := len(tests) > 0 || r.Variable != ""
	logic := 0
	for _, name := range []string{"And", "Or", "Not"} {
		if !member(r, name).IsUndefined() {
			tests = append(tests, name)
			logic++
		}
	}
	if !r.Condition.IsUndefined() {
		return // reported as a field of JSONata
	}
	switch {
	case len(tests) > 1:
		f := p.reportKey(s.key(tests[1]), CodeComparator, fmt.Sprintf("a rule has one test, this one has %s", list(tests, "and"))).
			help("join them by `And` or `Or`")
		if logic == 0 {
			f.aws(awsSchema, "There should only be one of the following fields: "+awsComparators, s.path())
		} else {
			f.aws(awsSchema, "There should only be one of the following fields: [And, Or, Not]", s.path())
		}
	case len(tests) == 0 && p.unknownComparator(r) != "":
		// The unknown field is the cause.
		p.reportKey(s, CodeComparator, "a rule needs a comparator").only().
			aws(awsSchema, "This object should have only one of the following fields: "+awsComparators, s.path())
	case len(tests) == 0:
		p.reportKey(s, CodeComparator, "a rule needs a test").
			help("add `Variable` and a comparator such as `StringEquals`, or `And`, `Or` or `Not`").
			aws(awsSchema, "This object should have only one of the following fields: "+awsComparators, s.path())
	case data && logic == 0 && r.Variable == "" && r.ExtraValue("Variable").IsUndefined():
		p.reportKey(s, CodeRequired, fmt.Sprintf("%s needs the field `Variable`", quote(tests[0]))).
			help("add the path of what is compared").
			aws(awsSchema, "These fields are required: [Variable]", s.path())
	}
}

// unknownComparator is a member that looks like a comparator and is none.
func (p *pass) unknownComparator(r *asl.ChoiceRule) string {
	for _, m := range r.Extra {
		if _, known := asl.FieldOf(r, m.Key); known {
			continue
		}
		if _, ok := asl.Comparator(m.Key).Comparison(); !ok {
			return m.Key
		}
	}
	return ""
}

func (p *pass) checkOperand(s site, r *asl.ChoiceRule) {
	c, _ := r.Comparator.Comparison()
	at := s.key(string(r.Comparator))
	v := r.Operand
	if p.isSubstitution(v.Str()) {
		return
	}
	want, fits, aws := "", true, "String"
	switch {
	case c.Path:
		want, fits = "a path in quotes", v.Kind() == value.String
	case c.Is || c.Operand == "Boolean":
		want, fits, aws = "true or false", v.Kind() == value.Bool, "Boolean"
	case c.Operand == "Numeric":
		want, fits, aws = "a number", v.Kind() == value.Number, "Number"
	case c.Operand == "Timestamp":
		want, fits = "a time like 2026-11-22T09:30:00Z", v.Kind() == value.String && isTimestamp(v.Str())
	default:
		want, fits = "a string", v.Kind() == value.String
	}
	if fits {
		return
	}
	f := p.report(at, CodeOperand, fmt.Sprintf("%s compares with %s, this is %s", quote(string(r.Comparator)), want, operandText(v))).
		aws(awsSchema, "Expected value of type "+aws, at.path())
	if c.Operand == "Timestamp" && v.Kind() == value.String {
		f.AWS[0].Message = "String does not match RFC3339 timestamp"
	}
	if v.Kind() == value.String && strings.HasPrefix(v.Str(), "$") && !c.Path && !c.Is {
		f.help("to compare with a path use " + quote(string(r.Comparator)+"Path"))
	}
}

func operandText(v value.Value) string {
	switch v.Kind() {
	case value.Array, value.Object:
		return kindName(v)
	}
	return quote(v.String())
}

// awsComparators is the service's list of what a data test may have, in its order.
const awsComparators = "[StringEquals, IsBoolean, StringLessThan, IsNumeric, BooleanEquals, StringLessThanEqualsPath, NumericLessThan, " +
	"NumericGreaterThan, NumericLessThanPath, StringMatches, TimestampLessThanEqualsPath, NumericEquals, TimestampGreaterThan, " +
	"StringGreaterThanEqualsPath, TimestampGreaterThanEqualsPath, TimestampLessThanEquals, NumericLessThanEqualsPath, TimestampEquals, " +
	"BooleanEqualsPath, IsTimestamp, StringLessThanEquals, NumericLessThanEquals, StringLessThanPath, TimestampGreaterThanPath, " +
	"StringGreaterThan, StringGreaterThanPath, IsString, StringEqualsPath, TimestampEqualsPath, TimestampLessThan, " +
	"StringGreaterThanEquals, NumericGreaterThanPath, NumericGreaterThanEquals, NumericEqualsPath, TimestampLessThanPath, IsNull, " +
	"IsPresent, TimestampGreaterThanEquals, NumericGreaterThanEqualsPath]"
