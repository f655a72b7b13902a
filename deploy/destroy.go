package deploy

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
)

// Destroyed is what a destruction removed, in its order.
type Destroyed struct {
	Removed []string `json:"removed"`
	// Kept are things that are there and not lockstep's.
	Kept []string `json:"kept,omitempty"`
}

// Destroy removes a deployment: aliases, versions, machine, and when that is gone the role
// and the log group; only what carries the owner's tag. What is gone already is no error.
func (d *Deployer) Destroy(ctx context.Context, t Target) (*Destroyed, error) {
	out := &Destroyed{Removed: []string{}}
	m, err := d.ours(ctx, t)
	if err != nil {
		return nil, err
	}
	if m != nil {
		if !m.Deleting {
			// Somebody else may delete it too, or a call of an earlier run took its time.
			if err := d.deleteMachine(ctx, m.ARN, out); err != nil && !hasCode(err, "StateMachineDoesNotExist", "StateMachineDeleting") {
				return out, err
			}
		}
		if err := d.waitGone(ctx, m.ARN); err != nil {
			return out, err
		}
	}
	if err := d.deleteRole(ctx, t, out); err != nil {
		return out, err
	}
	return out, d.deleteLogGroup(ctx, t, out)
}

func (d *Deployer) deleteMachine(ctx context.Context, arn string, out *Destroyed) error {
	aliases, err := d.aliases(ctx, arn)
	if err != nil {
		return err
	}
	for _, a := range aliases {
		d.say("alias", "delete %s", a.ARN)
		_, err := d.clients.SFN.DeleteStateMachineAlias(ctx, &sfn.DeleteStateMachineAliasInput{StateMachineAliasArn: &a.ARN})
		if err != nil && !hasCode(err, "ResourceNotFound") {
			return fmt.Errorf("delete the alias: %w", err)
		}
		out.Removed = append(out.Removed, a.ARN)
	}
	versions, err := d.versions(ctx, arn)
	if err != nil {
		return err
	}
	for _, v := range versions {
		d.say("version", "delete %s", v.number)
		_, err := d.clients.SFN.DeleteStateMachineVersion(ctx, &sfn.DeleteStateMachineVersionInput{StateMachineVersionArn: &v.arn})
		if err != nil {
			return fmt.Errorf("delete version %s: %w", v.number, err)
		}
		out.Removed = append(out.Removed, v.arn)
	}
	d.say("machine", "delete %s", arn)
	if _, err := d.clients.SFN.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: &arn}); err != nil {
		return fmt.Errorf("delete the machine: %w", err)
	}
	out.Removed = append(out.Removed, arn)
	return nil
}

func (d *Deployer) deleteRole(ctx context.Context, t Target, out *Destroyed) error {
	if t.RoleName == "" {
		return nil
	}
	role, err := d.readRole(ctx, t.RoleName)
	if err != nil || role == nil {
		return err
	}
	if role.Tags[TagOwner] != t.Owner {
		out.Kept = append(out.Kept, role.ARN)
		return nil
	}
	names, err := d.rolePolicies(ctx, t.RoleName)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := d.deletePolicy(ctx, t.RoleName, name); err != nil {
			return err
		}
	}
	d.say("role", "delete %s", t.RoleName)
	_, err = d.clients.IAM.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: &t.RoleName})
	if err != nil && !hasCode(err, "NoSuchEntity") {
		return fmt.Errorf("delete the role: %w", err)
	}
	out.Removed = append(out.Removed, role.ARN)
	return nil
}

// rolePolicies are the names of a role's inline policies.
func (d *Deployer) rolePolicies(ctx context.Context, role string) ([]string, error) {
	var out []string
	in := &iam.ListRolePoliciesInput{RoleName: &role}
	for {
		page, err := d.clients.IAM.ListRolePolicies(ctx, in)
		if hasCode(err, "NoSuchEntity") {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("list the role's policies: %w", err)
		}
		out = append(out, page.PolicyNames...)
		if in.Marker = page.Marker; !page.IsTruncated || in.Marker == nil {
			return out, nil
		}
	}
}

func (d *Deployer) deleteLogGroup(ctx context.Context, t Target, out *Destroyed) error {
	if t.Group == "" {
		return nil
	}
	group, err := d.readLogGroup(ctx, t.Group)
	if err != nil || group == nil {
		return err
	}
	if group.Tags[TagOwner] != t.Owner {
		out.Kept = append(out.Kept, group.ARN)
		return nil
	}
	d.say("log group", "delete %s", t.Group)
	_, err = d.clients.Logs.DeleteLogGroup(ctx, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: &t.Group})
	if err != nil && !hasCode(err, "ResourceNotFound") {
		return fmt.Errorf("delete the log group: %w", err)
	}
	out.Removed = append(out.Removed, group.ARN)
	return nil
}
