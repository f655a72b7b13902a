package golden_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/compiler/cost"
	"github.com/lockstep-go/lockstep/golden"
)

// TestYardsticks compares what the compiler makes of an example with what was
// written by hand for it: it may have no more states and no longer ways, and each
// hand-written one must itself be right. docs/yardsticks.md shows the figures.
func TestYardsticks(t *testing.T) {
	hands, err := filepath.Glob("*/hand.asl.json")
	if err != nil || len(hands) < 5 {
		t.Fatalf("there are %d definitions written by hand: %v", len(hands), err)
	}
	var page strings.Builder
	page.WriteString(`# Yardsticks

Definitions of six examples were written by hand first, as one who knows the States Language well would write them
(` + "`golden/*/hand.asl.json`" + `). This page compares them with what the compiler makes of the Go code. A test writes it and
holds the compiled definitions to no more states and no more transitions. Transitions are those of the shortest and of
the longest way that ends well, loops once; a Map or Parallel counts one item of each. Bytes are without white space and
without Retry: the Go code names each transient error of Lambda, which the definitions written by hand do not.

| example | states by hand | compiled | transitions by hand | compiled | bytes by hand | compiled |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
`)
	for _, hand := range hands {
		want := measured(t, hand)
		made, err := filepath.Glob(filepath.Join(filepath.Dir(hand), "*.asl.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range made {
			if file == hand {
				continue
			}
			got := measured(t, file)
			if got.states > want.states || got.least > want.least || got.most > want.most {
				t.Errorf("%s has %v, by hand it has %v", file, got, want)
			}
			name := filepath.Dir(file)
			fmt.Fprintf(&page, "| [%s](../examples/%s) | %d | %d | %d to %d | %d to %d | %d | %d |\n", name, name,
				want.states, got.states, want.least, want.most, got.least, got.most, want.bytes, got.bytes)
		}
	}
	golden.Check(t, filepath.Join("..", "docs", "yardsticks.md"), []byte(page.String()))
}

// figures are what a definition is measured by.
type figures struct{ states, least, most, bytes int }

func (f figures) String() string {
	return fmt.Sprintf("%d states and %d to %d transitions", f.states, f.least, f.most)
}

func measured(t *testing.T, file string) figures {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, list := check.Definition(file, text)
	if list.HasErrors() {
		t.Fatal(list)
	}
	var f figures
	for range asl.Walk(m) {
		f.states++
	}
	e := cost.Of(m, cost.Scenario{})
	f.least, f.most = e.Least.Transitions, e.Most.Transitions
	var document any
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	compact, err := json.Marshal(withoutRetry(document))
	if err != nil {
		t.Fatal(err)
	}
	f.bytes = len(compact)
	return f
}

// withoutRetry takes the retriers out: how often a call is repeated is the
// author's choice.
func withoutRetry(v any) any {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "Retry")
		for k := range v {
			v[k] = withoutRetry(v[k])
		}
	case []any:
		for i := range v {
			v[i] = withoutRetry(v[i])
		}
	}
	return v
}
