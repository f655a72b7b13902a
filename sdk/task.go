package sdk

import (
	"reflect"
	"slices"
	"strings"
)

// pattern is how a task waits for the service (developer guide: "Service
// integration patterns").
type pattern uint8

const (
	requestResponse pattern = iota
	runJob                  // .sync
	runJob2                 // .sync:2
	waitForToken            // .waitForTaskToken
)

func (p pattern) suffix() string {
	return [...]string{"", ".sync", ".sync:2", ".waitForTaskToken"}[p]
}

// Task is a step that calls a service (States Language, "Task State"). Service
// packages embed it: S is their step type, R the type of its result.
//
//	type PublishTask struct { sdk.Task[*PublishTask, PublishResult] }
//
//	func Publish(b *sdk.Block, name string) *PublishTask {
//		t := &PublishTask{}
//		t.Task = sdk.NewTask[*PublishTask, PublishResult](b, name, "arn:aws:states:::sns:publish", t)
//		return t
//	}
type Task[S any, R any] struct {
	Work[S]
	path []pathStep
}

// NewTask records a Task of that resource. The last argument is the step type
// the methods of Task answer.
func NewTask[S any, R any](b *Block, name, resource string, self S) Task[S, R] {
	s := b.add(stepTask, name)
	s.resource = resource
	s.src.typ = schemaOf(reflect.TypeFor[R]())
	return Task[S, R]{Work: Work[S]{newState(s, self)}}
}

// Within makes the result the member of that name of what the service answers;
// a Lambda function's result is Within "Payload". For service packages.
func (t *Task[S, R]) Within(member string) {
	t.path = []pathStep{{name: member}}
	t.s.src.typ = &schema{kind: kindObject, open: true, fields: []schemaField{{name: member, schema: t.s.src.typ}}}
}

// Resource changes the resource. For service packages.
func (t Task[S, R]) Resource(arn string) S { t.s.resource = arn; return t.self }

// Argument puts one argument of the call, under the name it has in the service's
// API with a capital first letter.
func (t Task[S, R]) Argument(name string, v any) S {
	t.s.setArgument(name, v, nil)
	return t.self
}

// TypedArgument is Argument, reported if v can't be of type T. For service
// packages.
func TypedArgument[T any, S any, R any](t Task[S, R], name string, v any) S {
	t.s.setArgument(name, v, schemaOf(reflect.TypeFor[T]()))
	return t.self
}

// Required reports the step if the argument was not put when the workflow is
// built. For service packages.
func (t Task[S, R]) Required(names ...string) {
	t.s.required = append(t.s.required, names...)
}

// Arguments is the whole argument of the call as one value, instead of argument
// by argument.
func (t Task[S, R]) Arguments(v any) S {
	t.s.argument, t.s.argumentAt = operand(v), here()
	return t.self
}

// Sync waits until the job the call starts has ended (".sync").
func (t Task[S, R]) Sync() S { t.s.pattern = runJob; return t.self }

// Sync2 is Sync with the job's output parsed (".sync:2").
func (t Task[S, R]) Sync2() S { t.s.pattern = runJob2; return t.self }

// Callback waits until somebody completes the task by its token
// (".waitForTaskToken"). attach puts the token into the arguments where the
// author has put [TaskToken] nowhere; nil if only the author can know where. For
// service packages.
func (t Task[S, R]) Callback(attach func()) S {
	t.s.pattern = waitForToken
	t.s.attachToken = attach
	return t.self
}

// HasArgument reports whether an argument was put. For service packages.
func (t Task[S, R]) HasArgument(name string) bool { return t.s.argumentNamed(name) != nil }

// Fails says with which errors of its own what the task calls can end: a Lambda
// function's, an activity's, those that answer a callback with a failure. Then a
// handler that names another one is told of, and so is an error that nothing
// handles. [lambda.Func.Fails] says it of a function, wherever it is invoked.
//
// [lambda.Func.Fails]: https://pkg.go.dev/github.com/lockstep-go/lockstep/sdk/lambda#Func.Fails
func (t Task[S, R]) Fails(errorNames ...string) S {
	t.s.fails = append(slices.Clip(t.s.fails), errorNames...)
	return t.self
}

// Timeout fails the task with States.Timeout after that long: a time.Duration in whole
// seconds, a number of seconds, or a Value of one; from 1 to 99,999,999 seconds, which
// is the default. Each retry has the whole time.
func (t Task[S, R]) Timeout(d any) S {
	t.s.set("TimeoutSeconds", Value[any]{e: t.s.seconds("Timeout", d, 1)})
	return t.self
}

