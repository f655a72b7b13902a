package optimize_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/optimize"
	"github.com/lockstep-go/lockstep/equivalence"
)

// mustBehaveEqually runs both machines over generated cases.
func mustBehaveEqually(t *testing.T, before, after *asl.Machine, level int) {
	t.Helper()
	r, err := equivalence.Compare(t.Context(), before, after, equivalence.Options{Cases: 150, Seed: 1, Converted: level >= optimize.LevelConvert})
	if err != nil {
		t.Fatal(err)
	}
	if r.Counterexample != nil {
		t.Errorf("the machine behaves differently: %s\n%s", r.Counterexample, after.Indented())
	}
	if r.TransitionsAfter > r.TransitionsBefore {
		t.Errorf("%d transitions became %d", r.TransitionsBefore, r.TransitionsAfter)
	}
}
