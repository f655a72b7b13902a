package server_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

// A task that calls this API gets what everybody gets, in the form of SDK integrations.
func TestTasksThatCallThisAPI(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	standard := machine(t, c, "standard", pass)
	express := machine(t, c, "express", pass, func(in *sfn.CreateStateMachineInput) { in.Type = types.StateMachineTypeExpress })
	done := start(t, c, standard, `{}`)
	await(t, c, done)
	const sdk = " (Service: Sfn, Status Code: 400, Request ID: U) (SDK Attempt Count: 1)"
	masks := []struct {
		of *regexp.Regexp
		to string
	}{
		{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`), "U"},
		{regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z`), "T"},
		{regexp.MustCompile(`arn:aws:states:us-east-1:123456789012`), "ARN"},
	}
	for _, call := range []struct{ action, parameters, want string }{
		{"describeStateMachine", fmt.Sprintf(`{"StateMachineArn":%q}`, standard), `SUCCEEDED {"CreationDate":"T","Definition":"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Result\":{\"n\":1},\"End\":true}}}",` +
			`"EncryptionConfiguration":{"Type":"AWS_OWNED_KEY"},"LoggingConfiguration":{"IncludeExecutionData":false,"Level":"OFF"},"Name":"standard","RoleArn":"arn:aws:iam::123456789012:role/r",` +
			`"StateMachineArn":"ARN:stateMachine:standard","Status":"ACTIVE","TracingConfiguration":{"Enabled":false},"Type":"STANDARD"}`},
		{"listExecutions", fmt.Sprintf(`{"StateMachineArn":%q,"StatusFilter":"SUCCEEDED"}`, standard), `SUCCEEDED {"Executions":[{"ExecutionArn":"ARN:execution:standard:U","Name":"U","RedriveCount":0,"StartDate":"T",` +
			`"StateMachineArn":"ARN:stateMachine:standard","Status":"SUCCEEDED","StopDate":"T"}]}`},
		{"describeExecution", fmt.Sprintf(`{"ExecutionArn":%q}`, done), `SUCCEEDED {"ExecutionArn":"ARN:execution:standard:U","Input":"{}","InputDetails":{"Included":true},"Name":"U","Output":"{\"n\":1}","OutputDetails":{"Included":true},` +
			`"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":"T","StateMachineArn":"ARN:stateMachine:standard","Status":"SUCCEEDED","StopDate":"T"}`},
		{"tagResource", fmt.Sprintf(`{"ResourceArn":%q,"Tags":[{"Key":"k","Value":"v"}]}`, standard), `SUCCEEDED {}`},
		{"listTagsForResource", fmt.Sprintf(`{"ResourceArn":%q}`, standard), `SUCCEEDED {"Tags":[{"Key":"k","Value":"v"}]}`},
		{"validateStateMachineDefinition", `{"Definition":{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}}`, `SUCCEEDED {"Diagnostics":[],"Result":"OK","Truncated":false}`},
		{"redriveExecution", fmt.Sprintf(`{"ExecutionArn":%q}`, done), `FAILED Sfn.ExecutionNotRedrivableException Execution is not redrivable. Execution Arn: 'ARN:execution:standard:U', Reason: 'Execution is SUCCEEDED and cannot be redriven'` + sdk},
		{"stopExecution", `{"ExecutionArn":"x"}`, `FAILED Sfn.InvalidArnException Invalid Arn: 'Invalid ARN prefix: x'` + sdk},
		{"sendTaskSuccess", `{"TaskToken":"x","Output":{"a":1}}`, `FAILED Sfn.InvalidTokenException Invalid Token: 'Invalid token'` + sdk},
		{"listStateMachines", `{"MaxResults":5000}`, `FAILED Sfn.ValidationException 1 validation error detected: Value '5000' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000` + sdk},
		{"startSyncExecution", fmt.Sprintf(`{"StateMachineArn":%q,"Name":"n"}`, express), `SUCCEEDED {"BillingDetails":{"BilledDurationInMilliseconds":100,"BilledMemoryUsedInMB":64},"ExecutionArn":"ARN:express:express:n:U","Input":"{}",` +
			`"InputDetails":{"Included":true},"Name":"n","Output":"{\"n\":1}","OutputDetails":{"Included":true},"StartDate":"T","StateMachineArn":"ARN:stateMachine:express","Status":"SUCCEEDED","StopDate":"T"}`},
	} {
		t.Run(call.action, func(t *testing.T) {
			arn := machine(t, c, "calls-"+call.action, fmt.Sprintf(`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sfn:%s","Parameters":%s,"End":true}}}`, call.action, call.parameters))
			exec := start(t, c, arn, `{}`)
			await(t, c, exec)
			d := must[*sfn.DescribeExecutionOutput](t)(c.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: &exec}))
			parts := []string{string(d.Status)}
			for _, p := range []*string{d.Output, d.Error, d.Cause} {
				if p != nil {
					parts = append(parts, aws.ToString(p))
				}
			}
			got := strings.Join(parts, " ")
			for _, m := range masks {
				got = m.of.ReplaceAllString(got, m.to)
			}
			if got != call.want {
				t.Errorf("got  %s\nwant %s", got, call.want)
			}
		})
	}
}
