package release

import (
	"context"
	"fmt"
)

// Commit is the input of the workflow.
type Commit struct {
	Service string `json:"service"`
	SHA     string `json:"sha"`
}

// Shift is what ShiftTraffic is asked for.
type Shift struct {
	Service string `json:"service"`
	Version string `json:"version"`
	Percent int    `json:"percent"`
}

// Routing says where traffic goes.
type Routing struct {
	Stable string `json:"stable"`
	Canary string `json:"canary,omitempty"`
}

// DeployCommit is the Lambda function deploy-commit: it makes a version that gets
// no traffic yet, and names it.
func DeployCommit(_ context.Context, c Commit) (string, error) {
	if len(c.SHA) < 7 {
		return "", fmt.Errorf("%q is no commit", c.SHA)
	}
	return c.Service + "-" + c.SHA[:7], nil
}

// ShiftTraffic is the Lambda function shift-traffic. The version gets that much
// of the traffic, all of it with 100 and none with 0.
func ShiftTraffic(_ context.Context, s Shift) (Routing, error) {
	switch s.Percent {
	case 0:
		return Routing{Stable: s.Service + "-stable"}, nil
	case 100:
		return Routing{Stable: s.Version}, nil
	}
	return Routing{Stable: s.Service + "-stable", Canary: s.Version}, nil
}
