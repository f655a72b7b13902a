package deploy

import (
	"context"
	"time"
)

// Clock is the time that a deployment lives in. Tests give one that does not wait.
type Clock interface {
	Now() time.Time
	// Sleep waits for d, or until ctx ends: then it returns ctx's error.
	Sleep(ctx context.Context, d time.Duration) error
}

// wallClock is the real time.
type wallClock struct{}

func (wallClock) Now() time.Time { return time.Now() }

func (wallClock) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
