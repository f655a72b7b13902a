package deploy

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Deployer puts machines into an account.
type Deployer struct {
	clients  Clients
	clock    Clock
	progress func(Event)
}

// Option shapes a [Deployer].
type Option func(*Deployer)

// OnProgress has each step reported to f while it happens.
func OnProgress(f func(Event)) Option { return func(d *Deployer) { d.progress = f } }

// WithClock gives another time than the wall clock's.
func WithClock(c Clock) Option { return func(d *Deployer) { d.clock = c } }

// New makes a deployer that calls by clients.
func New(clients Clients, opts ...Option) *Deployer {
	d := &Deployer{clients: clients, clock: wallClock{}}
	for _, opt := range opts {
		opt(d)
	}
	return d
}

// Identity says where deployments go. The ARN of a given role names the account; without
// one STS is asked.
func (d *Deployer) Identity(ctx context.Context, roleARN string) (Identity, error) {
	arn := roleARN
	if arn == "" {
		out, err := d.clients.STS.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			return Identity{}, fmt.Errorf("ask which account this is: %w", err)
		}
		arn = str(out.Arn)
	}
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" || len(parts[4]) != 12 {
		return Identity{}, fmt.Errorf("`%s` is not the ARN of a role: write `arn:aws:iam::ACCOUNT:role/NAME`", arn)
	}
	if d.clients.Region == "" {
		return Identity{}, errors.New("no region is set: name one by --region, AWS_REGION or the profile")
	}
	return Identity{Partition: parts[1], Account: parts[4], Region: d.clients.Region}, nil
}

// Result is what a deployment left behind.
type Result struct {
	MachineARN string   `json:"machine_arn"`
	VersionARN string   `json:"version_arn,omitempty"`
	AliasARN   string   `json:"alias_arn,omitempty"`
	Changes    []Change `json:"changes"`
	// Pruned are the versions that were deleted.
	Pruned []string `json:"pruned,omitempty"`
	// Notes are what people should know afterwards.
	Notes []string `json:"notes,omitempty"`
}

// Deploy plans and applies in one go.
func (d *Deployer) Deploy(ctx context.Context, want *Desired) (*Result, error) {
	plan, err := d.Plan(ctx, want)
	if err != nil {
		return nil, err
	}
	return d.apply(ctx, plan)
}

// Apply does what a plan says, if what is live is still what it was made for; otherwise the
// error is a *StaleError.
func (d *Deployer) Apply(ctx context.Context, plan *Plan) (*Result, error) {
	if plan.Empty() {
		return d.apply(ctx, plan)
	}
	live, err := d.read(ctx, plan.Desired, true)
	if err != nil {
		return nil, err
	}
	if err := staleness(plan.Base, live.base()); err != nil {
		return nil, err
	}
	return d.apply(ctx, plan)
}

// apply brings the account from whatever it is in to what is desired. Every step reads
// before it writes, or writes what may be written twice, so that a run that follows a
// crash goes on where the crash was.
func (d *Deployer) apply(ctx context.Context, plan *Plan) (*Result, error) {
	want := plan.Desired
	result := &Result{MachineARN: want.MachineARN(), Changes: plan.Changes}
	if want.Alias != "" {
		result.AliasARN = want.AliasARN()
	}
	if plan.Empty() {
		d.say("plan", "nothing to do")
		return result, nil
	}
	live, err := d.read(ctx, want, true)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(want.mayTouch(live), want.mayTouchRest(live)); err != nil {
		return nil, err
	}
	if err := d.validate(ctx, want, live); err != nil {
		return nil, err
	}
	if err := d.preflight(ctx, want, live); err != nil {
		return nil, err
	}
	if live.Machine, err = d.begin(ctx, want, live.Machine); err != nil {
		return nil, err
	}
	if err := d.widenRole(ctx, want, live.Role); err != nil {
		return nil, err
	}
	if err := d.ensureLogGroup(ctx, want, live.Group); err != nil {
		return nil, err
	}
	revision, err := d.ensureMachine(ctx, want, plan.Base, live.Machine)
	if err != nil {
		return nil, err
	}
	if result.VersionARN, err = d.publish(ctx, want, revision); err != nil {
		return nil, err
	}
	turn := &turn{Deployer: d, want: want, revision: revision, version: versionNumber(result.VersionARN)}
	if err := turn.shift(ctx, live.Alias); err != nil {
		return nil, err
	}
	return result, turn.finish(ctx, result)
}

// finish does what may only be done once the new version serves: it narrows the role,
// deletes old versions and marks the deployment complete.
func (t *turn) finish(ctx context.Context, result *Result) error {
	if err := t.hold(ctx); err != nil {
		return err
	}
	narrowed, err := t.narrowRole(ctx, t.want, result.MachineARN)
	if err != nil {
		return err
	}
	t.narrowed = narrowed
	if result.Pruned, err = t.prune(ctx, t.want, t.version); err != nil {
		return err
	}
	if err := t.hold(ctx); err != nil {
		return err
	}
	// The mark is the last write of a deployment that is alone: whatever fails before it is
	// done again by the next run.
	t.mark = t.want.Fingerprint()
	if !narrowed {
		t.mark += wide
		result.Notes = append(result.Notes, "executions of older versions still run: the role keeps what they may need until a later deploy finds them ended")
	}
	if err := t.tag(ctx, result.MachineARN, map[string]string{TagDeployment: t.mark}); err != nil {
		return err
	}
	return t.hold(ctx)
}

const (
	// propagationLimit is how long IAM may take to tell Step Functions about a role.
	propagationLimit = 2 * time.Minute
	firstWait        = time.Second
	longestWait      = 10 * time.Second
)

// untilBelieved repeats call while AWS does not yet believe in the role.
func (d *Deployer) untilBelieved(ctx context.Context, step string, call func() error) error {
	start, wait := d.clock.Now(), firstWait
	for {
		err := call()
		if err == nil || !propagating(err) || d.clock.Now().Sub(start) >= propagationLimit {
			return err
		}
		d.say(step, "waiting for IAM to make the role known: %v", err)
		if err := d.clock.Sleep(ctx, wait); err != nil {
			return err
		}
		wait = min(2*wait, longestWait)
	}
}
