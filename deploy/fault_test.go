package deploy_test

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/deploy"
)

// scenario is a command, and what has been deployed before it.
type scenario struct {
	name   string
	before func(*testing.T, *account)
	run    func(context.Context, *deploy.Deployer) error
}

func deployOf(want *deploy.Desired) func(context.Context, *deploy.Deployer) error {
	return func(ctx context.Context, d *deploy.Deployer) error {
		_, err := d.Deploy(ctx, want)
		return err
	}
}

func scenarios() []scenario {
	canary := own(2)
	canary.Strategy = deploy.Strategy{Kind: deploy.Canary, Percent: 10, Interval: 90 * time.Second}
	canary.Alarms = []string{"errors"}
	pruning := given(5)
	pruning.KeepVersions = 1
	first := func(t *testing.T, a *account) { a.alarms["errors"] = "OK"; mustDeploy(t, a, own(1)) }
	return []scenario{
		{"create with a given role", func(*testing.T, *account) {}, deployOf(given(1))},
		{"create with an own role", func(*testing.T, *account) {}, deployOf(own(1))},
		{"update", first, deployOf(own(2))},
		{"update by canary", first, deployOf(canary)},
		{"prune", func(t *testing.T, a *account) {
			for n := range 4 {
				want := given(n)
				want.KeepVersions = 0
				mustDeploy(t, a, want)
			}
		}, deployOf(pruning)},
		{"roll back", func(t *testing.T, a *account) { mustDeploy(t, a, own(1)); mustDeploy(t, a, own(2)) },
			func(ctx context.Context, d *deploy.Deployer) error {
				// The version is named: without a name a repetition goes back once more.
				_, err := d.Rollback(ctx, own(2).Target(), "1", func([]byte) (json.RawMessage, error) { return own(1).Role.Policy, nil })
				return err
			}},
		{"destroy", func(t *testing.T, a *account) { mustDeploy(t, a, own(1)); mustDeploy(t, a, own(2)) },
			func(ctx context.Context, d *deploy.Deployer) error {
				_, err := d.Destroy(ctx, own(2).Target())
				return err
			}},
	}
}

// end is all that a command leaves behind, without what two runs can't share: times and
// revisions.
type end struct {
	State    string
	Routes   []deploy.Route
	Versions []string
	Build    string
	Roles    map[string]map[string]string
	Groups   map[string]int32
	Complete bool
}

func (a *account) end(t *testing.T) end {
	t.Helper()
	s := status(t, a, own(1))
	e := end{State: s.State, Routes: routes(s), Build: s.Build, Roles: map[string]map[string]string{}, Groups: map[string]int32{}}
	for _, v := range s.Versions {
		e.Versions = append(e.Versions, v.Version)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for name, r := range a.roles {
		e.Roles[name] = r.policies
	}
	for name, g := range a.groups {
		e.Groups[name] = g.retention
	}
	return e
}

// everything says to try all there is, not a sample.
func everything() bool { return os.Getenv("LOCKSTEP_FAULTS") == "all" }

// chosen takes every way at every call if LOCKSTEP_FAULTS is "all", else the worst way (it
// happens, and nobody is told) at every third call and each other way at some.
func chosen(mode faultMode, position int) bool {
	return everything() || mode == failAfter && position%3 == 0 || (position+2*int(mode))%13 == 0
}

// Each call of each command is disturbed in each way; the next run of the same command
// ends where an undisturbed one does, with nothing lost or doubled.
func TestEveryFaultConverges(t *testing.T) {
	ctx := context.Background()
	total := 0
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			undisturbed := newAccount(t)
			s.before(t, undisturbed)
			undisturbed.reset()
			if err := s.run(ctx, undisturbed.deployer()); err != nil {
				t.Fatal(err)
			}
			calls, want := undisturbed.called(), undisturbed.end(t)
			for mode := failBefore; mode < faultModes; mode++ {
				for position := range calls {
					if !chosen(mode, position) {
						continue
					}
					total++
					a := newAccount(t)
					s.before(t, a)
					a.reset()
					a.disturb(func(n int, _ string) faultMode {
						if n == position {
							return mode
						}
						return noFault
					})
					first := s.run(ctx, a.deployer())
					a.disturb(nil)
					if err := s.run(ctx, a.deployer()); err != nil {
						t.Errorf("%s of call %d (%s): the next run fails: %v\nthe first said: %v", mode, position, calls[position], err, first)
						continue
					}
					if d := cmp.Diff(want, a.end(t)); d != "" {
						t.Errorf("%s of call %d (%s): %s\nthe first run said: %v", mode, position, calls[position], d, first)
					}
					a.close()
				}
			}
			t.Logf("%d calls", len(calls))
		})
	}
	t.Logf("%d disturbances converged", total)
}

// A process that dies at a call leaves no trace but what AWS has; here its context ends.
func TestKilledAtEveryCallConverges(t *testing.T) {
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			undisturbed := newAccount(t)
			s.before(t, undisturbed)
			undisturbed.reset()
			if err := s.run(context.Background(), undisturbed.deployer()); err != nil {
				t.Fatal(err)
			}
			calls, want := undisturbed.called(), undisturbed.end(t)
			for position := range calls {
				if !everything() && position%4 != 0 {
					continue
				}
				a := newAccount(t)
				s.before(t, a)
				a.reset()
				ctx, cancel := context.WithCancel(context.Background())
				a.before = func(n int, _ string) {
					if n == position {
						cancel()
					}
				}
				first := s.run(ctx, a.deployer())
				cancel()
				a.before = nil
				if err := s.run(context.Background(), a.deployer()); err != nil {
					t.Errorf("killed at call %d (%s): the next run fails: %v\nthe first said: %v", position, calls[position], err, first)
					continue
				}
				if d := cmp.Diff(want, a.end(t)); d != "" {
					t.Errorf("killed at call %d (%s): %s\nthe first run said: %v", position, calls[position], d, first)
				}
				a.close()
			}
		})
	}
}
