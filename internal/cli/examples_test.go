package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/internal/cli"
)

// TestExamplesRun runs the examples as their README says, from a package to a
// result.
func TestExamplesRun(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles every example")
	}
	inputs, err := filepath.Glob("../../examples/*/input.json")
	if err != nil || len(inputs) < 14 {
		t.Fatalf("there are %d examples with an input, want 14 (%v)", len(inputs), err)
	}
	more := map[string][]string{"nested": {"--workflow", "onboarding"}, "etl": {"--s3", buckets(t)}}
	for _, input := range inputs {
		dir := filepath.Dir(input)
		name := filepath.Base(dir)
		t.Run(name, func(t *testing.T) {
			args := append([]string{"lockstep", "run", "--format", "json", "--input", "@" + input}, more[name]...)
			if mocks := filepath.Join(dir, "mocks.json"); exists(mocks) {
				args = append(args, "--mocks", mocks+"#HappyPath")
			}
			var out, problems bytes.Buffer
			if code := cli.Main(context.Background(), append(args, dir), strings.NewReader(""), &out, &problems); code != 0 {
				t.Fatalf("exit code %d\n%s%s", code, out.Bytes(), problems.Bytes())
			}
			var result struct{ Status string }
			if err := json.Unmarshal(out.Bytes(), &result); err != nil || result.Status != "SUCCEEDED" {
				t.Errorf("the answer is %s (%v)", out.Bytes(), err)
			}
		})
	}
}

// TestPictureOfTheReadme holds the README's picture to what `lockstep graph` draws.
func TestPictureOfTheReadme(t *testing.T) {
	var out, problems bytes.Buffer
	args := []string{"lockstep", "graph", "--format", "svg", "../../golden/order/order-fulfilment.asl.json"}
	if code := cli.Main(context.Background(), args, strings.NewReader(""), &out, &problems); code != 0 {
		t.Fatalf("exit code %d\n%s", code, problems.Bytes())
	}
	golden.Check(t, "../../docs/order.svg", out.Bytes())
}

// buckets is a copy of the example's: a run writes into it.
func buckets(t *testing.T) string {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../examples/etl/buckets")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
