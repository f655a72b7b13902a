package deploy

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

// turn is a deployment whose version is published.
//
// The API has one condition only: a version is published under a revision. So of deployments
// at one time the last to update the machine wins: its revision is the current one. Aliases,
// roles and tags are written without a condition, and one that lost can write them late.
// Therefore each looks at the revision after it wrote. Who lost puts right what it wrote over,
// and says that it lost; who won sets the alias again where an older deployment has moved it.
// The winner looks once more after its mark, the loser reads the mark after its write: one of
// them sees the other.
type turn struct {
	*Deployer
	want              *Desired
	revision, version string
	// narrowed says that the role's policy was replaced, mark is what was written as
	// [TagDeployment].
	narrowed bool
	mark     string
}

// insist is how often a deployment sets again what older ones have written over.
const insist = 5

// shift moves the alias to the version, from wherever it is.
func (t *turn) shift(ctx context.Context, before *LiveAlias) error {
	want := t.want
	if want.Alias == "" {
		return nil
	}
	alias, err := t.readAlias(ctx, want.AliasARN())
	if err != nil {
		return err
	}
	if alias == nil {
		if err = t.createAlias(ctx, want, t.version); !is[*ConflictError](err) {
			return err
		}
		// Another made it meanwhile.
		if alias, err = t.readAlias(ctx, want.AliasARN()); err != nil || alias == nil {
			return errors.Join(err, t.lost())
		}
	}
	moved := before == nil || routesText(before.Routes) != routesText(alias.Routes)
	if moved && !t.older(alias) && weightOf(alias.Routes, t.version) != 100 {
		return &ConflictError{Message: fmt.Sprintf("the alias `%s` routes %s now", want.Alias, routesText(alias.Routes))}
	}
	if current, err := t.current(ctx); err != nil {
		return err
	} else if current != t.revision {
		return t.lost()
	}
	weight, origin := weightOf(alias.Routes, t.version), otherThan(alias.Routes, t.version)
	switch {
	case weight == 100:
		if serves(alias, want.Fingerprint()) {
			return nil
		}
		return t.serveAlone(ctx)
	case weight == 0 && len(alias.Routes) > 1:
		if !t.older(alias) {
			return &InProgressError{Alias: want.Alias, Routes: alias.Routes}
		}
		// An older deployment began a shift since this one looked: it is taken over, and the
		// older one stops when it finds another routing than its own.
		origin = otherThan(alias.Routes, newest(alias.Routes))
	}
	return t.carryOn(ctx, &shifting{want: want, fingerprint: want.Fingerprint(), version: t.version, origin: origin, weight: weight, since: alias.Updated, older: t.older})
}

// serveAlone gives all of the alias to the version.
func (t *turn) serveAlone(ctx context.Context) error {
	return t.route(ctx, t.want.MachineARN(), t.want.Alias, describe(t.want.Fingerprint(), t.version, ""), []Route{{Version: t.version, Weight: 100}})
}

// older reports whether the alias is where another deployment of an older version put it.
func (t *turn) older(alias *LiveAlias) bool {
	by := fingerprintOf(alias)
	return by != "" && by != short(t.want.Fingerprint()) && versionLess(newest(alias.Routes), t.version)
}

// hold looks whether the deployment is the last one and what it wrote still stands. What an
// older one wrote over meanwhile is set again, and then it looks again; if this one lost,
// what it wrote over is put right, and the error says so.
func (t *turn) hold(ctx context.Context) error {
	for range insist {
		machine, err := t.readMachine(ctx, t.want.MachineARN())
		if err != nil {
			return err
		}
		if machine == nil || machine.Deleting {
			return &ConflictError{Message: "the machine is gone"}
		}
		if revisionOf(machine.RevisionID) != t.revision {
			return t.yield(ctx, machine)
		}
		wrote := false
		for _, again := range []func(context.Context, *LiveMachine) (bool, error){t.tagAgain, t.narrowAgain, t.routeAgain} {
			did, err := again(ctx, machine)
			if err != nil {
				return err
			}
			if wrote = did; wrote {
				break // before anything else: is this one still the last?
			}
		}
		if !wrote {
			return nil
		}
	}
	return &ConflictError{Message: "what this one writes is written over again and again"}
}

// routeAgain sets the alias that an older deployment has moved.
func (t *turn) routeAgain(ctx context.Context, _ *LiveMachine) (bool, error) {
	if t.want.Alias == "" {
		return false, nil
	}
	alias, err := t.readAlias(ctx, t.want.AliasARN())
	switch {
	case err != nil:
		return false, err
	case alias != nil && weightOf(alias.Routes, t.version) == 100:
		return false, nil
	case alias == nil || !t.older(alias):
		return false, &ConflictError{Message: fmt.Sprintf("the alias `%s` was moved away from version %s", t.want.Alias, t.version)}
	}
	t.say("alias", "%s was moved by an older deployment; setting it again", t.want.Alias)
	return true, t.serveAlone(ctx)
}

