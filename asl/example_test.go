package asl_test

import (
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

func ExampleDecode() {
	machine, problems := asl.Decode("order.asl.json", []byte(`{
  "StartAt": "Pay",
  "States": {
    "Pay": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Done"},
    "Done": {"Type": "Succeed"}
  }
}`))
	if problems.HasErrors() {
		fmt.Println(problems)
	}
	for path, state := range asl.Walk(machine) {
		fmt.Println(path, state.Type(), state.Base().Place())
		for _, target := range asl.TargetsOf(state) {
			fmt.Println("  goes on to", *target.Name, "by", target.Path(path))
		}
	}
	// Output:
	// /States/Pay Task order.asl.json:4:5
	//   goes on to Done by /States/Pay/Next
	// /States/Done Succeed order.asl.json:5:5
}

func ExampleMachine_Indented() {
	wait := &asl.Wait{
		Common:  asl.Common{Name: "Rest"},
		Seconds: value.OfInt(10),
		Flow:    asl.Flow{End: true},
	}
	machine := &asl.Machine{Graph: asl.Graph{StartAt: "Rest", States: []asl.State{wait}}}
	fmt.Print(string(machine.Indented()))
	// Output:
	// {
	//   "StartAt": "Rest",
	//   "States": {
	//     "Rest": {
	//       "Type": "Wait",
	//       "Seconds": 10,
	//       "End": true
	//     }
	//   }
	// }
}
