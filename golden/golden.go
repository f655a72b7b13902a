package golden

import (
	"bytes"
	"flag"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/compiler"
	"github.com/lockstep-go/lockstep/internal/assembly"
	"github.com/lockstep-go/lockstep/sdk"
)

// Check compares got with the file. If the environment variable GOLDEN holds a
// pattern that the file's path or its last element matches (path.Match; "*"
// matches all), or the test binary has a flag -update that is set, the file is
// written instead and the test fails.
func Check(t testing.TB, file string, got []byte) {
	t.Helper()
	if refreshing(file) {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Errorf("%s was written anew; read the difference, then run without GOLDEN", file)
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v\nwrite it by: GOLDEN='%s' go test", err, filepath.Base(file))
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s differs (-file +now):\n%s", file, cmp.Diff(string(want), string(got)))
	}
}

func refreshing(file string) bool {
	if pattern := os.Getenv("GOLDEN"); pattern != "" {
		name := filepath.ToSlash(file)
		for _, candidate := range []string{name, path.Base(name)} {
			if ok, err := path.Match(pattern, candidate); ok && err == nil {
				return true
			}
		}
	}
	// The flag is not ours: two packages that register it can't be linked
	// together. Where somebody has it, it means the same here.
	update := flag.Lookup("update")
	return update != nil && update.Value.String() == "true"
}

// Workflow compiles a workflow and compares its definition with the file. It is
// compiled twice, and both definitions must be the same bytes.
func Workflow(t testing.TB, w *sdk.Workflow, file string, opts ...compiler.Option) {
	t.Helper()
	first := compile(t, w, opts)
	if second := compile(t, w, opts); !bytes.Equal(first, second) {
		t.Errorf("compiling %s twice gives two definitions:\n%s", w.Name(), cmp.Diff(string(first), string(second)))
	}
	Check(t, file, first)
}

func compile(t testing.TB, w *sdk.Workflow, opts []compiler.Option) []byte {
	t.Helper()
	artifact, problems := assembly.Of(w).Compile(opts...)
	if artifact == nil {
		t.Fatalf("%s does not compile:\n%v", w.Name(), problems)
	}
	return artifact.Definition
}
