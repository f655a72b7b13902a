package lambda_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// Handler runs a handler as the Lambda runtime would: JSON in, JSON or a named
// error out.
func ExampleHandler() {
	divide := lambda.Handler(func(_ context.Context, in struct{ A, B int }) (int, error) {
		if in.B == 0 {
			return 0, errors.New("division by zero")
		}
		return in.A / in.B, nil
	})

	out, err := divide(context.Background(), []byte(`{"A": 12, "B": 4}`))
	fmt.Println(string(out), err)
	out, err = divide(context.Background(), []byte(`{"A": 12, "B": 0}`))
	fmt.Println(string(out), err)
	// Output:
	// 3 <nil>
	//  errorString: division by zero
}

// ErrorName is what Catch and Retry match an error of the handler by.
func ExampleErrorName() {
	fmt.Println(lambda.ErrorName[*SoldOut]())
	// Output:
	// SoldOut
}