// Heartbeat fails the task with States.HeartbeatTimeout if its worker is silent for
// that long. The argument is one as Timeout takes, and must be less than the timeout.
// It is for activities and callbacks.
func (t Task[S, R]) Heartbeat(d any) S {
	t.s.set("HeartbeatSeconds", Value[any]{e: t.s.seconds("Heartbeat", d, 1)})
	return t.self
}

// TimeoutSecondsPath is the path of a number of seconds in the state's input
// (JSONPath); see Timeout.
func (t Task[S, R]) TimeoutSecondsPath(path string) S {
	t.s.set("TimeoutSecondsPath", path)
	return t.self
}

// HeartbeatSecondsPath is the path of a number of seconds in the state's input
// (JSONPath); see Heartbeat.
func (t Task[S, R]) HeartbeatSecondsPath(path string) S {
	t.s.set("HeartbeatSecondsPath", path)
	return t.self
}

// Credentials is the ARN of the IAM role to call the service with, for resources of
// another account: a text or a Value of one.
func (t Task[S, R]) Credentials(roleARN any) S {
	t.s.set("Credentials", Object{"RoleArn": roleARN})
	return t.self
}

// Result is what the task answers. Using it makes a variable of the part that is used,
// where the task ends.
func (t Task[S, R]) Result() Value[R] { return result[R](t.s, t.path...) }

// Handle registers a Go handler that the simulator runs when the workflow calls
// the Lambda function of that name. For service packages.
func (b *Block) Handle(function string, h HandlerFunc) { b.record.rec.handlers[function] = h }

// Start registers a nested workflow. For service packages.
func (b *Block) Start(nested *Workflow) {
	r := b.record.rec
	for _, n := range r.nested {
		if n == nested {
			return
		}
	}
	r.nested = append(r.nested, nested)
}

// usesToken reports whether the arguments hold the task token.
func (s *step) usesToken() bool {
	found := false
	look := func(e *expr) {
		e.walk(func(e *expr) bool {
			if e.kind == exprContext && pathText(e.path) == "Task.Token" || e.kind == exprRaw && strings.Contains(e.text, "Task.Token") ||
				e.kind == exprVerbatim && strings.Contains(e.lit.String(), "Task.Token") {
				found = true
			}
			return !found
		})
	}
	for _, a := range s.arguments {
		look(a.value)
	}
	look(s.argument)
	look(s.field("Parameters"))
	return found
}

// AnyTask is a Task of any resource, for what no service package has.
type AnyTask[R any] struct{ Task[*AnyTask[R], R] }

// Call records a Task of a resource given by its ARN: an activity, a Lambda
// function, an integration. R is the type of what it answers.
//
//	sdk.Call[Order](b, "Look up", "arn:aws:states:us-east-1:123456789012:activity:look-up")
func Call[R any](b *Block, name, resource string) *AnyTask[R] {
	t := &AnyTask[R]{}
	t.Task = NewTask[*AnyTask[R], R](b, name, resource, t)
	return t
}

// WaitForTaskToken waits until somebody completes the task by [TaskToken], which
// the arguments must hand out.
func (t *AnyTask[R]) WaitForTaskToken() *AnyTask[R] { return t.Callback(nil) }

// ResultOfCallback makes the raw answer the result: a task that waits for its
// token answers what is sent with it. For service packages.
func (t *Task[S, R]) ResultOfCallback() {
	t.path = nil
	t.s.src.typ = schemaOf(reflect.TypeFor[R]())
}

// ChildInput puts the input of a nested workflow, checked against the type the
// workflow takes. For service packages.
func (t Task[S, R]) ChildInput(child *Workflow, name string, v any) S {
	t.s.setArgument(name, v, child.rec.input.typ)
	return t.self
}

// ChildOutput reports a nested workflow that returns another type than R. Where R is
// any, the result is known to be what the workflow returns. For service packages.
func (t *Task[S, R]) ChildOutput(child *Workflow) {
	out := child.rec.returns()
	if out == nil {
		return
	}
	want := schemaOf(reflect.TypeFor[R]())
	if want.kind == kindAny && len(t.path) == 1 {
		t.s.src.typ = &schema{kind: kindObject, open: true, fields: []schemaField{{name: t.path[0].name, schema: out}}}
		return
	}
	if path, why := mismatch(want, out); why != "" {
		t.s.report(codeTypeMismatch, "what `"+child.name+"` returns "+placeOf(path)+why, "use the type the workflow returns")
	}
}
