package deploy

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

// tick is how often a shift looks at routing, alarms and failures.
const tick = time.Minute

// preflight asks before anything is written whether a shift could be watched at all.
func (d *Deployer) preflight(ctx context.Context, want *Desired, live *Live) error {
	if live.Alias == nil || len(want.Alarms) == 0 || serves(live.Alias, want.Fingerprint()) {
		return nil
	}
	reason, err := d.alarmed(ctx, want.Alarms)
	if err != nil {
		return err
	}
	// A shift that is under way rolls back instead, where it looks first.
	if reason != "" && len(live.Alias.Routes) == 1 {
		return impossible("%s already: nothing was changed", reason)
	}
	return nil
}

// carryOn runs a shift, and says how to go on if it is interrupted.
func (d *Deployer) carryOn(ctx context.Context, s *shifting) error {
	s.Deployer = d
	err := s.run(ctx)
	if err != nil && ctx.Err() != nil {
		return &InterruptedError{Alias: s.want.Alias, Err: ctx.Err()}
	}
	return err
}

// Resume completes a shift that was interrupted, whatever the source says by now. If it is
// a shift to what is desired, the whole deployment is completed, as by [Deployer.Deploy];
// if it is a shift to another definition, only the alias is moved on, by the strategy and
// the alarms that are desired, and the result says so.
func (d *Deployer) Resume(ctx context.Context, want *Desired) (*Result, error) {
	if want.Alias == "" {
		return d.Deploy(ctx, want)
	}
	if m, err := d.ours(ctx, want.Target()); err != nil || m == nil {
		return nil, errors.Join(err, missing(m == nil && err == nil, want.Target()))
	}
	alias, err := d.readAlias(ctx, want.AliasARN())
	if err != nil {
		return nil, err
	}
	if alias == nil || len(alias.Routes) < 2 || fingerprintOf(alias) == short(want.Fingerprint()) {
		return d.Deploy(ctx, want)
	}
	version := newest(alias.Routes)
	s := &shifting{want: want, fingerprint: fingerprintOf(alias), version: version, origin: otherThan(alias.Routes, version), weight: weightOf(alias.Routes, version), since: alias.Updated}
	if err := d.carryOn(ctx, s); err != nil {
		return nil, err
	}
	return &Result{
		MachineARN: want.MachineARN(), VersionARN: want.MachineARN() + ":" + version, AliasARN: want.AliasARN(),
		Changes: []Change{{Action: Update, Resource: "alias", Field: "routing", Before: routesText(alias.Routes), After: "100 % to version " + version}},
		Notes:   []string{"the alias serves what was being deployed, which is not what the source says now: deploy again for that"},
	}, nil
}

// shifting is an alias on its way.
type shifting struct {
	*Deployer
	want            *Desired
	fingerprint     string // of what is being deployed
	version, origin string
	weight          int       // of version
	since           time.Time // when weight was set; a resumed shift waits the rest
	// older tells an alias that an older deployment has moved, which is set again; nil for
	// none.
	older func(*LiveAlias) bool
}

func (s *shifting) routes() []Route {
	if s.weight == 100 {
		return []Route{{Version: s.version, Weight: 100}}
	}
	return []Route{{Version: s.version, Weight: s.weight}, {Version: s.origin, Weight: 100 - s.weight}}
}

func (s *shifting) run(ctx context.Context) error {
	if s.weight > 0 {
		s.say("alias", "%s: resuming at %d %%", s.want.Alias, s.weight)
		if err := s.watch(ctx); err != nil {
			return err
		}
	}
	for {
		s.weight = s.want.Strategy.next(s.weight)
		from := s.origin
		if s.weight == 100 {
			from = ""
		}
		if err := s.route(ctx, s.want.MachineARN(), s.want.Alias, describe(s.fingerprint, s.version, from), s.routes()); err != nil {
			return err
		}
		if s.weight == 100 {
			return nil
		}
		s.since = s.clock.Now()
		if err := s.watch(ctx); err != nil {
			return err
		}
	}
}

// watch waits the interval of a step, and looks each tick whether the shift may go on.
func (s *shifting) watch(ctx context.Context) error {
	end := s.since.Add(s.want.Strategy.Interval)
	for {
		if err := s.look(ctx); err != nil {
			return err
		}
		rest := end.Sub(s.clock.Now())
		if rest <= 0 {
			return nil
		}
		if err := s.clock.Sleep(ctx, min(tick, rest)); err != nil {
			return err
		}
	}
}

