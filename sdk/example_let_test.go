package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/dynamodb"
	"github.com/lockstep-go/lockstep/sdk/eventbridge"
)

// Let keeps what would be another value each time: both steps get the same id.
// It costs no state, since the step before gives the variable its value.
func ExampleLet() {
	w := sdk.New("visit", func(b *sdk.Block, guest sdk.Value[string]) {
		b.Wait("Settle").Seconds(1)
		id := sdk.Let(b, "id", sdk.UUID())
		dynamodb.PutItem(b, "Store").TableName("visits").
			Item(sdk.Object{"id": sdk.Object{"S": id}, "guest": sdk.Object{"S": guest}})
		eventbridge.PutEvents(b, "Announce").
			Entries(sdk.Array{sdk.Object{"Source": "visits", "DetailType": "Arrived", "Detail": sdk.Object{"id": id}}})
		b.Return(id)
	})

	m, problems := w.Build()
	if m == nil {
		log.Fatal(problems)
	}
	fmt.Printf("%s", m.Indented())
	// Output:
	// {
	//   "QueryLanguage": "JSONata",
	//   "StartAt": "Settle",
	//   "States": {
	//     "Settle": {
	//       "Type": "Wait",
	//       "Seconds": 1,
	//       "Assign": {
	//         "id": "{% $uuid() %}"
	//       },
	//       "Next": "Store"
	//     },
	//     "Store": {
	//       "Type": "Task",
	//       "Resource": "arn:aws:states:::dynamodb:putItem",
	//       "Arguments": {
	//         "TableName": "visits",
	//         "Item": {
	//           "guest": {
	//             "S": "{% $states.input %}"
	//           },
	//           "id": {
	//             "S": "{% $id %}"
	//           }
	//         }
	//       },
	//       "Next": "Announce"
	//     },
	//     "Announce": {
	//       "Type": "Task",
	//       "Resource": "arn:aws:states:::events:putEvents",
	//       "Arguments": {
	//         "Entries": [
	//           {
	//             "Detail": {
	//               "id": "{% $id %}"
	//             },
	//             "DetailType": "Arrived",
	//             "Source": "visits"
	//           }
	//         ]
	//       },
	//       "Output": "{% $id %}",
	//       "End": true
	//     }
	//   }
	// }
}
