package saga

import (
	"context"
	"errors"
	"fmt"
)

// Trip is the input of the workflow.
type Trip struct {
	ID        string  `json:"id"`
	Traveller string  `json:"traveller"`
	To        string  `json:"to"`
	Nights    int     `json:"nights"`
	Budget    float64 `json:"budget"`
}

// Booking is what the systems of airlines and hotels answer.
type Booking struct {
	Reference string  `json:"reference"`
	Price     float64 `json:"price"`
}

// Payment is what ChargeTraveller is asked for.
type Payment struct {
	TripID string  `json:"tripId"`
	Amount float64 `json:"amount"`
	Budget float64 `json:"budget"`
}

// Charged says what was paid.
type Charged struct {
	Receipt string `json:"receipt"`
}

// NoSeats is the error of a full flight.
type NoSeats struct{ To string }

// Error names the destination.
func (e *NoSeats) Error() string { return "no seats to " + e.To }

// OverBudget is the error of a trip that costs more than the traveller gives.
type OverBudget struct{ Amount, Budget float64 }

// Error compares the amounts.
func (e *OverBudget) Error() string {
	return fmt.Sprintf("%.2f is over the budget of %.2f", e.Amount, e.Budget)
}

// BookFlight is the Lambda function book-flight.
func BookFlight(_ context.Context, t Trip) (Booking, error) {
	if t.To == "Atlantis" {
		return Booking{}, &NoSeats{To: t.To}
	}
	return Booking{Reference: "flight-" + t.ID, Price: 320}, nil
}

// BookHotel is the Lambda function book-hotel.
func BookHotel(_ context.Context, t Trip) (Booking, error) {
	if t.Nights <= 0 {
		return Booking{}, fmt.Errorf("%d nights can't be booked", t.Nights)
	}
	return Booking{Reference: "hotel-" + t.ID, Price: 110 * float64(t.Nights)}, nil
}

// ChargeTraveller is the Lambda function charge-traveller.
func ChargeTraveller(_ context.Context, p Payment) (Charged, error) {
	if p.Amount > p.Budget {
		return Charged{}, &OverBudget{Amount: p.Amount, Budget: p.Budget}
	}
	return Charged{Receipt: "receipt-" + p.TripID}, nil
}

// Cancellation is what CancelFlight and CancelHotel answer.
type Cancellation struct {
	Reference string  `json:"reference"`
	Refund    float64 `json:"refund"`
}

// CancelFlight is the Lambda function cancel-flight. Cancelling twice is fine,
// so it may be retried until it works. Airlines keep a tenth.
func CancelFlight(_ context.Context, b Booking) (Cancellation, error) {
	if b.Reference == "" {
		return Cancellation{}, errors.New("no flight to cancel")
	}
	return Cancellation{Reference: b.Reference, Refund: 0.9 * b.Price}, nil
}

// CancelHotel is the Lambda function cancel-hotel; see CancelFlight. Hotels give
// everything back.
func CancelHotel(_ context.Context, b Booking) (Cancellation, error) {
	if b.Reference == "" {
		return Cancellation{}, errors.New("no hotel to cancel")
	}
	return Cancellation{Reference: b.Reference, Refund: b.Price}, nil
}
