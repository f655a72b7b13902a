package server

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/server/internal/api"
)

// refusal is an error of the API: what a client sees as an exception.
type refusal struct {
	status  int    // of HTTP
	code    string // such as "StateMachineDoesNotExist"
	message string
	reason  string // of a ValidationException; often ""
}

func (e *refusal) Error() string { return e.code + ": " + e.message }

// ErrorCode and ErrorMessage tell the simulator what a task that meets the refusal fails with.
func (e *refusal) ErrorCode() string    { return e.code }
func (e *refusal) ErrorMessage() string { return e.message }

func refuse(code, format string, args ...any) *refusal {
	status := http.StatusBadRequest
	switch code {
	case "ServiceUnavailable":
		status = http.StatusServiceUnavailable
	case "InternalFailure":
		status = http.StatusInternalServerError
	}
	return &refusal{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

// The refusals that several operations share, with AWS's texts.
func machineDoesNotExist(arn string) error {
	return refuse("StateMachineDoesNotExist", "State Machine Does Not Exist: '%s'", arn)
}

func machineDeleting(arn string) error {
	return refuse("StateMachineDeleting", "State Machine is Deleting: '%s'", arn)
}

func executionDoesNotExist(arn string) error {
	return refuse("ExecutionDoesNotExist", "Execution Does Not Exist: '%s'", arn)
}

func activityDoesNotExist(arn string) error {
	return refuse("ActivityDoesNotExist", "Activity Does Not Exist: '%s'", arn)
}

func resourceNotFound() error {
	return refuse("ResourceNotFound", "Request references a resource that does not exist.")
}

func invalidName(name string) error { return refuse("InvalidName", "Invalid Name: '%s'", name) }

func wrongType() error {
	return refuse("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
}

func invalid(format string, args ...any) *refusal {
	return refuse("ValidationException", format, args...)
}

func invalidBecause(reason, format string, args ...any) error {
	r := invalid(format, args...)
	r.reason = reason
	return r
}

// asRefusal is the API's form of any error that an operation returns.
func asRefusal(err error) *refusal {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r
	}
	if r, ok := errors.AsType[*api.InvalidRequest](err); ok {
		return refuse("ValidationException", "%s", r.Error())
	}
	if r, ok := errors.AsType[*api.Malformed](err); ok {
		return refuse("SerializationException", "%s", r.Error())
	}
	return refuse("InternalFailure", "%v", err)
}

// namespaces are those of the services that refuse with a code; all others are the API's own.
var namespaces = map[string]string{
	"ValidationException":       "com.amazon.coral.validate#",
	"SerializationException":    "com.amazon.coral.service#",
	"UnknownOperationException": "com.amazon.coral.service#",
	"ThrottlingException":       "com.amazon.coral.availability#",
	"InternalFailure":           "com.amazon.coral.service#",
	"ServiceUnavailable":        "com.amazon.coral.availability#",
}

// body is the refusal as the wire has it.
func (e *refusal) body() []byte {
	namespace, ok := namespaces[e.code]
	if !ok {
		namespace = "com.amazonaws.swf.service.v2.model#"
	}
	b := value.AppendQuoted([]byte(`{"__type":`), namespace+e.code)
	b = value.AppendQuoted(append(b, `,"message":`...), e.message)
	if e.reason != "" {
		b = value.AppendQuoted(append(b, `,"reason":`...), e.reason)
	}
	return append(b, '}')
}
