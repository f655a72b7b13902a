package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// ProblemKind says what is wrong with a Task's arguments.
type ProblemKind uint8

// The kinds of problems.
const (
	// UnknownParameter: Step Functions accepts the definition, and the Task fails when it
	// runs.
	UnknownParameter ProblemKind = iota + 1
	MissingParameter
	WrongKind
	// MissingOneOf: one of several parameters has to be given.
	MissingOneOf
	// PlainAttribute: the member of a DynamoDB item or key has no type. Step Functions accepts
	// the definition, and the Task fails when it runs.
	PlainAttribute
)

// Problem is one thing wrong with arguments.
type Problem struct {
	Kind ProblemKind
	// Path leads from the arguments to the culprit: keys as they stand in the definition.
	// It is empty for a missing parameter.
	Path []string
	// Name is the parameter's name.
	Name string
	// Message says what is wrong (lower case, no full stop), Help what to write.
	Message, Help string
}

// CheckParameters compares a Task's Arguments or Parameters with what the action takes.
// Values that only exist at run time (a key ending in ".$", a text in "{% %}", a
// substitution) count as given and of the right kind. Arguments that are one expression
// have nothing to check.
func (a *Action) CheckParameters(arguments value.Value) []Problem {
	if a.Unchecked || arguments.Kind() != value.Object {
		return nil
	}
	var problems []Problem
	var given []string
	for _, m := range arguments.Members() {
		name, dynamic := strings.CutSuffix(m.Key, ".$")
		given = append(given, name)
		p, ok := a.Parameter(name)
		switch {
		case !ok:
			problems = append(problems, a.unknownParameter(m.Key, name))
		case !dynamic && !isDynamic(m.Value) && !p.Kind.accepts(m.Value):
			problems = append(problems, Problem{Kind: WrongKind, Path: []string{m.Key}, Name: name,
				Message: fmt.Sprintf("the parameter `%s` of `%s:%s` takes %s, not %s", name, a.Resource.Service, a.Resource.Action, p.Kind, article(m.Value.Kind())),
				Help:    p.Kind.advice(m.Value)})
		case !dynamic:
			problems = append(problems, a.plainAttributes(name, m.Value)...)
		}
	}
	for _, p := range a.Parameters {
		if !p.Required || slices.Contains(given, p.Name) {
			continue
		}
		missing, misspelled := a.missingParameter(p, given)
		if misspelled != "" { // one mistake
			problems = slices.DeleteFunc(problems, func(p Problem) bool { return p.Kind == UnknownParameter && p.Name == misspelled })
		}
		problems = append(problems, missing)
	}
	if i := a.integration; i != nil && len(i.oneOf) > 0 && !slices.ContainsFunc(i.oneOf, func(name string) bool { return slices.Contains(given, name) }) {
		problems = append(problems, Problem{Kind: MissingOneOf, Name: i.oneOf[0],
			Message: fmt.Sprintf("`%s:%s` needs one of the parameters `%s`", a.Resource.Service, a.Resource.Action, strings.Join(i.oneOf, "`, `")),
			Help:    fmt.Sprintf("add `%s`", i.oneOf[0])})
	}
	return problems
}

func (a *Action) unknownParameter(key, name string) Problem {
	p := Problem{Kind: UnknownParameter, Path: []string{key}, Name: name,
		Message: fmt.Sprintf("`%s:%s` has no parameter `%s`", a.Resource.Service, a.Resource.Action, name)}
	names := make([]string, len(a.Parameters))
	for i, have := range a.Parameters {
		names[i] = have.Name
		// The API's own spelling is the most frequent mistake: "taskDefinition".
		if have.Member == name || strings.EqualFold(have.Name, name) {
			p.Help = fmt.Sprintf("Step Functions spells it `%s`", have.Name)
			return p
		}
	}
	p.Help = didYouMean(similar(name, names))
	return p
}

// missingParameter also answers the unknown parameter that most likely is p.
func (a *Action) missingParameter(p Parameter, given []string) (out Problem, misspelled string) {
	out = Problem{Kind: MissingParameter, Name: p.Name,
		Message: fmt.Sprintf("`%s:%s` needs the parameter `%s`", a.Resource.Service, a.Resource.Action, p.Name),
		Help:    fmt.Sprintf("add `%s`: %s", p.Name, p.Kind)}
	if near := similar(p.Name, given); len(near) > 0 {
		if _, known := a.Parameter(near[0]); !known {
			out.Help = fmt.Sprintf("is `%s` meant?", near[0])
			misspelled = near[0]
		}
	}
	return out, misspelled
}

// isDynamic reports whether a value's kind is only known when the machine runs or when a
// template is filled.
func isDynamic(v value.Value) bool {
	s := v.Str()
	return v.Kind() == value.String && (strings.HasPrefix(s, "{%") && strings.HasSuffix(s, "%}") || strings.Contains(s, "${"))
}

// accepts reports whether Step Functions takes v where the kind is asked for. It is
// lenient where AWS converts: numbers and booleans as texts, a text for a number.
func (k Kind) accepts(v value.Value) bool {
	switch kind := v.Kind(); k {
	case KindList:
		return kind == value.Array
	case KindMap, KindStructure:
		return kind == value.Object
	case KindString, KindTimestamp, KindBlob:
		return kind != value.Array && kind != value.Object || k == KindBlob
	case KindPayload:
		return kind != value.Number && kind != value.Bool
	case KindInteger, KindFloat, KindBoolean:
		return kind != value.Array && kind != value.Object
	}
	return true
}

// String is the kind with an article, as "a text".
func (k Kind) String() string {
	switch k {
	case KindString:
		return "a text"
	case KindInteger:
		return "a whole number"
	case KindFloat:
		return "a number"
	case KindBoolean:
		return "a boolean"
	case KindBlob:
		return "a text of bytes"
	case KindTimestamp:
		return "a timestamp"
	case KindList:
		return "an array"
	case KindMap, KindStructure:
		return "an object"
	case KindPayload:
		return "an object, an array or a text"
	}
	return "any JSON"
}

func (k Kind) advice(v value.Value) string {
	switch {
	case k == KindList:
		return "put it into brackets"
	case k == KindString && v.Kind() == value.Object:
		return "name one of its members, or make a text of it by `$string(…)` or `States.JsonToString(…)`"
	}
	return ""
}

func article(k value.Kind) string {
	switch k {
	case value.Array:
		return "an array"
	case value.Object:
		return "an object"
	case value.Null:
		return "null"
	}
	return "a " + k.String()
}
