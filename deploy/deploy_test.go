package deploy_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/deploy"
)

// definition is a machine that tells its versions apart by n.
func definition(n int) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"StartAt":"A","States":{"A":{"Type":"Pass","Result":%d,"End":true}}}`, n))
}

var here = deploy.Identity{Partition: "aws", Account: accountID, Region: region}

// given is a deployment with a given role and no log: only Step Functions is called.
func given(n int) *deploy.Desired {
	return &deploy.Desired{
		Identity: here, Name: "orders", Owner: "orders/test", Type: "STANDARD", Definition: definition(n),
		Role: deploy.Role{ARN: here.RoleARN("given")}, Alias: "live", KeepVersions: 3,
	}
}

// own is a deployment with a role, a policy and a log group of its own.
func own(n int) *deploy.Desired {
	d := given(n)
	d.Role = deploy.Role{
		Name: "orders-role", Trust: json.RawMessage(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"states.amazonaws.com"},"Action":"sts:AssumeRole"}]}`),
		Policy: json.RawMessage(fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:123456789012:q%d"}]}`, n)),
	}
	d.Logging = deploy.Logging{Level: "ERROR", Group: deploy.LogGroupPrefix + "orders", RetentionDays: 30}
	d.Tags = map[string]string{"team": "orders", fmt.Sprintf("n%d", n): "x"}
	return d
}

func mustDeploy(t *testing.T, a *account, want *deploy.Desired, opts ...deploy.Option) *deploy.Result {
	t.Helper()
	r, err := a.deployer(opts...).Deploy(context.Background(), want)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func status(t *testing.T, a *account, want *deploy.Desired) *deploy.Status {
	t.Helper()
	s, err := a.deployer().Status(context.Background(), want.Target())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func routes(s *deploy.Status) []deploy.Route {
	if len(s.Aliases) == 0 {
		return nil
	}
	return s.Aliases[0].Routes
}

func TestCreateUpdateAndNothing(t *testing.T) {
	for name, desired := range map[string]func(int) *deploy.Desired{"given role": given, "own role": own} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			mustDeploy(t, a, desired(1))
			if s := status(t, a, desired(1)); s.State != "deployed" || !cmp.Equal(routes(s), []deploy.Route{{Version: "1", Weight: 100}}) {
				t.Errorf("%+v", s)
			}
			mustDeploy(t, a, desired(2))
			s := status(t, a, desired(2))
			if s.State != "deployed" || !cmp.Equal(routes(s), []deploy.Route{{Version: "2", Weight: 100}}) || len(s.Versions) != 2 {
				t.Errorf("%+v", s)
			}
			a.reset()
			d := a.deployer()
			if _, err := d.Identity(context.Background(), desired(2).Role.ARN); err != nil {
				t.Fatal(err)
			}
			r, err := d.Deploy(context.Background(), desired(2))
			if err != nil || len(r.Changes) > 0 {
				t.Errorf("%+v, %v", r, err)
			}
			calls := a.called()
			if len(calls) > 4 || writes(calls) {
				t.Errorf("a deployment that changes nothing calls %v", calls)
			}
		})
	}
}

// writes reports whether one of the calls changes anything.
func writes(calls []string) bool {
	for _, c := range calls {
		_, name, _ := strings.Cut(c, ":")
		if !strings.HasPrefix(name, "Describe") && !strings.HasPrefix(name, "Get") && !strings.HasPrefix(name, "List") && !strings.HasPrefix(name, "Validate") {
			return true
		}
	}
	return false
}

