package server

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/server/internal/api"
)

// maxVersions is AWS's default quota of versions of a machine, maxAliases that of aliases.
const (
	maxVersions = 1000
	maxAliases  = 100
)

// version is a published revision.
type version struct {
	number      int
	arn         string
	revision    *revision
	description string
	created     time.Time
}

func (m *machine) version(number int) *version {
	for _, v := range m.versions {
		if v.number == number {
			return v
		}
	}
	return nil
}

// versionOf is the version that a revision was published as, nil if it was not.
func (m *machine) versionOf(r *revision) *version {
	for _, v := range m.versions {
		if v.revision == r {
			return v
		}
	}
	return nil
}

// publish makes a version of the current revision, unless there is one.
func (m *machine) publish(description string, now time.Time) *version {
	if v := m.versionOf(m.current); v != nil {
		return v
	}
	m.published++
	v := &version{number: m.published, arn: m.arn + ":" + strconv.Itoa(m.published), revision: m.current, description: description, created: now}
	m.versions = append(m.versions, v)
	return v
}

func (w *world) publishStateMachineVersion(_ context.Context, in *api.PublishStateMachineVersionInput) (*api.PublishStateMachineVersionOutput, error) {
	a, err := unqualified(in.StateMachineArn)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.machine(a)
	switch {
	case err != nil:
		return nil, err
	case m.deleting:
		return nil, machineDeleting(m.arn)
	case in.RevisionId != nil && *in.RevisionId != m.current.shownID():
		return nil, refuse("ConflictException", "Failed to publish the State Machine version for revision %s. The current State Machine revision is %s.", *in.RevisionId, m.current.shownID())
	case len(m.versions) >= maxVersions && m.versionOf(m.current) == nil:
		return nil, refuse("ServiceQuotaExceededException", "The state machine has %d versions, its limit.", maxVersions)
	}
	v := m.publish(orEmpty(in.Description), w.now())
	return &api.PublishStateMachineVersionOutput{CreationDate: api.At(v.created), StateMachineVersionArn: v.arn}, nil
}

