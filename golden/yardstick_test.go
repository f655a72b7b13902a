package golden_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/check"
)

// TestYardsticks compares what the compiler makes of an example with what was
// written by hand for it: it may have no more states, and each hand-written one
// must itself be right.
func TestYardsticks(t *testing.T) {
	hands, err := filepath.Glob("*/hand.asl.json")
	if err != nil || len(hands) < 5 {
		t.Fatalf("there are %d definitions written by hand: %v", len(hands), err)
	}
	for _, hand := range hands {
		want := states(t, hand)
		made, err := filepath.Glob(filepath.Join(filepath.Dir(hand), "*.asl.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range made {
			if file == hand {
				continue
			}
			if got := states(t, file); got > want {
				t.Errorf("%s has %d states, by hand it has %d", file, got, want)
			}
		}
	}
}

func states(t *testing.T, file string) int {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, list := check.Definition(file, text)
	if list.HasErrors() {
		t.Fatal(list)
	}
	n := 0
	for range asl.Walk(m) {
		n++
	}
	return n
}
