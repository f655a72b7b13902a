package sdk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

type Applicant struct {
	Email string `json:"email"`
}

type Account struct {
	ID   string `json:"id"`
	Plan string `json:"plan"`
	Logo []byte `json:"logo"`
}

// OpenAccount is the Lambda function open-account.
func OpenAccount(_ context.Context, a Applicant) (Account, error) { return Account{ID: "a-1"}, nil }

// Greet is the Lambda function greet.
func Greet(_ context.Context, a Applicant) (bool, error) { return true, nil }

// Using a value is all there is to data flow. What later steps use becomes a
// variable where it is made: here the account's id, and not its logo.
func Example_dataFlow() {
	w := sdk.New("sign-up", func(b *sdk.Block, applicant sdk.Value[Applicant]) {
		account := lambda.Invoke(b, "Open account", OpenAccount).Payload(applicant).Result()
		lambda.Invoke(b, "Greet", Greet).Payload(applicant)
		b.Wait("Cool off").Seconds(60)
		b.Return(sdk.Object{"account": account.At("id"), "email": applicant.At("email")})
	})

	m, problems := w.Build()
	if m == nil {
		log.Fatal(problems)
	}
	fmt.Printf("%s", m.Indented())
	// Output:
	// {
	//   "QueryLanguage": "JSONata",
	//   "StartAt": "Open account",
	//   "States": {
	//     "Open account": {
	//       "Type": "Task",
	//       "Resource": "arn:aws:states:::lambda:invoke",
	//       "Arguments": {
	//         "FunctionName": "open-account",
	//         "Payload": "{% $states.input %}"
	//       },
	//       "Assign": {
	//         "openAccountId": "{% $states.result.Payload.id %}"
	//       },
	//       "Next": "Greet"
	//     },
	//     "Greet": {
	//       "Type": "Task",
	//       "Resource": "arn:aws:states:::lambda:invoke",
	//       "Arguments": {
	//         "FunctionName": "greet",
	//         "Payload": "{% $states.context.Execution.Input %}"
	//       },
	//       "Next": "Cool off"
	//     },
	//     "Cool off": {
	//       "Type": "Wait",
	//       "Seconds": 60,
	//       "Output": {
	//         "account": "{% $openAccountId %}",
	//         "email": "{% $states.context.Execution.Input.email %}"
	//       },
	//       "End": true
	//     }
	//   }
	// }
}
