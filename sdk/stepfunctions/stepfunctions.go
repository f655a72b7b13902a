// Package stepfunctions starts workflows from a workflow.
//
// A nested workflow is a typed step: its input is checked against the child's
// input type, and its result is what the child returns.
//
//	invoice := stepfunctions.Start[Invoice](b, "Bill", Billing()).Input(order).Result()
package stepfunctions

import "github.com/lockstep-go/lockstep/sdk"

const resource = "arn:aws:states:::states:startExecution"

// StartTask is a step that starts a workflow. Its result, of type R, is the
// child's output, or the answer of StartExecution where it does not wait.
type StartTask[R any] struct {
	sdk.Task[*StartTask[R], R]
	child *sdk.Workflow
}

// Started is what StartExecution answers.
type Started struct {
	ExecutionArn string
	StartDate    string
}

// Start records a step that runs the child to its end. If the child fails the
// step fails with States.TaskFailed and the child's description as its cause.
// The child must be the same *sdk.Workflow for all steps that start it.
//
// The child is named by its ARN in account 123456789012 and region us-east-1,
// which a deployment replaces; see StateMachineArn.
func Start[R any](b *sdk.Block, step string, child *sdk.Workflow) *StartTask[R] {
	t := start[R](b, step, resource+".sync:2", child)
	t.Within("Output")
	t.ChildOutput(child)
	return t
}

// StartAndForget records a step that starts the child and goes on.
func StartAndForget(b *sdk.Block, step string, child *sdk.Workflow) *StartTask[Started] {
	return start[Started](b, step, resource, child)
}

// StartAndWaitForTaskToken records a step that starts the child and goes on when somebody
// completes it by its token, which Input must hold: sdk.TaskToken. R is what is sent with
// the token; the child's own end does not count.
func StartAndWaitForTaskToken[R any](b *sdk.Block, step string, child *sdk.Workflow) *StartTask[R] {
	return start[R](b, step, resource, child).Callback(nil)
}

func start[R any](b *sdk.Block, step, resource string, child *sdk.Workflow) *StartTask[R] {
	t := &StartTask[R]{child: child}
	t.Task = sdk.NewTask[*StartTask[R], R](b, step, resource, t)
	t.Argument("StateMachineArn", "arn:aws:states:us-east-1:123456789012:stateMachine:"+child.Name())
	b.Start(child)
	return t
}

// Input is the child's input; it is checked against the child's input type.
func (t *StartTask[R]) Input(v any) *StartTask[R] { return t.ChildInput(t.child, "Input", v) }

// Name is the name of the child's execution.
func (t *StartTask[R]) Name(v any) *StartTask[R] { return t.Argument("Name", v) }

// TraceHeader is the X-Ray trace to continue.
func (t *StartTask[R]) TraceHeader(v any) *StartTask[R] { return t.Argument("TraceHeader", v) }

// StateMachineArn is the child's ARN, where the one made of its name won't do.
func (t *StartTask[R]) StateMachineArn(v any) *StartTask[R] { return t.Argument("StateMachineArn", v) }

// ExecutionTask is a step that starts a state machine known by its ARN alone. R is its
// result.
type ExecutionTask[R any] struct {
	sdk.Task[*ExecutionTask[R], R]
}

func newExecutionTask[R any](b *sdk.Block, step, resource string) *ExecutionTask[R] {
	t := &ExecutionTask[R]{}
	t.Task = sdk.NewTask[*ExecutionTask[R], R](b, step, resource, t)
	t.Required("StateMachineArn")
	return t
}

// StartExecution records a step that starts a state machine that is no workflow of this
// program, and goes on. With Sync it waits for the end, and the output is a text.
func StartExecution(b *sdk.Block, step string) *ExecutionTask[Started] {
	return newExecutionTask[Started](b, step, resource)
}

// StartExecutionSync records a step that runs a state machine that is no workflow of this
// program to its end. R is the type of its output.
func StartExecutionSync[R any](b *sdk.Block, step string) *ExecutionTask[R] {
	t := newExecutionTask[R](b, step, resource+".sync:2")
	t.Within("Output")
	return t
}

// StateMachineArn is the state machine to start.
func (t *ExecutionTask[R]) StateMachineArn(v any) *ExecutionTask[R] {
	return t.Argument("StateMachineArn", v)
}

// Input is its input: any value.
func (t *ExecutionTask[R]) Input(v any) *ExecutionTask[R] { return t.Argument("Input", v) }

// Name is the name of the execution.
func (t *ExecutionTask[R]) Name(v any) *ExecutionTask[R] { return t.Argument("Name", v) }

// TraceHeader is the X-Ray trace to continue.
func (t *ExecutionTask[R]) TraceHeader(v any) *ExecutionTask[R] {
	return t.Argument("TraceHeader", v)
}

// WaitForTaskToken waits until somebody completes the step by sdk.TaskToken, which Input
// must hold. The result is what is sent with the token; take it by sdk.Returns.
func (t *ExecutionTask[R]) WaitForTaskToken() *ExecutionTask[R] { return t.Callback(nil) }
