package deploy

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
)

// initialRevision names the revision of a machine that was never updated.
const initialRevision = "INITIAL"

// validate asks AWS about a definition that differs from the live one.
func (d *Deployer) validate(ctx context.Context, want *Desired, live *Live) error {
	if m := live.Machine; m != nil && !m.Deleting && len(definitionChanges(want, m)) == 0 {
		return nil
	}
	d.say("validate", "asking AWS about the definition")
	out, err := d.clients.SFN.ValidateStateMachineDefinition(ctx, &sfn.ValidateStateMachineDefinitionInput{
		Definition: ref(string(want.Definition)), Type: types.StateMachineType(want.Type), Severity: types.ValidateStateMachineDefinitionSeverityWarning,
	})
	if err != nil {
		return fmt.Errorf("validate the definition: %w", err)
	}
	problems := diagnosticsOf(out.Diagnostics, want.machine())
	for _, p := range problems {
		d.say("validate", "%s: %s", p.Severity, p.Message)
	}
	if out.Result == types.ValidateStateMachineDefinitionResultCodeFail {
		return &RefusedError{Diagnostics: problems}
	}
	return nil
}

// diagnosticsOf are AWS's diagnostics with the places in the source, where they are known.
func diagnosticsOf(found []types.ValidateStateMachineDefinitionDiagnostic, m *asl.Machine) diag.List {
	var out diag.List
	for _, f := range found {
		p := diag.Diagnostic{Code: "AWS", AWSCode: str(f.Code), Severity: diag.Error, Path: str(f.Location), Message: str(f.Message)}
		if f.Severity == types.ValidateStateMachineDefinitionSeverityWarning {
			p.Severity = diag.Warning
		}
		if m != nil && p.Path != "" {
			p.Origin = m.Locate(asl.Path(p.Path))
			if s := m.StateAt(asl.Path(p.Path)); s != nil {
				p.State = s.Base().Name
			}
		}
		out = append(out, p)
	}
	return out
}

// begin waits until a machine that is being deleted is gone, and marks one that is there
// as under way, so that no later run takes it for complete.
func (d *Deployer) begin(ctx context.Context, want *Desired, have *LiveMachine) (*LiveMachine, error) {
	if have != nil && have.Deleting {
		if err := d.waitGone(ctx, have.ARN); err != nil {
			return nil, err
		}
		return nil, nil
	}
	if have == nil || have.Tags[TagDeployment] == unfinished {
		return have, nil
	}
	return have, d.tag(ctx, have.ARN, map[string]string{TagDeployment: unfinished})
}

// goneLimit is how long a machine may take to disappear. Running executions stop at their
// next transition.
const goneLimit = 5 * time.Minute

// waitGone waits until a machine is deleted.
func (d *Deployer) waitGone(ctx context.Context, arn string) error {
	start, wait := d.clock.Now(), firstWait
	for {
		m, err := d.readMachine(ctx, arn)
		if err != nil || m == nil {
			return err
		}
		if !m.Deleting {
			return &ConflictError{Message: "the machine was made again while it was being deleted"}
		}
		if d.clock.Now().Sub(start) >= goneLimit {
			return fmt.Errorf("%s is still being deleted after %s: its executions have not ended; stop them and try again", arn, goneLimit)
		}
		d.say("machine", "waiting until the old machine is gone")
		if err := d.clock.Sleep(ctx, wait); err != nil {
			return err
		}
		wait = min(2*wait, longestWait)
	}
}

// ensureMachine creates or updates the machine, and returns the revision that is ours.
func (d *Deployer) ensureMachine(ctx context.Context, want *Desired, base Base, have *LiveMachine) (string, error) {
	arn := want.MachineARN()
	if have == nil {
		if err := d.createMachine(ctx, want); err != nil {
			return "", err
		}
	}
	now, err := d.readMachine(ctx, arn)
	if err != nil {
		return "", err
	}
	if now == nil {
		return "", &ConflictError{Message: "the machine is gone"}
	}
	// The API has no precondition for an update. This narrows the time in which two
	// deployments can overlook each other; publishing under the revision catches the rest.
	// A machine that is as it is wanted was updated by a run before this one, whose call took
	// its time.
	if have != nil && now.RevisionID != base.RevisionID && !onlyTags(machineChanges(want, now)) {
		return "", &ConflictError{Message: "its revision is not the one this deployment was planned for"}
	}
	// Tags first: the last to update the machine is the one whose tags count.
	set, remove := tagChanges(want.machineTags(), now.Tags)
	if err := d.tag(ctx, arn, set); err != nil {
		return "", err
	}
	if len(remove) > 0 {
		d.say("tags", "remove %v", remove)
		if _, err := d.clients.SFN.UntagResource(ctx, &sfn.UntagResourceInput{ResourceArn: &arn, TagKeys: remove}); err != nil {
			return "", fmt.Errorf("remove tags: %w", err)
		}
	}
	revision := now.RevisionID
	if onlyTags(machineChanges(want, now)) {
		d.say("machine", "has the definition and the configuration already")
	} else {
		if revision, err = d.updateMachine(ctx, want); err != nil {
			return "", err
		}
	}
	return revisionOf(revision), nil
}

