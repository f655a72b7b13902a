package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// Pattern is how a Task state waits for what it calls (developer guide, "Service
// integration patterns").
type Pattern uint8

// The integration patterns.
const (
	RequestResponse  Pattern = iota
	Sync                     // .sync: until the job is over
	Sync2                    // .sync:2: the same, with the output parsed
	WaitForTaskToken         // .waitForTaskToken: until somebody answers the token
)

// Suffix is what the pattern adds to a resource: "", ".sync", ".sync:2" or
// ".waitForTaskToken".
func (p Pattern) Suffix() string {
	return [...]string{"", ".sync", ".sync:2", ".waitForTaskToken"}[p]
}

// Call is what a Task state asks of the world outside its machine.
type Call struct {
	Resource     string // the state's Resource
	Service      string // "lambda", "sqs", "aws-sdk:s3", "http"; "lambda" for a function's ARN too
	Action       string // "invoke", "sendMessage", without the pattern's suffix
	Pattern      Pattern
	Function     string // the ARN or name of the Lambda function that is called; "" for another call
	State        string // name of the Task state
	Attempt      int    // retries of the state so far
	Sequence     int    // calls of this state before in this execution, over retries and Map items
	Token        string // the task token; "" unless the pattern waits for one
	ExecutionARN string
	MachineARN   string
	RoleARN      string // Credentials.RoleArn, else ""
	TestCase     string // the part of the machine's ARN after '#'
	Time         time.Time
	// RevealSecrets says that Answer.HTTP may tell what an HTTP task's connection adds.
	RevealSecrets bool

	input      *document // what the service is sent
	parameters *document // the state's Parameters or Arguments, as they were evaluated
}

// Input is the JSON text that is sent: a function's payload, or the parameters of an action.
func (c *Call) Input() string { return c.input.json() }

// Parameters is what the state's Parameters or Arguments came to; for packages of this
// module. It differs from Value for lambda:invoke, whose payload is a part of it.
func (c *Call) Parameters() value.Value { return c.parameters.v }

// Value is Input as a value, for packages of this module.
func (c *Call) Value() value.Value { return c.input.v }

// Answer is what came of a [Call].
type Answer struct {
	// Output is the JSON text that the service answered; for a Lambda function its result,
	// without the envelope that lambda:invoke puts around it.
	Output string
	// Error and Cause tell of a failure when Failed is set.
	Failed       bool
	Error, Cause string
	// Took is how long the answer takes on the simulator's clock.
	Took time.Duration
	// Final says that Output is what the state ends with: the result of the job or of the
	// callback, and not the answer to the submission that .sync and .waitForTaskToken make.
	Final bool
	// Then is what comes of the job or the callback that the call began, where that is known
	// already; its Took counts from the submission.
	Then *Answer
	// Version and LogResult are what Lambda tells besides: the version that ran, "$LATEST"
	// if empty, and the end of its log in Base64 where LogType asked for it.
	Version, LogResult string
	// Raw says that Output is the whole result of the state, envelope included.
	Raw bool
	// HTTP is what an HTTP task sent and got, for TestState; nil if nobody knows.
	HTTP *HTTPExchange

	v                        *value.Value // Output when it is decoded already
	absentError, absentCause bool
}

// Succeed is an answer that holds output, a value that encoding/json can write.
func Succeed(output any) (Answer, error) {
	text, err := json.Marshal(output)
	return Answer{Output: string(text)}, err
}

// Fail is an answer that tells of an error.
func Fail(name, cause string) Answer { return Answer{Failed: true, Error: name, Cause: cause} }

// OfValue is an answer that holds a value; for packages of this module.
func OfValue(v value.Value) Answer { return Answer{v: &v} }

// Resolver answers calls. Resolvers are asked in their order; the first that does not
// return [ErrUnresolved] answers. Any other error is a failure States.TaskFailed.
type Resolver interface {
	Resolve(ctx context.Context, call *Call) (Answer, error)
}

// Remote marks a resolver that talks to somebody outside of the process. It is asked in a
// goroutine of its own, and virtual time stands still until it answers.
type Remote interface {
	Resolver
	Remote()
}

// ErrUnresolved is what a [Resolver] returns for a call that is not its business.
var ErrUnresolved = errors.New("no resolver answers the call")

// ResolverFunc is a function as a [Resolver].
type ResolverFunc func(ctx context.Context, call *Call) (Answer, error)

// Resolve calls f.
func (f ResolverFunc) Resolve(ctx context.Context, call *Call) (Answer, error) { return f(ctx, call) }

// LambdaHandler is a Lambda function in Go: payload in, result out, both JSON. An error
// becomes a function error whose type is the error's Go type, as AWS's Go runtime names it,
// unless it is a *[LambdaError].
type LambdaHandler func(ctx context.Context, payload []byte) ([]byte, error)

// LambdaError is an error of a Lambda function with everything Step Functions reads of it.
type LambdaError struct {
	Type    string // becomes the error name
	Message string
	// Payload is the whole error document, which becomes the cause; empty: it is made of
	// Type and Message.
	Payload string
}

func (e *LambdaError) Error() string { return e.Type + ": " + e.Message }

// lambdaFailure is the answer a function error gives.
func lambdaFailure(err error) Answer {
	e, ok := errors.AsType[*LambdaError](err)
	if !ok {
		e = &LambdaError{Type: errorType(err), Message: err.Error()}
	}
	payload := e.Payload
	if payload == "" {
		payload = value.ObjectOf(value.Member{Key: "errorMessage", Value: value.OfString(e.Message)},
			value.Member{Key: "errorType", Value: value.OfString(e.Type)}).String()
	}
	return FunctionError(e.Type, payload)
}

// FunctionError is the answer that an error of a Lambda function makes: its type names the
// error and its whole document is the cause. A document without a type, as the service
// itself writes it when a function is cut short, is Lambda.Unknown.
func FunctionError(typ, payload string) Answer {
	if typ == "" {
		return Fail("Lambda.Unknown", "The cause could not be determined because Lambda did not return an error type. Returned payload: "+payload)
	}
	return Fail(typ, payload)
}

// errorType names an error's type without its package, as aws-lambda-go does.
func errorType(err error) string {
	name := fmt.Sprintf("%T", err)
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '.' {
			return name[i+1:]
		}
	}
	return name
}
