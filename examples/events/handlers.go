package events

import (
	"context"
	"fmt"
)

// Order is the input of the workflow.
type Order struct {
	ID       string  `json:"id"`
	Customer string  `json:"customer"`
	Total    float64 `json:"total"`
}

// PaymentAnswer is what the payment service sends with the token.
type PaymentAnswer struct {
	Paid    bool   `json:"paid"`
	Receipt string `json:"receipt"`
}

// Parcel is what the shipping service sends with the token.
type Parcel struct {
	Tracking string `json:"tracking"`
}

// Validate is the Lambda function validate.
func Validate(_ context.Context, o Order) (Order, error) {
	if o.Total <= 0 {
		return Order{}, fmt.Errorf("order %s costs %v", o.ID, o.Total)
	}
	return o, nil
}