func (w *world) listStateMachineVersions(_ context.Context, in *api.ListStateMachineVersionsInput) (*api.ListStateMachineVersionsOutput, error) {
	a, err := unqualified(in.StateMachineArn)
	if err != nil {
		return nil, err
	}
	p, err := w.page("ListStateMachineVersions "+in.StateMachineArn, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.machine(a)
	if err != nil {
		return nil, err
	}
	newest := slices.Clone(m.versions)
	slices.Reverse(newest)
	page, next := pageOf(p, newest, func(v *version) string { return strconv.Itoa(v.number) },
		func(key string, v *version) bool { n, _ := strconv.Atoi(key); return v.number < n })
	out := &api.ListStateMachineVersionsOutput{NextToken: next}
	for _, v := range page {
		out.StateMachineVersions = append(out.StateMachineVersions, api.StateMachineVersionListItem{StateMachineVersionArn: v.arn, CreationDate: api.At(v.created)})
	}
	return out, nil
}

func (w *world) deleteStateMachineVersion(_ context.Context, in *api.DeleteStateMachineVersionInput) (*api.DeleteStateMachineVersionOutput, error) {
	a, err := parseARN(in.StateMachineVersionArn, kindMachine)
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(a.qualifier)
	if err != nil {
		return nil, invalid("The ARN is not of a state machine version: %s", in.StateMachineVersionArn)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	out := &api.DeleteStateMachineVersionOutput{}
	m, err := w.machine(a)
	if err != nil {
		return out, nil // deleting what is gone succeeds
	}
	var names []string
	for _, al := range m.aliases {
		for _, r := range al.routing {
			if r.StateMachineVersionArn == in.StateMachineVersionArn {
				names = append(names, al.name)
			}
		}
	}
	if names != nil {
		return nil, refuse("ConflictException", "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [%s]", strings.Join(names, ", "))
	}
	m.versions = slices.DeleteFunc(m.versions, func(v *version) bool { return v.number == number })
	return out, nil
}

// alias routes executions to one or two versions.
type alias struct {
	name, arn        string
	description      string
	routing          []api.RoutingConfigurationListItem
	created, updated time.Time
}

func (m *machine) alias(name string) *alias {
	for _, a := range m.aliases {
		if a.name == name {
			return a
		}
	}
	return nil
}

// choose takes one of the versions by the weights.
func (a *alias) choose(m *machine) *version {
	n := rand.Int64N(100)
	for _, r := range a.routing {
		if n -= r.Weight; n < 0 {
			return m.versionByARN(r.StateMachineVersionArn)
		}
	}
	return nil
}

func (m *machine) versionByARN(text string) *version {
	for _, v := range m.versions {
		if v.arn == text {
			return v
		}
	}
	return nil
}

// routed checks a routing configuration and finds the machine that it is of. The caller
// holds the lock.
func (w *world) routed(routing []api.RoutingConfigurationListItem) (*machine, error) {
	const reason = "INVALID_ROUTING_CONFIGURATION"
	arns := make([]string, len(routing))
	sum := int64(0)
	weights := make([]string, len(routing))
	for i, r := range routing {
		arns[i] = r.StateMachineVersionArn
		weights[i] = strconv.FormatInt(r.Weight, 10)
		sum += r.Weight
	}
	received := "[" + strings.Join(arns, ", ") + "]"
	var m *machine
	for _, text := range arns {
		a, err := parseARN(text, kindMachine)
		if err != nil {
			return nil, err
		}
		if _, err := strconv.Atoi(a.qualifier); err != nil {
			return nil, invalidBecause(reason, "Routing configuration must contain state machine version ARNs. Received: %s", received)
		}
		of, err := w.machine(a)
		switch {
		case err != nil || of.versionByARN(text) == nil:
			return nil, resourceNotFound()
		case m != nil && m != of:
			return nil, invalidBecause(reason, "Routing configuration must contain versions of the same state machine. Received: %s", received)
		}
		m = of
	}
	if len(arns) == 2 && arns[0] == arns[1] {
		return nil, invalidBecause(reason, "Routing configuration must contain distinct state machine version ARNs. Received: %s", received)
	}
	if sum != 100 {
		return nil, invalidBecause(reason, "Sum of routing configuration weights must equal 100. Received: [%s]", strings.Join(weights, ", "))
	}
	return m, nil
}

func (w *world) createStateMachineAlias(_ context.Context, in *api.CreateStateMachineAliasInput) (*api.CreateStateMachineAliasOutput, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.routed(in.RoutingConfiguration)
	if err != nil {
		return nil, err
	}
	if m.deleting {
		return nil, machineDeleting(m.arn)
	}
	a := m.alias(in.Name)
	switch {
	case a == nil && len(m.aliases) >= maxAliases:
		return nil, refuse("ServiceQuotaExceededException", "The state machine has %d aliases, its limit.", maxAliases)
	case a == nil:
		now := w.now()
		a = &alias{name: in.Name, arn: m.arn + ":" + in.Name, description: orEmpty(in.Description), routing: in.RoutingConfiguration, created: now, updated: now}
		m.aliases = append(m.aliases, a)
	case a.description != orEmpty(in.Description) || !slices.Equal(a.routing, in.RoutingConfiguration):
		return nil, refuse("ConflictException", "Failed to create alias because an alias with the same name and a different routing configuration already exists.")
	}
	return &api.CreateStateMachineAliasOutput{StateMachineAliasArn: a.arn, CreationDate: api.At(a.created)}, nil
}

// aliasOf finds the alias that an ARN names. The caller holds the lock.
func (w *world) aliasOf(text string) (*machine, *alias, error) {
	a, err := parseARN(text, kindMachine)
	if err != nil {
		return nil, nil, err
	}
	if _, err := strconv.Atoi(a.qualifier); a.qualifier == "" || err == nil {
		return nil, nil, invalid("The ARN is not of a state machine alias: %s", text)
	}
	m, err := w.machine(a)
	if err != nil || m.alias(a.qualifier) == nil {
		return nil, nil, resourceNotFound()
	}
	return m, m.alias(a.qualifier), nil
}

func (w *world) updateStateMachineAlias(_ context.Context, in *api.UpdateStateMachineAliasInput) (*api.UpdateStateMachineAliasOutput, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, a, err := w.aliasOf(in.StateMachineAliasArn)
	if err != nil {
		return nil, err
	}
	if in.Description == nil && in.RoutingConfiguration == nil {
		return nil, invalidBecause("MISSING_REQUIRED_PARAMETER", "Either the description or the routing configuration must be specified")
	}
	if m.deleting {
		return nil, machineDeleting(m.arn)
	}
	if in.RoutingConfiguration != nil {
		of, err := w.routed(in.RoutingConfiguration)
		if err != nil {
			return nil, err
		}
		if of != m {
			return nil, invalidBecause("INVALID_ROUTING_CONFIGURATION", "Routing configuration must contain versions of the alias's state machine.")
		}
		a.routing = in.RoutingConfiguration
	}
	if in.Description != nil {
		a.description = *in.Description
	}
	a.updated = w.now()
	return &api.UpdateStateMachineAliasOutput{UpdateDate: api.At(a.updated)}, nil
}

func (w *world) describeStateMachineAlias(_ context.Context, in *api.DescribeStateMachineAliasInput) (*api.DescribeStateMachineAliasOutput, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, a, err := w.aliasOf(in.StateMachineAliasArn)
	if err != nil {
		return nil, err
	}
	return &api.DescribeStateMachineAliasOutput{
		StateMachineAliasArn: &a.arn, Name: &a.name, Description: orNil(a.description), RoutingConfiguration: slices.Clone(a.routing),
		CreationDate: stampIf(a.created), UpdateDate: stampIf(a.updated),
	}, nil
}

func (w *world) deleteStateMachineAlias(_ context.Context, in *api.DeleteStateMachineAliasInput) (*api.DeleteStateMachineAliasOutput, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, a, err := w.aliasOf(in.StateMachineAliasArn)
	if r, ok := errors.AsType[*refusal](err); ok && r.code == "ResourceNotFound" {
		return &api.DeleteStateMachineAliasOutput{}, nil // like the other deletions, it may be repeated
	}
	if err != nil {
		return nil, err
	}
	m.aliases = slices.DeleteFunc(m.aliases, func(other *alias) bool { return other == a })
	return &api.DeleteStateMachineAliasOutput{}, nil
}

func (w *world) listStateMachineAliases(_ context.Context, in *api.ListStateMachineAliasesInput) (*api.ListStateMachineAliasesOutput, error) {
	a, err := parseARN(in.StateMachineArn, kindMachine)
	if err != nil {
		return nil, err
	}
	p, err := w.page("ListStateMachineAliases "+in.StateMachineArn, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.machine(a)
	if err != nil {
		return nil, err
	}
	// With the ARN of a version, only the aliases that route to it.
	aliases := slices.DeleteFunc(slices.Clone(m.aliases), func(al *alias) bool {
		return a.qualifier != "" && !slices.ContainsFunc(al.routing, func(r api.RoutingConfigurationListItem) bool { return r.StateMachineVersionArn == a.text })
	})
	slices.SortFunc(aliases, func(x, y *alias) int { return strings.Compare(x.name, y.name) })
	page, next := pageOf(p, aliases, func(al *alias) string { return al.name }, func(key string, al *alias) bool { return al.name > key })
	out := &api.ListStateMachineAliasesOutput{NextToken: next}
	for _, al := range page {
		out.StateMachineAliases = append(out.StateMachineAliases, api.StateMachineAliasListItem{StateMachineAliasArn: al.arn, CreationDate: api.At(al.created)})
	}
	return out, nil
}
