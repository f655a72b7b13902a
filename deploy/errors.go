package deploy

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/lockstep-go/lockstep/diag"
)

// StaleError says that AWS has changed since a plan was made.
type StaleError struct{ What []string }

// Error names what has changed.
func (e *StaleError) Error() string {
	return "the plan is stale: since it was made, " + strings.Join(e.What, " and ") + " changed; make a new plan"
}

// ConflictError says that somebody else changed the machine during the deployment.
type ConflictError struct{ Message string }

// Error says what was seen, and what to do.
func (e *ConflictError) Error() string {
	return "another deployment changed the machine meanwhile: " + e.Message + "; look at `lockstep status`, then plan and deploy again"
}

// NotOursError says that a resource of the name exists and was not made by this workflow.
type NotOursError struct{ Resource, Owner string }

// Error says whose it is.
func (e *NotOursError) Error() string {
	if e.Owner == "" {
		return fmt.Sprintf("%s exists and lockstep did not make it: choose another name, or deploy with Adopt", e.Resource)
	}
	return fmt.Sprintf("%s belongs to the workflow `%s`: choose another name", e.Resource, e.Owner)
}

// InProgressError says that an alias is between two versions, of which none is the one to
// deploy.
type InProgressError struct {
	Alias  string
	Routes []Route
}

// Error says what to do about it.
func (e *InProgressError) Error() string {
	return fmt.Sprintf("the alias `%s` is being shifted (%s): complete that by `lockstep deploy --resume`, or undo it by `lockstep rollback`", e.Alias, routesText(e.Routes))
}

// RolledBackError says that the alias went back to the old version, and why.
type RolledBackError struct{ Alias, From, To, Reason string }

// Error gives the reason.
func (e *RolledBackError) Error() string {
	return fmt.Sprintf("rolled back: %s; the alias `%s` serves version %s again, version %s gets nothing", e.Reason, e.Alias, e.To, e.From)
}

// RoutingError says that an alias does not route as the deployment set it.
type RoutingError struct {
	Alias      string
	Want, Have []Route
}

// Error shows both routings.
func (e *RoutingError) Error() string {
	return fmt.Sprintf("somebody else changed the alias `%s` during the shift: it should route %s and routes %s; the deployment stops here", e.Alias, routesText(e.Want), routesText(e.Have))
}

// RefusedError says that AWS refuses the definition.
type RefusedError struct{ Diagnostics diag.List }

// Error is the diagnostics.
func (e *RefusedError) Error() string { return "AWS refuses the definition: " + e.Diagnostics.Error() }

// Unwrap gives the diagnostics.
func (e *RefusedError) Unwrap() error { return e.Diagnostics }

// InterruptedError says that a deployment ended during a shift and how to go on.
type InterruptedError struct {
	Alias string
	Err   error
}

// Error says what completes or undoes the shift.
func (e *InterruptedError) Error() string {
	return fmt.Sprintf("the shift of the alias `%s` was interrupted (%v): `lockstep deploy --resume` completes it, `lockstep rollback` undoes it", e.Alias, e.Err)
}

// Unwrap gives the cause.
func (e *InterruptedError) Unwrap() error { return e.Err }

// ImpossibleError says that what is asked for can't be done as things are: there is nothing
// to roll back to, an alarm rings before a shift begins, a machine would change its type.
// Nothing was changed.
type ImpossibleError struct{ Message string }

// Error is the message.
func (e *ImpossibleError) Error() string { return e.Message }

func impossible(format string, args ...any) error {
	return &ImpossibleError{Message: fmt.Sprintf(format, args...)}
}

// IsNo reports whether err is an answer, and the answer is no, rather than a call that
// failed.
func IsNo(err error) bool {
	return is[*StaleError](err) || is[*ConflictError](err) || is[*NotOursError](err) || is[*InProgressError](err) ||
		is[*RolledBackError](err) || is[*RoutingError](err) || is[*RefusedError](err) || is[*ImpossibleError](err)
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// hasCode reports whether err is an API error with one of the codes. Services write them
// with and without "Exception".
func hasCode(err error, codes ...string) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	code := strings.TrimSuffix(api.ErrorCode(), "Exception")
	for _, c := range codes {
		if code == c {
			return true
		}
	}
	return false
}

// propagationMessages are how Step Functions refuses a role that IAM has not yet told it
// about. Everything else is a real refusal.
var propagationMessages = []string{
	"authorized to assume the provided role",
	"not authorized to access the Log Destination",
	"not authorized to create managed-rule",
}

// propagating reports whether the error may go away by itself.
func propagating(err error) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	for _, m := range propagationMessages {
		if strings.Contains(api.ErrorMessage(), m) {
			return true
		}
	}
	return false
}
