package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
)

type Cart struct {
	Customer Customer `json:"customer"`
	Lines    []Line   `json:"lines"`
}

type Customer struct {
	Name string `json:"name"`
}

type Line struct {
	SKU   string  `json:"sku"`
	Price float64 `json:"price"`
	Count int     `json:"count"`
}

// Field takes a part of a value. A typing mistake is one that the Go compiler
// finds, and renaming a field of the struct renames it here.
func ExampleField() {
	w := sdk.New("cart", func(b *sdk.Block, cart sdk.Value[Cart]) {
		name := sdk.Field(cart, func(c *Cart) *string { return &c.Customer.Name })
		first := sdk.Field(cart, func(c *Cart) *string { return &c.Lines[0].SKU })
		lines := sdk.Field(cart, func(c *Cart) *[]Line { return &c.Lines })

		amounts := sdk.Transform(lines, func(l sdk.Value[Line]) sdk.Value[float64] {
			return sdk.Multiply(l.At("price"), l.At("count"))
		})
		b.Return(sdk.Object{"name": name, "first": first, "total": sdk.Sum(amounts)})
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(env.Run(Cart{
		Customer: Customer{Name: "Ada"},
		Lines:    []Line{{SKU: "pen", Price: 1.5, Count: 4}, {SKU: "ink", Price: 8, Count: 1}},
	}).Output)
	// Output:
	// {"first":"pen","name":"Ada","total":14}
}
