package server_test

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/lockstep-go/lockstep/server"
)

// Any client of Step Functions takes the server for AWS; this one is written by
// hand. In virtual time a minute of waiting is over at once.
func Example() {
	s, err := server.New(server.Options{Time: server.Virtual})
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	endpoint := httptest.NewServer(s.Handler())
	defer endpoint.Close()

	call := func(operation, body string, answer any) {
		request, err := http.NewRequest("POST", endpoint.URL, strings.NewReader(body))
		if err != nil {
			log.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-amz-json-1.0")
		request.Header.Set("X-Amz-Target", "AWSStepFunctions."+operation)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			log.Fatal(err)
		}
		defer response.Body.Close()
		if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
			log.Fatal(err)
		}
	}

	var machine struct{ StateMachineArn string }
	call("CreateStateMachine", `{
		"name": "nap", "type": "EXPRESS", "roleArn": "arn:aws:iam::123456789012:role/nap",
		"definition": "{\"StartAt\": \"Nap\", \"States\": {\"Nap\": {\"Type\": \"Wait\", \"Seconds\": 60, \"End\": true}}}"
	}`, &machine)
	fmt.Println(machine.StateMachineArn)

	var run struct{ Status, Output string }
	call("StartSyncExecution", fmt.Sprintf(`{"stateMachineArn": %q, "input": "{\"who\": \"Ada\"}"}`, machine.StateMachineArn), &run)
	fmt.Println(run.Status, run.Output)
	// Output:
	// arn:aws:states:us-east-1:123456789012:stateMachine:nap
	// SUCCEEDED {"who": "Ada"}
}