func TestOwnRoleIsWidenedThenNarrowed(t *testing.T) {
	a := newAccount(t)
	mustDeploy(t, a, own(1))
	a.reset()
	var atUpdate map[string]string
	a.before = func(_ int, operation string) {
		if operation == "states:UpdateStateMachine" {
			a.mu.Lock()
			atUpdate = map[string]string{}
			for k, v := range a.roles["orders-role"].policies {
				atUpdate[k] = v
			}
			a.mu.Unlock()
		}
	}
	mustDeploy(t, a, own(2))
	want := map[string]string{"lockstep": string(own(1).Role.Policy), "lockstep-next": string(own(2).Role.Policy)}
	if d := cmp.Diff(want, atUpdate); d != "" {
		t.Errorf("policies while the machine is updated: %s", d)
	}
	if d := cmp.Diff(map[string]string{"lockstep": string(own(2).Role.Policy)}, a.roles["orders-role"].policies); d != "" {
		t.Errorf("policies afterwards: %s", d)
	}
	if got := a.groups[deploy.LogGroupPrefix+"orders"].retention; got != 30 {
		t.Errorf("retention %d", got)
	}
}

func TestTagsFollow(t *testing.T) {
	a := newAccount(t)
	mustDeploy(t, a, own(1))
	r := mustDeploy(t, a, own(2))
	var got []string
	for _, c := range r.Changes {
		if c.Resource == "tags" {
			got = append(got, c.String())
		}
	}
	if d := cmp.Diff([]string{"+ tags n2: x", "- tags n1: x"}, got); d != "" {
		t.Error(d)
	}
}

