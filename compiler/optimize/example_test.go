package optimize_test

import (
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/optimize"
)

func ExampleRun() {
	m, _ := asl.DecodeJSON("order.asl.json", []byte(`{
		"StartAt": "Prepare",
		"States": {
			"Prepare": {"Type": "Pass", "Parameters": {"key.$": "$.order.id"}, "Next": "Store"},
			"Store": {
				"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
				"Parameters": {"MessageBody.$": "$.key"}, "Next": "Done"
			},
			"Done": {"Type": "Succeed"}
		}
	}`))
	better, report, _ := optimize.Run(m, optimize.Options{Level: optimize.LevelMerge})
	fmt.Println(report.StatesBefore, "states before,", report.StatesAfter, "after")
	fmt.Println(string(better.AppendJSON(nil)))
	// Output:
	// 3 states before, 1 after
	// {"StartAt":"Store","States":{"Store":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"MessageBody.$":"$.order.id"},"End":true}}}
}