// look is one tick: routing is what was set, no alarm rings, the new version doesn't fail.
func (s *shifting) look(ctx context.Context) error {
	alias, err := s.readAlias(ctx, s.want.AliasARN())
	if err != nil {
		return err
	}
	if alias != nil && s.older != nil && s.older(alias) {
		s.say("alias", "%s was moved by an older deployment; setting it again", s.want.Alias)
		return s.route(ctx, s.want.MachineARN(), s.want.Alias, describe(s.fingerprint, s.version, s.origin), s.routes())
	}
	if alias == nil || weightOf(alias.Routes, s.version) != s.weight || weightOf(alias.Routes, s.origin) != 100-s.weight {
		e := &RoutingError{Alias: s.want.Alias, Want: s.routes()}
		if alias != nil {
			e.Have = alias.Routes
		}
		return e
	}
	reason, err := s.alarmed(ctx, s.want.Alarms)
	if err == nil && reason == "" {
		reason, err = s.failing(ctx)
	}
	if err != nil || reason == "" {
		return err
	}
	return s.rollBack(ctx, reason)
}

// rollBack gives everything back to the old version.
func (s *shifting) rollBack(ctx context.Context, reason string) error {
	s.say("alias", "%s: rolling back: %s", s.want.Alias, reason)
	description := descriptionPrefix + "rolled back from version " + s.version
	if err := s.route(ctx, s.want.MachineARN(), s.want.Alias, description, []Route{{Version: s.origin, Weight: 100}}); err != nil {
		return fmt.Errorf("%s, and the rollback failed: %w", reason, err)
	}
	return &RolledBackError{Alias: s.want.Alias, From: s.version, To: s.origin, Reason: reason}
}

// alarmed says which of the alarms ring, and refuses names that are no alarms.
func (d *Deployer) alarmed(ctx context.Context, names []string) (string, error) {
	if len(names) == 0 {
		return "", nil
	}
	out, err := d.clients.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{
		AlarmNames: names, AlarmTypes: []cwtypes.AlarmType{cwtypes.AlarmTypeMetricAlarm, cwtypes.AlarmTypeCompositeAlarm},
	})
	if err != nil {
		return "", fmt.Errorf("read the alarms: %w", err)
	}
	states := map[string]cwtypes.StateValue{}
	for _, a := range out.MetricAlarms {
		states[str(a.AlarmName)] = a.StateValue
	}
	for _, a := range out.CompositeAlarms {
		states[str(a.AlarmName)] = a.StateValue
	}
	var missing, ringing []string
	for _, name := range names {
		switch state, ok := states[name]; {
		case !ok:
			missing = append(missing, name)
		case state == cwtypes.StateValueAlarm:
			ringing = append(ringing, name)
		}
	}
	if len(missing) > 0 {
		return "", impossible("there is no alarm `%s`", strings.Join(missing, "`, `"))
	}
	if len(ringing) > 0 {
		return "the alarm `" + strings.Join(ringing, "`, `") + "` rings", nil
	}
	return "", nil
}

// failing says whether too many of the new version's executions have failed.
func (s *shifting) failing(ctx context.Context) (string, error) {
	limit := s.want.Failures
	if limit.Percent == 0 || s.want.Type != string(types.StateMachineTypeStandard) {
		return "", nil
	}
	arn := s.want.MachineARN() + ":" + s.version
	counts := map[types.ExecutionStatus]int{}
	for _, status := range []types.ExecutionStatus{types.ExecutionStatusFailed, types.ExecutionStatusTimedOut, types.ExecutionStatusSucceeded} {
		n, err := s.count(ctx, arn, status)
		if err != nil {
			return "", err
		}
		counts[status] = n
	}
	failed := counts[types.ExecutionStatusFailed] + counts[types.ExecutionStatusTimedOut]
	total := failed + counts[types.ExecutionStatusSucceeded]
	if total < max(1, limit.AtLeast) || failed*100 <= limit.Percent*total {
		return "", nil
	}
	return fmt.Sprintf("%d of %d executions of version %s failed, more than %d %%", failed, total, s.version, limit.Percent), nil
}