func onlyTags(changes []Change) bool {
	return !slices.ContainsFunc(changes, func(c Change) bool { return c.Resource != "tags" })
}

func (d *Deployer) createMachine(ctx context.Context, want *Desired) error {
	d.say("machine", "create %s", want.Name)
	tags := want.machineTags()
	tags[TagDeployment] = unfinished
	in := &sfn.CreateStateMachineInput{
		Name: &want.Name, Definition: ref(string(want.Definition)), RoleArn: ref(want.RoleARN()), Type: types.StateMachineType(want.Type),
		LoggingConfiguration: want.logging(), TracingConfiguration: &types.TracingConfiguration{Enabled: want.Tracing},
		EncryptionConfiguration: want.encryption(), Tags: sfnTags(tags),
	}
	err := d.untilBelieved(ctx, "machine", func() error {
		_, err := d.clients.SFN.CreateStateMachine(ctx, in)
		return err
	})
	if hasCode(err, "StateMachineAlreadyExists") {
		return &ConflictError{Message: "a machine of the name was created with another definition"}
	}
	if err != nil {
		return fmt.Errorf("create the machine: %w", err)
	}
	return nil
}

func (d *Deployer) updateMachine(ctx context.Context, want *Desired) (string, error) {
	d.say("machine", "update %s", want.Name)
	in := &sfn.UpdateStateMachineInput{
		StateMachineArn: ref(want.MachineARN()), Definition: ref(string(want.Definition)), RoleArn: ref(want.RoleARN()),
		LoggingConfiguration: want.logging(), TracingConfiguration: &types.TracingConfiguration{Enabled: want.Tracing},
		EncryptionConfiguration: want.encryption(),
	}
	var out *sfn.UpdateStateMachineOutput
	err := d.untilBelieved(ctx, "machine", func() (err error) {
		out, err = d.clients.SFN.UpdateStateMachine(ctx, in)
		return err
	})
	if hasCode(err, "Conflict") {
		return "", &ConflictError{Message: err.Error()}
	}
	if err != nil {
		return "", fmt.Errorf("update the machine: %w", err)
	}
	return str(out.RevisionId), nil
}

// publish makes a version of the revision. AWS refuses it when somebody has updated the
// machine since: this is the lock.
func (d *Deployer) publish(ctx context.Context, want *Desired, revision string) (string, error) {
	out, err := d.clients.SFN.PublishStateMachineVersion(ctx, &sfn.PublishStateMachineVersionInput{
		StateMachineArn: ref(want.MachineARN()), RevisionId: &revision, Description: ref(want.versionDescription()),
	})
	switch {
	case hasCode(err, "Conflict"):
		return "", &ConflictError{Message: "its revision changed before the version was published"}
	case err != nil:
		return "", fmt.Errorf("publish a version: %w", err)
	}
	d.say("version", "published %s", versionNumber(str(out.StateMachineVersionArn)))
	return str(out.StateMachineVersionArn), nil
}

// tag sets tags on the machine; none is no call.
func (d *Deployer) tag(ctx context.Context, arn string, tags map[string]string) error {
	if len(tags) == 0 {
		return nil
	}
	if _, err := d.clients.SFN.TagResource(ctx, &sfn.TagResourceInput{ResourceArn: &arn, Tags: sfnTags(tags)}); err != nil {
		return fmt.Errorf("tag the machine: %w", err)
	}
	return nil
}

func (d *Desired) logging() *types.LoggingConfiguration {
	if !d.Logging.On() {
		return &types.LoggingConfiguration{Level: types.LogLevelOff}
	}
	return &types.LoggingConfiguration{
		Level: types.LogLevel(d.Logging.Level), IncludeExecutionData: d.Logging.IncludeExecutionData,
		Destinations: []types.LogDestination{{CloudWatchLogsLogGroup: &types.CloudWatchLogsLogGroup{
			LogGroupArn: ref(d.Identity.LogGroupARN(d.Logging.Group) + ":*"),
		}}},
	}
}

func (d *Desired) encryption() *types.EncryptionConfiguration {
	if d.Encryption.KMSKeyID == "" {
		return &types.EncryptionConfiguration{Type: types.EncryptionTypeAwsOwnedKey}
	}
	return &types.EncryptionConfiguration{
		Type: types.EncryptionTypeCustomerManagedKmsKey, KmsKeyId: &d.Encryption.KMSKeyID, KmsDataKeyReusePeriodSeconds: ref(d.Encryption.reuse()),
	}
}

// versionDescription says what a version is made of.
func (d *Desired) versionDescription() string {
	text := "lockstep " + short(d.Fingerprint())
	if d.Build != "" {
		text += " build " + d.Build
	}
	return text[:min(len(text), 256)]
}

// short is enough of a hash for people and for descriptions.
func short(hash string) string { return hash[:min(len(hash), 16)] }

func sfnTags(tags map[string]string) []types.Tag {
	var out []types.Tag
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, types.Tag{Key: ref(k), Value: ref(tags[k])})
	}
	return out
}

func ref[T any](v T) *T { return &v }
