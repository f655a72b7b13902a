package sdk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

type Note struct {
	Author string `json:"author"`
	Text   string `json:"text"`
}

// Translate is the Lambda function translate.
func Translate(_ context.Context, n Note) (string, error) { return "(en) " + n.Text, nil }

// What a workflow becomes is Amazon States Language.
func ExampleNew() {
	w := sdk.New("notes", func(b *sdk.Block, note sdk.Value[Note]) {
		english := lambda.Invoke(b, "Translate", Translate).Payload(note).Result()
		b.Return(sdk.Object{"author": note.At("author"), "text": english})
	}, sdk.Comment("Translate a note"), sdk.TimeoutSeconds(60))

	m, problems := w.Build()
	if m == nil {
		log.Fatal(problems)
	}
	fmt.Printf("%s", m.Indented())
	// Output:
	// {
	//   "Comment": "Translate a note",
	//   "TimeoutSeconds": 60,
	//   "QueryLanguage": "JSONata",
	//   "StartAt": "Translate",
	//   "States": {
	//     "Translate": {
	//       "Type": "Task",
	//       "Resource": "arn:aws:states:::lambda:invoke",
	//       "Arguments": {
	//         "FunctionName": "translate",
	//         "Payload": "{% $states.input %}"
	//       },
	//       "Output": {
	//         "author": "{% $states.input.author %}",
	//         "text": "{% $states.result.Payload %}"
	//       },
	//       "End": true
	//     }
	//   }
	// }
}
