package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// Action is what a Resource of an integration calls.
type Action struct {
	Resource Resource
	// Service and Operation are the API behind it; nil where Step Functions made the
	// action up (Operation), or where the service's model is gone (both).
	Service    *Service
	Operation  *Operation
	Parameters []Parameter
	// ErrorPrefix begins the names of its errors, as "Sqs" or "SQS".
	ErrorPrefix string
	// Poll is the operation that a finished job's result comes from, of .sync patterns.
	Poll        *Operation
	PollService *Service
	// Unchecked says that nothing is known of the action's parameters.
	Unchecked bool

	integration *integration
}

// Resolve looks up what the Resource names. It is for integrations; a Lambda function or an
// activity has no Action. The error is a *ResourceError.
func (r Resource) Resolve() (*Action, error) {
	switch r.Kind {
	case ResourceOptimized:
		return r.optimized()
	case ResourceSDK:
		return r.sdk()
	}
	return nil, &ResourceError{Part: r.ARN, Message: fmt.Sprintf("`%s` is no service integration", r.ARN)}
}

func (r Resource) optimized() (*Action, error) {
	if strings.Contains(r.Service+r.Action, "${") {
		return &Action{Resource: r, Unchecked: true}, nil
	}
	in := optimizedByKey()[integrationKey{r.Service, r.Action}]
	if in == nil {
		return nil, r.unknownOptimized()
	}
	if in.onlyMap() {
		return nil, &ResourceError{Part: r.Service, Message: fmt.Sprintf("`%s:%s` is for the ItemReader and ResultWriter of a Map, not for a Task", r.Service, r.Action),
			Help: fmt.Sprintf("write `arn:aws:states:::aws-sdk:%s:%s`", r.Service, r.Action)}
	}
	if !in.supports(r.Pattern) {
		return nil, r.patternError(in.suffixes())
	}
	return in.resolve(r), nil
}

// resolve makes the Action of a table's line.
func (in *integration) resolve(r Resource) *Action {
	a := &Action{Resource: r, ErrorPrefix: errorPrefixes[r.Service], integration: in}
	a.Service, a.Operation = apiOf(in.api)
	if a.Operation != nil {
		a.Parameters = slices.Clone(a.Operation.Parameters)
	} else {
		a.Parameters = readParameters(in.fields)
	}
	for i := range a.Parameters {
		if contains(in.in, a.Parameters[i].Name) {
			a.Parameters[i].Kind = KindAny
			if r.Service == "lambda" {
				a.Parameters[i].Kind = KindPayload
			}
		}
	}
	if r.Pattern == Sync || r.Pattern == Sync2 {
		a.PollService, a.Poll = apiOf(in.poll)
	}
	return a
}

// MapResource looks up a resource of an ItemReader or ResultWriter.
func (r Resource) MapResource() (*Action, error) {
	in := optimizedByKey()[integrationKey{r.Service, r.Action}]
	if r.Kind != ResourceOptimized || in == nil || !in.onlyMap() {
		return nil, &ResourceError{Part: r.ARN, Message: "an ItemReader or ResultWriter can't use this Resource",
			Help: "an ItemReader takes `arn:aws:states:::s3:getObject` or `arn:aws:states:::s3:listObjectsV2`, a ResultWriter `arn:aws:states:::s3:putObject`"}
	}
	return in.resolve(r), nil
}

// contains reports whether a list with commas has name.
func contains(list, name string) bool {
	return list != "" && slices.Contains(strings.Split(list, ","), name)
}

func (r Resource) patternError(have []Pattern) *ResourceError {
	e := &ResourceError{Part: string(r.Pattern), Message: fmt.Sprintf("`%s:%s` does not take `%s`", r.Service, r.Action, r.Pattern)}
	var names []string
	for _, p := range have {
		if p != RequestResponse {
			names = append(names, string(p))
		}
	}
	e.Nearest = similar(string(r.Pattern), names)
	switch {
	case len(names) == 0:
		e.Help = "leave the suffix away"
	case len(e.Nearest) > 0:
		e.Help = didYouMean(e.Nearest)
	default:
		e.Help = "it takes no suffix, or `" + strings.Join(names, "`, `") + "`"
	}
	return e
}

