package cost

import "math"

// Prices of us-east-1 in US dollars for a million.
const (
	StandardTransitionUSD = 25.00 // of transitions
	ExpressRequestUSD     = 1.00  // of executions
	expressGBHourUSD      = 0.06  // of memory, for the first 1,000 hours
	expressChunkMB        = 64    // memory is billed in chunks of
	expressStepSeconds    = 0.1   // duration is billed in steps of
	million               = 1_000_000.0
	secondsPerHour        = 3600.0
	mbPerGB               = 1024.0
)

// Way is a way through a machine.
type Way struct {
	Transitions int
	Seconds     float64 // its duration under the scenario
	MemoryMB    float64
	// ChildTransitions are of Standard children of distributed Maps, which are billed too
	// but not in this execution.
	ChildTransitions int
}

// StandardUSD is the price of a million executions that go this way as Standard.
func (w Way) StandardUSD() float64 {
	return float64(w.Transitions+w.ChildTransitions) * StandardTransitionUSD
}

// ExpressUSD is the price of a million executions that go this way as Express.
func (w Way) ExpressUSD() float64 { return ExpressUSD(w.Seconds, w.MemoryMB) }

// ExpressUSD is the price of a million Express executions of that duration and memory.
func ExpressUSD(seconds, memoryMB float64) float64 {
	steps := max(1, math.Ceil(seconds/expressStepSeconds-1e-9))
	chunks := max(1, math.Ceil(memoryMB/expressChunkMB))
	gbHours := steps * expressStepSeconds * chunks * expressChunkMB / mbPerGB / secondsPerHour
	return ExpressRequestUSD + gbHours*expressGBHourUSD*million
}

// BreakEven is the number of transitions from which on Express is cheaper for a run of that
// duration and memory.
func BreakEven(seconds, memoryMB float64) int {
	return int(math.Floor(ExpressUSD(seconds, memoryMB)/StandardTransitionUSD)) + 1
}
