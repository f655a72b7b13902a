package server

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/lockstep-go/lockstep/server/internal/api"
	"github.com/lockstep-go/lockstep/simulator"
)

// machine is a state machine with its versions and aliases.
type machine struct {
	name, arn string
	express   bool
	created   time.Time
	current   *revision
	versions  []*version // by number, rising
	published int        // the last number that was given; numbers are never reused
	aliases   []*alias   // in the order they were made
	tags      tags
	deleting  bool
}

// revision is what a machine does at one time. It is never changed: an update makes a new one.
type revision struct {
	id         string // "" for the one that the machine was created with
	definition string
	roleARN    string
	logging    *api.LoggingConfiguration
	tracing    *api.TracingConfiguration
	encryption *api.EncryptionConfiguration
	program    *simulator.Program
	references map[string][]string // variables that each state reads
	updated    time.Time
}

// initialRevision is how a request names a revision without an id.
const initialRevision = "INITIAL"

func (r *revision) shownID() string {
	if r.id == "" {
		return initialRevision
	}
	return r.id
}

func (m *machine) typeName() string {
	if m.express {
		return "EXPRESS"
	}
	return "STANDARD"
}

func (w *world) createStateMachine(_ context.Context, in *api.CreateStateMachineInput) (*api.CreateStateMachineOutput, error) {
	if !simulator.ValidName(in.Name) {
		return nil, invalidName(in.Name)
	}
	express := in.Type != nil && *in.Type == "EXPRESS"
	publish := in.Publish != nil && *in.Publish
	if in.VersionDescription != nil && !publish {
		return nil, invalid("Version description can only be set when publish is true")
	}
	rev := &revision{definition: in.Definition, roleARN: in.RoleArn, tracing: tracing(in.TracingConfiguration)}
	var err error
	if err = checkRole(in.RoleArn); err != nil {
		return nil, err
	}
	if rev.logging, err = logging(in.LoggingConfiguration); err != nil {
		return nil, err
	}
	if rev.encryption, err = encryption(in.EncryptionConfiguration); err != nil {
		return nil, err
	}
	var given tags
	if err = given.add(in.Tags); err != nil {
		return nil, err
	}
	if err = rev.compile(express); err != nil {
		return nil, err
	}

	w.mu.Lock()
	defer w.mu.Unlock()
	if m := w.alive(in.Name); m != nil {
		return m.createdAgain(rev, express, publish, in.VersionDescription)
	}
	m := &machine{name: in.Name, arn: w.arn(kindMachine, in.Name), express: express, created: w.now(), current: rev, tags: given}
	rev.updated = m.created
	w.machines[m.name] = m
	out := &api.CreateStateMachineOutput{StateMachineArn: m.arn, CreationDate: api.At(m.created)}
	if publish {
		out.StateMachineVersionArn = &m.publish(orEmpty(in.VersionDescription), m.created).arn
	}
	return out, nil
}

// createdAgain answers a creation under a name that is taken: the same once more if
// everything but the role and the tags is the same (API reference, CreateStateMachine).
func (m *machine) createdAgain(rev *revision, express, publish bool, description *string) (*api.CreateStateMachineOutput, error) {
	if m.deleting {
		return nil, machineDeleting(m.arn)
	}
	same := m.express == express && m.current.sameBut(rev, true)
	var published *version
	if same && publish {
		published = m.versionOf(m.current)
		same = published != nil && published.description == orEmpty(description)
	}
	if !same {
		return nil, refuse("StateMachineAlreadyExists", "State Machine Already Exists: '%s'", m.arn)
	}
	out := &api.CreateStateMachineOutput{StateMachineArn: m.arn, CreationDate: api.At(m.created)}
	if published != nil {
		out.StateMachineVersionArn = &published.arn
	}
	return out, nil
}

// sameBut compares two revisions, definitions as texts; the role is left out if anyRole.
func (r *revision) sameBut(other *revision, anyRole bool) bool {
	return r.definition == other.definition && (anyRole || r.roleARN == other.roleARN) &&
		reflect.DeepEqual(r.logging, other.logging) && reflect.DeepEqual(r.tracing, other.tracing) &&
		reflect.DeepEqual(r.encryption, other.encryption)
}

