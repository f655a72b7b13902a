package golden_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/compiler/cost"
	"github.com/lockstep-go/lockstep/golden"
)

// costs is the paragraph of an example's README that says what its runs cost.
var costs = regexp.MustCompile(`(?m)^What it costs: .*\n`)

// TestCostsOfExamples holds each example's README to what its definition costs.
func TestCostsOfExamples(t *testing.T) {
	files, err := filepath.Glob("../examples/*/README.md")
	if err != nil || len(files) < 15 {
		t.Fatalf("there are %d examples (%v)", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(costs.FindAll(text, -1)); n != 1 {
			t.Errorf("%s says %d times what it costs, want once", file, n)
			continue
		}
		var parts []string
		definitions, err := filepath.Glob(name + "/*.asl.json")
		if err != nil {
			t.Fatal(err)
		}
		for _, definition := range definitions {
			if filepath.Base(definition) == "hand.asl.json" {
				continue
			}
			e := cost.Of(measured(t, definition).machine, cost.Scenario{})
			part := span(e)
			if name == "fraud" { // the workflow is Express
				part = fmt.Sprintf("as an Express workflow about $%.2f per million executions, and the Lambda functions", e.Most.ExpressUSD())
			}
			if name == "nested" {
				part = "`" + strings.TrimSuffix(filepath.Base(definition), ".asl.json") + "` " + part
			}
			parts = append(parts, part)
		}
		line := "What it costs: " + strings.Join(parts, "; ") + ".\n"
		golden.Check(t, file, costs.ReplaceAllLiteral(text, []byte(line)))
	}
}

// span is what the cheapest and the dearest way that end well are billed.
func span(e cost.Estimate) string {
	least, most := e.Least.Transitions, e.Most.Transitions
	text := fmt.Sprintf("%d transitions, $%.2f per million executions", least, e.Least.StandardUSD())
	if least == 1 {
		text = strings.Replace(text, "transitions", "transition", 1)
	}
	if least != most {
		text = fmt.Sprintf("%d to %d transitions, $%.2f to $%.2f per million executions", least, most, e.Least.StandardUSD(), e.Most.StandardUSD())
	}
	if e.Loops {
		text += " (each loop gone round once)"
	}
	return text
}
