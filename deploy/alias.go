package deploy

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

// An alias's description says which deployment set its routing, so that a later run knows
// whether a shift that it finds half done is its own.
const descriptionPrefix = "lockstep "

// describe is the description while the alias goes from one version to another, or serves
// one (from is empty).
func describe(fingerprint, version, from string) string {
	text := descriptionPrefix + short(fingerprint) + " version " + version
	if from != "" {
		text += " from " + from
	}
	return text
}

// fingerprintOf is the short fingerprint in an alias's description, empty if lockstep did
// not write it.
func fingerprintOf(a *LiveAlias) string {
	rest, ok := strings.CutPrefix(a.Description, descriptionPrefix)
	if !ok {
		return ""
	}
	fields := strings.Fields(rest)
	if len(fields) < 3 || fields[1] != "version" {
		return ""
	}
	return fields[0]
}

// serves reports whether the alias gives all to one version, which a deployment of the
// fingerprint made.
func serves(a *LiveAlias, fingerprint string) bool {
	return len(a.Routes) == 1 && fingerprintOf(a) == short(fingerprint)
}

// weightOf is the part of the version.
func weightOf(routes []Route, version string) int {
	for _, r := range routes {
		if r.Version == version {
			return r.Weight
		}
	}
	return 0
}

// otherThan is the version of the routes that is not version.
func otherThan(routes []Route, version string) string {
	for _, r := range routes {
		if r.Version != version {
			return r.Version
		}
	}
	return ""
}

// route sets the routing of an alias, which is the last thing that one step of a shift does.
func (d *Deployer) route(ctx context.Context, machine, alias, description string, routes []Route) error {
	_, err := d.clients.SFN.UpdateStateMachineAlias(ctx, &sfn.UpdateStateMachineAliasInput{
		StateMachineAliasArn: ref(machine + ":" + alias), Description: &description, RoutingConfiguration: routing(machine, routes),
	})
	if err != nil {
		return fmt.Errorf("route the alias: %w", err)
	}
	d.say("alias", "%s: %s", alias, routesText(routes))
	return nil
}

func (d *Deployer) createAlias(ctx context.Context, want *Desired, version string) error {
	d.say("alias", "create %s for version %s", want.Alias, version)
	_, err := d.clients.SFN.CreateStateMachineAlias(ctx, &sfn.CreateStateMachineAliasInput{
		Name: &want.Alias, Description: ref(describe(want.Fingerprint(), version, "")),
		RoutingConfiguration: routing(want.MachineARN(), []Route{{Version: version, Weight: 100}}),
	})
	if hasCode(err, "Conflict") {
		return &ConflictError{Message: "the alias was created with another routing"}
	}
	if err != nil {
		return fmt.Errorf("create the alias: %w", err)
	}
	return nil
}

func routing(machine string, routes []Route) []types.RoutingConfigurationListItem {
	out := make([]types.RoutingConfigurationListItem, len(routes))
	for i, r := range routes {
		out[i] = types.RoutingConfigurationListItem{StateMachineVersionArn: ref(machine + ":" + r.Version), Weight: int32(r.Weight)}
	}
	return out
}
