package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/compiler"
	"github.com/lockstep-go/lockstep/compiler/cost"
	"github.com/lockstep-go/lockstep/policy"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/sqs"
)

// What `lockstep build` does, by hand: build, compile, and derive what the
// execution role may do.
func Example_compile() {
	type Event struct {
		Kind string `json:"kind"`
	}
	const queue = "https://sqs.us-east-1.amazonaws.com/123456789012/events"
	w := sdk.New("forward", func(b *sdk.Block, event sdk.Value[Event]) {
		b.Pass("Note").Comment("does nothing, so the optimizer takes it out")
		sqs.SendMessage(b, "Forward").QueueUrl(queue).MessageBody(event)
		b.Return(event.At("kind"))
	})

	m, problems := w.Build()
	if m == nil {
		log.Fatal(problems)
	}
	artifact, problems := compiler.Compile(m, compiler.WithName(w.Name()))
	if artifact == nil {
		log.Fatal(problems)
	}
	fmt.Println(artifact.Report.StatesBefore, "states became", artifact.Report.StatesAfter)

	e := cost.Of(artifact.Machine, cost.Scenario{})
	fmt.Println("a million executions cost", e.Most.StandardUSD(), "USD")

	role := policy.Generate(artifact.Machine, policy.Env{
		Partition: "aws", Region: "us-east-1", Account: "123456789012", Machine: w.Name(),
	})
	for _, s := range role.Statement {
		fmt.Println(s.Action, s.Resource)
	}
	// Output:
	// 2 states became 1
	// a million executions cost 25 USD
	// [sqs:SendMessage] [arn:aws:sqs:us-east-1:123456789012:events]
}
