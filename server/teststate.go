package server

import (
	"context"

	"github.com/lockstep-go/lockstep/server/internal/api"
)

func (w *world) testState(_ context.Context, in *api.TestStateInput) (*api.TestStateOutput, error) {
	return nil, nil
}
