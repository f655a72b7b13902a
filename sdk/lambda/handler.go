package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/lockstep-go/lockstep/sdk"
)

// Handler makes a function of JSON from a typed one, with the errors that the
// Lambda runtime for Go would report: the name is that of the error's Go type
// without its package, the message its text.
func Handler[In, Out any](h func(context.Context, In) (Out, error)) sdk.HandlerFunc {
	return func(ctx context.Context, payload []byte) (result []byte, err error) {
		defer func() {
			if r := recover(); r != nil {
				result, err = nil, failure(panicType(r), fmt.Sprint(r))
			}
		}()
		var in In
		if len(payload) > 0 {
			if err := json.Unmarshal(payload, &in); err != nil {
				return nil, asFailure(err)
			}
		}
		out, err := h(ctx, in)
		if err != nil {
			return nil, asFailure(err)
		}
		result, err = json.Marshal(out)
		if err != nil {
			return nil, asFailure(err)
		}
		return result, nil
	}
}

// ErrorName is the name under which an error of type E reaches Step Functions,
// for Catch and Retry.
func ErrorName[E error]() string { return typeName(reflect.TypeFor[E]()) }

func typeName(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Name()
}

func panicType(r any) string { return typeName(reflect.TypeOf(r)) }

// asFailure is the answer of a function that returned err. An error that is a
// *sdk.HandlerError already says its name.
func asFailure(err error) *sdk.HandlerError {
	if named, ok := errors.AsType[*sdk.HandlerError](err); ok {
		return failure(named.Type, named.Message)
	}
	return failure(typeName(reflect.TypeOf(err)), err.Error())
}

func failure(errorType, message string) *sdk.HandlerError {
	cause, _ := json.Marshal(struct {
		Message string `json:"errorMessage"`
		Type    string `json:"errorType"`
	}{message, errorType})
	return &sdk.HandlerError{Type: errorType, Message: message, Cause: string(cause)}
}

// The other shapes of handler that the Lambda runtime for Go takes, each made
// the one that Function and Invoke take.

// NoResult adapts a handler that answers nothing but an error.
func NoResult[In any](h func(context.Context, In) error) func(context.Context, In) (struct{}, error) {
	return func(ctx context.Context, in In) (struct{}, error) { return struct{}{}, h(ctx, in) }
}

// NoInput adapts a handler without an argument.
func NoInput[Out any](h func(context.Context) (Out, error)) func(context.Context, struct{}) (Out, error) {
	return func(ctx context.Context, _ struct{}) (Out, error) { return h(ctx) }
}

// NoContext adapts a handler without a context.
func NoContext[In, Out any](h func(In) (Out, error)) func(context.Context, In) (Out, error) {
	return func(_ context.Context, in In) (Out, error) { return h(in) }
}

// InputOnly adapts a handler of an argument alone.
func InputOnly[In any](h func(In) error) func(context.Context, In) (struct{}, error) {
	return func(_ context.Context, in In) (struct{}, error) { return struct{}{}, h(in) }
}

// OutputOnly adapts a handler of nothing.
func OutputOnly[Out any](h func() (Out, error)) func(context.Context, struct{}) (Out, error) {
	return func(context.Context, struct{}) (Out, error) { return h() }
}

// Action adapts a handler of nothing that answers nothing but an error.
func Action(h func() error) func(context.Context, struct{}) (struct{}, error) {
	return func(context.Context, struct{}) (struct{}, error) { return struct{}{}, h() }
}
