package deploy

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

// Status is how a deployment stands.
type Status struct {
	MachineARN string `json:"machine_arn"`
	// State is "absent", "deleting", "unfinished" (a deployment was interrupted),
	// "shifting", "deployed" or "foreign" (lockstep did not make it).
	State      string          `json:"state"`
	Type       string          `json:"type,omitempty"`
	RevisionID string          `json:"revision_id,omitempty"`
	Owner      string          `json:"owner,omitempty"`
	Build      string          `json:"build,omitempty"`
	Aliases    []AliasStatus   `json:"aliases,omitempty"`
	Versions   []VersionStatus `json:"versions,omitempty"`
	// Running counts running executions, up to 1,000; of Standard machines only.
	Running int `json:"running,omitempty"`
	// LastDeploy is when the newest version was published.
	LastDeploy *time.Time `json:"last_deploy,omitempty"`
}

// AliasStatus is an alias and where it routes.
type AliasStatus struct {
	ARN     string    `json:"arn"`
	Routes  []Route   `json:"routes"`
	Updated time.Time `json:"updated"`
	Note    string    `json:"note,omitempty"`
}

// VersionStatus is a version.
type VersionStatus struct {
	Version string    `json:"version"`
	Created time.Time `json:"created"`
}

// Status reads how a deployment stands. It writes nothing.
func (d *Deployer) Status(ctx context.Context, t Target) (*Status, error) {
	s := &Status{MachineARN: t.machineARN(), State: "absent"}
	m, err := d.readMachine(ctx, t.machineARN())
	if err != nil || m == nil {
		return s, err
	}
	s.Type, s.RevisionID = m.Type, m.RevisionID
	if m.Deleting {
		s.State = "deleting"
		return s, nil
	}
	s.Owner, s.Build = m.Tags[TagOwner], m.Tags[TagBuild]
	versions, err := d.versions(ctx, m.ARN)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		s.Versions = append(s.Versions, VersionStatus{Version: v.number, Created: v.created})
	}
	if len(versions) > 0 {
		s.LastDeploy = &versions[0].created
	}
	aliases, err := d.aliases(ctx, m.ARN)
	if err != nil {
		return nil, err
	}
	shifting := false
	for _, a := range aliases {
		s.Aliases = append(s.Aliases, AliasStatus{ARN: a.ARN, Routes: a.Routes, Updated: a.Updated, Note: a.Description})
		shifting = shifting || len(a.Routes) > 1
	}
	if m.Type == string(types.StateMachineTypeStandard) {
		if s.Running, err = d.count(ctx, m.ARN, types.ExecutionStatusRunning); err != nil {
			return nil, err
		}
	}
	switch {
	case s.Owner == "":
		s.State = "foreign"
	case shifting:
		s.State = "shifting"
	case m.Tags[TagDeployment] == unfinished || m.Tags[TagDeployment] == "":
		s.State = "unfinished"
	default:
		s.State = "deployed"
	}
	return s, nil
}

// describe is the definition of a machine or a version.
func (d *Deployer) describe(ctx context.Context, arn string) (string, error) {
	out, err := d.clients.SFN.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &arn})
	if err != nil {
		return "", fmt.Errorf("read %s: %w", arn, err)
	}
	return str(out.Definition), nil
}