// tagAgain sets tags that an older deployment wrote over.
func (t *turn) tagAgain(ctx context.Context, machine *LiveMachine) (bool, error) {
	set, _ := tagChanges(t.want.machineTags(), machine.Tags)
	if t.mark != "" && machine.Tags[TagDeployment] != t.mark {
		set[TagDeployment] = t.mark
	}
	return len(set) > 0, t.tag(ctx, machine.ARN, set)
}

// narrowAgain puts the role's policy again that an older deployment wrote over. It looks
// after the mark only.
func (t *turn) narrowAgain(ctx context.Context, _ *LiveMachine) (bool, error) {
	if t.mark == "" || !t.narrowed || !t.want.OwnRole() || len(statementsOf(t.want.Role.Policy)) == 0 {
		return false, nil
	}
	have, err := t.readPolicy(ctx, t.want.Role.Name, policyName)
	if err != nil || sameJSON(have, string(t.want.Role.Policy)) {
		return false, err
	}
	t.say("policy", "%s was changed by an older deployment; setting it again", t.want.Role.Name)
	return true, t.putPolicy(ctx, t.want.Role.Name, policyName, t.want.Role.Policy)
}

// yield puts right what this deployment wrote over, and says that it lost to the one whose
// revision the machine has.
func (t *turn) yield(ctx context.Context, machine *LiveMachine) error {
	var err error
	if t.mark != "" && machine.Tags[TagDeployment] == t.mark {
		// It stands where the winner's may have stood: whoever deploys next looks.
		err = t.tag(ctx, machine.ARN, map[string]string{TagDeployment: unfinished})
	}
	if err := errors.Join(err, t.giveBackAlias(ctx, machine), t.giveBackRole(ctx, machine)); err != nil {
		return fmt.Errorf("%w; what it wrote meanwhile could not be put right: %w", t.lost(), err)
	}
	return t.lost()
}

func (t *turn) lost() error {
	return &ConflictError{Message: fmt.Sprintf("its revision changed while version %s was put in service", t.version)}
}

// giveBackAlias undoes a routing of this deployment that came after the winner's: to the
// winner's version if the winner has finished, else to what was routed before.
func (t *turn) giveBackAlias(ctx context.Context, machine *LiveMachine) error {
	if t.want.Alias == "" {
		return nil
	}
	alias, err := t.readAlias(ctx, t.want.AliasARN())
	if err != nil || alias == nil || fingerprintOf(alias) != short(t.want.Fingerprint()) || weightOf(alias.Routes, t.version) == 0 {
		return err
	}
	mark := markOf(machine.Tags)
	if mark == "" || mark == t.want.Fingerprint() {
		// The winner is at work, and sets the alias itself where it finds an older version.
		return nil
	}
	out, err := t.clients.SFN.PublishStateMachineVersion(ctx, &sfn.PublishStateMachineVersionInput{StateMachineArn: &machine.ARN, RevisionId: &machine.RevisionID})
	if err != nil {
		return err // a third one: it looks too
	}
	winner := versionNumber(str(out.StateMachineVersionArn))
	t.say("alias", "%s: giving it back to version %s, which was deployed meanwhile", t.want.Alias, winner)
	return t.route(ctx, t.want.MachineARN(), t.want.Alias, describe(mark, winner, ""), []Route{{Version: winner, Weight: 100}})
}

// giveBackRole adds what the winner's definition needs to a role that this deployment has
// narrowed.
func (t *turn) giveBackRole(ctx context.Context, machine *LiveMachine) error {
	if !t.want.OwnRole() || !t.narrowed || machine.Hidden {
		return nil
	}
	winner := *t.want
	winner.Logging, winner.Tracing, winner.Encryption = machine.Logging, machine.Tracing, machine.Encryption
	doc, err := winner.PolicyOf([]byte(machine.Definition))
	if err != nil {
		return err
	}
	role, err := t.readRole(ctx, t.want.Role.Name)
	if err != nil || role == nil || sameJSON(role.Policy, string(doc)) || sameJSON(role.Next, string(doc)) {
		return err
	}
	t.say("role", "giving back what the machine needs that was deployed meanwhile")
	return t.putPolicy(ctx, t.want.Role.Name, nextPolicyName, doc)
}

// current is the machine's revision.
func (d *turn) current(ctx context.Context) (string, error) {
	out, err := d.clients.SFN.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{
		StateMachineArn: ref(d.want.MachineARN()), IncludedData: types.IncludedDataMetadataOnly,
	})
	if err != nil {
		return "", fmt.Errorf("read the machine: %w", err)
	}
	return revisionOf(str(out.RevisionId)), nil
}

// revisionOf names the revision, the one of a machine that was never updated too.
func revisionOf(id string) string {
	if id == "" {
		return initialRevision
	}
	return id
}
