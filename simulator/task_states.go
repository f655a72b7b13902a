package simulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/internal/value"
)

// builtIn answers what the simulator knows itself: executions of other machines of its
// world, and the calls of its own API.
func (s *task) builtIn(st *strand) bool {
	t := st.task
	switch s.resource.service {
	case "states":
		if s.resource.action == "startExecution" {
			return s.startNested(st)
		}
	case "aws-sdk:sfn":
		if s.resource.action == "startSyncExecution" {
			return s.startSync(st)
		}
		if a, ok := st.exec.sim.ownAPI(t.call); ok {
			return s.take(st, a, nil)
		}
	}
	return s.take(st, st.exec.sim.unanswered(t.call), nil)
}

// startNested starts an execution for states:startExecution.
func (s *task) startNested(st *strand) bool {
	t := st.task
	sim := st.exec.sim
	e, err := sim.startChild(t.call, false)
	if err != nil {
		return s.take(st, sim.optimizedError("StepFunctions", "AWSStepFunctions", err), nil)
	}
	if st.ended || st.task != t {
		return false
	}
	if s.resource.pattern == Sync || s.resource.pattern == Sync2 {
		t.child = e
		e.waiting = append(e.waiting, st)
	}
	started := epochMillis(e.began)
	answer := fmt.Sprintf(`{"executionArn":%q,"startDate":%s}`, e.arn, javaDouble(float64(started)/1000))
	requestID := sim.uuid()
	headers := []httpHeader{{"x-amzn-RequestId", requestID}, {"connection", "keep-alive"}, {"Content-Length", strconv.Itoa(len(answer))},
		{"Date", httpDate(sim.time())}, {"Content-Type", "application/x-amz-json-1.0"}}
	members := []value.Member{{Key: "ExecutionArn", Value: value.OfString(e.arn)}}
	members = append(members, sdkMetadata(headers, 200, requestID)...)
	members = append(members, value.Member{Key: "StartDate", Value: value.OfInt(started)})
	return s.take(st, OfValue(value.OfObject(members)), nil)
}

// apiError is a refusal of the Step Functions API.
type apiError struct{ code, message string }

func (e *apiError) Error() string { return e.code + ": " + e.message }

// codedError is an error of the API as whoever finds machines may return it: the names of
// its methods are those of the AWS SDK.
type codedError interface {
	error
	ErrorCode() string
	ErrorMessage() string
}

// ownsMachine reports whether a call starts a machine of this world. Such an execution runs
// here whoever else could start it: an endpoint may be this very world, whose clock would
// stand still until it answered itself.
func (s *Simulator) ownsMachine(c *Call) bool {
	if c.Service != "states" && c.Service != "aws-sdk:sfn" {
		return false
	}
	_, err := s.machine(c.input.v.Get("StateMachineArn").Str())
	return err == nil
}

// startSync starts an Express execution for aws-sdk:sfn:startSyncExecution and waits for its
// end, which is the answer however it ends.
func (s *task) startSync(st *strand) bool {
	t := st.task
	sim := st.exec.sim
	e, err := sim.startChild(t.call, true)
	if err != nil {
		return s.take(st, sim.sdkError("Sfn", err), nil)
	}
	if st.ended || st.task != t {
		return false
	}
	t.child, t.stage = e, stageSubmitted
	e.waiting = append(e.waiting, st)
	return false
}

// startChild starts the execution that a call of startExecution, or of startSyncExecution,
// asks for. As in the API a name that is taken gives the same execution if that runs and had
// the same input.
func (s *Simulator) startChild(c *Call, sync bool) (*Execution, error) {
	in := c.input.v
	arn := in.Get("StateMachineArn").Str()
	m, err := s.machine(arn)
	if err != nil {
		return nil, err
	}
	if sync && m.Type != Express {
		return nil, &apiError{"StateMachineTypeNotSupported", "This operation is not supported by this type of state machine"}
	}
	start := Start{Machine: m, Name: in.Get("Name").Str(), Synchronous: sync}
	if n := utf8.RuneCountInString(start.Name); n > maxName || !ValidName(start.Name) {
		return nil, &apiError{"InvalidName", "Invalid Name: '" + start.Name + "'"}
	}
	switch input := in.Get("Input"); input.Kind() {
	case value.Undefined, value.Null:
		start.Input = "{}"
	case value.String:
		start.Input = input.Str()
	default:
		start.Input = input.String()
	}
	e, err := s.begin(start)
	switch err := err.(type) {
	case nil:
		return e, nil
	case *ExecutionExistsError:
		if taken := s.executions[err.ARN]; taken.status == Running && taken.input.json() == start.Input {
			return taken, nil
		}
		return nil, &apiError{"ExecutionAlreadyExists", err.Error()}
	case *InputError:
		return nil, &apiError{"InvalidExecutionInput", err.Error()}
	default:
		return nil, err
	}
}

