package deploy

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// StrategyKind says how an alias moves to a new version.
type StrategyKind string

// The kinds of strategies.
const (
	AllAtOnce StrategyKind = "all-at-once"
	// Canary gives a part to the new version, waits, and gives it the rest.
	Canary StrategyKind = "canary"
	// Linear gives the new version one part more each time, until it has all.
	Linear StrategyKind = "linear"
)

// Strategy is how an alias moves to a new version. The zero value is all at once.
type Strategy struct {
	Kind StrategyKind
	// Percent is the part of a step, 1 to 99; Interval the time between steps, from a
	// second to 35 hours, CloudFormation's bound.
	Percent  int
	Interval time.Duration
}

const maxInterval = 2100 * time.Minute

// ParseStrategy reads "all-at-once", "canary:PERCENT:DURATION" or
// "linear:PERCENT:DURATION", as in "canary:10:5m". An empty text is all at once.
func ParseStrategy(text string) (Strategy, error) {
	kind, rest, _ := strings.Cut(text, ":")
	switch k := StrategyKind(kind); k {
	case "", AllAtOnce:
		if rest != "" {
			return Strategy{}, fmt.Errorf("the strategy `%s` takes nothing after the name", AllAtOnce)
		}
		return Strategy{Kind: AllAtOnce}, nil
	case Canary, Linear:
		percent, interval, ok := strings.Cut(rest, ":")
		if !ok {
			return Strategy{}, fmt.Errorf("write the strategy as `%s:PERCENT:DURATION`, as in `%s:10:5m`", k, k)
		}
		p, err := strconv.Atoi(percent)
		if err != nil || p < 1 || p > 99 {
			return Strategy{}, fmt.Errorf("the strategy's percentage `%s` is not a whole number from 1 to 99", percent)
		}
		d, err := time.ParseDuration(interval)
		if err != nil || d < time.Second || d > maxInterval {
			return Strategy{}, fmt.Errorf("the strategy's duration `%s` is not a time from 1s to 35h, as in `5m`", interval)
		}
		return Strategy{Kind: k, Percent: p, Interval: d}, nil
	}
	return Strategy{}, fmt.Errorf("there is no strategy `%s`: write all-at-once, canary:PERCENT:DURATION or linear:PERCENT:DURATION", kind)
}

// String is the form that [ParseStrategy] reads.
func (s Strategy) String() string {
	if s.Kind == Canary || s.Kind == Linear {
		return fmt.Sprintf("%s:%d:%s", s.Kind, s.Percent, s.Interval)
	}
	return string(AllAtOnce)
}

// MarshalText and UnmarshalText write and read a strategy in configurations and plans.
func (s Strategy) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *Strategy) UnmarshalText(text []byte) error {
	parsed, err := ParseStrategy(string(text))
	*s = parsed
	return err
}

// next is the new version's weight after weight: the first step's with weight 0.
func (s Strategy) next(weight int) int {
	switch {
	case s.Kind == Linear:
		return min(100, weight+s.Percent)
	case s.Kind == Canary && weight < s.Percent:
		return s.Percent
	}
	return 100
}
