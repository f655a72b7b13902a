package simulator

import (
	"fmt"
	"slices"
)

// The error names that the service raises itself (developer guide, "Handling errors").
const (
	errAll                 = "States.ALL"
	errDataLimitExceeded   = "States.DataLimitExceeded"
	errHeartbeatTimeout    = "States.HeartbeatTimeout"
	errItemReaderFailed    = "States.ItemReaderFailed"
	errNoChoiceMatched     = "States.NoChoiceMatched"
	errPermissions         = "States.Permissions"
	errQueryEvaluation     = "States.QueryEvaluationError"
	errResultWriterFailed  = "States.ResultWriterFailed"
	errRuntime             = "States.Runtime"
	errTaskFailed          = "States.TaskFailed"
	errTimeout             = "States.Timeout"
	errToleratedExceeded   = "States.ExceedToleratedFailureThreshold"
	causePrefix            = "An error occurred while executing the state '%s' (entered at the event id #%d). "
	causeResultTooLarge    = "The state/task '%s' returned a result with a size exceeding the maximum number of bytes service limit."
	causeHistoryFull       = "The execution reached the maximum number of history events (%d)."
	causeNoNextState       = "Failed to transition out of the state. The state does not point to a next state."
	causeJSONPathNotFound  = "The JSONPath '%s' specified for the field '%s' could not be found in the input '%s'"
	causeInvalidPath       = "Invalid path '%s' : %s"
	causeChoiceInvalidPath = "Invalid path '%s': The choice state's condition path references an invalid value."
)

// text is a string that may be absent, as Error and Cause may.
type text struct {
	s  string
	ok bool
}

func textOf(s string) text { return text{s, true} }

func (t text) pointer() *string {
	if !t.ok {
		return nil
	}
	return &t.s
}

// failure is how work in a state goes wrong: a value of the workflow, not an error of Go.
type failure struct {
	err, cause text
	// fatal failures end the execution at once: nobody may retry or catch them.
	fatal bool
	// location is the field whose expression failed; it makes an EvaluationFailed event.
	location string
	// timedOut marks a States.Timeout of a task: it has no cause, yet a catcher reads "".
	timedOut bool
	// heartbeat marks a States.Timeout that a missed heartbeat raised: both names match it.
	heartbeat bool
}

func (f *failure) Error() string { return f.err.s + ": " + f.cause.s }

// fail is a failure with a name and a cause.
func fail(name, cause string) *failure {
	return &failure{err: textOf(name), cause: textOf(cause), fatal: name == errRuntime}
}

func failf(name, format string, args ...any) *failure {
	return fail(name, fmt.Sprintf(format, args...))
}

// matches reports whether one of names, the ErrorEquals of a retrier or catcher, covers f.
// Fatal failures match nothing; States.TaskFailed covers everything but a timeout.
func (f *failure) matches(names []string) bool {
	if f.fatal {
		return false
	}
	return slices.ContainsFunc(names, func(name string) bool {
		switch name {
		case errAll:
			return true
		case errTaskFailed:
			return f.err.s != errTimeout && f.err.s != errQueryEvaluation || f.err.s == errTaskFailed
		case errHeartbeatTimeout:
			return f.heartbeat || f.err.ok && f.err.s == name
		}
		return f.err.ok && f.err.s == name
	})
}
