package sdk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/simtest"
)

type Ticket struct {
	ID       string `json:"id"`
	Priority int    `json:"priority"`
}

type Reply struct {
	Text string `json:"text"`
}

// Draft is the Lambda function draft.
func Draft(_ context.Context, t Ticket) (Reply, error) {
	return Reply{Text: "We look into " + t.ID + "."}, nil
}

// Support answers a ticket, or fails so that somebody is called.
func Support() *sdk.Workflow {
	return sdk.New("support", func(b *sdk.Block, ticket sdk.Value[Ticket]) {
		b.Choice("Urgent?").
			When(sdk.GreaterThan(ticket.At("priority"), 2), func(b *sdk.Block) {
				b.Fail("Call somebody").Error("Urgent").Cause(sdk.Format("ticket {}", ticket.At("id")))
			})
		reply := lambda.Invoke(b, "Draft", Draft).Payload(ticket).Result()
		b.Return(sdk.Object{"reply": reply.At("text")})
	})
}

// A workflow is a Go function that records steps. It runs in memory, with its
// handlers, as it would on AWS.
func Example() {
	env, err := simtest.Open(Support())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(env.Run(Ticket{ID: "t-1", Priority: 1}))
	fmt.Println(env.Run(Ticket{ID: "t-2", Priority: 3}))
	// Output:
	// Urgent? → Draft: SUCCEEDED {"reply":"We look into t-1."}
	// Urgent? → Call somebody: FAILED Urgent: ticket t-2
}
