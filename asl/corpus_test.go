package asl_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Every public definition comes out of decode and encode as it went in: the same JSON,
// keys in the same order, whether it is valid or not.
func TestCorpusRoundTrip(t *testing.T) {
	dir := os.Getenv("LOCKSTEP_CORPUS_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CORPUS_DIR is not set: the public definitions are not checked")
	}
	decoded := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "index.json" || !strings.HasSuffix(path, ".json") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		m, list := asl.Decode(path, data)
		if m == nil {
			if !list.HasErrors() {
				t.Errorf("%s: not decoded, and no reason given", path)
			}
			return nil
		}
		decoded++
		want, err := value.Decode(data, value.WithDuplicates())
		if err != nil {
			return err
		}
		if diff := cmp.Diff(want.String(), string(m.AppendJSON(nil))); diff != "" {
			t.Errorf("%s: decode and encode changed the document (-want +got):\n%s", path, diff)
		}
		if diff := cmp.Diff(want.String(), string(m.Clone().AppendJSON(nil))); diff != "" {
			t.Errorf("%s: the clone differs (-want +got):\n%s", path, diff)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d documents", decoded)
}
