package simulator

import "time"

// EventType names a history event as the Step Functions API does.
type EventType uint8

// The event types of the API (HistoryEventType).
const (
	eventNone EventType = iota
	ActivityFailed
	ActivityScheduled
	ActivityScheduleFailed
	ActivityStarted
	ActivitySucceeded
	ActivityTimedOut
	ChoiceStateEntered
	ChoiceStateExited
	EvaluationFailed
	ExecutionAborted
	ExecutionFailed
	ExecutionRedriven
	ExecutionStarted
	ExecutionSucceeded
	ExecutionTimedOut
	FailStateEntered
	LambdaFunctionFailed
	LambdaFunctionScheduled
	LambdaFunctionScheduleFailed
	LambdaFunctionStarted
	LambdaFunctionStartFailed
	LambdaFunctionSucceeded
	LambdaFunctionTimedOut
	MapIterationAborted
	MapIterationFailed
	MapIterationStarted
	MapIterationSucceeded
	MapRunAborted
	MapRunFailed
	MapRunRedriven
	MapRunStarted
	MapRunSucceeded
	MapStateAborted
	MapStateEntered
	MapStateExited
	MapStateFailed
	MapStateStarted
	MapStateSucceeded
	ParallelStateAborted
	ParallelStateEntered
	ParallelStateExited
	ParallelStateFailed
	ParallelStateStarted
	ParallelStateSucceeded
	PassStateEntered
	PassStateExited
	SucceedStateEntered
	SucceedStateExited
	TaskFailed
	TaskScheduled
	TaskStarted
	TaskStartFailed
	TaskStateAborted
	TaskStateEntered
	TaskStateExited
	TaskSubmitFailed
	TaskSubmitted
	TaskSucceeded
	TaskTimedOut
	WaitStateAborted
	WaitStateEntered
	WaitStateExited
)

// eventNames has for every type its API name and the member of the event that holds its
// details; "" where it has none.
var eventNames = [...]struct{ name, details string }{
	ActivityFailed:               {"ActivityFailed", "activityFailedEventDetails"},
	ActivityScheduled:            {"ActivityScheduled", "activityScheduledEventDetails"},
	ActivityScheduleFailed:       {"ActivityScheduleFailed", "activityScheduleFailedEventDetails"},
	ActivityStarted:              {"ActivityStarted", "activityStartedEventDetails"},
	ActivitySucceeded:            {"ActivitySucceeded", "activitySucceededEventDetails"},
	ActivityTimedOut:             {"ActivityTimedOut", "activityTimedOutEventDetails"},
	ChoiceStateEntered:           {"ChoiceStateEntered", "stateEnteredEventDetails"},
	ChoiceStateExited:            {"ChoiceStateExited", "stateExitedEventDetails"},
	EvaluationFailed:             {"EvaluationFailed", "evaluationFailedEventDetails"},
	ExecutionAborted:             {"ExecutionAborted", "executionAbortedEventDetails"},
	ExecutionFailed:              {"ExecutionFailed", "executionFailedEventDetails"},
	ExecutionRedriven:            {"ExecutionRedriven", "executionRedrivenEventDetails"},
	ExecutionStarted:             {"ExecutionStarted", "executionStartedEventDetails"},
	ExecutionSucceeded:           {"ExecutionSucceeded", "executionSucceededEventDetails"},
	ExecutionTimedOut:            {"ExecutionTimedOut", "executionTimedOutEventDetails"},
	FailStateEntered:             {"FailStateEntered", "stateEnteredEventDetails"},
	LambdaFunctionFailed:         {"LambdaFunctionFailed", "lambdaFunctionFailedEventDetails"},
	LambdaFunctionScheduled:      {"LambdaFunctionScheduled", "lambdaFunctionScheduledEventDetails"},
	LambdaFunctionScheduleFailed: {"LambdaFunctionScheduleFailed", "lambdaFunctionScheduleFailedEventDetails"},
	LambdaFunctionStarted:        {"LambdaFunctionStarted", ""},
	LambdaFunctionStartFailed:    {"LambdaFunctionStartFailed", "lambdaFunctionStartFailedEventDetails"},
	LambdaFunctionSucceeded:      {"LambdaFunctionSucceeded", "lambdaFunctionSucceededEventDetails"},
	LambdaFunctionTimedOut:       {"LambdaFunctionTimedOut", "lambdaFunctionTimedOutEventDetails"},
	MapIterationAborted:          {"MapIterationAborted", "mapIterationAbortedEventDetails"},
	MapIterationFailed:           {"MapIterationFailed", "mapIterationFailedEventDetails"},
	MapIterationStarted:          {"MapIterationStarted", "mapIterationStartedEventDetails"},
	MapIterationSucceeded:        {"MapIterationSucceeded", "mapIterationSucceededEventDetails"},
	MapRunAborted:                {"MapRunAborted", ""},
	MapRunFailed:                 {"MapRunFailed", "mapRunFailedEventDetails"},
	MapRunRedriven:               {"MapRunRedriven", "mapRunRedrivenEventDetails"},
	MapRunStarted:                {"MapRunStarted", "mapRunStartedEventDetails"},
	MapRunSucceeded:              {"MapRunSucceeded", ""},
	MapStateAborted:              {"MapStateAborted", ""},
	MapStateEntered:              {"MapStateEntered", "stateEnteredEventDetails"},
	MapStateExited:               {"MapStateExited", "stateExitedEventDetails"},
	MapStateFailed:               {"MapStateFailed", ""},
	MapStateStarted:              {"MapStateStarted", "mapStateStartedEventDetails"},
	MapStateSucceeded:            {"MapStateSucceeded", ""},
	ParallelStateAborted:         {"ParallelStateAborted", ""},
	ParallelStateEntered:         {"ParallelStateEntered", "stateEnteredEventDetails"},
	ParallelStateExited:          {"ParallelStateExited", "stateExitedEventDetails"},
	ParallelStateFailed:          {"ParallelStateFailed", ""},
	ParallelStateStarted:         {"ParallelStateStarted", ""},
	ParallelStateSucceeded:       {"ParallelStateSucceeded", ""},
	PassStateEntered:             {"PassStateEntered", "stateEnteredEventDetails"},
	PassStateExited:              {"PassStateExited", "stateExitedEventDetails"},
	SucceedStateEntered:          {"SucceedStateEntered", "stateEnteredEventDetails"},
	SucceedStateExited:           {"SucceedStateExited", "stateExitedEventDetails"},
	TaskFailed:                   {"TaskFailed", "taskFailedEventDetails"},
	TaskScheduled:                {"TaskScheduled", "taskScheduledEventDetails"},
	TaskStarted:                  {"TaskStarted", "taskStartedEventDetails"},
	TaskStartFailed:              {"TaskStartFailed", "taskStartFailedEventDetails"},
	TaskStateAborted:             {"TaskStateAborted", ""},
	TaskStateEntered:             {"TaskStateEntered", "stateEnteredEventDetails"},
	TaskStateExited:              {"TaskStateExited", "stateExitedEventDetails"},
	TaskSubmitFailed:             {"TaskSubmitFailed", "taskSubmitFailedEventDetails"},
	TaskSubmitted:                {"TaskSubmitted", "taskSubmittedEventDetails"},
	TaskSucceeded:                {"TaskSucceeded", "taskSucceededEventDetails"},
	TaskTimedOut:                 {"TaskTimedOut", "taskTimedOutEventDetails"},
	WaitStateAborted:             {"WaitStateAborted", ""},
	WaitStateEntered:             {"WaitStateEntered", "stateEnteredEventDetails"},
	WaitStateExited:              {"WaitStateExited", "stateExitedEventDetails"},
}

