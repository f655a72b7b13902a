package simulator

import "strings"

// taskKind says which events a Task state writes.
type taskKind uint8

const (
	taskService  taskKind = iota // Task…: services, by arn:…:states:::
	taskLambda                   // LambdaFunction…: the ARN of a function
	taskActivity                 // Activity…: the ARN of an activity
)

// resource is what a Task's Resource names (developer guide, "Task workflow state").
type resource struct {
	arn     string
	kind    taskKind
	service string // "lambda", "aws-sdk:s3"
	action  string // "invoke"
	pattern Pattern
}

// parseResource takes a Resource apart. What it does not know is a service nobody answers
// for.
func parseResource(arn string) resource {
	r := resource{arn: arn}
	parts := strings.Split(arn, ":")
	switch {
	case len(parts) >= 7 && parts[2] == "lambda":
		r.kind, r.service, r.action = taskLambda, "lambda", "invoke"
		return r
	case len(parts) >= 7 && parts[2] == "states" && parts[5] == "activity":
		r.kind, r.service = taskActivity, "activity"
		return r
	case len(parts) < 7 || parts[2] != "states":
		r.action = arn
		return r
	}
	rest := strings.Join(parts[5:], ":")
	for _, p := range []Pattern{Sync2, Sync, WaitForTaskToken} {
		if strings.HasSuffix(rest, p.Suffix()) {
			r.pattern = p
			rest = strings.TrimSuffix(rest, p.Suffix())
			break
		}
	}
	if i := strings.LastIndexByte(rest, ':'); i >= 0 {
		r.service, r.action = rest[:i], rest[i+1:]
	} else {
		r.action = rest
	}
	return r
}

// name is the resource as events call it, pattern included.
func (r *resource) name() string {
	if r.kind == taskService {
		return r.action + r.pattern.Suffix()
	}
	return r.arn
}

// limitName is what the cause of a result that is too large calls the task.
func (r *resource) limitName() string {
	if r.kind == taskService {
		return r.service
	}
	return r.arn
}

// taskEvents are the event types of the three kinds of task.
var taskEvents = [...]struct{ scheduled, started, succeeded, failed, timedOut EventType }{
	taskService:  {TaskScheduled, TaskStarted, TaskSucceeded, TaskFailed, TaskTimedOut},
	taskLambda:   {LambdaFunctionScheduled, LambdaFunctionStarted, LambdaFunctionSucceeded, LambdaFunctionFailed, LambdaFunctionTimedOut},
	taskActivity: {ActivityScheduled, ActivityStarted, ActivitySucceeded, ActivityFailed, ActivityTimedOut},
}
