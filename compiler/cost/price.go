package cost

import "math"

// Prices of us-east-1 in US dollars for a million.
const (
	StandardTransitionUSD = 25.00 // of transitions
	ExpressRequestUSD     = 1.00  // of executions
	expressChunkMB        = 64    // memory is billed in chunks of
	expressStepSeconds    = 0.1   // duration is billed in steps of
	million               = 1_000_000.0
	secondsPerHour        = 3600.0
	mbPerGB               = 1024.0
)

// expressMemory is the price of an Express execution's memory in US dollars a GB-second, by
// how many GB-hours an account has used in the month.
var expressMemory = []struct{ hours, usd float64 }{
	{1_000, 0.00001667},
	{5_000, 0.00000833},
	{math.Inf(1), 0.00000456},
}

// Way is a way through a machine.
type Way struct {
	Transitions int
	Seconds     float64 // its duration under the scenario
	MemoryMB    float64
	// ChildTransitions are of Standard children of distributed Maps, which are billed too
	// but not in this execution.
	ChildTransitions int
	// ChildrenUSD is the price of the Express children of distributed Maps, for a million
	// executions.
	ChildrenUSD float64
}

// StandardUSD is the price of a million executions that go this way as Standard.
func (w Way) StandardUSD() float64 {
	return float64(w.Transitions+w.ChildTransitions)*StandardTransitionUSD + w.ChildrenUSD
}

// ExpressUSD is the price of a million executions that go this way as Express.
func (w Way) ExpressUSD() float64 { return ExpressUSD(w.Seconds, w.MemoryMB) }

// ExpressUSD is the price of a million Express executions of that duration and memory, all
// in one month.
func ExpressUSD(seconds, memoryMB float64) float64 { return expressUSD(million, seconds, memoryMB) }

func expressUSD(executions, seconds, memoryMB float64) float64 {
	steps := max(1, math.Ceil(seconds/expressStepSeconds-1e-9))
	chunks := max(1, math.Ceil(memoryMB/expressChunkMB))
	hours := executions * steps * expressStepSeconds * chunks * expressChunkMB / mbPerGB / secondsPerHour
	usd, used := ExpressRequestUSD*executions/million, 0.0
	for _, tier := range expressMemory {
		part := min(hours, tier.hours) - used
		if part <= 0 {
			break
		}
		usd += part * secondsPerHour * tier.usd
		used += part
	}
	return usd
}

// BreakEven is the number of transitions from which on Express is cheaper for a run of that
// duration and memory.
func BreakEven(seconds, memoryMB float64) int {
	return int(math.Floor(ExpressUSD(seconds, memoryMB)/StandardTransitionUSD)) + 1
}
