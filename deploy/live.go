package deploy

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

// Live is what is in the account.
type Live struct {
	Machine *LiveMachine  `json:"machine,omitempty"`
	Alias   *LiveAlias    `json:"alias,omitempty"`
	Role    *LiveRole     `json:"role,omitempty"`
	Group   *LiveLogGroup `json:"log_group,omitempty"`
	// full says that the role and the log group were read too.
	full bool
}

// LiveMachine is a machine in the account.
type LiveMachine struct {
	ARN, Definition, Type, RoleARN, RevisionID string
	Deleting                                   bool
	// Hidden says that the caller may not decrypt the definition.
	Hidden     bool
	Logging    Logging
	LogGroup   string // the ARN of the destination
	Tracing    bool
	Encryption Encryption
	Created    time.Time
	Tags       map[string]string
}

// Route is a part of an alias's traffic.
type Route struct {
	// Version is the number of the version.
	Version string `json:"version"`
	Weight  int    `json:"weight"`
}

// LiveAlias is an alias in the account.
type LiveAlias struct {
	ARN, Description string
	Routes           []Route
	Updated          time.Time
}

// LiveRole is an execution role in the account.
type LiveRole struct {
	ARN, Trust string
	// Policy and Next are the inline policies: the one that holds, and the one that a
	// deployment under way added.
	Policy, Next string
	Tags         map[string]string
}

// LiveLogGroup is a log group in the account.
type LiveLogGroup struct {
	ARN           string
	RetentionDays int
	Tags          map[string]string
}

// read reads what is live. Without full it reads only what tells whether a deployment is
// complete: the machine, its tags and the alias.
func (d *Deployer) read(ctx context.Context, want *Desired, full bool) (*Live, error) {
	live := &Live{}
	var err error
	if live.Machine, err = d.readMachine(ctx, want.MachineARN()); err != nil {
		return nil, err
	}
	if live.Machine != nil && !live.Machine.Deleting && want.Alias != "" {
		if live.Alias, err = d.readAlias(ctx, want.AliasARN()); err != nil {
			return nil, err
		}
	}
	if !full {
		return live, nil
	}
	return live, d.readRest(ctx, want, live)
}

// readRest reads what belongs to a deployment besides machine and alias.
func (d *Deployer) readRest(ctx context.Context, want *Desired, live *Live) error {
	var err error
	if want.OwnRole() {
		if live.Role, err = d.readRole(ctx, want.Role.Name); err != nil {
			return err
		}
	}
	if want.Logging.On() {
		if live.Group, err = d.readLogGroup(ctx, want.Logging.Group); err != nil {
			return err
		}
	}
	live.full = true
	return nil
}

// readMachine is nil if there is no such machine.
func (d *Deployer) readMachine(ctx context.Context, arn string) (*LiveMachine, error) {
	in := &sfn.DescribeStateMachineInput{StateMachineArn: &arn}
	out, err := d.clients.SFN.DescribeStateMachine(ctx, in)
	hidden := hasCode(err, "KmsAccessDenied")
	if hidden {
		in.IncludedData = types.IncludedDataMetadataOnly
		out, err = d.clients.SFN.DescribeStateMachine(ctx, in)
	}
	if hasCode(err, "StateMachineDoesNotExist") {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the machine: %w", err)
	}
	m := &LiveMachine{
		ARN: str(out.StateMachineArn), Definition: str(out.Definition), Type: string(out.Type), RoleARN: str(out.RoleArn),
		RevisionID: str(out.RevisionId), Deleting: out.Status == types.StateMachineStatusDeleting, Hidden: hidden,
	}
	if out.CreationDate != nil {
		m.Created = *out.CreationDate
	}
	if l := out.LoggingConfiguration; l != nil && l.Level != types.LogLevelOff {
		m.Logging = Logging{Level: string(l.Level), IncludeExecutionData: l.IncludeExecutionData}
		for _, dest := range l.Destinations {
			if g := dest.CloudWatchLogsLogGroup; g != nil {
				m.LogGroup = strings.TrimSuffix(str(g.LogGroupArn), ":*")
			}
		}
	}
	m.Tracing = out.TracingConfiguration != nil && out.TracingConfiguration.Enabled
	if e := out.EncryptionConfiguration; e != nil && e.Type == types.EncryptionTypeCustomerManagedKmsKey {
		m.Encryption.KMSKeyID = str(e.KmsKeyId)
		if e.KmsDataKeyReusePeriodSeconds != nil {
			m.Encryption.ReuseSeconds = *e.KmsDataKeyReusePeriodSeconds
		}
	}
	if m.Deleting {
		return m, nil
	}
	tags, err := d.clients.SFN.ListTagsForResource(ctx, &sfn.ListTagsForResourceInput{ResourceArn: &arn})
	if err != nil {
		return nil, fmt.Errorf("read the machine's tags: %w", err)
	}
	m.Tags = map[string]string{}
	for _, t := range tags.Tags {
		m.Tags[str(t.Key)] = str(t.Value)
	}
	return m, nil
}

