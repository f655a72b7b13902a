package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/optimize"
	"github.com/lockstep-go/lockstep/equivalence"
	"github.com/lockstep-go/lockstep/examples/order"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/simulator"
)

// byHand is the same process as a team kept it in JSON.
//
//go:embed byhand.asl.json
var byHand []byte

// showByHand optimizes the definition that was written by hand, prices an order of three
// items before and after, and looks for a difference in generated executions.
func showByHand(out io.Writer, input order.Order) error {
	machine, problems := asl.DecodeJSON("byhand.asl.json", byHand)
	if machine == nil {
		return problems
	}
	before, err := transitions(machine, input)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n── The same process as JSON that a team wrote by hand: lockstep optimize examples/order/tour/byhand.asl.json --level 3\n")
	for level := optimize.LevelNone; level <= optimize.LevelConvert; level++ {
		made, report, problems := optimize.Run(machine, optimize.Options{Level: level})
		if len(problems) > 0 {
			return problems
		}
		after, err := transitions(made, input)
		if err != nil {
			return err
		}
		proof, err := equivalence.Compare(context.Background(), machine, made, equivalence.Options{Cases: 300, Converted: level == optimize.LevelConvert})
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "   level %d  %2d states, %2d transitions: $%.2f per million executions (%.0f %% less); %d generated executions, %s\n",
			level, report.StatesAfter, after, float64(after)*usdPerMillion, 100*(1-float64(after)/float64(before)), proof.Cases, verdict(proof))
	}
	return nil
}

// usdPerMillion is what a transition costs in a million executions (Standard, us-east-1).
const usdPerMillion = 25.0

// transitions runs a machine once, its Lambda functions being the Go handlers.
func transitions(m *asl.Machine, input order.Order) (int64, error) {
	program, err := simulator.Load(m)
	if err != nil {
		return 0, err
	}
	text, err := json.Marshal(input)
	if err != nil {
		return 0, err
	}
	sim := simulator.New(
		simulator.WithLambda("charge-card", handler(lambda.Handler(order.ChargeCard))),
		simulator.WithLambda("make-label", handler(lambda.Handler(order.MakeLabel))),
	)
	e, err := sim.Execute(context.Background(), simulator.Start{Machine: simulator.Machine{Program: program, Name: "byhand"}, Input: string(text)})
	if err != nil {
		return 0, err
	}
	d := e.Describe()
	if d.Status != simulator.Succeeded {
		return 0, fmt.Errorf("the definition written by hand ended as %v", d.Status)
	}
	return d.Transitions, nil
}

func handler(h sdk.HandlerFunc) simulator.LambdaHandler {
	return func(ctx context.Context, payload []byte) ([]byte, error) {
		out, err := h(ctx, payload)
		if named, ok := errors.AsType[*sdk.HandlerError](err); ok {
			return nil, &simulator.LambdaError{Type: named.Type, Message: named.Message, Payload: named.Cause}
		}
		return out, err
	}
}

func verdict(r *equivalence.Result) string {
	if r.Equivalent {
		return "no difference"
	}
	return "a difference: " + r.Counterexample.Difference
}
