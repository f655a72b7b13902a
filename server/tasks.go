package server

import (
	"context"
	"errors"

	"github.com/lockstep-go/lockstep/internal/jackson"
	"github.com/lockstep-go/lockstep/server/internal/api"
	"github.com/lockstep-go/lockstep/simulator"
)

func (w *world) sendTaskSuccess(_ context.Context, in *api.SendTaskSuccessInput) (*api.SendTaskSuccessOutput, error) {
	if len(in.Output) > maxInput {
		return nil, refuse("InvalidOutput", "Invalid Output: 'Output size exceeded the maximum number of bytes service limit'")
	}
	if problem := jackson.Document(in.Output); problem != "" {
		return nil, refuse("InvalidOutput", "Invalid Output: '%s'", problem)
	}
	return &api.SendTaskSuccessOutput{}, answered(w.sim.SendTaskSuccess(in.TaskToken, in.Output))
}

func (w *world) sendTaskFailure(_ context.Context, in *api.SendTaskFailureInput) (*api.SendTaskFailureOutput, error) {
	return &api.SendTaskFailureOutput{}, answered(w.sim.SendTaskFailure(in.TaskToken, in.Error, in.Cause))
}

func (w *world) sendTaskHeartbeat(_ context.Context, in *api.SendTaskHeartbeatInput) (*api.SendTaskHeartbeatOutput, error) {
	return &api.SendTaskHeartbeatOutput{}, answered(w.sim.SendTaskHeartbeat(in.TaskToken))
}

// answered is the refusal of a token that the simulator does not take.
func answered(err error) error {
	if t, ok := errors.AsType[*simulator.TokenError](err); ok {
		return refuse(t.Code, "%s", t.Message)
	}
	if t, ok := errors.AsType[*simulator.InputError](err); ok {
		return refuse("InvalidOutput", "%s", t.Message)
	}
	return err
}
