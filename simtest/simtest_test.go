package simtest_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
)

// recorder notes what a test would report.
type recorder struct {
	testing.TB
	said strings.Builder
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) { fmt.Fprintf(&r.said, format+"\n", args...) }

func (r *recorder) Fatal(args ...any) { r.Fatalf("%s", fmt.Sprint(args...)) }

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(r)
}

// of runs f and gives what it reported.
func of(f func(t testing.TB)) (said string) {
	r := &recorder{}
	defer func() {
		if p := recover(); p != nil && p != any(r) {
			panic(p)
		}
		said = r.said.String()
	}()
	f(r)
	return
}

type row struct {
	SKU string `json:"sku"`
}

func copied() *sdk.Workflow {
	return sdk.New("copy", func(b *sdk.Block, run sdk.Value[string]) {
		sdk.DistributedMapOver(b, "Copy", sdk.S3Object("in", "rows.csv").CSV(), func(b *sdk.Block, r sdk.Value[row]) sdk.Value[string] {
			return sdk.At[string](r, "sku")
		}).ResultWriter(sdk.WriteToS3("out", run))
	})
}

func TestS3(t *testing.T) {
	files := fstest.MapFS{"in/rows.csv": {Data: []byte("sku\na\nb\n")}}
	simtest.New(t, copied(), simtest.WithS3(files)).Run("r-1").MustSucceed(nil)
	var names []string
	for name := range files {
		if folder, _, _ := strings.Cut(name, "/"); folder == "out" {
			names = append(names, name[strings.LastIndex(name, "/")+1:])
		}
	}
	if len(names) != 2 {
		t.Errorf("the run wrote %v, want a manifest and the results", names)
	}
}

func TestMissingS3Object(t *testing.T) {
	simtest.New(t, copied(), simtest.WithS3(fstest.MapFS{})).Run("r-1").MustFail("States.ItemReaderFailed")
}

func asked() *sdk.Workflow {
	return sdk.New("ask", func(b *sdk.Block, q sdk.Value[string]) {
		b.Return(sdk.Call[string](b, "Ask clerk", "arn:aws:states:us-east-1:123456789012:activity:clerk").Arguments(q).Result())
	})
}

func TestMockOfAnActivity(t *testing.T) {
	env := simtest.New(t, asked())
	env.Mock("Ask clerk").Return("yes")
	var got string
	env.Run("may I?").MustSucceed(&got)
	if diff := cmp.Diff("yes", got); diff != "" {
		t.Error(diff)
	}
}

func TestActivityWithoutAnswer(t *testing.T) {
	said := of(func(t testing.TB) { simtest.New(t, asked()).Run("may I?") })
	if want := `env.Mock("Ask clerk").Return(…)`; !strings.Contains(said, want) {
		t.Errorf("the test says %q, want %q in it", said, want)
	}
}

func TestWorkflowThatDoesNotCompileIsExplained(t *testing.T) {
	said := of(func(t testing.TB) {
		simtest.New(t, sdk.New("typo", func(b *sdk.Block, r sdk.Value[row]) { b.Return(r.At("skew")) }))
	})
	for _, want := range []string{"typo does not compile:", "simtest_test.go:", "ASL4901", `b.Return(r.At("skew"))`} {
		if !strings.Contains(said, want) {
			t.Errorf("the test says\n%s\nwant %q in it", said, want)
		}
	}
}

func TestAcceptIsForTaskTokens(t *testing.T) {
	said := of(func(t testing.TB) {
		env := simtest.New(t, asked())
		env.Mock("Ask clerk").Accept()
		t.Errorf("%s", env.Run("q"))
	})
	if !strings.Contains(said, "does not wait for a task token") {
		t.Errorf("the test says %q", said)
	}
}
