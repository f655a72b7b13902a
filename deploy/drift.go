package deploy

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Drift is what differs from what was deployed.
type Drift struct {
	MachineARN string `json:"machine_arn"`
	// Owner is the workflow that the machine's tags name.
	Owner string      `json:"owner,omitempty"`
	Items []DriftItem `json:"items"`
	// Undeployed says that the source has changed since the last deployment, so that
	// differences between it and AWS are not all drift.
	Undeployed bool `json:"undeployed,omitempty"`
}

// DriftItem is one difference.
type DriftItem struct {
	Resource string `json:"resource"`
	Field    string `json:"field,omitempty"`
	State    string `json:"state,omitempty"`
	Deployed string `json:"deployed,omitempty"`
	Live     string `json:"live,omitempty"`
	// Owner is whose the resource is: "lockstep", a stranger's name, or "nobody".
	Owner string `json:"owner"`
}

// Drift compares what is live with what was deployed: with want, if that is what the last
// deployment deployed, otherwise with the hashes that it left in tags. It writes nothing.
func (d *Deployer) Drift(ctx context.Context, want *Desired) (*Drift, error) {
	live, err := d.read(ctx, want, true)
	if err != nil {
		return nil, err
	}
	out := &Drift{MachineARN: want.MachineARN(), Items: []DriftItem{}}
	m := live.Machine
	if m == nil || m.Deleting {
		out.Items = append(out.Items, DriftItem{Resource: "machine", Deployed: want.Name, Live: "absent", Owner: "nobody"})
		return out, nil
	}
	out.Owner = m.Tags[TagOwner]
	last, _ := strings.CutSuffix(m.Tags[TagDeployment], wide)
	if last != want.Fingerprint() {
		out.Undeployed = true
		if !m.Hidden && m.Tags[TagDefinition] != "" && definitionHash([]byte(m.Definition)) != m.Tags[TagDefinition] {
			out.Items = append(out.Items, DriftItem{Resource: "machine", Field: "definition", Deployed: short(m.Tags[TagDefinition]), Live: short(definitionHash([]byte(m.Definition))), Owner: ownerOf(m.Tags)})
		}
		return out, nil
	}
	for _, c := range Diff(want, live) {
		if c.Resource == "version" {
			continue // follows from the others
		}
		out.Items = append(out.Items, DriftItem{Resource: c.Resource, Field: c.Field, State: c.State, Deployed: c.After, Live: c.Before, Owner: live.ownerOf(c.Resource)})
	}
	foreign, err := d.foreignPolicies(ctx, want, live)
	out.Items = append(out.Items, foreign...)
	return out, err
}

// foreignPolicies are inline policies of an own role that lockstep did not put there.
func (d *Deployer) foreignPolicies(ctx context.Context, want *Desired, live *Live) ([]DriftItem, error) {
	if live.Role == nil {
		return nil, nil
	}
	names, err := d.rolePolicies(ctx, want.Role.Name)
	if err != nil {
		return nil, err
	}
	var out []DriftItem
	for _, name := range names {
		if !slices.Contains([]string{policyName, nextPolicyName}, name) {
			out = append(out, DriftItem{Resource: "policy", Field: name, Live: fmt.Sprintf("an inline policy `%s`", name), Owner: "nobody"})
		}
	}
	return out, nil
}

func (l *Live) ownerOf(resource string) string {
	switch {
	case (resource == "role" || resource == "policy") && l.Role != nil:
		return ownerOf(l.Role.Tags)
	case resource == "log group" && l.Group != nil:
		return ownerOf(l.Group.Tags)
	case l.Machine != nil:
		return ownerOf(l.Machine.Tags)
	}
	return "nobody"
}

func ownerOf(tags map[string]string) string {
	if tags[TagOwner] == "" {
		return "nobody"
	}
	return "lockstep"
}
