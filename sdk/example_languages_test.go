package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
)

// The same workflow in JSONPath: functions become intrinsic functions, and what
// JSONPath can't say is reported.
func ExampleUseJSONPath() {
	type Invoice struct {
		Number string  `json:"number"`
		Amount float64 `json:"amount"`
	}
	invoice := func(opts ...sdk.Option) *sdk.Workflow {
		return sdk.New("invoice", func(b *sdk.Block, i sdk.Value[Invoice]) {
			b.Choice("Large?").
				When(sdk.GreaterThan(i.At("amount"), 1000), func(b *sdk.Block) {
					b.Fail("Stop").Error("Large").Cause(sdk.Format("invoice {}", i.At("number")))
				})
			b.Return(i.At("number"))
		}, opts...)
	}
	for _, w := range []*sdk.Workflow{invoice(), invoice(sdk.UseJSONPath())} {
		m, problems := w.Build()
		if m == nil {
			log.Fatal(problems)
		}
		fmt.Printf("%s", m.Indented())
	}
	// Output:
	// {
	//   "QueryLanguage": "JSONata",
	//   "StartAt": "Large?",
	//   "States": {
	//     "Large?": {
	//       "Type": "Choice",
	//       "Choices": [
	//         {
	//           "Condition": "{% $states.input.amount > 1000 %}",
	//           "Next": "Stop"
	//         }
	//       ],
	//       "Default": "Return"
	//     },
	//     "Stop": {
	//       "Type": "Fail",
	//       "Error": "Large",
	//       "Cause": "{% 'invoice ' & $states.input.number %}"
	//     },
	//     "Return": {
	//       "Type": "Succeed",
	//       "Output": "{% $states.input.number %}"
	//     }
	//   }
	// }
	// {
	//   "StartAt": "Large?",
	//   "States": {
	//     "Large?": {
	//       "Type": "Choice",
	//       "Choices": [
	//         {
	//           "Variable": "$.amount",
	//           "NumericGreaterThan": 1000,
	//           "Next": "Stop"
	//         }
	//       ],
	//       "Default": "Return"
	//     },
	//     "Stop": {
	//       "Type": "Fail",
	//       "Error": "Large",
	//       "CausePath": "States.Format('invoice {}', $.number)"
	//     },
	//     "Return": {
	//       "Type": "Pass",
	//       "InputPath": "$.number",
	//       "End": true
	//     }
	//   }
	// }
}
