package convert_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/convert"
)

// TestCorpusCoverage counts which public JSONPath definitions can be written in JSONata as a
// whole.
func TestCorpusCoverage(t *testing.T) {
	dir := os.Getenv("LOCKSTEP_CORPUS_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CORPUS_DIR is not set: the public definitions are not converted")
	}
	data, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var index []struct {
		File, Kind string
	}
	if err := json.Unmarshal(data, &index); err != nil {
		t.Fatal(err)
	}
	files, whole := 0, 0
	for _, entry := range index {
		if entry.Kind != "sample" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, entry.File))
		if err != nil {
			t.Fatal(err)
		}
		m, _ := asl.Decode(entry.File, data)
		if m == nil || m.QueryLanguage == "JSONata" {
			continue
		}
		files++
		_, refusals := convert.Machine(m)
		if len(refusals) == 0 {
			whole++
		}
		for _, r := range refusals {
			t.Logf("%s: %s: %s", entry.File, r.State, r.Why)
		}
	}
	t.Logf("%d of %d files", whole, files)
}
