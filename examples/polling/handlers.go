package polling

import (
	"context"
	"fmt"
)

// Job is the input of the workflow.
type Job struct {
	Report string `json:"report"`
	Month  string `json:"month"`
}

// Ticket is what the system gives for a job.
type Ticket struct {
	ID string `json:"id"`
}

// Progress is how far a job is.
type Progress struct {
	Ticket string `json:"ticket"`
	Status string `json:"status"` // RUNNING, DONE or FAILED
	File   string `json:"file,omitempty"`
}

// StartJob is the Lambda function start-job.
func StartJob(_ context.Context, j Job) (Ticket, error) {
	if j.Month == "" {
		return Ticket{}, fmt.Errorf("no month for %s", j.Report)
	}
	return Ticket{ID: j.Report + "-" + j.Month}, nil
}

// LookAtJob is the Lambda function look-at-job.
func LookAtJob(_ context.Context, t Ticket) (Progress, error) {
	return Progress{Ticket: t.ID, Status: "DONE", File: t.ID + ".pdf"}, nil
}
