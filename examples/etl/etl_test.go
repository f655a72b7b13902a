package etl_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lockstep-go/lockstep/examples/etl"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, etl.Workflow(), "../../golden/etl/etl.asl.json")
}

// env is a world whose bucket holds the files.
func env(t *testing.T, files ...string) *simtest.Env {
	dir := t.TempDir()
	for _, f := range files {
		name := filepath.Join(dir, "lake", f)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("a,b\n1,2\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	env := simtest.New(t, etl.Workflow(), simtest.WithBuckets(dir))
	env.Mock("Load").Return(map[string]any{"JobRun": map[string]string{"Id": "jr_1"}})
	return env
}

var day = etl.Day{Bucket: "lake", Date: "2026-11-22", Table: "sales"}

func TestDayIsLoaded(t *testing.T) {
	env := env(t, "incoming/2026-11-22/a.csv", "incoming/2026-11-22/b.csv", "incoming/2026-11-21/old.csv")
	run := env.Run(day)
	var out struct{ Job, Manifest string }
	run.MustSucceed(&out)
	if out.Job != "jr_1" || out.Manifest == "" {
		t.Errorf("the output is %s", run.Output)
	}
	if got := len(env.Calls("Clean file")); got != 2 {
		t.Errorf("%d files were cleaned, want the 2 of the day", got)
	}
	var file etl.File
	if err := env.Calls("Clean file")[0].Decode(&file); err != nil || file.Table != "sales" || file.Bucket != "lake" {
		t.Errorf("a child execution got %+v, %v", file, err)
	}
}

func TestTooManyBadFilesFailTheDay(t *testing.T) {
	env(t, "incoming/2026-11-22/a.csv", "incoming/2026-11-22/b.exe").Run(day).MustFail("States.ExceedToleratedFailureThreshold")
}
