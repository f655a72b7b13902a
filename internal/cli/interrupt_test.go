package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/cli"
)

// A signal ends a comparison, however many cases are left.
func TestInterruptedComparison(t *testing.T) {
	file := filepath.Join(t.TempDir(), "m.json")
	if err := os.WriteFile(file, []byte(`{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"compare", file, file, "--cases", "1000000000"},
		{"optimize", file, "--verify", "--cases", "1000000000"},
		{"convert", file, "--to", "jsonata", "--cases", "1000000000"},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var out, errors bytes.Buffer
		code := cli.Main(ctx, append([]string{"lockstep"}, args...), strings.NewReader(""), &out, &errors)
		if diff := cmp.Diff(3, code); diff != "" || out.Len() > 0 || !strings.Contains(errors.String(), "interrupted") && !strings.Contains(errors.String(), "context canceled") {
			t.Errorf("%s: exit code %d, %q, %q", args[0], code, out.String(), errors.String())
		}
	}
}
