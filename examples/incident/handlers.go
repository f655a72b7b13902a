package incident

import (
	"context"
	"strings"
)

// Event is the input of the workflow: a finding as EventBridge hands it over.
type Event struct {
	Detail Finding `json:"detail"`
}

// Finding is the part of a finding that the workflow reads.
type Finding struct {
	ID       string   `json:"id"`
	Type     string   `json:"type"`
	Severity float64  `json:"severity"`
	Resource Resource `json:"resource"`
}

// Resource is what the finding is about.
type Resource struct {
	InstanceDetails struct {
		InstanceID string `json:"instanceId"`
	} `json:"instanceDetails"`
}

// Report is what WriteReport makes of a finding.
type Report struct {
	Title   string   `json:"title"`
	Machine string   `json:"machine"`
	Advice  []string `json:"advice"`
}

// WriteReport is the Lambda function write-report.
func WriteReport(_ context.Context, f Finding) (Report, error) {
	purpose, threat, _ := strings.Cut(f.Type, ":")
	r := Report{Title: purpose + " on " + f.Resource.InstanceDetails.InstanceID, Machine: f.Resource.InstanceDetails.InstanceID}
	r.Advice = append(r.Advice, "keep a snapshot of the disks")
	if strings.Contains(threat, "CredentialExfiltration") {
		r.Advice = append(r.Advice, "revoke the sessions of the instance's role")
	}
	return r, nil
}
