package check

import (
	"regexp"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Codes about task tokens.
const (
	CodeToken   = "ASL4003"
	CodeNoToken = "ASL4005"
)

var ruleToken = &rule{
	name: "check-tokens",
	records: []Record{
		{
			Code: CodeToken, Title: "a task waits for a token that nobody gets", Since: "0.1.0",
			Why:  "With .waitForTaskToken the state waits until somebody sends the token back. It has to be passed to the callee, or the state waits for its time-out.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}, "End": true}`),
		},
		{
			Code: CodeNoToken, Title: "a task token is read where there is none", Since: "0.1.0",
			Why:  "Only a task with .waitForTaskToken has a token in the context object. Elsewhere the expression finds nothing, and the execution fails.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}, "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}, "End": true}`),
		},
	},
	check: func(p *pass) {
		for _, s := range p.states {
			if t, ok := s.state.(*asl.Task); ok {
				p.checkToken(s, t)
			}
		}
		for _, t := range p.allTexts() {
			if strings.Contains(t.raw, "Task") && readsToken(t) && !p.mayHaveToken(t.state) {
				p.report(t.site, CodeNoToken, "there is no task token here").
					help("add `.waitForTaskToken` to the resource, or don't read `Task.Token`").as(diag.Warning)
			}
		}
	},
}

// mayHaveToken reports whether the context object may hold a token in a state.
func (p *pass) mayHaveToken(s asl.State) bool {
	t, ok := s.(*asl.Task)
	if !ok {
		return false
	}
	c := p.resource(t.Resource)
	return c.err != nil || c.resource.Pattern == catalog.WaitForTaskToken || c.resource.Kind != catalog.ResourceOptimized && c.resource.Kind != catalog.ResourceSDK
}

// tokenQuery is how JSONata reads the token, or all that is known of the task.
var tokenQuery = regexp.MustCompile(`\$states\.context\.Task\b`)

// readsToken reports whether an expression reads the token of the context object.
func readsToken(t *text) bool {
	if t.form == formJSONata {
		return tokenQuery.MatchString(t.raw) && !strings.Contains(t.raw, "$exists(")
	}
	for _, path := range t.paths() {
		if root, _ := path.Root(); root == jsonpath.RootContext && strings.HasPrefix(path.String(), "$$.Task") {
			return true
		}
	}
	return false
}

// checkToken looks for the task token in what is sent, whether it is read from the context
// object or passed by a variable.
func (p *pass) checkToken(s site, t *asl.Task) {
	if c := p.resource(t.Resource); c.err != nil || c.resource.Pattern != catalog.WaitForTaskToken {
		return
	}
	passed := mentionsToken(t.Parameters, false)
	if p.languageOf(s) == asl.JSONata {
		passed = passesToken(t.Arguments)
	}
	if passed {
		return
	}
	p.report(s.key("Resource"), CodeToken, "the task token is never passed to the callee").
		help("pass `$$.Task.Token` (JSONPath) or `{% $states.context.Task.Token %}` (JSONata)").as(diag.Warning)
}

// mentionsToken reports whether a payload template may pass the token on: by name, with the
// whole context object, or by a substitution. evaluated says that v is the value of a key
// that ends in .$; a path under another key is reported by itself.
func mentionsToken(v value.Value, evaluated bool) bool {
	if v.Kind() == value.String {
		s := v.Str()
		return strings.Contains(s, "$$.Task") || strings.Contains(s, "$$[") || strings.Contains(s, "${") ||
			evaluated && (s == "$$" || strings.Contains(s, "$$)") || strings.Contains(s, "$$,"))
	}
	for _, e := range v.Elems() {
		if mentionsToken(e, false) {
			return true
		}
	}
	for _, m := range v.Members() {
		if mentionsToken(m.Value, strings.HasSuffix(m.Key, ".$")) {
			return true
		}
	}
	return false
}

// noToken is a part of the context object that is not the task.
var noToken = regexp.MustCompile(`\$states\.context\.(Execution|State|StateMachine|Map)\b`)

// passesToken is [mentionsToken] for JSONata: an expression may pass the token if it reads
// more of the context object than the parts that don't have it.
func passesToken(v value.Value) bool {
	if v.Kind() == value.String {
		s := v.Str()
		return strings.Contains(s, "${") || strings.HasPrefix(s, "{%") &&
			(strings.Count(s, "$states.context") > len(noToken.FindAllString(s, -1)) || readsStates(s))
	}
	for _, e := range v.Elems() {
		if passesToken(e) {
			return true
		}
	}
	for _, m := range v.Members() {
		if passesToken(m.Value) {
			return true
		}
	}
	return false
}

// wholeStates is $states without a plain field behind it, as in $lookup($states, "context").
var wholeStates = regexp.MustCompile(`\$states\b\s*([^.\s]|\.[^\w]|$)`)

func readsStates(s string) bool { return wholeStates.MatchString(s) }
