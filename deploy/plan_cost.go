package deploy

import (
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/cost"
)

// CostChange is the price of a million executions before and after a change, in US dollars
// of us-east-1, for the cheapest and the dearest way through the machine.
type CostChange struct {
	// Before is nil for a new machine, or one that can't be read.
	Before *Cost `json:"before,omitempty"`
	After  Cost  `json:"after"`
}

// Cost is the price of a million executions.
type Cost struct {
	LeastUSD float64 `json:"least_usd_per_million"`
	MostUSD  float64 `json:"most_usd_per_million"`
}

// String is a line for people.
func (c *CostChange) String() string {
	after := c.After.String() + " USD per million executions"
	if c.Before == nil {
		return after
	}
	return c.Before.String() + " → " + after
}

// String is the price, or the range of it.
func (c Cost) String() string {
	if c.LeastUSD == c.MostUSD {
		return fmt.Sprintf("%.2f", c.LeastUSD)
	}
	return fmt.Sprintf("%.2f to %.2f", c.LeastUSD, c.MostUSD)
}

// costChange compares definitions; nil if the definition does not change.
func costChange(want *Desired, have *LiveMachine) *CostChange {
	readable := have != nil && !have.Deleting && !have.Hidden
	if readable && len(definitionChanges(want, have)) == 0 {
		return nil
	}
	m := want.machine()
	if m == nil {
		return nil
	}
	out := &CostChange{After: costOf(m, want.Type)}
	if readable {
		if old, _ := asl.DecodeJSON("live", []byte(have.Definition)); old != nil {
			before := costOf(old, have.Type)
			out.Before = &before
		}
	}
	return out
}

func costOf(m *asl.Machine, kind string) Cost {
	e := cost.Of(m, cost.Scenario{})
	if kind == "EXPRESS" {
		return Cost{LeastUSD: e.Least.ExpressUSD(), MostUSD: e.Most.ExpressUSD()}
	}
	return Cost{LeastUSD: e.Least.StandardUSD(), MostUSD: e.Most.StandardUSD()}
}
