package cost_test

import (
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/cost"
)

// Of prices the cheapest and the most expensive way through a machine.
func ExampleOf() {
	m, _ := asl.DecodeJSON("mail.asl.json", []byte(`{
		"StartAt": "Any?",
		"States": {
			"Any?": {"Type": "Choice", "Choices": [{"Variable": "$.mails[0]", "IsPresent": true, "Next": "Each mail"}], "Default": "None"},
			"None": {"Type": "Succeed"},
			"Each mail": {
				"Type": "Map", "ItemsPath": "$.mails", "End": true,
				"ItemProcessor": {"StartAt": "Send", "States": {
					"Send": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ses:sendEmail", "End": true}
				}}
			}
		}
	}`))
	e := cost.Of(m, cost.Scenario{Items: 100})
	fmt.Println(e.Least.Transitions, "to", e.Most.Transitions, "transitions")
	fmt.Printf("%.0f to %.0f USD for a million executions\n", e.Least.StandardUSD(), e.Most.StandardUSD())
	// Output:
	// 2 to 102 transitions
	// 50 to 2550 USD for a million executions
}
