package simulator_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/simulator"
)

func TestParametersThatNoTaskCanStartWith(t *testing.T) {
	const prefix = "FAILED States.Runtime An error occurred while executing the state 'T' (entered at the event id #2). The Parameters '"
	tests := []struct{ name, task, problem string }{
		{"a field that the action has not", `"Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","Parameters":{"FunctionName":"f","TaskToken":"t"}`,
			`The field "TaskToken" is not supported by Step Functions`},
		{"two of them", `"Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"b","X":1,"y":2}`,
			`The field "X" is not supported by Step Functions, The field "y" is not supported by Step Functions`},
		{"inside, of an SDK action", `"Resource":"arn:aws:states:::aws-sdk:batch:submitJob","Parameters":{"JobName":"n","JobQueue":"q","JobDefinition":"d",
			"RetryStrategy":{"EvaluateOnExit":[{"Action":"EXIT","onStatusReason":"x"}]}}`, `The field "onStatusReason" is not supported by Step Functions`},
		{"the API's own spelling inside an optimized one is left alone", `"Resource":"arn:aws:states:::batch:submitJob","Parameters":{"JobName":"n","JobQueue":"q","JobDefinition":"d",
			"RetryStrategy":{"attempts":5}}`, ""},
		{"abbreviations in either case", `"Resource":"arn:aws:states:::aws-sdk:dynamodb:putItem","Parameters":{"TableName":"t","Item":{"a":{"SS":["x"]},"b":{"Ss":["x"]}}}`, ""},
		{"a text for a list", `"Resource":"arn:aws:states:::aws-sdk:ec2:describeInstances","Parameters":{"InstanceIds":"i-1"}`,
			"The value of the field 'InstanceIds' has an invalid format"},
		{"a list for a structure", `"Resource":"arn:aws:states:::batch:submitJob","Parameters":{"JobName":"n","JobQueue":"q","JobDefinition":"d","ContainerOverrides":[]}`,
			"The value of the field 'ContainerOverrides' has an invalid format"},
		{"a header that is no list", `"Resource":"arn:aws:states:::apigateway:invoke","Parameters":{"ApiEndpoint":"e","Method":"GET","Headers":{"a":"b"}}`,
			"The value of the field 'Headers' has an invalid format"},
		{"null is nothing", `"Resource":"arn:aws:states:::batch:submitJob","Parameters":{"JobName":"n","JobQueue":"q","JobDefinition":"d","ContainerOverrides":null}`, ""},
		{"an object for a text", `"Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":{"a":1}}`, ""},
		{"missing from arguments that are one expression", `"QueryLanguage":"JSONata","Resource":"arn:aws:states:::sqs:sendMessage","Arguments":"{% {'QueueUrl':'q'} %}"`,
			"The field 'MessageBody' is required but was missing"},
	}
	answers := simulator.WithResolver(simulator.ResolverFunc(func(context.Context, *simulator.Call) (simulator.Answer, error) {
		return simulator.Answer{Output: `{}`, Final: true}, nil
	}))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e, err := simulator.New(answers).Execute(t.Context(), simulator.Start{Machine: machine(t, `{"StartAt":"T","States":{"T":{"Type":"Task",`+test.task+`,"End":true}}}`)})
			if err != nil {
				t.Fatal(err)
			}
			got, refused := strings.CutPrefix(outcome(e), prefix)
			if !refused {
				if got != "SUCCEEDED {}" || test.problem != "" {
					t.Errorf("got %s, want %q", got, test.problem)
				}
				return
			}
			_, got, _ = strings.Cut(got, "' could not be used to start the Task: ")
			if diff := cmp.Diff("["+test.problem+"]", got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diff := cmp.Diff([]string{"1<0 ExecutionStarted", "2<0 TaskStateEntered", "3<2 ExecutionFailed"}, types(e)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
