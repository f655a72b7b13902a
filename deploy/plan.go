package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// PlanFormat is the version of a saved plan's form.
const PlanFormat = 1

// Plan is what a deployment would do. It can be saved as JSON and applied later.
type Plan struct {
	Format  int      `json:"format"`
	Desired *Desired `json:"desired"`
	// Base is what was live when the plan was made: only from there it may be applied.
	Base    Base     `json:"base"`
	Changes []Change `json:"changes"`
	// Cost is what the change of the definition does to the price; nil without a change.
	Cost *CostChange `json:"cost,omitempty"`
	// Warnings are what people should know first.
	Warnings []string `json:"warnings,omitempty"`
	// Notes are what could not be looked at.
	Notes []string `json:"notes,omitempty"`
}

// Base tells one live state from another.
type Base struct {
	RevisionID string  `json:"revision_id,omitempty"`
	Machine    string  `json:"machine,omitempty"`
	Routes     []Route `json:"routes,omitempty"`
	Role       string  `json:"role,omitempty"`
}

// Empty reports whether there is nothing to do.
func (p *Plan) Empty() bool { return len(p.Changes) == 0 }

// DecodePlan reads a saved plan.
func DecodePlan(data []byte) (*Plan, error) {
	var p Plan
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, fmt.Errorf("the plan is not one that `lockstep plan` saved: %w", err)
	}
	if p.Format != PlanFormat || p.Desired == nil {
		return nil, errors.New("the plan is not one that this version of lockstep saved: make a new one")
	}
	return &p, nil
}

// Plan compares what is desired with what is live. It writes nothing.
func (d *Deployer) Plan(ctx context.Context, want *Desired) (*Plan, error) {
	if err := want.check(); err != nil {
		return nil, err
	}
	live, err := d.read(ctx, want, false)
	if err != nil {
		return nil, err
	}
	if err := want.mayTouch(live); err != nil {
		return nil, err
	}
	plan := &Plan{Format: PlanFormat, Desired: want}
	if complete(want, live) {
		plan.Base = live.base()
		return plan, nil
	}
	if err := d.readRest(ctx, want, live); err != nil {
		return nil, err
	}
	if err := want.mayTouchRest(live); err != nil {
		return nil, err
	}
	plan.Base, plan.Changes = live.base(), Diff(want, live)
	if len(plan.Changes) == 0 {
		plan.Changes = []Change{{Action: Update, Resource: "tags", Field: TagDeployment, After: "complete what an earlier deployment began"}}
	}
	plan.Cost = costChange(want, live.Machine)
	if err := d.checkFunctions(ctx, plan); err != nil {
		return nil, err
	}
	return plan, d.warnings(ctx, plan, live)
}

// complete reports whether the live state is what a deployment of want leaves behind. It
// is the question that costs four calls at most.
func complete(want *Desired, live *Live) bool {
	m := live.Machine
	if m == nil || m.Deleting || m.Tags[TagDeployment] != want.Fingerprint() {
		return false
	}
	if len(machineChanges(want, m)) > 0 {
		return false
	}
	return want.Alias == "" || live.Alias != nil && serves(live.Alias, want.Fingerprint())
}

func (l *Live) base() Base {
	var b Base
	if m := l.Machine; m != nil && !m.Deleting {
		b.RevisionID = m.RevisionID
		b.Machine = hashOf([]byte(strings.Join([]string{m.Definition, m.RoleARN, m.Type, m.Logging.Level, m.LogGroup, fmt.Sprint(m.Tracing, m.Created.Unix()), m.Tags[TagOwner]}, "\n")))
	}
	if l.Alias != nil {
		b.Routes = l.Alias.Routes
	}
	if l.Role != nil {
		b.Role = hashOf([]byte(string(canonical([]byte(l.Role.Trust))) + "\n" + string(canonical([]byte(l.Role.Policy)))))
	}
	return b
}

// staleness says what of two bases differs.
func staleness(plan, now Base) error {
	var what []string
	if plan.RevisionID != now.RevisionID || plan.Machine != now.Machine {
		what = append(what, "the machine")
	}
	if routesText(plan.Routes) != routesText(now.Routes) {
		what = append(what, "the alias's routing")
	}
	if plan.Role != now.Role {
		what = append(what, "the role")
	}
	if len(what) > 0 {
		return &StaleError{What: what}
	}
	return nil
}

// mayTouch refuses what another made, and what another deployment is busy with.
func (d *Desired) mayTouch(live *Live) error {
	if m := live.Machine; m != nil && !m.Deleting {
		if owner := m.Tags[TagOwner]; owner != d.Owner && (owner != "" || !d.Adopt) {
			return &NotOursError{Resource: "the machine " + m.ARN, Owner: owner}
		}
		if m.Type != d.Type {
			return impossible("the machine is of type %s, and AWS can't change that to %s: destroy it first, or choose another name", m.Type, d.Type)
		}
	}
	if a := live.Alias; a != nil && len(a.Routes) > 1 && fingerprintOf(a) != short(d.Fingerprint()) {
		return &InProgressError{Alias: d.Alias, Routes: a.Routes}
	}
	return nil
}

func (d *Desired) mayTouchRest(live *Live) error {
	if r := live.Role; r != nil && r.Tags[TagOwner] != d.Owner && (r.Tags[TagOwner] != "" || !d.Adopt) {
		return &NotOursError{Resource: "the role " + r.ARN, Owner: r.Tags[TagOwner]}
	}
	return nil
}

// check refuses what can't be deployed before anything is called.
func (d *Desired) check() error {
	if len(d.Definition) > maxDefinition {
		return impossible("the definition has %d bytes, AWS takes %d", len(d.Definition), maxDefinition)
	}
	if len(d.machineTags())+1 > maxTags {
		return impossible("there are %d tags, with lockstep's own: AWS takes %d", len(d.machineTags())+1, maxTags)
	}
	if d.Logging.On() && d.Logging.Group == "" {
		return impossible("logging is on, and no log group is named")
	}
	return nil
}

const (
	maxDefinition = 1 << 20
	maxTags       = 50
)
