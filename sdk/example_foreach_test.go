package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/sns"
	"github.com/lockstep-go/lockstep/simtest"
)

// ForEach is Map for steps that are there for what they do. The iterations read
// what was before, here the text.
func ExampleForEach() {
	type Alert struct {
		Text   string   `json:"text"`
		Phones []string `json:"phones"`
	}
	w := sdk.New("alert", func(b *sdk.Block, alert sdk.Value[Alert]) {
		text := sdk.Let(b, "text", sdk.Uppercase(alert.At("text")))
		phones := sdk.Field(alert, func(a *Alert) *[]string { return &a.Phones })
		sdk.ForEach(b, "Each phone", phones, func(b *sdk.Block, phone sdk.Value[string]) {
			sns.Publish(b, "Send").PhoneNumber(phone).Message(text)
		})
		b.Return(sdk.Count(phones))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Send").Return(sns.PublishResult{MessageId: "m-1"})
	run := env.Run(Alert{Text: "flood", Phones: []string{"+351900", "+351901"}})
	fmt.Println(run.Status, run.Output)
	for _, call := range env.Calls("Send") {
		fmt.Println(call.Input)
	}
	// Output:
	// SUCCEEDED 2
	// {"PhoneNumber":"+351900","Message":"FLOOD"}
	// {"PhoneNumber":"+351901","Message":"FLOOD"}
}