// String is the API's name of the type, such as "TaskStateEntered".
func (t EventType) String() string { return eventNames[t].name }

// DetailsField is the member of an API event that holds the details of this type, such as
// "stateEnteredEventDetails"; "" where the type has none.
func (t EventType) DetailsField() string { return eventNames[t].details }

// Event is one entry of an execution's history, as GetExecutionHistory answers it.
type Event struct {
	ID              int64
	PreviousEventID int64 // 0 where the chain begins
	Timestamp       time.Time
	Type            EventType
	Details         *Details // nil where the type has none
}

// Details are what an event says besides its type. It is one struct for all types: a
// member that a type does not have is zero. The JSON names are the API's.
type Details struct {
	Input          *string     `json:"input,omitempty"`
	InputDetails   *DataExtent `json:"inputDetails,omitempty"`
	Output         *string     `json:"output,omitempty"`
	OutputDetails  *DataExtent `json:"outputDetails,omitempty"`
	Name           string      `json:"name,omitempty"`
	Index          *int64      `json:"index,omitempty"`
	Length         *int64      `json:"length,omitempty"`
	Error          *string     `json:"error,omitempty"`
	Cause          *string     `json:"cause,omitempty"`
	ResourceType   string      `json:"resourceType,omitempty"`
	Resource       string      `json:"resource,omitempty"`
	Region         string      `json:"region,omitempty"`
	Parameters     *string     `json:"parameters,omitempty"`
	TimeoutSeconds *int64      `json:"timeoutInSeconds,omitempty"`
	Heartbeat      *int64      `json:"heartbeatInSeconds,omitempty"`
	Credentials    *RoleARN    `json:"taskCredentials,omitempty"`
	WorkerName     string      `json:"workerName,omitempty"`
	RoleARN        string      `json:"roleArn,omitempty"`
	AliasARN       string      `json:"stateMachineAliasArn,omitempty"`
	VersionARN     string      `json:"stateMachineVersionArn,omitempty"`
	MapRunARN      string      `json:"mapRunArn,omitempty"`
	RedriveCount   *int64      `json:"redriveCount,omitempty"`
	State          string      `json:"state,omitempty"`
	Location       string      `json:"location,omitempty"`

	AssignedVariables        map[string]string `json:"assignedVariables,omitempty"` // name to JSON text
	AssignedVariablesDetails *DataExtent       `json:"assignedVariablesDetails,omitempty"`
}

// DataExtent says whether a document of an event was cut.
type DataExtent struct {
	Truncated bool `json:"truncated"`
}

// RoleARN is the role that a task assumes by its Credentials.
type RoleARN struct {
	RoleARN string `json:"roleArn"`
}

// WithoutData is the event without the documents that includeExecutionData=false hides.
func (e Event) WithoutData() Event {
	if e.Details != nil {
		d := *e.Details
		d.Input, d.InputDetails, d.Output, d.OutputDetails = nil, nil, nil, nil
		d.AssignedVariables, d.AssignedVariablesDetails = nil, nil
		e.Details = &d
	}
	return e
}
