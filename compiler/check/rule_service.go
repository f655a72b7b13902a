package check

import (
	"errors"
	"strconv"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Codes about services, actions and their parameters.
const (
	CodeAction           = "ASL4010"
	CodeUnknownParameter = "ASL4011"
	CodeMissingParameter = "ASL4012"
	CodeParameterType    = "ASL4013"
	CodeNoArguments      = "ASL4014"
	CodeMapResource      = "ASL4015"
)

var ruleService = &rule{
	name: "look-up-services",
	records: []Record{
		{
			Code: CodeAction, AWS: awsSchema, Title: "a service, an action or a pattern doesn't exist", Since: "0.1.0",
			Why:  "Step Functions refuses a resource that it doesn't recognise. Not every service has every pattern: .sync, .sync:2 and .waitForTaskToken belong to some actions of optimized integrations.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMesage", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}`),
		},
		{
			Code: CodeUnknownParameter, Title: "an action has no such parameter", Since: "0.1.0",
			Why:  "The definition is accepted, and the task fails when it runs. Parameters are written in PascalCase, whatever the service's own API does.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "m", "Delay": 5}, "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "m", "DelaySeconds": 5}, "End": true}`),
		},
		{
			Code: CodeMissingParameter, AWS: awsSchema, Title: "an action lacks a parameter that it needs", Since: "0.1.0",
			Why:  "The call could not be made.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"MessageBody": "m"}, "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}`),
		},
		{
			Code: CodeParameterType, AWS: awsSchema, Title: "a parameter has a value of the wrong type", Since: "0.1.0",
			Why:  "Step Functions compares literals with the service's API when the machine is created.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": ["q"], "MessageBody": "m"}, "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}`),
		},
		{
			Code: CodeNoArguments, AWS: awsSchema, Title: "an integration has no arguments", Since: "0.1.0",
			Why:  "A call of an AWS SDK action needs Parameters or Arguments, if only {}.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sts:getCallerIdentity", "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sts:getCallerIdentity", "Parameters": {}, "End": true}`),
		},
		{
			Code: CodeMapResource, AWS: awsSchema, Title: "a Map can't read or write there", Since: "0.1.0",
			Why:  "An item reader reads an object or a list of objects of S3, a result writer writes objects to S3.",
			Bad:  distributed(`"ItemReader": {"Resource": "arn:aws:states:::s3:getobject", "Parameters": {"Bucket": "b", "Key": "k"}}`),
			Good: distributed(`"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b", "Key": "k"}}`),
		},
	},
	check: func(p *pass) {
		if !p.services {
			return
		}
		for _, s := range p.objects {
			switch o := s.object.(type) {
			case *asl.Task:
				p.checkAction(s, o)
			case *asl.ItemReader:
				p.checkMapResource(s, o.Resource)
			case *asl.ResultWriter:
				p.checkMapResource(s, o.Resource)
			}
		}
	},
}

func (p *pass) checkAction(s site, t *asl.Task) {
	c := p.resource(t.Resource)
	r := c.resource
	if c.err != nil || r.Kind != catalog.ResourceOptimized && r.Kind != catalog.ResourceSDK {
		return
	}
	at := s.under("/Resource")
	action, err := c.resolve()
	if err != nil {
		p.reportResource(at, CodeAction, t.Resource, err)
		return
	}
	field, sent := "Parameters", t.Parameters
	if p.languageOf(s) == asl.JSONata {
		field, sent = "Arguments", t.Arguments
	}
	if sent.IsUndefined() {
		if r.Kind == catalog.ResourceSDK {
			p.reportKey(s, CodeNoArguments, "an AWS SDK integration needs "+quote(field)).
				help("add it, if only as {}").
				aws(awsSchema, "The field '"+field+"' is required", s.path())
		}
		return
	}
	for _, problem := range action.CheckParameters(sent) {
		p.reportParameter(s.key(field), problem)
	}
}

func (p *pass) reportParameter(at site, problem catalog.Problem) {
	for _, key := range problem.Path {
		at = at.key(key)
	}
	switch problem.Kind {
	case catalog.UnknownParameter:
		p.reportKey(at, CodeUnknownParameter, problem.Message).help(problem.Help).as(diag.Warning)
	case catalog.PlainAttribute:
		p.report(at, CodeParameterType, problem.Message).help(problem.Help).as(diag.Warning)
	case catalog.MissingOneOf:
		p.reportKey(at, CodeMissingParameter, problem.Message).help(problem.Help).as(diag.Warning)
	case catalog.MissingParameter:
		p.reportKey(at, CodeMissingParameter, problem.Message).help(problem.Help).
			aws(awsSchema, "The field '"+problem.Name+"' is required but was missing", at.path())
	case catalog.WrongKind:
		f := p.report(at, CodeParameterType, problem.Message).help(problem.Help)
		if v := valueAt(at); v.Kind() == value.Object {
			f.as(diag.Warning) // samples of the service's own pass objects where the API has a text
			return
		}
		f.aws(awsSchema, "The field '"+problem.Name+"' has an invalid type", at.path())
	}
}

func (p *pass) reportResource(at site, code, text string, err error) {
	f := p.report(at, code, quote(text)+" is not recognised").
		aws(awsSchema, notRecognized(text), at.path())
	if e, ok := errors.AsType[*catalog.ResourceError](err); ok {
		f.Message = e.Message
		f.help(e.Help)
		if len(e.Nearest) > 0 && len(e.Part) > 0 {
			fixed := replaceLast(text, e.Part, e.Nearest[0])
			f.Fixes = []diag.Fix{{Title: "use " + fixed, Path: string(at.path()), Value: value.OfString(fixed).String()}}
		}
	}
}

// replaceLast is text with the last occurrence of part replaced.
func replaceLast(text, part, by string) string {
	for i := len(text) - len(part); i >= 0; i-- {
		if text[i:i+len(part)] == part {
			return text[:i] + by + text[i+len(part):]
		}
	}
	return text
}

func (p *pass) checkMapResource(s site, text string) {
	if text == "" || p.isSubstitution(text) {
		return
	}
	c := p.resource(text)
	err := c.err
	if err == nil {
		_, err = c.resource.MapResource()
	}
	if err != nil {
		p.reportResource(s.key("Resource"), CodeMapResource, text, err)
	}
}

// valueAt is the value of the node at s, a member of a field that holds any JSON.
func valueAt(s site) value.Value {
	segments := s.rest.Segments()
	v := member(s.object, segments[0])
	for _, key := range segments[1:] {
		if i, err := strconv.Atoi(key); err == nil && v.Kind() == value.Array {
			v = v.At(i)
		} else {
			v = v.Get(key)
		}
	}
	return v
}
