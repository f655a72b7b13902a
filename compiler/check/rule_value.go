package check

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Codes of values that a field can't hold.
const (
	CodeWrongType = "ASL1012"
	CodeEnum      = "ASL1013"
	CodeRange     = "ASL1014"
	CodeEmpty     = "ASL1015"
	CodeTimestamp = "ASL1016"
)

var ruleValue = &rule{
	name: "check-values",
	records: []Record{
		{
			Code: CodeWrongType, AWS: awsSchema, Title: "a field has a value of the wrong type", Since: "0.1.0",
			Why:  "Step Functions refuses it. A number in quotes is a string, and null is a value of its own that only InputPath, OutputPath and ResultPath know.",
			Bad:  states(`"A": {"Type": "Wait", "Seconds": "10", "End": true}`),
			Good: states(`"A": {"Type": "Wait", "Seconds": 10, "End": true}`),
		},
		{
			Code: CodeEnum, AWS: awsSchema, Title: "a field has a value that is none of the possible ones", Since: "0.1.0",
			Why:  "The field knows only the words that are listed, in this spelling.",
			Bad:  states(`"A": {"Type": "Pass", "QueryLanguage": "jsonata", "End": true}`),
			Good: states(`"A": {"Type": "Pass", "QueryLanguage": "JSONata", "End": true}`),
		},
		{
			Code: CodeRange, AWS: awsSchema, Title: "a number is out of range", Since: "0.1.0",
			Why:  "Step Functions refuses it when the machine is created.",
			Bad:  states(`"A": {"Type": "Wait", "Seconds": -1, "End": true}`),
			Good: states(`"A": {"Type": "Wait", "Seconds": 0, "End": true}`),
		},
		{
			Code: CodeEmpty, AWS: awsSchema, Title: "a value must not be empty", Since: "0.1.0",
			Why:  "A Choice without rules, a retrier without error names, a graph without states can't do anything; Step Functions refuses them.",
			Bad:  states(`"A": {"Type": "Choice", "Choices": [], "Default": "B"}, "B": {"Type": "Succeed"}`),
			Good: states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}`),
		},
		{
			Code: CodeTimestamp, AWS: awsSchema, Title: "a timestamp is not in RFC 3339", Since: "0.1.0",
			Why:  "A time is written like 2026-11-22T09:30:00Z: a capital T between date and time, and a capital Z or an offset at the end.",
			Bad:  states(`"A": {"Type": "Wait", "Timestamp": "22.11.2026 09:30", "End": true}`),
			Good: states(`"A": {"Type": "Wait", "Timestamp": "2026-11-22T09:30:00Z", "End": true}`),
		},
	},
	check: func(p *pass) {
		for _, s := range p.objects {
			p.checkExtra(s)
			for f := range s.fields() {
				p.checkField(s, f)
			}
		}
	},
}

// checkExtra reports known fields whose value did not fit.
func (p *pass) checkExtra(s site) {
	node := asl.NodeOf(s.object)
	for _, m := range node.Extra {
		f, known := asl.FieldOf(s.object, m.Key)
		if !known || f.IsSet(s.object) {
			continue
		}
		at := s.key(m.Key)
		switch {
		case p.wrongLanguage(s, f):
			// One cause: rule_language reports it.
		case f.Kind == asl.KindBoolean && m.Value.Kind() == value.Bool:
			// "End": false is the same as none.
		case m.Value.Kind() == value.String && m.Value.Str() == "" && textual(f.Kind):
			if m.Key != "Comment" {
				p.reportEmpty(at, m.Key)
			}
		default:
			p.reportType(at, f, m.Value)
		}
	}
}

func textual(k asl.Kind) bool {
	switch k {
	case asl.KindText, asl.KindString, asl.KindTarget, asl.KindPath, asl.KindRefPath:
		return true
	}
	return false
}

func (p *pass) reportEmpty(at site, name string) {
	p.report(at, CodeEmpty, fmt.Sprintf("%s must not be empty", quote(name))).
		help("give it a value, or remove the field").
		aws(awsSchema, "Value cannot be empty", at.path())
}

// awsTypes are the words the service uses for what it expects.
func awsTypes(f *asl.Field) string {
	switch f.Kind {
	case asl.KindInt:
		return "Expected value of type Integer"
	case asl.KindNumber:
		return "Expected value of type Number"
	case asl.KindBoolean:
		return "Expected value of type Boolean"
	case asl.KindObjects, asl.KindStrings:
		return "Expected value of type Array"
	case asl.KindObject, asl.KindStates, asl.KindTemplate:
		return "Expected value of type Object"
	}
	if len(f.Enum) > 0 {
		return "Expected value of type [STRING]"
	}
	return "Expected value of type String"
}

var kindWords = map[asl.Kind]string{
	asl.KindText: "a string", asl.KindString: "a string", asl.KindTarget: "the name of a state", asl.KindBoolean: "true or false",
	asl.KindInt: "an integer", asl.KindNumber: "a number", asl.KindTimestamp: "a time in quotes", asl.KindPath: "a path in quotes",
	asl.KindRefPath: "a path in quotes", asl.KindTemplate: "an object", asl.KindStrings: "an array of strings",
	asl.KindObject: "an object", asl.KindObjects: "an array of objects", asl.KindStates: "an object of states",
}

func (p *pass) reportType(at site, f *asl.Field, v value.Value) {
	if v.Kind() == value.Array && (f.Kind == asl.KindObjects || f.Kind == asl.KindStrings) {
		p.reportElements(at, f, v)
		return
	}
	finding := p.report(at, CodeWrongType, fmt.Sprintf("%s must be %s, this is %s", quote(f.Name), kindWords[f.Kind], kindName(v))).
		aws(awsSchema, awsTypes(f), at.path())
	switch {
	case v.Kind() == value.String && (f.Kind == asl.KindInt || f.Kind == asl.KindNumber):
		if _, err := strconv.ParseFloat(v.Str(), 64); err == nil {
			finding.help("remove the quotes")
		} else if field, ok := asl.FieldOf(at.object, f.Name+"Path"); ok {
			finding.help(fmt.Sprintf("a path goes into `%s`; an expression needs JSONata and {%% %%}", field.Name))
		}
	case f.Name == "Choices" || f.Name == "Retry" || f.Name == "Catch":
		finding.help("put square brackets around it: it is a list")
	}
}

// reportElements reports the elements of a list that do not fit; the list itself is one.
func (p *pass) reportElements(at site, f *asl.Field, v value.Value) {
	want, word, expected := value.Object, "an object", "Expected value of type Object"
	if f.Kind == asl.KindStrings {
		want, word, expected = value.String, "a string", "Expected value of type String"
	}
	for i, e := range v.Elems() {
		if e.Kind() != want {
			element := at.index(i)
			p.report(element, CodeWrongType, fmt.Sprintf("an element of %s must be %s, this is %s", quote(f.Name), word, kindName(e))).
				aws(awsSchema, expected, element.path())
		}
	}
}

// checkField reports a value that does not fit its line of the table.
func (p *pass) checkField(s site, f *asl.Field) {
	switch f.Kind {
	case asl.KindStates, asl.KindObject, asl.KindComparator, asl.KindAny:
		return
	case asl.KindText, asl.KindTarget:
		if len(f.Enum) == 0 {
			return
		}
	}
	if p.otherLanguage(s, f) {
		return
	}
	if f.Kind == asl.KindObjects || f.Kind == asl.KindStrings {
		if f.NonEmpty && f.Size(s.object) == 0 {
			p.reportEmpty(s.key(f.Name), f.Name)
		}
		return
	}
	v := f.Value(s.object)
	if v.Kind() == value.String && (p.isExpression(s, f, v) || p.isSubstitution(v.Str())) {
		return
	}
	switch f.Kind {
	case asl.KindInt, asl.KindNumber:
		p.checkNumber(s, f, v)
	case asl.KindBoolean, asl.KindString, asl.KindTemplate:
		if !fits(f, v, p.languageOf(s)) {
			p.reportType(s.key(f.Name), f, v)
		}
	case asl.KindPath, asl.KindRefPath:
		if v.Kind() != value.String && !(v.IsNull() && f.Null) {
			p.reportType(s.key(f.Name), f, v)
		}
	case asl.KindTimestamp:
		p.checkTimestamp(s.key(f.Name), f, v)
	}
	if len(f.Enum) > 0 {
		p.checkEnum(s, f, v.Str())
	}
}

// fits reports whether a literal may stand in the field.
func fits(f *asl.Field, v value.Value, lang asl.QueryLanguage) bool {
	switch f.Kind {
	case asl.KindBoolean:
		return v.Kind() == value.Bool
	case asl.KindString:
		return v.Kind() == value.String
	case asl.KindTemplate:
		if v.Kind() == value.Object {
			return true
		}
		// A payload template is any JSON (spec: "Payload Template"); Assign, Credentials and
		// a JSONata state's Arguments must have names.
		return lang == asl.JSONPath && f.Name != "Assign" && f.Name != "Credentials"
	}
	return true
}

func (p *pass) checkNumber(s site, f *asl.Field, v value.Value) {
	if v.Kind() != value.Number {
		p.reportType(s.key(f.Name), f, v)
		return
	}
	if _, whole := v.Int(); f.Kind == asl.KindInt && !whole {
		at := s.key(f.Name)
		p.report(at, CodeWrongType, fmt.Sprintf("%s must be an integer, this is %s", quote(f.Name), v.NumberText())).
			help("remove the fraction").
			aws(awsSchema, awsTypes(f), at.path())
		return
	}
	n := v.Float()
	low, high := f.Bounds()
	if n < low {
		at := s.key(f.Name)
		p.report(at, CodeRange, fmt.Sprintf("%s must be at least %s, this is %s", quote(f.Name), f.Min, v.NumberText())).
			aws(awsSchema, "Minimum value is "+awsBound(f, f.Min), at.path())
	}
	if n > high {
		at := s.key(f.Name)
		p.report(at, CodeRange, fmt.Sprintf("%s must be at most %s, this is %s", quote(f.Name), f.Max, v.NumberText())).
			aws(awsSchema, "Maximum value is "+awsBound(f, f.Max), at.path())
	}
}

// awsBound is a bound as the service prints it: that of a number with a fraction is a double
// of Java.
func awsBound(f *asl.Field, bound string) string {
	if f.Kind == asl.KindInt || strings.Contains(bound, ".") {
		return bound
	}
	return bound + ".0"
}

func (p *pass) checkEnum(s site, f *asl.Field, text string) {
	if slices.Contains(f.Enum, text) {
		return
	}
	at := s.key(f.Name)
	finding := p.report(at, CodeEnum, fmt.Sprintf("%s is no value of %s", quote(text), quote(f.Name))).
		help("use "+list(f.Enum, "or")).
		aws(awsSchema, "Value should be one of the following: ["+strings.Join(f.Enum, ", ")+"]", at.path())
	if near := p.nearest(text, f.Enum); near != "" && len(f.Enum) > 1 {
		finding.Help = "did you mean " + quote(near) + "?"
	}
}

// timestamp is the form of RFC 3339 that the language asks for (spec: "Timestamps").
var timestamp = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)

func isTimestamp(text string) bool {
	if !timestamp.MatchString(text) {
		return false
	}
	_, err := time.Parse(time.RFC3339Nano, text)
	return err == nil
}

func (p *pass) checkTimestamp(at site, f *asl.Field, v value.Value) {
	if v.Kind() != value.String {
		p.reportType(at, f, v)
		return
	}
	if !isTimestamp(v.Str()) {
		p.report(at, CodeTimestamp, fmt.Sprintf("%s is no time in RFC 3339", quote(v.Str()))).
			help("write it like 2026-11-22T09:30:00Z").
			aws(awsSchema, "String does not match RFC3339 timestamp", at.path())
	}
}

// isExpression reports whether the field may hold an expression here and v is one, or
// tries to be one.
func (p *pass) isExpression(s site, f *asl.Field, v value.Value) bool {
	return f.Expr && p.languageOf(s) == asl.JSONata && strings.HasPrefix(strings.TrimSpace(v.Str()), "{%")
}

// isSubstitution reports whether something will be filled in here, so that the value is
// not known yet.
func (p *pass) isSubstitution(text string) bool {
	return p.substitutions && asl.HasSubstitution(text)
}
