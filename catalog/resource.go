package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// ResourceKind says what a Task's Resource names.
type ResourceKind uint8

// The kinds of resources.
const (
	// ResourceOptimized is "arn:aws:states:::SERVICE:ACTION", an integration that Step
	// Functions made to measure; "http:invoke" is one.
	ResourceOptimized ResourceKind = iota + 1
	// ResourceSDK is "arn:aws:states:::aws-sdk:SERVICE:ACTION".
	ResourceSDK
	// ResourceLambda is a function's own ARN.
	ResourceLambda
	// ResourceActivity is an activity's ARN.
	ResourceActivity
	// ResourceUnresolved is a text that begins with a substitution ("${FunctionArn}"): it
	// can't be told before a template fills it.
	ResourceUnresolved
)

// Pattern is how a Task waits for the service.
type Pattern string

// The integration patterns, by their suffix in a Resource.
const (
	RequestResponse  Pattern = ""
	Sync             Pattern = ".sync"
	Sync2            Pattern = ".sync:2"
	WaitForTaskToken Pattern = ".waitForTaskToken"
)

// Resource is a Task's Resource taken apart.
type Resource struct {
	// ARN is the text as it stands in the definition.
	ARN  string
	Kind ResourceKind
	// Partition, Region and Account are the ARN's; the last two only of functions and
	// activities.
	Partition, Region, Account string
	// Service is the segment of an integration ("sqs"; "dynamodb" of an SDK integration).
	Service string
	// Action is an integration's action ("sendMessage").
	Action  string
	Pattern Pattern
	// Name is a function's or an activity's name, Qualifier a function's version or alias.
	Name, Qualifier string
}

// ResourceError says why a Resource names nothing that Step Functions can call.
type ResourceError struct {
	// Part is the wrong piece of the ARN, Message says what is wrong with it (lower case,
	// no full stop), Help what to write instead.
	Part, Message, Help string
	// Nearest are names that come near to Part, the nearest first.
	Nearest []string
}

// Error is the message with the advice.
func (e *ResourceError) Error() string {
	if e.Help == "" {
		return e.Message
	}
	return e.Message + ": " + e.Help
}

// Parse takes a Resource apart by its form alone; [Resource.Resolve] looks up what it
// names. A substitution ("${Name}") may stand for any part. The error is a *ResourceError.
//
// Forms: https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html#task-types
func Parse(text string) (Resource, error) {
	r := Resource{ARN: text}
	parts := splitARN(text)
	if parts[0] != "arn" || len(parts) < 6 {
		if strings.HasPrefix(text, "${") {
			r.Kind = ResourceUnresolved
			return r, nil
		}
		return r, &ResourceError{Part: text, Message: fmt.Sprintf("`%s` is not an ARN", text), Help: "write `arn:aws:states:::SERVICE:ACTION`, or the ARN of a Lambda function or an activity"}
	}
	r.Partition, r.Region, r.Account = parts[1], parts[3], parts[4]
	switch rest := parts[5:]; {
	case parts[2] == "lambda":
		return r.lambda(rest)
	case parts[2] == "states" && rest[0] == "activity":
		if len(rest) != 2 || rest[1] == "" {
			return r, &ResourceError{Part: text, Message: "the ARN of an activity ends in `activity:NAME`"}
		}
		r.Kind, r.Name = ResourceActivity, rest[1]
		return r, nil
	case parts[2] == "states" && !slices.Contains(ownResources, rest[0]):
		// Region and account are left empty by convention; the service takes them too.
		return r.integration(rest)
	case parts[2] == "states":
		return r, &ResourceError{Part: text, Message: "a Task can't have this ARN of `states` as its Resource", Help: "to run another machine write `arn:aws:states:::states:startExecution.sync:2` and name it in `StateMachineArn`"}
	case strings.Contains(parts[2], "${"):
		r.Kind = ResourceUnresolved
		return r, nil
	default:
		return r, &ResourceError{Part: parts[2], Message: fmt.Sprintf("a Task can't call `%s` by this ARN", parts[2]), Help: "write `arn:aws:states:::SERVICE:ACTION` and name the resource in the arguments"}
	}
}

// ownResources are the kinds of thing that Step Functions keeps itself, which a Task can't
// call by their ARN.
var ownResources = []string{"stateMachine", "execution", "express", "mapRun"}

func (r Resource) lambda(rest []string) (Resource, error) {
	if rest[0] != "function" || len(rest) < 2 || len(rest) > 3 || rest[1] == "" {
		return r, &ResourceError{Part: r.ARN, Message: "the ARN of a Lambda function ends in `function:NAME` or `function:NAME:QUALIFIER`"}
	}
	r.Kind, r.Name = ResourceLambda, rest[1]
	if len(rest) == 3 {
		r.Qualifier = rest[2]
	}
	return r, nil
}

func (r Resource) integration(rest []string) (Resource, error) {
	r.Kind = ResourceOptimized
	if rest[0] == "aws-sdk" {
		r.Kind = ResourceSDK
		rest = rest[1:]
	}
	if len(rest) < 2 || rest[0] == "" || rest[1] == "" {
		return r, &ResourceError{Part: r.ARN, Message: "the Resource names no service and action", Help: "write `arn:aws:states:::SERVICE:ACTION` or `arn:aws:states:::aws-sdk:SERVICE:ACTION`"}
	}
	r.Service = rest[0]
	action, suffix, _ := strings.Cut(strings.Join(rest[1:], ":"), ".")
	r.Action = action
	if suffix != "" {
		r.Pattern = Pattern("." + suffix)
	}
	return r, nil
}

// splitARN splits at colons outside of substitutions ("${AWS::Partition}" is one piece).
func splitARN(text string) []string {
	var parts []string
	from, depth := 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '$' && i+1 < len(text) && text[i+1] == '{':
			depth++
		case c == '}' && depth > 0:
			depth--
		case c == ':' && depth == 0:
			parts = append(parts, text[from:i])
			from = i + 1
		}
	}
	return append(parts, text[from:])
}
