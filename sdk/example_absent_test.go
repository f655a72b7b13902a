package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
)

// A branch that ends the workflow is like an early return in Go: behind the Choice
// the opposite of its condition is known.
func ExampleIsAbsent() {
	type Profile struct {
		Name string `json:"name"`
		Mail string `json:"mail,omitempty"`
	}
	w := sdk.New("newsletter", func(b *sdk.Block, p sdk.Value[Profile]) {
		mail := sdk.Field(p, func(p *Profile) *string { return &p.Mail })
		b.Choice("No mail?").
			When(sdk.IsAbsent(mail), func(b *sdk.Block) {
				b.Return("nobody to write to")
			})
		b.Return(sdk.Format("to {}", sdk.Lowercase(mail)))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(env.Run(Profile{Name: "Ada", Mail: "ADA@example.com"}))
	fmt.Println(env.Run(Profile{Name: "Bob"}))
	// Output:
	// No mail?: SUCCEEDED "to ada@example.com"
	// No mail?: SUCCEEDED "nobody to write to"
}
