package etl_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/examples/etl"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
	"github.com/lockstep-go/lockstep/simulator"
)

// buckets makes a folder of buckets with a file of sales.
func buckets(t *testing.T, rows ...string) (dir string, option simtest.Option) {
	t.Helper()
	dir = t.TempDir()
	for _, bucket := range []string{"sales-raw", "sales-curated"} {
		if err := os.Mkdir(filepath.Join(dir, bucket), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	text := "store,sku,amount\n" + strings.Join(rows, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(dir, "sales-raw", "day.csv"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir, simtest.WithSimulator(simulator.WithStorage(simulator.FolderStorage(dir)))
}

var day = etl.Day{Bucket: "sales-raw", Key: "day.csv"}

func TestDefinition(t *testing.T) {
	golden.Workflow(t, etl.Workflow(), "../../golden/etl/sales-etl.asl.json")
}

func TestRowsAreCleanedInBatches(t *testing.T) {
	var rows []string
	for i := range 250 {
		rows = append(rows, fmt.Sprintf("lisbon,pen-%d,%d.5", i, i))
	}
	rows[7] = "lisbon,pen-7,a lot"
	dir, storage := buckets(t, rows...)
	env := simtest.New(t, etl.Workflow(), storage)
	env.Mock("Renew catalog").Return(map[string]any{})
	run := env.Run(day)
	var got struct{ Bucket, Manifest string }
	run.MustSucceed(&got)
	run.MustTake("Clean rows", "Renew catalog")
	if batches := len(env.Calls("Clean batch")); batches != 3 {
		t.Errorf("there were %d batches, want 3", batches)
	}
	if _, err := os.Stat(filepath.Join(dir, got.Bucket, got.Manifest)); err != nil {
		t.Errorf("the manifest: %v", err)
	}
	files, err := filepath.Glob(filepath.Join(dir, got.Bucket, filepath.Dir(got.Manifest), "SUCCEEDED_*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the results are in %v, want one file (%v)", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(text), `"sku"`); got != 249 {
		t.Errorf("%d sales were written, want 249", got)
	}
}

func TestACrawlerThatRunsIsFine(t *testing.T) {
	_, storage := buckets(t, "lisbon,pen,1")
	env := simtest.New(t, etl.Workflow(), storage)
	env.Mock("Renew catalog").Fail("Glue.CrawlerRunningException", "it runs")
	env.Run(day).MustSucceed(nil)
}

func TestAFileOfSomethingElseIsReported(t *testing.T) {
	_, storage := buckets(t, "a,b,c", "d,e,f")
	env := simtest.New(t, etl.Workflow(), storage)
	env.Mock("Tell data team").Return(map[string]string{"MessageId": "m-1"})
	run := env.Run(day)
	run.MustFail("BadFile")
	run.MustTake("Clean rows", "Tell data team", "Bad file")
}

// Two of thirty batches are beyond repair, which is less than a tenth.
func TestAFewBadBatchesAreTolerated(t *testing.T) {
	var rows []string
	for i := range 3000 {
		amount := "1.5"
		if i < 200 {
			amount = "nothing"
		}
		rows = append(rows, fmt.Sprintf("lisbon,pen-%d,%s", i, amount))
	}
	_, storage := buckets(t, rows...)
	env := simtest.New(t, etl.Workflow(), storage)
	env.Mock("Renew catalog").Return(map[string]any{})
	env.Run(day).MustSucceed(nil)
	if n := len(env.Calls("Clean batch")); n != 30 {
		t.Errorf("there were %d batches, want 30", n)
	}
}

func TestAFileThatIsMissingFailsTheExecution(t *testing.T) {
	_, storage := buckets(t)
	run := simtest.New(t, etl.Workflow(), storage).Run(etl.Day{Bucket: "sales-raw", Key: "tomorrow.csv"})
	run.MustFail("States.ItemReaderFailed")
}
