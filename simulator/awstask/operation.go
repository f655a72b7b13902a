package awstask

import (
	"context"
	"reflect"
)

//go:generate go run ./internal/operations

// operation is a method of a client.
type operation struct {
	input reflect.Type // the struct of its request
	// call calls it with a client of the service and a pointer to an input; the response is
	// a pointer to a struct.
	call func(ctx context.Context, client, request any) (response any, err error)
}

// operationOf makes an operation of a method expression of a client C, such as
// (*sqs.Client).SendMessage.
func operationOf[C, Input, Output, Option any](method func(C, context.Context, Input, ...Option) (Output, error)) *operation {
	return &operation{
		input: reflect.TypeFor[Input]().Elem(),
		call: func(ctx context.Context, client, request any) (any, error) {
			return method(client.(C), ctx, request.(Input))
		},
	}
}
