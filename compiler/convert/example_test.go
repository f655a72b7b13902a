package convert_test

import (
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/convert"
)

// Machine writes JSONPath states in JSONata, and says which ones stay.
func ExampleMachine() {
	m, _ := asl.DecodeJSON("tax.asl.json", []byte(`{
		"StartAt": "Large?",
		"States": {
			"Large?": {"Type": "Choice", "Choices": [{"Variable": "$.amount", "NumericGreaterThan": 1000, "Next": "Stop"}], "Default": "Note"},
			"Stop": {"Type": "Fail", "Error": "Large"},
			"Note": {"Type": "Pass", "Parameters": {"text.$": "States.Format('invoice {}', $.number)"}, "End": true}
		}
	}`))
	better, refusals := convert.Machine(m)
	for _, r := range refusals {
		fmt.Println(r.State, r.Why)
	}
	fmt.Printf("%s", better.Indented())
	// Output:
	// {
	//   "StartAt": "Large?",
	//   "States": {
	//     "Large?": {
	//       "Type": "Choice",
	//       "Choices": [
	//         {
	//           "Next": "Stop",
	//           "Condition": "{% $exists($states.input.amount) ? $type($states.input.amount) = \"number\" and $states.input.amount > 1000 : $error(\"$states.input.amount is missing\") %}"
	//         }
	//       ],
	//       "Default": "Note"
	//     },
	//     "Stop": {
	//       "Type": "Fail",
	//       "Error": "Large"
	//     },
	//     "Note": {
	//       "Type": "Pass",
	//       "End": true,
	//       "Output": {
	//         "text": "{% $exists($states.input.number) ? \"invoice \" & $states.input.number : $error(\"$states.input.number is missing\") %}"
	//       }
	//     }
	//   },
	//   "QueryLanguage": "JSONata"
	// }
}