// readAlias is nil if there is no such alias.
func (d *Deployer) readAlias(ctx context.Context, arn string) (*LiveAlias, error) {
	out, err := d.clients.SFN.DescribeStateMachineAlias(ctx, &sfn.DescribeStateMachineAliasInput{StateMachineAliasArn: &arn})
	if hasCode(err, "ResourceNotFound", "StateMachineDoesNotExist") {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the alias: %w", err)
	}
	a := &LiveAlias{ARN: arn, Description: str(out.Description)}
	if out.UpdateDate != nil {
		a.Updated = *out.UpdateDate
	}
	for _, r := range out.RoutingConfiguration {
		a.Routes = append(a.Routes, Route{Version: versionNumber(str(r.StateMachineVersionArn)), Weight: int(r.Weight)})
	}
	return a, nil
}

// readRole is nil if there is no such role.
func (d *Deployer) readRole(ctx context.Context, name string) (*LiveRole, error) {
	out, err := d.clients.IAM.GetRole(ctx, &iam.GetRoleInput{RoleName: &name})
	if hasCode(err, "NoSuchEntity") {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the role: %w", err)
	}
	r := &LiveRole{ARN: str(out.Role.Arn), Trust: unescape(str(out.Role.AssumeRolePolicyDocument)), Tags: map[string]string{}}
	for _, t := range out.Role.Tags {
		r.Tags[str(t.Key)] = str(t.Value)
	}
	if r.Policy, err = d.readPolicy(ctx, name, policyName); err != nil {
		return nil, err
	}
	r.Next, err = d.readPolicy(ctx, name, nextPolicyName)
	return r, err
}

// readPolicy is empty if the role has no such inline policy.
func (d *Deployer) readPolicy(ctx context.Context, role, policy string) (string, error) {
	out, err := d.clients.IAM.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: &role, PolicyName: &policy})
	if hasCode(err, "NoSuchEntity") {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the role's policy: %w", err)
	}
	return unescape(str(out.PolicyDocument)), nil
}

// readLogGroup is nil if there is no such log group.
func (d *Deployer) readLogGroup(ctx context.Context, name string) (*LiveLogGroup, error) {
	// The name is a prefix of others at most: it comes first in the order of names.
	out, err := d.clients.Logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &name})
	if err != nil {
		return nil, fmt.Errorf("read the log group: %w", err)
	}
	for _, g := range out.LogGroups {
		if str(g.LogGroupName) != name {
			continue
		}
		arn := strings.TrimSuffix(str(g.Arn), ":*")
		group := &LiveLogGroup{ARN: arn, Tags: map[string]string{}}
		if g.RetentionInDays != nil {
			group.RetentionDays = int(*g.RetentionInDays)
		}
		tags, err := d.clients.Logs.ListTagsForResource(ctx, &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: &arn})
		if err != nil {
			return nil, fmt.Errorf("read the log group's tags: %w", err)
		}
		for k, v := range tags.Tags {
			group.Tags[k] = v
		}
		return group, nil
	}
	return nil, nil
}

// unescape reads a policy document, which IAM answers as in a URL.
func unescape(text string) string {
	if out, err := url.QueryUnescape(text); err == nil && strings.HasPrefix(strings.TrimSpace(out), "{") {
		return out
	}
	return text
}

// versionNumber is the last part of a version's ARN.
func versionNumber(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }

// versionLess orders version numbers.
func versionLess(a, b string) bool {
	x, _ := strconv.Atoi(a) // AWS numbers versions; anything else comes first
	y, _ := strconv.Atoi(b)
	return x < y
}

func routesText(routes []Route) string {
	parts := make([]string, len(routes))
	for i, r := range routes {
		parts[i] = fmt.Sprintf("%d %% to version %s", r.Weight, r.Version)
	}
	return strings.Join(parts, ", ")
}

func str(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}
