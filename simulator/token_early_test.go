package simulator_test

import (
	"context"
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/simulator"
)

const waitsForToken = `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
	"HeartbeatSeconds":10,"Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"End":true}}}`

// Whoever gets a token may answer it before the call that handed it out has returned.
func TestTokenIsAnsweredBeforeTheCallReturns(t *testing.T) {
	m, list := asl.DecodeJSON("", []byte(waitsForToken))
	if m == nil {
		t.Fatal(list)
	}
	program, err := simulator.Load(m)
	if err != nil {
		t.Fatal(err)
	}
	var sim *simulator.Simulator
	sim = simulator.New(simulator.WithResource("arn:aws:states:::sqs:sendMessage.waitForTaskToken", func(_ context.Context, call *simulator.Call) (simulator.Answer, error) {
		if err := sim.SendTaskHeartbeat(call.Token); err != nil {
			t.Error(err)
		}
		if err := sim.SendTaskSuccess(call.Token, `"early"`); err != nil {
			t.Error(err)
		}
		if err := sim.SendTaskSuccess(call.Token, `"again"`); err == nil {
			t.Error("a token was taken twice")
		}
		return simulator.Succeed(map[string]string{"MessageId": "1"})
	}))
	e, err := sim.Execute(t.Context(), simulator.Start{Machine: simulator.Machine{Program: program, Name: "m"}})
	if err != nil {
		t.Fatal(err)
	}
	if d := e.Describe(); d.Output == nil || *d.Output != `"early"` {
		t.Errorf("ended as %v", d)
	}
	var types []simulator.EventType
	for _, ev := range e.Events() {
		types = append(types, ev.Type)
	}
	if len(types) != 8 || types[4] != simulator.TaskSubmitted || types[5] != simulator.TaskSucceeded {
		t.Errorf("the history is %v", types)
	}
}

// A world stops even if it is told to while a resolver is asked.
func TestRunEndsWhileAResolverIsAsked(t *testing.T) {
	m, _ := asl.DecodeJSON("", []byte(waitsForToken))
	program, err := simulator.Load(m)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	sim := simulator.New(simulator.WithResource("arn:aws:states:::sqs:sendMessage.waitForTaskToken", func(context.Context, *simulator.Call) (simulator.Answer, error) {
		cancel()
		time.Sleep(10 * time.Millisecond) // long enough for the news to spread
		return simulator.Succeed(map[string]string{})
	}))
	if _, err := sim.StartExecution(simulator.Start{Machine: simulator.Machine{Program: program, Name: "m"}}); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- sim.Run(ctx) }()
	select {
	case err := <-ended:
		if err != context.Canceled {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Error("the world did not stop")
	}
}
