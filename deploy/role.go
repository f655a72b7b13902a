package deploy

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

// An own role has one inline policy. While a deployment changes it there are two, so that
// the role allows what the old definition needs and what the new one needs: widened before
// the machine is updated, narrowed when the old one is gone.
const (
	policyName     = "lockstep"
	nextPolicyName = "lockstep-next"
)

// widenRole makes the role, or adds what the new definition needs to it.
func (d *Deployer) widenRole(ctx context.Context, want *Desired, have *LiveRole) error {
	if !want.OwnRole() {
		return nil
	}
	if have == nil {
		return d.createRole(ctx, want)
	}
	if !sameJSON(have.Trust, string(want.Role.Trust)) {
		d.say("role", "update who may assume %s", want.Role.Name)
		_, err := d.clients.IAM.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: &want.Role.Name, PolicyDocument: ref(string(want.Role.Trust))})
		if err != nil {
			return fmt.Errorf("update the role's trust: %w", err)
		}
	}
	switch wanted := string(want.Role.Policy); {
	case have.Policy == "":
		return d.putPolicy(ctx, want.Role.Name, policyName, want.Role.Policy)
	case sameJSON(have.Policy, wanted) || sameJSON(have.Next, wanted):
		return nil
	default:
		d.say("role", "widen %s by what the new definition needs", want.Role.Name)
		return d.putPolicy(ctx, want.Role.Name, nextPolicyName, want.Role.Policy)
	}
}

func (d *Deployer) createRole(ctx context.Context, want *Desired) error {
	d.say("role", "create %s", want.Role.Name)
	_, err := d.clients.IAM.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: &want.Role.Name, AssumeRolePolicyDocument: ref(string(want.Role.Trust)), Tags: iamTags(want.roleTags()),
		Description: ref("Execution role of the state machine " + want.Name + ", made by lockstep"),
	})
	if err != nil && !hasCode(err, "EntityAlreadyExists") {
		return fmt.Errorf("create the role: %w", err)
	}
	return d.putPolicy(ctx, want.Role.Name, policyName, want.Role.Policy)
}

func (d *Deployer) putPolicy(ctx context.Context, role, name string, doc json.RawMessage) error {
	// A policy without statements is refused by IAM; a role without a policy may do nothing.
	if len(statementsOf(doc)) == 0 {
		return d.deletePolicy(ctx, role, name)
	}
	_, err := d.clients.IAM.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: &role, PolicyName: &name, PolicyDocument: ref(string(doc))})
	if err != nil {
		return fmt.Errorf("put the role's policy: %w", err)
	}
	return nil
}

func (d *Deployer) deletePolicy(ctx context.Context, role, name string) error {
	_, err := d.clients.IAM.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: &role, PolicyName: &name})
	if err != nil && !hasCode(err, "NoSuchEntity") {
		return fmt.Errorf("delete the role's policy: %w", err)
	}
	return nil
}

// narrowRole leaves the role only what the new definition needs. It does not while
// executions run that may need the old: then narrowed is false.
func (d *Deployer) narrowRole(ctx context.Context, want *Desired, machine string) (narrowed bool, err error) {
	if !want.OwnRole() {
		return true, nil
	}
	have, err := d.readRole(ctx, want.Role.Name)
	if err != nil {
		return false, err
	}
	if have == nil {
		return false, &ConflictError{Message: "the role is gone"}
	}
	if have.Next == "" && sameJSON(have.Policy, string(want.Role.Policy)) {
		return true, nil
	}
	if want.Type == string(types.StateMachineTypeStandard) {
		running, err := d.count(ctx, machine, types.ExecutionStatusRunning)
		if err != nil {
			return false, err
		}
		if running > 0 {
			return false, nil
		}
	}
	d.say("policy", "narrow %s to what the new definition needs", want.Role.Name)
	if err := d.putPolicy(ctx, want.Role.Name, policyName, want.Role.Policy); err != nil {
		return false, err
	}
	return true, d.deletePolicy(ctx, want.Role.Name, nextPolicyName)
}

func iamTags(tags map[string]string) []iamtypes.Tag {
	var out []iamtypes.Tag
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, iamtypes.Tag{Key: ref(k), Value: ref(tags[k])})
	}
	return out
}
