package lambda_test

import (
	"context"
	"fmt"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

type Booking struct {
	Flight string `json:"flight"`
	Seats  int    `json:"seats"`
}

// SoldOut is the error of a flight without seats.
type SoldOut struct{ Flight string }

func (e *SoldOut) Error() string { return e.Flight + " is sold out" }

func bookSeats(_ context.Context, b Booking) (string, error) {
	if b.Seats > 4 {
		return "", &SoldOut{b.Flight}
	}
	return "booking-1", nil
}

// book is the function deployed as book-seats-v2, which fails with SoldOut.
var book = lambda.Function("book-seats-v2", bookSeats).
	Qualifier("live").
	Fails(lambda.ErrorName[*SoldOut]())

// Function gives a handler its deployed name, an alias, and the errors it ends
// with. A step that leaves one of these unhandled is told of.
func ExampleFunction() {
	w := sdk.New("flight", func(b *sdk.Block, booking sdk.Value[Booking]) {
		b.Return(book.Invoke(b, "Book").Payload(booking).Retry(lambda.Transient()).Result())
	})
	m, problems := w.Build()
	fmt.Println(problems[0].Message)
	fmt.Printf("%s", m.Indented())
	// Output:
	// `SoldOut` ends the execution where the call ends with it
	// {
	//   "QueryLanguage": "JSONata",
	//   "StartAt": "Book",
	//   "States": {
	//     "Book": {
	//       "Type": "Task",
	//       "Resource": "arn:aws:states:::lambda:invoke",
	//       "Arguments": {
	//         "FunctionName": "book-seats-v2",
	//         "Qualifier": "live",
	//         "Payload": "{% $states.input %}"
	//       },
	//       "Output": "{% $states.result.Payload %}",
	//       "Retry": [
	//         {
	//           "ErrorEquals": [
	//             "Lambda.ClientExecutionTimeoutException",
	//             "Lambda.ServiceException",
	//             "Lambda.AWSLambdaException",
	//             "Lambda.SdkClientException",
	//             "Lambda.TooManyRequestsException"
	//           ],
	//           "IntervalSeconds": 2,
	//           "MaxAttempts": 6,
	//           "BackoffRate": 2
	//         }
	//       ],
	//       "End": true
	//     }
	//   }
	// }
}
