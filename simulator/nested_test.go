package simulator_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/simulator"
)

// uuids are the parts of answers that differ from run to run.
var uuids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

func TestStartsOfOtherMachines(t *testing.T) {
	sim := simulator.New()
	nested := func(name string, kind simulator.MachineType, definition string) {
		m := machine(t, definition)
		m.Name, m.ARN, m.Type = name, "arn:aws:states:us-east-1:123456789012:stateMachine:"+name, kind
		sim.Register(m)
	}
	nested("wait", simulator.Standard, `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}`)
	nested("express", simulator.Express, `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}`)
	nested("broken", simulator.Express, `{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"C"}}}`)
	const (
		optimized = " (Service: AWSStepFunctions; Status Code: 400; Error Code: %s; Request ID: U; Proxy: null)"
		sdk       = " (Service: Sfn, Status Code: 400, Request ID: U) (SDK Attempt Count: 1)"
	)
	tests := []struct{ name, resource, parameters, want string }{
		{"input that is no JSON", "states:startExecution", `{"StateMachineArn":"M:wait","Input":"{"}`,
			"FAILED StepFunctions.InvalidExecutionInputException Invalid State Machine Execution Input: 'Unexpected end-of-input: expected close marker for Object'" +
				fmt.Sprintf(optimized, "InvalidExecutionInput")},
		{"a name with a blank", "states:startExecution", `{"StateMachineArn":"M:wait","Name":"a b"}`,
			"FAILED StepFunctions.InvalidNameException Invalid Name: 'a b'" + fmt.Sprintf(optimized, "InvalidName")},
		{"a name that is too long", "aws-sdk:sfn:startExecution", `{"StateMachineArn":"M:wait","Name":"` + strings.Repeat("n", 81) + `"}`,
			"FAILED Sfn.InvalidNameException Invalid Name: '" + strings.Repeat("n", 81) + "'" + sdk},
		{"a name", "aws-sdk:sfn:startExecution", `{"StateMachineArn":"M:wait","Name":"n"}`, `SUCCEEDED {"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:wait:n","StartDate":"2026-01-01T00:00:00.000Z"}`},
		{"again, while it runs", "aws-sdk:sfn:startExecution", `{"StateMachineArn":"M:wait","Name":"n"}`, `SUCCEEDED {"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:wait:n","StartDate":"2026-01-01T00:00:00.000Z"}`},
		{"with another input", "states:startExecution", `{"StateMachineArn":"M:wait","Name":"n","Input":{"a":1}}`,
			"FAILED StepFunctions.ExecutionAlreadyExistsException Execution Already Exists: 'arn:aws:states:us-east-1:123456789012:execution:wait:n'" +
				fmt.Sprintf(optimized, "ExecutionAlreadyExists")},
		{"Express, synchronously", "aws-sdk:sfn:startSyncExecution", `{"StateMachineArn":"M:express","Name":"x","Input":"{\"a\": 1}"}`,
			`SUCCEEDED {"BillingDetails":{"BilledDurationInMilliseconds":1000,"BilledMemoryUsedInMB":64},"ExecutionArn":"arn:aws:states:us-east-1:123456789012:express:express:x:U",` +
				`"Input":"{\"a\": 1}","InputDetails":{"Included":true},"Name":"x","Output":"{\"a\": 1}","OutputDetails":{"Included":true},"StartDate":"2026-01-01T00:00:00.000Z",` +
				`"StateMachineArn":"M:express","Status":"SUCCEEDED","StopDate":"2026-01-01T00:00:01.000Z"}`},
		{"Express that fails is an answer too", "aws-sdk:sfn:startSyncExecution", `{"StateMachineArn":"M:broken","Name":"x"}`,
			`SUCCEEDED {"BillingDetails":{"BilledDurationInMilliseconds":100,"BilledMemoryUsedInMB":64},"Cause":"C","Error":"E","ExecutionArn":"arn:aws:states:us-east-1:123456789012:express:broken:x:U",` +
				`"Input":"{}","InputDetails":{"Included":true},"Name":"x","StartDate":"2026-01-01T00:00:01.000Z","StateMachineArn":"M:broken","Status":"FAILED","StopDate":"2026-01-01T00:00:01.000Z"}`},
		{"Standard, synchronously", "aws-sdk:sfn:startSyncExecution", `{"StateMachineArn":"M:wait"}`,
			"FAILED Sfn.StateMachineTypeNotSupportedException This operation is not supported by this type of state machine" + sdk},
		{"two that wait for one", "states:startExecution.sync:2", `{"StateMachineArn":"M:wait","Name":"n"}`,
			`SUCCEEDED {"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:wait:n","Input":{},"InputDetails":{"Included":true},"Name":"n","Output":{},"OutputDetails":{"Included":true},` +
				`"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":1767225600000,"StateMachineArn":"M:wait","Status":"SUCCEEDED","StopDate":1767225660000}`},
	}
	const prefix = "arn:aws:states:us-east-1:123456789012:stateMachine"
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			definition := fmt.Sprintf(`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::%s","Parameters":%s,"End":true}}}`,
				test.resource, strings.ReplaceAll(test.parameters, `"M:`, `"`+prefix+`:`))
			e, err := sim.Execute(t.Context(), simulator.Start{Machine: machine(t, definition)})
			if err != nil {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(uuids.ReplaceAllString(outcome(e), "U"), prefix, "M")
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}
