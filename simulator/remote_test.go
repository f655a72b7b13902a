package simulator_test

import (
	"context"
	"errors"
	"testing"

	"github.com/lockstep-go/lockstep/simulator"
)

// slow is a remote resolver that answers when its call is cancelled.
type slow struct{ called, cancelled chan struct{} }

func (slow) Remote() {}

func (r slow) Resolve(ctx context.Context, _ *simulator.Call) (simulator.Answer, error) {
	close(r.called)
	<-ctx.Done()
	close(r.cancelled)
	return simulator.Answer{}, ctx.Err()
}

func TestRemoteCallsEndWithWhatTheyAreFor(t *testing.T) {
	const task = `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","TimeoutSeconds":5,"End":true}}}`
	for name, end := range map[string]func(*simulator.Simulator, *simulator.Execution){
		"the execution is stopped": func(_ *simulator.Simulator, e *simulator.Execution) { e.Stop(nil, nil) },
		"the task times out":       func(s *simulator.Simulator, _ *simulator.Execution) { s.Advance(6e9) },
		"the world is closed":      func(s *simulator.Simulator, _ *simulator.Execution) { s.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			r := slow{make(chan struct{}), make(chan struct{})}
			sim := simulator.New(simulator.WithResolver(r))
			e, err := sim.StartExecution(simulator.Start{Machine: machine(t, task)})
			if err != nil {
				t.Fatal(err)
			}
			sim.Advance(0)
			<-r.called
			end(sim, e)
			<-r.cancelled
			if err := sim.Wait(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestHandlersOfAStoppedExecutionAreCancelled(t *testing.T) {
	var e *simulator.Execution
	sim := simulator.New(simulator.WithLambda("f", func(ctx context.Context, in []byte) ([]byte, error) {
		e.Stop(nil, nil)
		<-ctx.Done()
		return nil, ctx.Err()
	}))
	e, err := sim.StartExecution(simulator.Start{Machine: machine(t,
		`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}`)})
	if err != nil {
		t.Fatal(err)
	}
	if err := sim.Wait(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if got, want := outcome(e), "ABORTED"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRetiredExecutionsEndAtTheirNextTransition(t *testing.T) {
	const definition = `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
		"Parameters":{"MessageBody":{"token.$":"$$.Task.Token"}},"Next":"P"},"P":{"Type":"Pass","End":true}}}`
	var token string
	sim := simulator.New(simulator.WithResource("arn:aws:states:::sqs:sendMessage.waitForTaskToken", func(_ context.Context, c *simulator.Call) (simulator.Answer, error) {
		token = c.Token
		return simulator.Answer{Output: `{"MessageId":"1"}`}, nil
	}))
	e, err := sim.Execute(t.Context(), simulator.Start{Machine: machine(t, definition)})
	if !errors.Is(err, simulator.ErrAwaiting) {
		t.Fatalf("got %v, want that it awaits somebody", err)
	}
	e.Retire()
	if got, want := outcome(e), "RUNNING"; got != want {
		t.Errorf("in its state it is %s, want %s", got, want)
	}
	if err := sim.SendTaskSuccess(token, `1`); err != nil {
		t.Fatal(err)
	}
	if err := sim.Wait(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	events := types(e)
	if got, want := outcome(e)+" by "+events[len(events)-1], "ABORTED by 8<0 ExecutionAborted"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
