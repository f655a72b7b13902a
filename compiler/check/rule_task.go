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
