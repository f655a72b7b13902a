package simulator_test

import (
	"context"
	"testing"

	"github.com/lockstep-go/lockstep/simulator"
)

// TestFunctionErrors holds the names and causes of what a Lambda function fails with.
func TestFunctionErrors(t *testing.T) {
	for _, c := range []struct {
		err  *simulator.LambdaError
		want string
	}{
		{&simulator.LambdaError{Type: "Broken", Message: "no"}, `FAILED Broken {"errorMessage":"no","errorType":"Broken"}`},
		{&simulator.LambdaError{Type: "Sandbox.Timedout", Message: "late"}, `FAILED Sandbox.Timedout {"errorMessage":"late","errorType":"Sandbox.Timedout"}`},
		{&simulator.LambdaError{Payload: `{"errorMessage": "x"}`}, `FAILED Lambda.Unknown The cause could not be determined because Lambda did not return an error type. Returned payload: {"errorMessage": "x"}`},
	} {
		sim := simulator.New(simulator.WithLambda("f", func(context.Context, []byte) ([]byte, error) { return nil, c.err }))
		e := execute(t, sim, `{"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"End":true}}}`, "{}")
		if got := outcome(e); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
