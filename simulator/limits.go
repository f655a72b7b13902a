package simulator

import "time"

// Limits are the quotas of AWS that the simulator enforces. Zero lifts a limit.
type Limits struct {
	Payload        int           // bytes of an input or output of a task, state or execution
	HistoryEvents  int           // events of a Standard execution
	Standard       time.Duration // longest Standard execution
	Express        time.Duration // longest Express execution
	InlineParallel int           // iterations of an inline Map at a time
	VariableBytes  int           // bytes of one variable, and of one Assign
	VariablesBytes int           // bytes of all variables of an execution
	MapParallel    int           // children of a Map Run at a time
}

// AWSLimits are the quotas as AWS documents and enforces them.
func AWSLimits() Limits {
	return Limits{
		Payload:        262144,
		HistoryEvents:  25000,
		Standard:       365 * 24 * time.Hour,
		Express:        5 * time.Minute,
		InlineParallel: 40,
		VariableBytes:  262144,
		VariablesBytes: 10 << 20,
		MapParallel:    10000,
	}
}

// NoLimits lifts every quota that does not shape what a machine does: how many iterations
// run at a time stays as on AWS.
func NoLimits() Limits {
	l := AWSLimits()
	return Limits{InlineParallel: l.InlineParallel, MapParallel: l.MapParallel}
}
