package server

import (
	"context"

	"github.com/lockstep-go/lockstep/server/internal/api"
)

// operation serves one operation of the API.
type operation struct {
	name  string
	serve func(ctx context.Context, w *world, body []byte) ([]byte, error)
}

// op makes an operation of a method: its input is decoded and checked, its output encoded.
func op[In, Out any](name string, method func(*world, context.Context, *In) (*Out, error)) operation {
	return operation{name: name, serve: func(ctx context.Context, w *world, body []byte) ([]byte, error) {
		in := new(In)
		if err := api.Decode(body, in); err != nil {
			return nil, err
		}
		out, err := method(w, ctx, in)
		if err != nil {
			return nil, err
		}
		return api.Append(nil, out), nil
	}}
}

// operations is every operation of the API, each with the method that serves it.
func operations() []operation {
	return []operation{
		op("CreateActivity", (*world).createActivity),
		op("CreateStateMachine", (*world).createStateMachine),
		op("CreateStateMachineAlias", (*world).createStateMachineAlias),
		op("DeleteActivity", (*world).deleteActivity),
		op("DeleteStateMachine", (*world).deleteStateMachine),
		op("DeleteStateMachineAlias", (*world).deleteStateMachineAlias),
		op("DeleteStateMachineVersion", (*world).deleteStateMachineVersion),
		op("DescribeActivity", (*world).describeActivity),
		op("DescribeExecution", (*world).describeExecution),
		op("DescribeMapRun", (*world).describeMapRun),
		op("DescribeStateMachine", (*world).describeStateMachine),
		op("DescribeStateMachineAlias", (*world).describeStateMachineAlias),
		op("DescribeStateMachineForExecution", (*world).describeStateMachineForExecution),
		op("GetActivityTask", (*world).getActivityTask),
		op("GetExecutionHistory", (*world).getExecutionHistory),
		op("ListActivities", (*world).listActivities),
		op("ListExecutions", (*world).listExecutions),
		op("ListMapRuns", (*world).listMapRuns),
		op("ListStateMachineAliases", (*world).listStateMachineAliases),
		op("ListStateMachineVersions", (*world).listStateMachineVersions),
		op("ListStateMachines", (*world).listStateMachines),
		op("ListTagsForResource", (*world).listTagsForResource),
		op("PublishStateMachineVersion", (*world).publishStateMachineVersion),
		op("RedriveExecution", (*world).redriveExecution),
		op("SendTaskFailure", (*world).sendTaskFailure),
		op("SendTaskHeartbeat", (*world).sendTaskHeartbeat),
		op("SendTaskSuccess", (*world).sendTaskSuccess),
		op("StartExecution", (*world).startExecution),
		op("StartSyncExecution", (*world).startSyncExecution),
		op("StopExecution", (*world).stopExecution),
		op("TagResource", (*world).tagResource),
		op("TestState", (*world).testState),
		op("UntagResource", (*world).untagResource),
		op("UpdateMapRun", (*world).updateMapRun),
		op("UpdateStateMachine", (*world).updateStateMachine),
		op("UpdateStateMachineAlias", (*world).updateStateMachineAlias),
		op("ValidateStateMachineDefinition", (*world).validateStateMachineDefinition),
	}
}
