package nearest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/lockstep-go/lockstep/internal/nearest"
)

func TestName(t *testing.T) {
	fields := []string{"Comment", "End", "Next", "Parameters", "Resource", "Retry", "TimeoutSeconds", "TimeoutSecondsPath"}
	for _, c := range []struct{ name, want string }{
		{"Ressource", "Resource"},
		{"resource", "Resource"},
		{"Paramters", "Parameters"},
		{"Rerty", "Retry"}, // neighbours swapped count once
		{"TimeoutSecond", "TimeoutSeconds"},
		{"Net", "Next"},
		{"E", ""}, // nothing is left of so short a name
		{"", ""},
		{"Colour", ""},
		{strings.Repeat("x", 1<<16), ""},
	} {
		if got := nearest.Name(c.name, fields); got != c.want {
			t.Errorf("Name(%.20q) = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	actions := []string{"putItem", "getItem", "updateItem", "deleteItem", "query"}
	if diff := cmp.Diff([]string{"getItem", "putItem"}, nearest.Names("gutItem", actions, 2)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := nearest.Names("listTables", actions, 3); got != nil {
		t.Errorf("Names = %q, want none", got)
	}
}

// A name that is there but for its case is always found.
func TestNameIgnoresCase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.StringMatching(`[A-Za-z]{1,20}`), 1, 10).Draw(t, "names")
		name := rapid.SampledFrom(names).Draw(t, "name")
		if got := nearest.Name(strings.ToUpper(name), names); !strings.EqualFold(got, name) {
			t.Errorf("Name(%q, %q) = %q", strings.ToUpper(name), names, got)
		}
	})
}
