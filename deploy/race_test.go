package deploy_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/deploy"
	"github.com/lockstep-go/lockstep/policy"
)

// gate lets one of two deployers call at a time, and says how far each may go.
type gate struct {
	mu      sync.Mutex
	turned  *sync.Cond
	calls   [2]int  // made so far
	allowed [2]int  // how many may be made
	over    [2]bool // it has returned
	// waits say that the deployer wants to make a call that it may not make yet.
	waits [2]bool
}

func newGate() *gate {
	g := &gate{}
	g.turned = sync.NewCond(&g.mu)
	return g
}

// pass holds a call of a deployer back until it is allowed.
func (g *gate) pass(who int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.calls[who] >= g.allowed[who] {
		g.waits[who] = true
		g.turned.Broadcast()
		g.turned.Wait()
	}
	g.waits[who] = false
	g.calls[who]++
}

// let allows a deployer n more calls, and returns when it has made them and wants another,
// or is over.
func (g *gate) let(who, n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.allowed[who] += n
	g.waits[who] = false
	g.turned.Broadcast()
	for !g.waits[who] && !g.over[who] {
		g.turned.Wait()
	}
}

func (g *gate) done(who int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.over[who] = true
	g.turned.Broadcast()
}

// forever is more calls than any deployment makes.
const forever = 1 << 20

// race has two deployers at one account: the first makes i calls, then the second j, then
// the first the rest, then the second the rest.
func race(a *account, wants [2]*deploy.Desired, i, j int) (errs [2]error) {
	g := newGate()
	a.gate(g)
	var group sync.WaitGroup
	for who, want := range wants {
		cfg := a.config()
		cfg.AppID = fmt.Sprint("deployer", who)
		d := deploy.New(deploy.NewClients(cfg, a.url), deploy.WithClock(&fakeClock{now: time.Now()}))
		group.Go(func() {
			defer g.done(who)
			_, errs[who] = d.Deploy(context.Background(), want)
		})
	}
	g.let(0, i)
	g.let(1, j)
	g.let(0, forever)
	g.let(1, forever)
	group.Wait()
	a.gate(nil)
	return errs
}

// Two deployers at once, at every pair of points where they can cut into each other: one of
// them at least wins, the other is told that somebody else deployed, and what is in service
// is the machine as it was updated last, with a role that allows it. Whoever deploys next
// brings everything in order.
func TestTwoDeployersAtOnce(t *testing.T) {
	canary := func(n int) *deploy.Desired {
		d := given(n)
		d.Strategy = deploy.Strategy{Kind: deploy.Canary, Percent: 10, Interval: 90 * time.Second}
		return d
	}
	for name, c := range map[string]struct {
		desired func(int) *deploy.Desired
		first   bool // there is nothing before
	}{
		"given role": {desired: given}, "own role": {desired: sqsOwn}, "the first time": {desired: given, first: true}, "canary": {desired: canary},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			prepare := func() *account {
				a := newAccount(t)
				a.unbelieve = 0
				if !c.first {
					mustDeploy(t, a, c.desired(1))
				}
				a.reset()
				return a
			}
			probe := prepare()
			mustDeploy(t, probe, c.desired(2))
			calls := len(probe.called())
			races, won := 0, map[int]int{}
			for i := range calls + 1 {
				for j := range calls + 1 {
					if !everything() && (i*7+j)%61 != 0 {
						continue
					}
					races++
					a := prepare()
					errs := race(a, [2]*deploy.Desired{c.desired(2), c.desired(3)}, i, j)
					where := fmt.Sprintf("%d calls of the first, then %d of the second", i, j)
					winners := 0
					for who, err := range errs {
						switch {
						case err == nil:
							winners++
							if errs[1-who] != nil && a.newest(t) != string(c.desired(2+who).Definition) {
								t.Errorf("%s: %d was told it won, and the machine is %s", where, who, a.newest(t))
							}
						case !deploy.IsNo(err):
							t.Errorf("%s: the loser was told %v", where, err)
						}
					}
					won[winners]++
					if winners == 0 {
						t.Errorf("%s: nobody won: %v; %v", where, errs[0], errs[1])
					}
					if served, newest := a.served(t), a.newest(t); served != newest {
						t.Errorf("%s: in service is %s, newest is %s: %v; %v", where, served, newest, errs[0], errs[1])
					}
					a.allowed(t, where)
					mustDeploy(t, a, c.desired(4))
					if served := a.served(t); served != string(c.desired(4).Definition) {
						t.Errorf("%s: then in service is %s", where, served)
					}
					a.close()
				}
			}
			t.Logf("%d calls, %d races: one won in %d, both one after the other in %d", calls, races, won[1], won[2])
		})
	}
}

// sqsOwn is a deployment with a role of its own, whose policy is the one that its definition
// needs.
func sqsOwn(n int) *deploy.Desired {
	d := own(n)
	d.Definition = json.RawMessage(fmt.Sprintf(`{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/q%d","MessageBody":"x"},"End":true}}}`, n))
	doc, err := d.PolicyOf(d.Definition)
	if err != nil {
		panic(err)
	}
	d.Role.Policy = doc
	return d
}

// allowed checks that an own role allows what the machine does.
func (a *account) allowed(t *testing.T, where string) {
	t.Helper()
	a.mu.Lock()
	role := a.roles["orders-role"]
	a.mu.Unlock()
	if role == nil {
		return
	}
	m, problems := asl.DecodeJSON("live", []byte(a.newest(t)))
	if m == nil {
		t.Fatal(problems)
	}
	for _, c := range policy.Calls(m) {
		may := false
		for _, text := range role.policies {
			doc, err := policy.Decode([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			may = may || doc.Authorize(c, policy.Env{Partition: "aws", Region: region, Account: accountID, Machine: "orders"}) == nil
		}
		if !may {
			t.Errorf("%s: the role does not allow the state %s: %v", where, c.State, role.policies)
		}
	}
}

// newest is the definition of the machine, served the one of the version behind the alias.
func (a *account) newest(t *testing.T) string { return a.definition(t, given(1).MachineARN()) }

func (a *account) served(t *testing.T) string {
	t.Helper()
	r := routes(status(t, a, given(1)))
	if len(r) != 1 {
		t.Fatalf("routing %v", r)
	}
	return a.definition(t, given(1).MachineARN()+":"+r[0].Version)
}

func (a *account) definition(t *testing.T, arn string) string {
	t.Helper()
	out, err := deploy.NewClients(a.config(), a.url).SFN.DescribeStateMachine(context.Background(), &sfn.DescribeStateMachineInput{StateMachineArn: &arn})
	if err != nil {
		t.Fatal(err)
	}
	return *out.Definition
}
