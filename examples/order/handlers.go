package order

import (
	"context"
	"errors"
	"fmt"
)

// Order is the input of the workflow.
type Order struct {
	ID    string  `json:"id"`
	Total float64 `json:"total"`
	Items []Item  `json:"items"`
}

// Item is one line of an order.
type Item struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

// Charge is what ChargeCard is asked for.
type Charge struct {
	OrderID string  `json:"orderId"`
	Amount  float64 `json:"amount"`
}

// Receipt says what was paid.
type Receipt struct {
	ID     string  `json:"id"`
	Amount float64 `json:"amount"`
}

// Review is what a reviewer sends with the token.
type Review struct {
	Approved bool   `json:"approved"`
	By       string `json:"by"`
}

// Label is a shipping label.
type Label struct {
	SKU      string `json:"sku"`
	Tracking string `json:"tracking"`
}

// PaymentDeclined is the error of a card that can't be charged. Step Functions
// sees it under the name of its type.
type PaymentDeclined struct{ Reason string }

// Error is the reason.
func (e *PaymentDeclined) Error() string { return e.Reason }

// limit is what the example's bank lets anybody spend on one order.
const limit = 10_000

// ChargeCard is the Lambda function charge-card. It is called again after errors of
// the service, so the bank is given the order's id and charges it once.
func ChargeCard(_ context.Context, c Charge) (Receipt, error) {
	if c.Amount > limit {
		return Receipt{}, &PaymentDeclined{Reason: fmt.Sprintf("%.2f is over the limit of %d", c.Amount, limit)}
	}
	return Receipt{ID: "receipt-" + c.OrderID, Amount: c.Amount}, nil
}

// MakeLabel is the Lambda function make-label.
func MakeLabel(_ context.Context, i Item) (Label, error) {
	if i.Quantity <= 0 {
		return Label{}, fmt.Errorf("nothing to ship of %s", i.SKU)
	}
	return Label{SKU: i.SKU, Tracking: "track-" + i.SKU}, nil
}

// Refund names the charge to undo.
type Refund struct {
	Receipt string `json:"receipt"`
}

// RefundCard is the Lambda function refund-card. Refunding twice is fine, so it may
// be called until it works.
func RefundCard(_ context.Context, r Refund) (string, error) {
	if r.Receipt == "" {
		return "", errors.New("no receipt to refund")
	}
	return "refund-" + r.Receipt, nil
}
