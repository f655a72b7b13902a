package sdk_test

import (
	"context"
	"fmt"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

type ticket struct {
	ID       string `json:"id"`
	Priority int    `json:"priority"`
}

type answer struct {
	Text string `json:"text"`
}

func draft(context.Context, ticket) (answer, error) { return answer{Text: "We are on it."}, nil }

// A workflow is a Go function that records steps. What it becomes is Amazon
// States Language.
func ExampleNew() {
	w := sdk.New("support", func(b *sdk.Block, t sdk.Value[ticket]) {
		b.Choice("Urgent?").When(sdk.GreaterThan(t.At("priority"), 2), func(b *sdk.Block) {
			b.Fail("Call somebody").Error("Urgent").Cause(sdk.Format("ticket {}", t.At("id")))
		})
		reply := lambda.Invoke(b, "Draft", draft).Payload(t).Result()
		b.Return(sdk.Object{"reply": reply.At("text")})
	})
	m, problems := w.Build()
	if m == nil {
		fmt.Println(problems)
		return
	}
	fmt.Printf("%s", m.Indented())
	// Output:
	// {
	//   "QueryLanguage": "JSONata",
	//   "StartAt": "Urgent?",
	//   "States": {
	//     "Urgent?": {
	//       "Type": "Choice",
	//       "Choices": [
	//         {
	//           "Condition": "{% $states.input.priority > 2 %}",
	//           "Next": "Call somebody"
	//         }
	//       ],
	//       "Default": "Draft"
	//     },
	//     "Call somebody": {
	//       "Type": "Fail",
	//       "Error": "Urgent",
	//       "Cause": "{% 'ticket ' & $states.input.id %}"
	//     },
	//     "Draft": {
	//       "Type": "Task",
	//       "Resource": "arn:aws:states:::lambda:invoke",
	//       "Arguments": {
	//         "FunctionName": "draft",
	//         "Payload": "{% $states.input %}"
	//       },
	//       "Output": {
	//         "reply": "{% $states.result.Payload.text %}"
	//       },
	//       "End": true
	//     }
	//   }
	// }
}

// Mistakes are diagnostics, all at once, with what to write instead.
func ExampleWorkflow_Build() {
	w := sdk.New("support", func(b *sdk.Block, t sdk.Value[ticket]) {
		b.Wait("Pause").Seconds(t.At("prioritty"))
		lambda.Invoke(b, "Draft", draft).Payload(t.At("id"))
	})
	_, problems := w.Build()
	for _, p := range problems {
		fmt.Println(p.Code, p.State+":", p.Message)
	}
	// Output:
	// ASL4901 Pause: `prioritty` is not a field of sdk_test.ticket; did you mean `priority`?
	// ASL4904 Draft: `Payload` is a string where sdk_test.ticket is wanted
}
