package simulator_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/simulator"
)

const greeting = `{
  "QueryLanguage": "JSONata",
  "StartAt": "Rest",
  "States": {
    "Rest": {"Type": "Wait", "Seconds": 2592000, "Next": "Greet"},
    "Greet": {
      "Type": "Task",
      "Resource": "arn:aws:states:::lambda:invoke",
      "Arguments": {"FunctionName": "greet", "Payload": {"name": "{% $states.input.name %}"}},
      "Output": "{% $states.result.Payload %}",
      "End": true
    }
  }
}`

// greet is a Lambda function: JSON in, JSON out.
func greet(_ context.Context, payload []byte) ([]byte, error) {
	var in struct{ Name string }
	if err := json.Unmarshal(payload, &in); err != nil {
		return nil, err
	}
	if in.Name == "" {
		return nil, &simulator.LambdaError{Type: "Nameless", Message: "whom?"}
	}
	return json.Marshal("Hello " + in.Name)
}

// Any definition runs, whoever wrote it. The month it waits is virtual.
func Example() {
	m, problems := asl.DecodeJSON("greeting.asl.json", []byte(greeting))
	if problems.HasErrors() {
		log.Fatal(problems)
	}
	program, err := simulator.Load(m)
	if err != nil {
		log.Fatal(err)
	}
	sim := simulator.New(simulator.WithLambda("greet", greet))
	for _, input := range []string{`{"name": "Ada"}`, `{"name": ""}`} {
		execution, err := sim.Execute(context.Background(), simulator.Start{
			Machine: simulator.Machine{Program: program, Name: "greeting"},
			Input:   input,
		})
		if err != nil {
			log.Fatal(err)
		}
		d := execution.Describe()
		if d.Output != nil {
			fmt.Println(d.Status, *d.Output, d.Stopped.Sub(d.Started))
		} else {
			fmt.Println(d.Status, *d.Error, *d.Cause)
		}
	}
	// Output:
	// SUCCEEDED "Hello Ada" 720h0m0s
	// FAILED Nameless {"errorMessage":"whom?","errorType":"Nameless"}
}

// The history is what GetExecutionHistory would answer.
func ExampleExecution_History() {
	m, _ := asl.DecodeJSON("greeting.asl.json", []byte(greeting))
	program, err := simulator.Load(m)
	if err != nil {
		log.Fatal(err)
	}
	execution, err := simulator.New(simulator.WithLambda("greet", greet)).Execute(context.Background(), simulator.Start{
		Machine: simulator.Machine{Program: program, Name: "greeting"},
		Input:   `{"name": "Ada"}`,
	})
	if err != nil {
		log.Fatal(err)
	}
	for event := range execution.History(0, false) {
		fmt.Println(event.ID, event.Type, "after", event.PreviousEventID)
	}
	// Output:
	// 1 ExecutionStarted after 0
	// 2 WaitStateEntered after 0
	// 3 WaitStateExited after 2
	// 4 TaskStateEntered after 3
	// 5 TaskScheduled after 4
	// 6 TaskStarted after 5
	// 7 TaskSucceeded after 6
	// 8 TaskStateExited after 7
	// 9 ExecutionSucceeded after 8
}

// TestState runs one state, as the operation of that name does.
func ExampleSimulator_TestState() {
	m, _ := asl.DecodeJSON("greeting.asl.json", []byte(greeting))
	sim := simulator.New(simulator.WithLambda("greet", greet))
	out, err := sim.TestState(context.Background(), simulator.TestStateInput{
		Machine:   m,
		StateName: "Greet",
		Input:     `{"name": "Ada"}`,
		Level:     simulator.InspectDebug,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(out.Status, *out.Output)
	fmt.Println(*out.Inspection.AfterArguments)
	// Output:
	// SUCCEEDED "Hello Ada"
	// {"FunctionName":"greet","Payload":{"name":"Ada"}}
}
