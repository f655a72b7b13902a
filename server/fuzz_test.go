package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/server"
	"github.com/lockstep-go/lockstep/server/internal/api"
)

// FuzzRequest sends any body to any operation, after a machine, an activity and an execution
// were made: the answer is JSON, and no fault of ours.
func FuzzRequest(f *testing.F) {
	const arn = "arn:aws:states:us-east-1:123456789012:"
	f.Add("CreateStateMachine", `{"name":"n","definition":"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true}}}","roleArn":"arn:aws:iam::1:role/r"}`)
	f.Add("CreateStateMachine", `{"name":"n","definition":"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Map\",\"Iterator\":{},\"ItemReader\":{}}}}","roleArn":"arn:aws:iam::1:role/r","publish":true}`)
	f.Add("StartExecution", `{"stateMachineArn":"`+arn+`stateMachine:m#x","input":"[1,{}]","name":"e"}`)
	f.Add("DescribeStateMachine", `{"stateMachineArn":"`+arn+`stateMachine:m/l:1"}`)
	f.Add("CreateStateMachineAlias", `{"name":"a","routingConfiguration":[{"stateMachineVersionArn":"`+arn+`stateMachine:m:1","weight":100}]}`)
	f.Add("ListExecutions", `{"stateMachineArn":"`+arn+`stateMachine:m:a","nextToken":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}`)
	f.Add("GetExecutionHistory", `{"executionArn":"`+arn+`execution:m:first","reverseOrder":true,"maxResults":1}`)
	f.Add("TestState", `{"definition":"{\"Type\":\"Choice\",\"Choices\":[]}","inspectionLevel":"TRACE","mock":{"result":"1"}}`)
	f.Add("SendTaskSuccess", `{"taskToken":"x","output":"{"}`)
	f.Add("UpdateMapRun", `{"mapRunArn":"`+arn+`mapRun:m/l:u","toleratedFailurePercentage":1e300}`)
	f.Add("UntagResource", `{"resourceArn":"`+arn+`activity:a","tagKeys":["k"]}`)
	f.Fuzz(func(t *testing.T, operation, body string) {
		s, err := server.New(server.Options{Time: server.Virtual, LongPoll: 1, KeepExecutions: 2})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		call := func(operation, body string) {
			r := httptest.NewRequest(http.MethodPost, "http://localhost/", strings.NewReader(body))
			r.Header.Set("Content-Type", "application/x-amz-json-1.0")
			r.Header.Set("X-Amz-Target", "AWSStepFunctions."+operation)
			rec := httptest.NewRecorder()
			s.Handler().ServeHTTP(rec, r)
			if rec.Code >= 500 || !json.Valid(rec.Body.Bytes()) {
				t.Fatalf("%s %s\nanswered %d: %s", operation, body, rec.Code, rec.Body)
			}
		}
		call("CreateStateMachine", fmt.Sprintf(`{"name":"m","definition":%q,"roleArn":%q,"publish":true}`, pass, role))
		call("CreateActivity", `{"name":"a"}`)
		call("StartExecution", `{"stateMachineArn":"`+arn+`stateMachine:m","name":"first"}`)
		known := false
		for _, o := range api.Operations {
			known = known || o.Name == operation
		}
		if !known {
			operation = api.Operations[len(operation)%len(api.Operations)].Name
		}
		call(operation, body)
		call("DeleteStateMachine", `{"stateMachineArn":"`+arn+`stateMachine:m"}`)
	})
}
