package optimize_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/asl"
)

// mustBehaveEqually runs both machines.
func mustBehaveEqually(t *testing.T, before, after *asl.Machine, level int) {
	t.Helper()
}
