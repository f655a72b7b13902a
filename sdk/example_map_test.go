package sdk_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/simtest"
)

type Shipment struct {
	ID    string `json:"id"`
	Boxes []Box  `json:"boxes"`
}

type Box struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

type Label struct {
	Tracking string `json:"tracking"`
}

// PrintLabel is the Lambda function print-label.
func PrintLabel(_ context.Context, b Box) (Label, error) {
	if b.Quantity == 0 {
		return Label{}, errors.New("the box is empty")
	}
	return Label{Tracking: "T-" + b.SKU}, nil
}

// Map runs steps for each element of an array. Its result is an array of what
// the iterations return, here of type Value[[]string].
func ExampleMap() {
	w := sdk.New("shipment", func(b *sdk.Block, s sdk.Value[Shipment]) {
		boxes := sdk.Field(s, func(s *Shipment) *[]Box { return &s.Boxes })
		tracking := sdk.Map(b, "Each box", boxes, func(b *sdk.Block, box sdk.Value[Box]) sdk.Value[string] {
			label := lambda.Invoke(b, "Print label", PrintLabel).Payload(box).Result()
			return sdk.Field(label, func(l *Label) *string { return &l.Tracking })
		}).
			MaxConcurrency(5).
			CatchAll(func(b *sdk.Block, e sdk.Caught) {
				b.Fail("Not shipped").Error("NotShipped").Cause(sdk.Format("{}: {}", s.At("id"), e.Error()))
			}).
			Result()
		b.Return(sdk.Object{"first": tracking.At("[0]"), "all": sdk.Join(tracking, ", ")})
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(env.Run(Shipment{"s-1", []Box{{"pen", 2}, {"ink", 1}}}))
	fmt.Println(env.Run(Shipment{"s-2", []Box{{"pen", 2}, {"ink", 0}}}))
	// Output:
	// Each box → Print label → Print label: SUCCEEDED {"all":"T-pen, T-ink","first":"T-pen"}
	// Each box → Print label → Print label → Not shipped: FAILED NotShipped: s-2: errorString
}
