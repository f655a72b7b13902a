package awstask

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/simulator"
)

// invoke calls a Lambda function. The simulator puts the result into the envelope of
// lambda:invoke itself.
func invoke(ctx context.Context, client any, s *service, call *simulator.Call) (simulator.Answer, error) {
	in := &lambda.InvokeInput{FunctionName: &call.Function, Payload: []byte(call.Input())}
	p := call.Parameters()
	event := false
	if call.Resource != call.Function {
		in.InvocationType = types.InvocationType(p.Get("InvocationType").Str())
		in.LogType = types.LogType(p.Get("LogType").Str())
		event = in.InvocationType == types.InvocationTypeEvent
		if q := p.Get("Qualifier"); q.Kind() == value.String {
			text := q.Str()
			in.Qualifier = &text
		}
		if c := p.Get("ClientContext"); c.Kind() == value.String {
			text := c.Str()
			in.ClientContext = &text
		}
	}
	out, err := client.(*lambda.Client).Invoke(ctx, in)
	if err != nil {
		return failure(s, false, err), nil
	}
	if out.FunctionError != nil {
		return functionError(out.Payload), nil
	}
	a := simulator.Answer{Output: string(out.Payload)}
	if out.ExecutedVersion != nil {
		a.Version = *out.ExecutedVersion
	}
	if out.LogResult != nil {
		a.LogResult = *out.LogResult
	}
	if event || strings.TrimSpace(a.Output) == "" {
		a.Output = `""`
	}
	return a, nil
}

// functionError is an error that the function raised.
func functionError(payload []byte) simulator.Answer {
	var e struct {
		Type string `json:"errorType"`
	}
	if json.Unmarshal(payload, &e) != nil {
		e.Type = ""
	}
	return simulator.FunctionError(e.Type, string(payload))
}