func (w *world) updateStateMachine(_ context.Context, in *api.UpdateStateMachineInput) (*api.UpdateStateMachineOutput, error) {
	publish := in.Publish != nil && *in.Publish
	if in.VersionDescription != nil && !publish {
		return nil, invalid("Version description can only be set when publish is true")
	}
	a, err := unqualified(in.StateMachineArn)
	if err != nil {
		return nil, err
	}
	if in.Definition == nil && in.RoleArn == nil && in.LoggingConfiguration == nil && in.TracingConfiguration == nil && in.EncryptionConfiguration == nil {
		return nil, refuse("MissingRequiredParameter", "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.machine(a)
	if err != nil {
		return nil, err
	}
	if m.deleting {
		return nil, machineDeleting(m.arn)
	}
	rev, err := m.updated(in)
	if err != nil {
		return nil, err
	}
	now := w.now()
	if !m.current.sameBut(rev, false) {
		rev.id, rev.updated = uuid.NewString(), now
		m.current = rev
	}
	out := &api.UpdateStateMachineOutput{UpdateDate: api.At(now), RevisionId: orNil(m.current.id)}
	if publish {
		out.StateMachineVersionArn = &m.publish(orEmpty(in.VersionDescription), now).arn
	}
	return out, nil
}

// updated is the machine's revision with what a request changes of it.
func (m *machine) updated(in *api.UpdateStateMachineInput) (*revision, error) {
	next := *m.current
	var err error
	if in.RoleArn != nil {
		if err = checkRole(*in.RoleArn); err != nil {
			return nil, err
		}
		next.roleARN = *in.RoleArn
	}
	if in.LoggingConfiguration != nil {
		if next.logging, err = logging(in.LoggingConfiguration); err != nil {
			return nil, err
		}
	}
	if in.TracingConfiguration != nil {
		next.tracing = tracing(in.TracingConfiguration)
	}
	if in.EncryptionConfiguration != nil {
		if next.encryption, err = encryption(in.EncryptionConfiguration); err != nil {
			return nil, err
		}
	}
	if in.Definition != nil && *in.Definition != next.definition {
		next.definition = *in.Definition
		if err = next.compile(m.express); err != nil {
			return nil, err
		}
	}
	return &next, nil
}

func (w *world) describeStateMachine(_ context.Context, in *api.DescribeStateMachineInput) (*api.DescribeStateMachineOutput, error) {
	a, err := parseARN(in.StateMachineArn, kindMachine)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := w.target(a)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeStateMachineOutput{
		StateMachineArn: in.StateMachineArn, Name: t.machine.name, Status: new("ACTIVE"), Definition: t.revision.definition,
		RoleArn: t.revision.roleARN, Type: t.machine.typeName(), CreationDate: api.At(t.machine.created), Label: orNil(a.label),
		RevisionId: orNil(t.revision.id), LoggingConfiguration: t.revision.logging, TracingConfiguration: t.revision.tracing,
		EncryptionConfiguration: t.revision.encryption, VariableReferences: t.revision.references,
	}
	if t.machine.deleting {
		out.Status = new("DELETING")
	}
	if t.version != nil {
		out.CreationDate, out.Description = api.At(t.version.created), orNil(t.version.description)
	}
	if metadataOnly(in.IncludedData) {
		out.Definition, out.VariableReferences, out.Description = "{}", nil, nil
	}
	return out, nil
}

// metadataOnly reports whether the caller wants no data that a customer's key encrypts.
func metadataOnly(included *string) bool { return included != nil && *included == "METADATA_ONLY" }

// deleteStateMachine marks the machine, whose executions end at their next transition; it is
// gone when none of them runs.
func (w *world) deleteStateMachine(_ context.Context, in *api.DeleteStateMachineInput) (*api.DeleteStateMachineOutput, error) {
	a, err := unqualified(in.StateMachineArn)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if m, err := w.machine(a); err == nil {
		m.deleting = true
		w.index.newest(listKey(m.arn), 0, func(e *entry) bool {
			e.exec.Retire()
			return true
		})
		w.alive(m.name)
	}
	return &api.DeleteStateMachineOutput{}, nil
}

// alive is the machine of this name; one that is being deleted is gone once none of its
// executions runs. The caller holds the lock.
func (w *world) alive(name string) *machine {
	m := w.machines[name]
	if m == nil || !m.deleting || w.index.running(m.arn) {
		return m
	}
	delete(w.machines, name)
	w.index.forget(m.arn, w.sim)
	return nil
}

func (w *world) listStateMachines(_ context.Context, in *api.ListStateMachinesInput) (*api.ListStateMachinesOutput, error) {
	p, err := w.page("ListStateMachines", in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []api.StateMachineListItem
	for _, name := range sortedKeys(w.machines) {
		if m := w.alive(name); m != nil {
			all = append(all, api.StateMachineListItem{StateMachineArn: m.arn, Name: name, Type: m.typeName(), CreationDate: api.At(m.created)})
		}
	}
	out := &api.ListStateMachinesOutput{}
	out.StateMachines, out.NextToken = pageOf(p, all, func(m api.StateMachineListItem) string { return m.Name },
		func(key string, m api.StateMachineListItem) bool { return m.Name > key })
	return out, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// unqualified parses the ARN of a machine where no version, alias or label may stand.
func unqualified(text string) (arn, error) {
	a, err := parseARN(text, kindMachine)
	switch {
	case err != nil:
	case a.label != "":
		err = invalidBecause("API_DOES_NOT_SUPPORT_LABELED_ARNS", "API does not support labeled ARNs: %s", text)
	case a.qualifier != "":
		err = invalid("API does not support qualified ARNs: %s", text)
	}
	return a, err
}

// machine finds the machine that a names, whatever its qualifier. The caller holds the lock.
func (w *world) machine(a arn) (*machine, error) {
	if m := w.alive(a.name); m != nil && w.here(a) {
		return m, nil
	}
	return nil, machineDoesNotExist(a.text)
}

// target is what the ARN of a machine, a version or an alias stands for.
type target struct {
	machine  *machine
	revision *revision
	version  *version // nil for the machine itself
	alias    *alias   // nil unless an alias was named
}

// target resolves an ARN; of an alias it takes a version by the weights. The caller holds
// the lock.
func (w *world) target(a arn) (target, error) {
	m, err := w.machine(a)
	if err != nil {
		return target{}, err
	}
	t := target{machine: m, revision: m.current}
	if a.qualifier == "" {
		return t, nil
	}
	if number, err := strconv.Atoi(a.qualifier); err == nil {
		t.version = m.version(number)
	} else if t.alias = m.alias(a.qualifier); t.alias != nil {
		t.version = t.alias.choose(m)
	}
	if t.version == nil {
		return target{}, machineDoesNotExist(a.text)
	}
	t.revision = t.version.revision
	return t, nil
}

// start is the simulator's form of what is started.
func (t target) start() simulator.Machine {
	m := simulator.Machine{Program: t.revision.program, ARN: t.machine.arn, Name: t.machine.name, RoleARN: t.revision.roleARN, Origin: t.revision}
	if t.machine.express {
		m.Type = simulator.Express
	}
	if t.version != nil {
		m.VersionARN = t.version.arn
	}
	if t.alias != nil {
		m.AliasARN = t.alias.arn
	}
	return m
}

// findMachine answers the simulator for nested executions.
func (w *world) findMachine(text string) (simulator.Machine, error) {
	text = strings.TrimSpace(text)
	a, err := parseARN(text, kindMachine)
	if err != nil {
		return simulator.Machine{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := w.target(a)
	if err == nil && t.machine.deleting {
		err = machineDeleting(t.machine.arn)
	}
	if err != nil {
		return simulator.Machine{}, err
	}
	return t.start(), nil
}
