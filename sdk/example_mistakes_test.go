package sdk_test

import (
	"context"
	"fmt"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

type Parcel struct {
	Street string `json:"street"`
	Grams  int    `json:"grams"`
}

// PrintStamp is the Lambda function print-stamp.
func PrintStamp(_ context.Context, p Parcel) (string, error) { return "stamp", nil }

// Mistakes are found when the workflow is built: all of them, each with what to
// write instead.
func ExampleWorkflow_Build() {
	w := sdk.New("post", func(b *sdk.Block, parcel sdk.Value[Parcel]) {
		b.Choice("Heavy?").
			When(sdk.GreaterThan(parcel.At("gramms"), 2000), func(b *sdk.Block) {
				b.Fail("Refuse").Error("TooHeavy")
			})
		lambda.Invoke(b, "Print stamp", PrintStamp).Payload(parcel.At("street"))
	})
	_, problems := w.Build()
	for _, p := range problems {
		fmt.Printf("%s in %q: %s\n", p.Code, p.State, p.Message)
	}
	// Output:
	// ASL4901 in "Heavy?": `gramms` is not a field of sdk_test.Parcel; did you mean `grams`?
	// ASL4904 in "Print stamp": `Payload` is a string where sdk_test.Parcel is wanted
}