// machine finds a machine by its ARN, of a version or alias too.
func (s *Simulator) machine(arn string) (Machine, error) {
	if m, ok := s.machines[arn]; ok {
		return m, nil
	}
	if find := s.findMachine; find != nil {
		s.mu.Unlock()
		m, err := find(arn)
		s.mu.Lock()
		if err == nil {
			return m, nil
		}
		if e, ok := err.(codedError); ok {
			return Machine{}, &apiError{e.ErrorCode(), e.ErrorMessage()}
		}
	}
	return Machine{}, &apiError{"StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + "'"}
}

// optimizedError is how an optimized integration reports an API error.
func (s *Simulator) optimizedError(prefix, service string, err error) Answer {
	e, ok := err.(*apiError)
	if !ok {
		return Fail(errTaskFailed, err.Error())
	}
	return Fail(prefix+"."+e.code+"Exception", fmt.Sprintf("%s (Service: %s; Status Code: 400; Error Code: %s; Request ID: %s; Proxy: null)", e.message, service, e.code, s.uuid()))
}

// sdkError is how an aws-sdk integration reports an API error.
func (s *Simulator) sdkError(prefix string, err error) Answer {
	e, ok := err.(*apiError)
	if !ok {
		return Fail(errTaskFailed, err.Error())
	}
	return Fail(prefix+"."+e.code+"Exception", fmt.Sprintf("%s (Service: %s, Status Code: 400, Request ID: %s) (SDK Attempt Count: 1)", e.message, prefix, s.uuid()))
}

// childEnded takes the end of the execution that the strand's .sync task started.
func (st *strand) childEnded(e *Execution) {
	t := st.task
	if st.ended || t == nil || t.child != e || t.stage != stageSubmitted {
		return
	}
	t.child = nil
	if t.call.Pattern == RequestResponse {
		st.finishTask(OfValue(e.syncResult()))
		return
	}
	out := e.nestedResult(t.call.Pattern == Sync2)
	if e.status == Succeeded {
		st.finishTask(OfValue(out))
		return
	}
	st.finishTask(Fail(errTaskFailed, e.nestedResult(false).String()))
}

// nestedResult is DescribeExecution as .sync answers it: members in PascalCase and sorted,
// times in milliseconds since 1970.
func (e *Execution) nestedResult(parsed bool) value.Value {
	d := e.describe()
	data := func(text string) value.Value {
		if parsed {
			if v, err := value.DecodeString(text, value.WithDuplicates()); err == nil {
				return v
			}
		}
		return value.OfString(text)
	}
	included := value.ObjectOf(value.Member{Key: "Included", Value: value.True})
	var m []value.Member
	add := func(key string, v value.Value) { m = append(m, value.Member{Key: key, Value: v}) }
	if d.Cause != nil {
		add("Cause", value.OfString(*d.Cause))
	}
	if d.Error != nil {
		add("Error", value.OfString(*d.Error))
	}
	add("ExecutionArn", value.OfString(d.ARN))
	add("Input", data(d.Input))
	add("InputDetails", included)
	add("Name", value.OfString(d.Name))
	if d.Output != nil {
		add("Output", data(*d.Output))
		add("OutputDetails", included)
	}
	add("RedriveCount", value.OfInt(int64(d.RedriveCount)))
	add("RedriveStatus", value.OfString(string(d.RedriveStatus)))
	if d.RedriveStatusReason != "" {
		add("RedriveStatusReason", value.OfString(d.RedriveStatusReason))
	}
	add("StartDate", value.OfInt(epochMillis(e.began)))
	add("StateMachineArn", value.OfString(d.MachineARN))
	add("Status", value.OfString(d.Status.String()))
	add("StopDate", value.OfInt(epochMillis(e.ended)))
	return value.OfObject(m)
}

// syncResult is the answer of StartSyncExecution as aws-sdk integrations show it.
func (e *Execution) syncResult() value.Value {
	d := e.describe()
	out := value.ObjectOf(value.Member{Key: "BillingDetails", Value: value.ObjectOf(
		value.Member{Key: "BilledDurationInMilliseconds", Value: value.OfInt(d.BilledDuration.Milliseconds())},
		value.Member{Key: "BilledMemoryUsedInMB", Value: value.OfInt(int64(d.BilledMemoryMB))})})
	for _, m := range e.nestedResult(false).Members() {
		switch {
		case strings.HasPrefix(m.Key, "Redrive"):
		case m.Key == "StartDate":
			out = out.With(m.Key, value.OfString(isoTime(e.began)))
		case m.Key == "StopDate":
			out = out.With(m.Key, value.OfString(isoTime(e.ended)))
		default:
			out = out.With(m.Key, m.Value)
		}
	}
	return out
}

// abandon notes that a task waits for the execution no longer. If stop is set, and nobody
// else waits, the execution ends with it.
func (e *Execution) abandon(st *strand, stop bool) {
	i := slices.Index(e.waiting, st)
	if i < 0 {
		return
	}
	e.waiting = slices.Delete(e.waiting, i, i+1)
	if stop && len(e.waiting) == 0 {
		e.finish(Aborted, &failure{}, nil, 0)
	}
}

func epochMillis(nanos int64) int64 { return nanos / 1e6 }

// javaDouble is Java's Double.toString for the times that AWS's JSON holds: 1.7E9.
func javaDouble(f float64) string {
	text := strconv.FormatFloat(f, 'E', -1, 64)
	for i := range len(text) {
		if text[i] == 'E' {
			mantissa, exp := text[:i], text[i+1:]
			if len(mantissa) == 1 {
				mantissa += ".0"
			}
			n, _ := strconv.Atoi(exp)
			return mantissa + "E" + strconv.Itoa(n)
		}
	}
	return text
}
