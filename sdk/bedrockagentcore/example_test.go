package bedrockagentcore_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/bedrockagentcore"
	"github.com/lockstep-go/lockstep/simtest"
)

// An agent gets messages, and a session that it goes on with.
func ExampleInvokeHarness() {
	type Question struct {
		Session string `json:"session"`
		Text    string `json:"text"`
	}
	w := sdk.New("ask", func(b *sdk.Block, q sdk.Value[Question]) {
		bedrockagentcore.InvokeHarness(b, "Ask").
			HarnessArn("arn:aws:bedrock-agentcore:us-east-1:123456789012:harness/support").
			RuntimeSessionId(q.At("session")).
			Messages(sdk.Array{sdk.Object{"Role": "user", "Content": sdk.Array{sdk.Object{"Text": q.At("text")}}}})
		b.Return(q.At("session"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Ask").Return(map[string]any{})
	fmt.Println(env.Run(Question{"s-1", "Where is my order?"}))
	// Output:
	// Ask: SUCCEEDED "s-1"
}
