package lambda

import (
	"context"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/lockstep-go/lockstep/sdk"
)

// Resource is the optimized integration that invokes a function (developer
// guide: "Invoke an AWS Lambda function with Step Functions").
const Resource = "arn:aws:states:::lambda:invoke"

// Func is a Lambda function whose Go handler is known.
type Func[In, Out any] struct {
	name      string
	qualifier string
	fails     []string
	handler   func(context.Context, In) (Out, error)
}

// Function is the function deployed under that name, run by that handler. The
// deployment maps the name to an ARN or alias.
//
//	var chargeCard = lambda.Function("charge-card", ChargeCard)
func Function[In, Out any](name string, handler func(context.Context, In) (Out, error)) Func[In, Out] {
	return Func[In, Out]{name: name, handler: handler}
}

// Deployed is a function whose handler is no part of this program: it is written in
// another language, or its code is not at hand. Its argument and its result may be
// anything. Give it types by writing Function with its handler instead.
func Deployed(name string) Func[any, any] { return Func[any, any]{name: name} }

// Qualifier is the version or alias to invoke.
func (f Func[In, Out]) Qualifier(q string) Func[In, Out] { f.qualifier = q; return f }

// Fails says with which errors the handler ends where it fails, by the names that
// Step Functions sees; [ErrorName] gives that of an error type:
//
//	var chargeCard = lambda.Function("charge-card", ChargeCard).
//		Fails(lambda.ErrorName[*CardDeclined]())
//
// A step that handles another error of a function, or leaves one of these to end
// the execution, is then told of.
func (f Func[In, Out]) Fails(errorNames ...string) Func[In, Out] {
	f.fails = append(slices.Clip(f.fails), errorNames...)
	return f
}

// Name is the function's name.
func (f Func[In, Out]) Name() string { return f.name }

// Invoke records a step that invokes the function.
func (f Func[In, Out]) Invoke(b *sdk.Block, step string) *Invocation[In, Out] {
	t := &Invocation[In, Out]{}
	t.Task = sdk.NewTask[*Invocation[In, Out], Out](b, step, Resource, t)
	t.Within("Payload")
	t.Argument("FunctionName", f.name)
	if f.qualifier != "" {
		t.Argument("Qualifier", f.qualifier)
	}
	if in := reflect.TypeFor[In](); in.Kind() != reflect.Interface && !(in.Kind() == reflect.Struct && in.NumField() == 0) {
		t.Required("Payload")
	}
	if len(f.fails) > 0 {
		t.Fails(f.fails...)
	}
	if f.handler != nil {
		b.Handle(f.name, Handler(f.handler))
	}
	return t
}

// Invoke records a step that invokes the function of a Go handler. The
// function's name is the handler's in kebab case, ChargeCard being charge-card;
// see [Function] to give another.
//
//	receipt := lambda.Invoke(b, "Charge card", ChargeCard).Payload(order).Result()
func Invoke[In, Out any](b *sdk.Block, step string, handler func(context.Context, In) (Out, error)) *Invocation[In, Out] {
	return Function(nameOf(handler), handler).Invoke(b, step)
}

// InvokeNamed records a step that invokes the function whose name or ARN is a value.
func InvokeNamed(b *sdk.Block, step string, name any) *Invocation[any, any] {
	return Deployed("").Invoke(b, step).Argument("FunctionName", name)
}

// nameOf is the kebab-case name of a Go function; methods and closures have the
// name of what they are part of.
func nameOf(f any) string {
	v := reflect.ValueOf(f)
	if v.IsNil() {
		return "function"
	}
	name := runtime.FuncForPC(v.Pointer()).Name()
	name = name[strings.LastIndexByte(name, '/')+1:]
	parts := strings.Split(strings.TrimSuffix(name, "-fm"), ".")
	for len(parts) > 2 && isClosure(parts[len(parts)-1]) {
		parts = parts[:len(parts)-1]
	}
	return kebab(strings.Trim(parts[len(parts)-1], "(*)"))
}

func isClosure(name string) bool {
	rest, ok := strings.CutPrefix(name, "func")
	return (ok || name != "") && strings.Trim(rest, "0123456789") == ""
}

func kebab(name string) string {
	name, _, _ = strings.Cut(name, "[")
	runes := []rune(name)
	var b strings.Builder
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('-')
		}
		if r == '_' {
			r = '-'
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Invocation is the step that invokes a function. Its result is what the handler
// answers.
type Invocation[In, Out any] struct {
	sdk.Task[*Invocation[In, Out], Out]
}

// Payload is the function's argument; it is checked against the handler's type.
func (t *Invocation[In, Out]) Payload(v any) *Invocation[In, Out] {
	return sdk.TypedArgument[In](t.Task, "Payload", v)
}

// Event invokes the function without waiting for its answer.
func (t *Invocation[In, Out]) Event() *Invocation[In, Out] {
	return t.Argument("InvocationType", "Event")
}

// ClientContext is data about the caller, base64-encoded JSON.
func (t *Invocation[In, Out]) ClientContext(v any) *Invocation[In, Out] {
	return t.Argument("ClientContext", v)
}

// WaitForTaskToken waits until somebody completes the step by the token, which
// the Payload must hold: see sdk.TaskToken. The result is then what is sent with
// the token; take it by sdk.Returns.
func (t *Invocation[In, Out]) WaitForTaskToken() *Invocation[In, Out] {
	t.ResultOfCallback()
	return t.Callback(nil)
}

// Transient retries what AWS advises to: errors of the Lambda service that pass
// by themselves, after 2, 4, 8 … seconds, at most 6 times (developer guide:
// "Best practices", "Handle transient Lambda service exceptions").
func Transient() sdk.Retrier {
	return sdk.Retry(
		"Lambda.ClientExecutionTimeoutException", "Lambda.ServiceException",
		"Lambda.AWSLambdaException", "Lambda.SdkClientException", "Lambda.TooManyRequestsException",
	).Interval(2 * time.Second).MaxAttempts(6).BackoffRate(2)
}
