package fraud

import "context"

// Payment is the input of the workflow.
type Payment struct {
	ID       string  `json:"id"`
	Customer string  `json:"customer"`
	Country  string  `json:"country"`
	Device   string  `json:"device"`
	Amount   float64 `json:"amount"`
}

// Risk is what a check finds: 0 is none, 100 is certain fraud.
type Risk struct {
	Score  float64 `json:"score"`
	Reason string  `json:"reason"`
}

// CheckAmount is the Lambda function check-amount.
func CheckAmount(_ context.Context, p Payment) (Risk, error) {
	switch {
	case p.Amount > 10_000:
		return Risk{Score: 60, Reason: "far above what is usual"}, nil
	case p.Amount > 1_000:
		return Risk{Score: 25, Reason: "above what is usual"}, nil
	}
	return Risk{Reason: "usual amount"}, nil
}

// CheckDevice is the Lambda function check-device.
func CheckDevice(_ context.Context, p Payment) (Risk, error) {
	if p.Device == "" {
		return Risk{Score: 30, Reason: "unknown device"}, nil
	}
	return Risk{Reason: "known device"}, nil
}

// CheckCountry is the Lambda function check-country.
func CheckCountry(_ context.Context, p Payment) (Risk, error) {
	if p.Country == "XX" {
		return Risk{Score: 80, Reason: "sanctioned country"}, nil
	}
	return Risk{Reason: "fine"}, nil
}
