package bedrock_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/bedrock"
	"github.com/lockstep-go/lockstep/simtest"
)

// The body is what the model of your choice takes, and At says what of its
// answer is used.
func ExampleInvokeModel() {
	type Mail struct {
		Text string `json:"text"`
	}
	w := sdk.New("summary", func(b *sdk.Block, mail sdk.Value[Mail]) {
		answer := bedrock.InvokeModel(b, "Summarize").
			ModelId("anthropic.claude-3-haiku-20240307-v1:0").
			Body(sdk.Object{
				"anthropic_version": "bedrock-2023-05-31",
				"max_tokens":        200,
				"messages": sdk.Array{sdk.Object{
					"role": "user", "content": sdk.Format("Summarize in a sentence: {}", mail.At("text")),
				}},
			}).
			Retry(sdk.Retry("Bedrock.ThrottlingException").MaxAttempts(5).FullJitter()).
			Result()
		b.Return(answer.At("Body.content[0].text"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Summarize").Return(map[string]any{
		"Body": map[string]any{"content": []any{map[string]string{"type": "text", "text": "The meeting moved."}}},
	})
	fmt.Println(env.Run(Mail{"…"}))
	// Output:
	// Summarize: SUCCEEDED "The meeting moved."
}
