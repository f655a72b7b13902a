package golden_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/compiler/cost"
	"github.com/lockstep-go/lockstep/equivalence"
	"github.com/lockstep-go/lockstep/golden"
)

// compared is how many generated cases both definitions of an example run.
const compared = 2000

// TestYardsticks compares what the compiler makes of an example with what was
// written by hand for it: it may have no more states and no longer ways, it must do
// the same in every case that is generated, and each hand-written one must itself be
// right. docs/yardsticks.md shows the figures.
func TestYardsticks(t *testing.T) {
	hands, err := filepath.Glob("*/hand.asl.json")
	if err != nil || len(hands) < 5 {
		t.Fatalf("there are %d definitions written by hand: %v", len(hands), err)
	}
	var page strings.Builder
	page.WriteString(`# Yardsticks

Definitions of six examples were written by hand first, as one who knows the States Language well would write them
(` + "`golden/*/hand.asl.json`" + `), with the same retriers and timeouts. This page compares them with what the compiler makes of
the Go code. A test writes it and holds the compiled definitions to no more states and no more transitions. Transitions
are those of the shortest and of the longest way that ends well, loops once; a Map or Parallel counts one item of each.
Bytes are without white space.

The test also runs both in the simulator, over inputs, answers, errors, timeouts and delays that the package
` + "`equivalence`" + ` makes from what the definitions read, and holds them to the same status, output, Error, Cause and calls,
each call with its arguments and its time. Reached are the states of the one written by hand that some case entered.
` + "`lockstep compare golden/order/hand.asl.json golden/order/order-fulfilment.asl.json`" + ` repeats it.

| example | states by hand | compiled | transitions by hand | compiled | bytes by hand | compiled | cases | different | states reached |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
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
			r, err := equivalence.Compare(t.Context(), want.machine, got.machine, equivalence.Options{Cases: compared, Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			different := 0
			if !r.Equivalent {
				different = 1
				t.Errorf("%s and %s differ:\n%s", hand, file, r.Counterexample.Explain(100))
			}
			if missed := r.Coverage.UnreachedStates; len(missed) > 0 {
				t.Errorf("%s: no case reaches %v", hand, missed)
			}
			name := filepath.Dir(file)
			fmt.Fprintf(&page, "| [%s](../examples/%s) | %d | %d | %d to %d | %d to %d | %d | %d | %d | %d | %d |\n", name, name,
				want.states, got.states, want.least, want.most, got.least, got.most, want.bytes, got.bytes,
				r.Cases, different, r.Coverage.StatesReached)
		}
	}
	golden.Check(t, filepath.Join("..", "docs", "yardsticks.md"), []byte(page.String()))
}

// figures are what a definition is measured by.
type figures struct {
	machine                    *asl.Machine
	states, least, most, bytes int
}

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
	f := figures{machine: m}
	for range asl.Walk(m) {
		f.states++
	}
	e := cost.Of(m, cost.Scenario{})
	f.least, f.most = e.Least.Transitions, e.Most.Transitions
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		t.Fatal(err)
	}
	f.bytes = compact.Len()
	return f
}