func TestPlanIsPureAndCanGoStale(t *testing.T) {
	a := newAccount(t)
	mustDeploy(t, a, given(1))
	a.reset()
	plan, err := a.deployer().Plan(context.Background(), given(2))
	if err != nil {
		t.Fatal(err)
	}
	if writes(a.called()) {
		t.Errorf("a plan writes: %v", a.called())
	}
	var lines []string
	for _, c := range plan.Changes {
		lines = append(lines, c.String())
	}
	want := []string{
		`~ machine state "A" Result: 1 → 2`, "+ version",
		"~ alias routing: 100 % to version 1 → 100 % to the deployed version, all-at-once",
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
	data, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	saved, err := deploy.DecodePlan(data)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.deployer().Apply(context.Background(), saved); err != nil {
		t.Fatal(err)
	}
	var stale *deploy.StaleError
	if _, err := a.deployer().Apply(context.Background(), saved); !errors.As(err, &stale) {
		t.Errorf("applied twice: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	a := newAccount(t)
	mustDeploy(t, a, given(1))
	other := given(2)
	other.Owner = "invoices/test"
	var notOurs *deploy.NotOursError
	if _, err := a.deployer().Deploy(context.Background(), other); !errors.As(err, &notOurs) {
		t.Errorf("another's machine: %v", err)
	}
	if _, err := a.deployer().Destroy(context.Background(), other.Target()); !errors.As(err, &notOurs) {
		t.Errorf("another's machine destroyed: %v", err)
	}
	express := given(1)
	express.Type = "EXPRESS"
	if _, err := a.deployer().Deploy(context.Background(), express); err == nil || !strings.Contains(err.Error(), "destroy it first") {
		t.Errorf("another type: %v", err)
	}
	broken := given(3)
	broken.Definition = json.RawMessage(`{"StartAt":"B","States":{"A":{"Type":"Pass","End":true}}}`)
	a.reset()
	var refused *deploy.RefusedError
	if _, err := a.deployer().Deploy(context.Background(), broken); !errors.As(err, &refused) || len(refused.Diagnostics) == 0 {
		t.Errorf("a broken definition: %v", err)
	}
	if writes(a.called()) {
		t.Errorf("a refused definition wrote: %v", a.called())
	}
}

func TestCanaryShifts(t *testing.T) {
	a := newAccount(t)
	mustDeploy(t, a, given(1))
	want := given(2)
	want.Strategy = deploy.Strategy{Kind: deploy.Canary, Percent: 10, Interval: 5 * time.Minute}
	want.Alarms = []string{"errors"}
	a.alarms["errors"] = "OK"
	clock := &fakeClock{now: time.Now()}
	var seen []string
	clock.onSleep = func(int) error {
		seen = append(seen, fmt.Sprint(routes(status(t, a, want))))
		return nil
	}
	mustDeploy(t, a, want, deploy.WithClock(clock))
	if len(clock.slept) != 5 || clock.slept[0] != time.Minute || seen[0] != "[{2 10} {1 90}]" {
		t.Errorf("slept %v, routing %v", clock.slept, seen)
	}
	if got := routes(status(t, a, want)); !cmp.Equal(got, []deploy.Route{{Version: "2", Weight: 100}}) {
		t.Errorf("%v", got)
	}
}

func TestLinearRollsBackOnAlarm(t *testing.T) {
	a := newAccount(t)
	mustDeploy(t, a, own(1))
	want := own(2)
	want.Strategy = deploy.Strategy{Kind: deploy.Linear, Percent: 25, Interval: time.Minute}
	want.Alarms = []string{"errors"}
	a.alarms["errors"] = "OK"
	clock := &fakeClock{now: time.Now()}
	clock.onSleep = func(n int) error {
		if n == 2 {
			a.mu.Lock()
			a.alarms["errors"] = "ALARM"
			a.mu.Unlock()
		}
		return nil
	}
	var back *deploy.RolledBackError
	if _, err := a.deployer(deploy.WithClock(clock)).Deploy(context.Background(), want); !errors.As(err, &back) {
		t.Fatalf("%v", err)
	}
	if back.From != "2" || back.To != "1" || back.Reason != "the alarm `errors` rings" {
		t.Errorf("%+v", back)
	}
	if got := routes(status(t, a, want)); !cmp.Equal(got, []deploy.Route{{Version: "1", Weight: 100}}) {
		t.Errorf("%v", got)
	}
	if len(a.roles["orders-role"].policies) != 2 {
		t.Error("the old version lost what it needs")
	}
	// Before a shift begins, a ringing alarm stops it.
	if _, err := a.deployer().Deploy(context.Background(), want); err == nil || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("deployed while an alarm rings: %v", err)
	}
	want.Alarms = []string{"absent"}
	if _, err := a.deployer().Deploy(context.Background(), want); err == nil || !strings.Contains(err.Error(), "no alarm `absent`") {
		t.Errorf("deployed with an alarm that is not there: %v", err)
	}
}

func TestInterruptedShiftIsResumed(t *testing.T) {
	a := newAccount(t)
	mustDeploy(t, a, given(1))
	want := given(2)
	want.Strategy = deploy.Strategy{Kind: deploy.Linear, Percent: 50, Interval: 10 * time.Minute}
	ctx, cancel := context.WithCancel(context.Background())
	clock := &fakeClock{now: time.Now(), onSleep: func(n int) error {
		if n == 3 {
			cancel()
			return context.Canceled
		}
		return nil
	}}
	var interrupted *deploy.InterruptedError
	if _, err := a.deployer(deploy.WithClock(clock)).Deploy(ctx, want); !errors.As(err, &interrupted) {
		t.Fatalf("%v", err)
	}
	if s := status(t, a, want); s.State != "shifting" {
		t.Errorf("%+v", s)
	}
	// Other code may not be deployed on top of it.
	var busy *deploy.InProgressError
	if _, err := a.deployer().Deploy(context.Background(), given(3)); !errors.As(err, &busy) {
		t.Errorf("%v", err)
	}
	// It may be completed though, and then the other code be deployed.
	r, err := a.deployer().Resume(context.Background(), given(3))
	if err != nil || len(r.Notes) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	if got := routes(status(t, a, want)); !cmp.Equal(got, []deploy.Route{{Version: "2", Weight: 100}}) {
		t.Errorf("%v", got)
	}
	mustDeploy(t, a, given(3))
	if got := routes(status(t, a, want)); !cmp.Equal(got, []deploy.Route{{Version: "3", Weight: 100}}) {
		t.Errorf("%v", got)
	}
}

func TestTheSameDeployResumes(t *testing.T) {
	a := newAccount(t)
	mustDeploy(t, a, given(1))
	want := given(2)
	want.Strategy = deploy.Strategy{Kind: deploy.Canary, Percent: 20, Interval: time.Hour}
	ctx, cancel := context.WithCancel(context.Background())
	clock := &fakeClock{now: time.Now(), onSleep: func(n int) error {
		if n == 30 {
			cancel()
			return context.Canceled
		}
		return nil
	}}
	if _, err := a.deployer(deploy.WithClock(clock)).Deploy(ctx, want); err == nil {
		t.Fatal("not interrupted")
	}
	// The weight was set by the account's clock; half an hour of it has gone by.
	later := &fakeClock{now: time.Now().Add(30 * time.Minute)}
	mustDeploy(t, a, want, deploy.WithClock(later))
	if n := len(later.slept); n != 30 {
		t.Errorf("waited %d minutes more, want 30", n)
	}
	if got := routes(status(t, a, want)); !cmp.Equal(got, []deploy.Route{{Version: "2", Weight: 100}}) {
		t.Errorf("%v", got)
	}
}

func TestSomebodyElseMovesTheAlias(t *testing.T) {
	a := newAccount(t)
	mustDeploy(t, a, given(1))
	want := given(2)
	want.Strategy = deploy.Strategy{Kind: deploy.Canary, Percent: 10, Interval: time.Hour}
	clock := &fakeClock{now: time.Now()}
	clock.onSleep = func(n int) error {
		if n == 1 {
			if _, err := a.deployer().Rollback(context.Background(), want.Target(), "", nil); err != nil {
				t.Error(err)
			}
		}
		return nil
	}
	var routing *deploy.RoutingError
	if _, err := a.deployer(deploy.WithClock(clock)).Deploy(context.Background(), want); !errors.As(err, &routing) {
		t.Fatalf("%v", err)
	}
}

func TestPruneKeepsWhatAliasesName(t *testing.T) {
	a := newAccount(t)
	for n := range 6 {
		mustDeploy(t, a, given(n))
	}
	if s := status(t, a, given(5)); len(s.Versions) != 3 || s.Versions[0].Version != "6" {
		t.Errorf("%+v", s.Versions)
	}
	if _, err := a.deployer().Rollback(context.Background(), given(5).Target(), "4", nil); err != nil {
		t.Fatal(err)
	}
	staging := given(7)
	staging.Alias = "staging"
	for n := range 4 {
		staging.Definition = definition(100 + n)
		mustDeploy(t, a, staging)
	}
	var numbers []string
	for _, v := range status(t, a, given(5)).Versions {
		numbers = append(numbers, v.Version)
	}
	if d := cmp.Diff([]string{"10", "9", "8", "4"}, numbers); d != "" {
		t.Error(d)
	}
}

func TestDestroyRemovesAllOfIt(t *testing.T) {
	a := newAccount(t)
	mustDeploy(t, a, own(1))
	mustDeploy(t, a, own(2))
	if _, err := a.deployer().Destroy(context.Background(), own(2).Target()); err != nil {
		t.Fatal(err)
	}
	if s := status(t, a, own(2)); s.State != "absent" || len(a.roles) > 0 || len(a.groups) > 0 {
		t.Errorf("%+v, roles %v, log groups %v", s, a.roles, a.groups)
	}
	r, err := a.deployer().Destroy(context.Background(), own(2).Target())
	if err != nil || len(r.Removed) > 0 {
		t.Errorf("destroyed twice: %+v, %v", r, err)
	}
	mustDeploy(t, a, own(3))
}

func TestDriftNamesTheOwner(t *testing.T) {
	a := newAccount(t)
	mustDeploy(t, a, own(1))
	drift := func() *deploy.Drift {
		d, err := a.deployer().Drift(context.Background(), own(1))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d := drift(); len(d.Items) > 0 {
		t.Errorf("%+v", d)
	}
	a.mu.Lock()
	a.groups[deploy.LogGroupPrefix+"orders"].retention = 7
	a.roles["orders-role"].policies["console"] = `{"Version":"2012-10-17","Statement":[]}`
	a.mu.Unlock()
	want := []deploy.DriftItem{
		{Resource: "log group", Field: "retention", Deployed: "30 days", Live: "7 days", Owner: "lockstep"},
		{Resource: "policy", Field: "console", Live: "an inline policy `console`", Owner: "nobody"},
	}
	if d := cmp.Diff(want, drift().Items); d != "" {
		t.Error(d)
	}
}
