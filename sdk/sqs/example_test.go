package sqs_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/sqs"
	"github.com/lockstep-go/lockstep/simtest"
)

const reviews = "https://sqs.us-east-1.amazonaws.com/123456789012/reviews"

// Whoever takes the message answers by the task token, which goes along as an
// attribute where the body has no place for it.
func ExampleSendMessage() {
	w := sdk.New("review", func(b *sdk.Block, text sdk.Value[string]) {
		verdict := sdk.Returns[string](sqs.SendMessage(b, "Ask for review").
			QueueUrl(reviews).
			MessageBody(sdk.Object{"text": text}).
			WaitForTaskToken().
			Timeout(72 * time.Hour))
		b.Return(verdict)
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Ask for review").Return("fine").Takes(time.Hour)
	run := env.Run("a comment")
	fmt.Println(run, "after", run.Duration)

	var sent struct {
		MessageBody       json.RawMessage
		MessageAttributes map[string]any
	}
	call := env.Calls("Ask for review")[0]
	if err := call.Decode(&sent); err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(sent.MessageBody), len(sent.MessageAttributes), "attribute")
	// Output:
	// Ask for review: SUCCEEDED "fine" after 1h0m0s
	// {"text":"a comment"} 1 attribute
}
