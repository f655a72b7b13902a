package deploy

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sfn"
)

// liveVersion is a version in the account.
type liveVersion struct {
	number  string
	arn     string
	created time.Time
}

// versions are all versions, the newest first. The SDK has no paginator for them.
func (d *Deployer) versions(ctx context.Context, machine string) ([]liveVersion, error) {
	var out []liveVersion
	in := &sfn.ListStateMachineVersionsInput{StateMachineArn: &machine, MaxResults: 1000}
	for {
		page, err := d.clients.SFN.ListStateMachineVersions(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("list the versions: %w", err)
		}
		for _, v := range page.StateMachineVersions {
			arn := str(v.StateMachineVersionArn)
			lv := liveVersion{number: versionNumber(arn), arn: arn}
			if v.CreationDate != nil {
				lv.created = *v.CreationDate
			}
			out = append(out, lv)
		}
		if in.NextToken = page.NextToken; in.NextToken == nil {
			break
		}
	}
	slices.SortFunc(out, func(a, b liveVersion) int {
		if versionLess(b.number, a.number) {
			return -1
		}
		return 1
	})
	return out, nil
}

// aliases are all aliases with their routing.
func (d *Deployer) aliases(ctx context.Context, machine string) ([]*LiveAlias, error) {
	var out []*LiveAlias
	in := &sfn.ListStateMachineAliasesInput{StateMachineArn: &machine, MaxResults: 1000}
	for {
		page, err := d.clients.SFN.ListStateMachineAliases(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("list the aliases: %w", err)
		}
		for _, a := range page.StateMachineAliases {
			alias, err := d.readAlias(ctx, str(a.StateMachineAliasArn))
			if err != nil {
				return nil, err
			}
			if alias != nil {
				out = append(out, alias)
			}
		}
		if in.NextToken = page.NextToken; in.NextToken == nil {
			return out, nil
		}
	}
}

// prune deletes old versions, never one that an alias names, and not the deployed one.
func (d *Deployer) prune(ctx context.Context, want *Desired, deployed string) ([]string, error) {
	if want.KeepVersions <= 0 {
		return nil, nil
	}
	versions, err := d.versions(ctx, want.MachineARN())
	if err != nil || len(versions) <= want.KeepVersions {
		return nil, err
	}
	aliases, err := d.aliases(ctx, want.MachineARN())
	if err != nil {
		return nil, err
	}
	named := map[string]bool{deployed: true}
	for _, a := range aliases {
		for _, r := range a.Routes {
			named[r.Version] = true
		}
	}
	var pruned []string
	for _, v := range versions[want.KeepVersions:] {
		if named[v.number] {
			continue
		}
		d.say("prune", "delete version %s", v.number)
		_, err := d.clients.SFN.DeleteStateMachineVersion(ctx, &sfn.DeleteStateMachineVersionInput{StateMachineVersionArn: &v.arn})
		if hasCode(err, "Conflict") {
			continue // an alias has come to name it
		}
		if err != nil {
			return pruned, fmt.Errorf("delete version %s: %w", v.number, err)
		}
		pruned = append(pruned, v.number)
	}
	return pruned, nil
}
