package check

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Codes about what a Task calls, without the catalog of services.
const (
	CodeResource     = "ASL4001"
	CodeCredentials  = "ASL4002"
	CodeToken        = "ASL4003"
	CodeSubstitution = "ASL4004"
)

var ruleTask = &rule{
	name: "check-tasks",
	records: []Record{
		{
			Code: CodeResource, AWS: awsSchema, Title: "a resource is no ARN that a task can call", Since: "0.1.0",
			Why:  "Resource is the ARN of an integration, a Lambda function or an activity. Anything else is refused when the machine is created.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f:", "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f:live", "End": true}`),
		},
		{
			Code: CodeCredentials, AWS: awsSchema, Title: "credentials name no role", Since: "0.1.0",
			Why:  "Credentials has one member, RoleArn: the role that the task is called with.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Credentials": {}, "Parameters": {"FunctionName": "f"}, "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Credentials": {"RoleArn": "arn:aws:iam::123456789012:role/r"}, "Parameters": {"FunctionName": "f"}, "End": true}`),
		},
		{
			Code: CodeToken, Title: "a task waits for a token that nobody gets", Since: "0.1.0",
			Why:  "With .waitForTaskToken the state waits until somebody sends the token back. It has to be passed to the callee, or the state waits for its time-out.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}, "End": true}`),
		},
		{
			Code: CodeSubstitution, AWS: awsSchema, Title: "a substitution is not closed", Since: "0.1.0",
			Why:  "CloudFormation fills in `${Name}`; without the closing brace the text stays as it is, and is no ARN.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "${Function", "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "${Function}", "End": true}`),
		},
	},
	check: func(p *pass) {
		for _, s := range p.states {
			if t, ok := s.state.(*asl.Task); ok {
				p.checkResource(s.under("/Resource"), t)
				p.checkCredentials(s, t)
				p.checkToken(s, t)
			}
		}
	},
}

func notRecognized(arn string) string {
	return "The resource provided " + arn + " is not recognized. The value is not a valid resource ARN, or the resource is not available in this region."
}

// functionName is the end of a function's ARN, with a version or an alias (Lambda API
// reference: "FunctionName", "Qualifier"); parts may be substitutions.
var functionName = regexp.MustCompile(`:function:[^:]+(:(\$LATEST|[a-zA-Z0-9_-]+|[^:]*\$\{.*))?$`)

func (p *pass) checkResource(at site, t *asl.Task) {
	text := t.Resource
	if text == "" || p.isSubstitution(text) && !strings.HasPrefix(text, "arn:") {
		return
	}
	if p.substitutions && strings.Count(text, "${") > len(asl.Substitution.FindAllString(text, -1)) {
		p.report(at, CodeSubstitution, fmt.Sprintf("%s has a substitution that is not closed", quote(text))).
			help("add the closing brace").
			aws(awsSchema, notRecognized(text), at.path())
		return
	}
	if p.substitutions && strings.Contains(text, "#{") {
		return // the Serverless framework fills in #{AWS::Region} and the like
	}
	c := p.resource(text)
	err := c.err
	if err == nil && !(c.resource.Kind == catalog.ResourceUnresolved && !p.substitutions) {
		return
	}
	f := p.report(at, CodeResource, fmt.Sprintf("%s is no resource that a task can call", quote(text))).
		help("name an integration (arn:aws:states:::lambda:invoke), a function or an activity").
		aws(awsSchema, notRecognized(text), at.path())
	if e, ok := errors.AsType[*catalog.ResourceError](err); ok {
		f.Message = e.Message
		if e.Help != "" {
			f.Help = e.Help
		}
	}
	if p.substitutions && !strings.HasPrefix(text, "arn:") {
		f.as(diag.Warning) // most likely a placeholder of another tool
	}
}

func (p *pass) checkCredentials(s site, t *asl.Task) {
	c := t.Credentials
	if c.Kind() != value.Object || !c.Get("RoleArn").IsUndefined() || !c.Get("RoleArn.$").IsUndefined() {
		return
	}
	at := s.key("Credentials")
	p.report(at, CodeCredentials, "`Credentials` needs `RoleArn`").
		help("add the ARN of the role to call with").
		aws(awsSchema, "The field 'RoleArn' is required but was missing", at.path())
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
