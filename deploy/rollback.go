package deploy

import (
	"context"
	"encoding/json"
	"errors"
)

// Target is a deployment that exists: what a command that has no definition works on.
type Target struct {
	Identity Identity `json:"identity"`
	Name     string   `json:"name"`
	Owner    string   `json:"owner"`
	Alias    string   `json:"alias,omitempty"`
	// RoleName is the own role's name, empty for a given role; Group the log group.
	RoleName string `json:"role,omitempty"`
	Group    string `json:"log_group,omitempty"`
}

// Target is where the desired deployment is.
func (d *Desired) Target() Target {
	t := Target{Identity: d.Identity, Name: d.Name, Owner: d.Owner, Alias: d.Alias, RoleName: d.Role.Name}
	if d.Logging.On() {
		t.Group = d.Logging.Group
	}
	return t
}

func (t Target) machineARN() string { return t.Identity.MachineARN(t.Name) }
func (t Target) aliasARN() string   { return t.machineARN() + ":" + t.Alias }

// ours reads the machine and refuses one that another made; nil if there is none.
func (d *Deployer) ours(ctx context.Context, t Target) (*LiveMachine, error) {
	m, err := d.readMachine(ctx, t.machineARN())
	if err != nil || m == nil || m.Deleting {
		return m, err
	}
	if owner := m.Tags[TagOwner]; owner != t.Owner {
		return nil, &NotOursError{Resource: "the machine " + m.ARN, Owner: owner}
	}
	return m, nil
}

// RollbackResult is what a rollback did.
type RollbackResult struct {
	AliasARN string `json:"alias_arn"`
	From     string `json:"from"`
	To       string `json:"to"`
}

// Rollback gives an alias back to an older version, at once: the one it came from if it is
// between two, else the newest version older than the one it serves; or the version named.
// policyOf, if the role is lockstep's own, gives the policy that an old definition needs,
// and the role is widened by it first.
func (d *Deployer) Rollback(ctx context.Context, t Target, version string, policyOf func(definition []byte) (json.RawMessage, error)) (*RollbackResult, error) {
	if t.Alias == "" {
		return nil, impossible("a rollback needs an alias: without one every execution runs the newest definition; deploy the old one instead")
	}
	if m, err := d.ours(ctx, t); err != nil || m == nil {
		return nil, errors.Join(err, missing(m == nil && err == nil, t))
	}
	alias, err := d.readAlias(ctx, t.aliasARN())
	if err != nil {
		return nil, err
	}
	if alias == nil {
		return nil, impossible("there is no alias `%s`", t.Alias)
	}
	from := newest(alias.Routes)
	to, err := d.rollbackTarget(ctx, t, alias, from, version)
	if err != nil {
		return nil, err
	}
	if err := d.widenFor(ctx, t, to, policyOf); err != nil {
		return nil, err
	}
	result := &RollbackResult{AliasARN: alias.ARN, From: from, To: to}
	return result, d.route(ctx, t.machineARN(), t.Alias, descriptionPrefix+"rolled back from version "+from, []Route{{Version: to, Weight: 100}})
}

func missing(is bool, t Target) error {
	if !is {
		return nil
	}
	return impossible("there is no machine `%s` in account %s, %s", t.Name, t.Identity.Account, t.Identity.Region)
}

// newest is the version that a shift goes to, or the one that is served.
func newest(routes []Route) string {
	out := ""
	for _, r := range routes {
		if out == "" || versionLess(out, r.Version) {
			out = r.Version
		}
	}
	return out
}

func (d *Deployer) rollbackTarget(ctx context.Context, t Target, alias *LiveAlias, from, version string) (string, error) {
	if version == "" && len(alias.Routes) > 1 {
		return otherThan(alias.Routes, from), nil
	}
	versions, err := d.versions(ctx, t.machineARN())
	if err != nil {
		return "", err
	}
	for _, v := range versions {
		if version != "" && v.number == version || version == "" && versionLess(v.number, from) {
			return v.number, nil
		}
	}
	if version != "" {
		return "", impossible("there is no version %s", version)
	}
	return "", impossible("there is no version older than %s: nothing to go back to", from)
}

// widenFor lets an own role do what the old version needs: a role is shared by all
// versions, and the last deployment narrowed it to the newest.
func (d *Deployer) widenFor(ctx context.Context, t Target, version string, policyOf func([]byte) (json.RawMessage, error)) error {
	if t.RoleName == "" || policyOf == nil {
		return nil
	}
	old, err := d.describe(ctx, t.machineARN()+":"+version)
	if err != nil {
		return err
	}
	doc, err := policyOf([]byte(old))
	if err != nil {
		return err
	}
	role, err := d.readRole(ctx, t.RoleName)
	if err != nil {
		return err
	}
	if role == nil || role.Tags[TagOwner] != t.Owner || sameJSON(role.Policy, string(doc)) || sameJSON(role.Next, string(doc)) {
		return nil
	}
	d.say("role", "widen %s by what version %s needs", t.RoleName, version)
	return d.putPolicy(ctx, t.RoleName, nextPolicyName, doc)
}
