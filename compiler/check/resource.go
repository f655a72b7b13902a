package check

import (
	"regexp"
	"strings"
)

// resource is a Task's Resource taken apart (developer guide: "Task workflow state").
type resource struct {
	kind    resourceKind
	service string // of an integration: "lambda", "aws-sdk:s3"
	action  string // of an integration: "invoke"
	pattern string // ".sync", ".sync:2", ".waitForTaskToken" or ""
	rest    string // of a function or an activity: what follows its kind
}

type resourceKind uint8

const (
	resourceUnknown    resourceKind = iota
	resourceService                 // an integration: arn:aws:states:::lambda:invoke
	resourceFunction                // arn:aws:lambda:us-east-1:123456789012:function:f
	resourceActivity                // arn:aws:states:us-east-1:123456789012:activity:a
	resourceOtherARN                // an ARN of something else
	resourceOtherValue              // no ARN
)

var arn = regexp.MustCompile(`^arn:[^:]*:([^:]*):([^:]*):([^:]*):(.+)$`)

func parseResource(text string) resource {
	m := arn.FindStringSubmatch(text)
	if m == nil {
		return resource{kind: resourceOtherValue}
	}
	service, region, rest := m[1], m[2], m[4]
	switch {
	case service == "states" && region == "" && m[3] == "":
		return parseIntegration(rest)
	case service == "states" && strings.HasPrefix(rest, "activity:"):
		return resource{kind: resourceActivity, rest: strings.TrimPrefix(rest, "activity:")}
	case service == "lambda" && strings.HasPrefix(rest, "function:"):
		return resource{kind: resourceFunction, rest: strings.TrimPrefix(rest, "function:")}
	}
	return resource{kind: resourceOtherARN}
}

func parseIntegration(rest string) resource {
	r := resource{kind: resourceService}
	for _, pattern := range []string{".waitForTaskToken", ".sync:2", ".sync"} {
		if before, ok := strings.CutSuffix(rest, pattern); ok {
			rest, r.pattern = before, pattern
			break
		}
	}
	i := strings.LastIndexByte(rest, ':')
	if i < 0 {
		r.kind = resourceUnknown
		return r
	}
	r.service, r.action = rest[:i], rest[i+1:]
	return r
}