func (r Resource) unknownOptimized() *ResourceError {
	var services, actions []string
	for _, in := range optimized {
		if in.service == r.Service {
			actions = append(actions, in.action)
		} else if !slices.Contains(services, in.service) {
			services = append(services, in.service)
		}
	}
	if s, ok := LookupService(r.Service); ok {
		if o, ok := s.Operation(r.Action); ok {
			return &ResourceError{Part: r.Action, Message: fmt.Sprintf("`%s:%s` has no optimized integration", r.Service, r.Action),
				Help: fmt.Sprintf("write `arn:aws:states:::aws-sdk:%s:%s`", s.Segment, o.Action)}
		}
	}
	if len(actions) > 0 {
		near := similar(r.Action, actions)
		e := &ResourceError{Part: r.Action, Message: fmt.Sprintf("`%s` has no action `%s`", r.Service, r.Action), Help: didYouMean(near), Nearest: near}
		if e.Help == "" {
			e.Help = "its actions are `" + strings.Join(actions, "`, `") + "`"
		}
		return e
	}
	near := similar(r.Service, services)
	e := &ResourceError{Part: r.Service, Message: fmt.Sprintf("Step Functions has no optimized integration with `%s`", r.Service), Help: didYouMean(near), Nearest: near}
	if e.Help == "" {
		e.Help = "other services are called by `arn:aws:states:::aws-sdk:SERVICE:ACTION`"
	}
	return e
}

func (r Resource) sdk() (*Action, error) {
	if strings.Contains(r.Service+r.Action, "${") || slices.Contains(retired, r.Service) {
		return &Action{Resource: r, Unchecked: true, ErrorPrefix: className(r.Service)}, nil
	}
	s, ok := LookupService(r.Service)
	if !ok {
		return nil, unknownService(r.Service)
	}
	o, ok := s.Operation(r.Action)
	switch {
	case !ok:
		return nil, s.unknownAction(r.Action)
	case o.Action != r.Action:
		return nil, &ResourceError{Part: r.Action, Message: fmt.Sprintf("the action `%s` of `%s` begins with a small letter in a Resource", r.Action, r.Service),
			Help: didYouMean([]string{o.Action}), Nearest: []string{o.Action}}
	case o.Streams || slices.Contains(unsupported[s.Segment], o.Name):
		return nil, &ResourceError{Part: r.Action, Message: fmt.Sprintf("Step Functions does not support the action `%s` of `%s`", r.Action, r.Service),
			Help: "call it from a Lambda function"}
	case r.Pattern != RequestResponse && r.Pattern != WaitForTaskToken:
		return nil, r.patternError([]Pattern{WaitForTaskToken})
	}
	return &Action{Resource: r, Service: s, Operation: o, Parameters: o.Parameters, ErrorPrefix: s.Client}, nil
}

func unknownService(segment string) *ResourceError {
	// People write the name that the CLI, or the endpoint, has for the service.
	for s := range Services() {
		if s.Folder == segment || s.EndpointPrefix == segment || strings.EqualFold(strings.ReplaceAll(s.ID, " ", ""), segment) {
			return &ResourceError{Part: segment, Message: fmt.Sprintf("SDK integrations have no service `%s`", segment), Help: didYouMean([]string{s.Segment}), Nearest: []string{s.Segment}}
		}
	}
	var names []string
	for s := range Services() {
		names = append(names, s.Segment)
	}
	near := similar(segment, names)
	return &ResourceError{Part: segment, Message: fmt.Sprintf("SDK integrations have no service `%s`", segment), Help: didYouMean(near), Nearest: near}
}

func (s *Service) unknownAction(name string) *ResourceError {
	var names []string
	for _, o := range s.Operations() {
		names = append(names, o.Action)
	}
	near := similar(name, names)
	return &ResourceError{Part: name, Message: fmt.Sprintf("`%s` has no action `%s`", s.Segment, name), Help: didYouMean(near), Nearest: near}
}

// Parameter finds a parameter by its name.
func (a *Action) Parameter(name string) (Parameter, bool) {
	for _, p := range a.Parameters {
		if p.Name == name {
			return p, true
		}
	}
	return Parameter{}, false
}

// ErrorNames are the names by which a Task fails with the API's modelled errors. Others
// can occur: a service's unmodelled errors, and Step Functions' own.
func (a *Action) ErrorNames() []string {
	if a.Operation == nil {
		return nil
	}
	out := make([]string, len(a.Operation.Errors))
	for i, e := range a.Operation.Errors {
		out[i] = a.ErrorPrefix + "." + exceptionName(e)
	}
	return out
}

// TakesAnyIn reports whether Step Functions takes any JSON for the member, although the
// API has a text there ("MessageBody" of sqs:sendMessage).
func (a *Action) TakesAnyIn(member string) bool {
	return a.integration != nil && contains(a.integration.in, member)
}

// GivesAnyIn reports whether the member of the result is any JSON, although the API has a
// text there ("Payload" of lambda:invoke).
func (a *Action) GivesAnyIn(member string) bool {
	return a.integration != nil && contains(a.integration.out, member)
}

// ExpressAllows reports whether an Express workflow may use the pattern: it can't wait for
// jobs or tokens.
func ExpressAllows(p Pattern) bool { return p == RequestResponse }
