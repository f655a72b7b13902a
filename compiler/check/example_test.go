package check_test

import (
	"fmt"
	"os"

	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/diag"
)

func ExampleDefinition() {
	data := []byte(`{
  "StartAt": "Wait",
  "States": {"Wait": {"Type": "Wait", "Secnds": 10, "End": true}}
}`)
	_, list := check.Definition("wait.asl.json", data)
	err := diag.WriteText(os.Stdout, list, diag.TextOptions{Source: func(string) []byte { return data }})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// wait.asl.json:3:39: error ASL1011: a Wait state has no field `Secnds`
	//     3 |   "States": {"Wait": {"Type": "Wait", "Secnds": 10, "End": true}}
	//       |                                       ^~~~~~~~
	//     at /States/Wait/Secnds
	//     help: did you mean `Seconds`?
	// 1 error
}

func ExampleExplain() {
	record, _ := check.Explain("ASL1043")
	fmt.Println(record.Title)
	// Output: a Choice has no Default
}
