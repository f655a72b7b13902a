package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
)

type Checkout struct {
	Total  float64 `json:"total"`
	Coupon string  `json:"coupon,omitempty"`
	Gift   *bool   `json:"gift,omitempty"`
}

// A field that may be missing (omitempty, omitzero) can't be used as it is. Where
// a Choice has asked for it, it is there; elsewhere it takes a Default.
func ExampleIsPresent() {
	w := sdk.New("checkout", func(b *sdk.Block, c sdk.Value[Checkout]) {
		coupon := sdk.Field(c, func(c *Checkout) *string { return &c.Coupon })
		gift := sdk.Default(c.At("gift"), false)
		b.Choice("Coupon?").
			When(sdk.IsPresent(coupon), func(b *sdk.Block) {
				b.Return(sdk.Object{"message": sdk.Format("{} is worth 10 %", coupon), "gift": gift})
			})
		b.Return(sdk.Object{"message": "no coupon", "gift": gift})
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	yes := true
	fmt.Println(env.Run(Checkout{Total: 20, Coupon: "MAY"}).Output)
	fmt.Println(env.Run(Checkout{Total: 20, Gift: &yes}).Output)
	// Output:
	// {"gift":false,"message":"MAY is worth 10 %"}
	// {"gift":true,"message":"no coupon"}
}
