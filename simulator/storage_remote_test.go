package simulator_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/simulator"
)

// remoteFolder is a folder that is used as if somebody outside held it. Every call waits for
// a message on gate, if there is one.
type remoteFolder struct {
	simulator.Storage
	gate  chan struct{}
	calls atomic.Int32
}

func (f *remoteFolder) Remote() {}

func (f *remoteFolder) wait() {
	f.calls.Add(1)
	if f.gate != nil {
		<-f.gate
	}
}

func (f *remoteFolder) Open(bucket, key, version string) (io.ReadCloser, error) {
	f.wait()
	return f.Storage.Open(bucket, key, version)
}

func (f *remoteFolder) List(bucket, prefix string) iter.Seq2[simulator.Object, error] {
	f.wait()
	return f.Storage.List(bucket, prefix)
}

func (f *remoteFolder) Create(bucket, key string) (io.WriteCloser, error) {
	f.wait()
	return f.Storage.Create(bucket, key)
}

// folderOfLines is a folder with a bucket "b" that holds n lines of JSON.
func folderOfLines(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "{\"id\":%d}\n", i)
	}
	if err := os.MkdirAll(filepath.Join(dir, "b"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "b", "in.jsonl"), []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func readsAndWrites(fields string) string {
	return `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","End":true,` + fields + `
		"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSONL"},"Parameters":{"Bucket":"b","Key":"in.jsonl"}},
		"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},
		"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"out"},"WriterConfig":{"Transformation":"COMPACT"}}}}}`
}

// TestRemoteStorageDoesNotHoldUpTheWorld lets an execution wait for its storage, at each of
// its calls, while another one runs from start to end and a third is described.
func TestRemoteStorageDoesNotHoldUpTheWorld(t *testing.T) {
	storage := &remoteFolder{Storage: simulator.FolderStorage(folderOfLines(t, 3)), gate: make(chan struct{})}
	sim := simulator.New(simulator.WithStorage(storage))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go sim.Run(ctx)
	slow, err := sim.StartExecution(simulator.Start{Machine: machine(t, readsAndWrites(``))})
	if err != nil {
		t.Fatal(err)
	}
	for call := range 3 { // the list of items, the results, the manifest
		for storage.calls.Load() != int32(call+1) {
			time.Sleep(time.Millisecond)
		}
		other, err := sim.Execute(t.Context(), simulator.Start{Machine: machine(t, chain(3, `"Type":"Pass"`)), Input: `{"n":1}`})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := outcome(other)+", "+outcome(slow), `SUCCEEDED {"n":1}, RUNNING`; got != want {
			t.Errorf("during call %d: got %s, want %s", call, got, want)
		}
		storage.gate <- struct{}{}
	}
	if err := sim.Wait(t.Context(), slow); err != nil {
		t.Fatal(err)
	}
	if got := outcome(slow); !strings.HasPrefix(got, "SUCCEEDED") {
		t.Error(got)
	}
}

// TestRemoteStorageGivesWhatAFolderGives compares runs over more items than are fetched at a
// time, with batches that end between two fetches, and failures of both sides.
func TestRemoteStorageGivesWhatAFolderGives(t *testing.T) {
	for name, fields := range map[string]string{
		"items":          `"ItemSelector":{"i.$":"$$.Map.Item.Index","v.$":"$$.Map.Item.Value","s.$":"$$.Map.Item.Source"},`,
		"batches":        `"ItemBatcher":{"MaxItemsPerBatch":7,"BatchInput":{"x":1}},`,
		"large batches":  `"ItemBatcher":{"MaxInputBytesPerBatch":40000},`,
		"one at a time":  `"MaxConcurrency":1,`,
		"selector fails": `"ItemSelector":{"v.$":"$$.Map.Item.Value.nobody"},`,
	} {
		t.Run(name, func(t *testing.T) {
			run := func(remote bool) (string, map[string]string) {
				dir := folderOfLines(t, 2500)
				var storage simulator.Storage = simulator.FolderStorage(dir)
				if remote {
					storage = &remoteFolder{Storage: storage}
				}
				var asked []string
				e := execute(t, simulator.New(simulator.WithLimits(simulator.NoLimits()), simulator.WithStorage(storage),
					simulator.WithAccess(func(a simulator.Access) error {
						if a.Kind != simulator.StartChildren {
							asked = append(asked, a.Key[strings.LastIndexByte(a.Key, '/')+1:])
						}
						return nil
					})), readsAndWrites(fields), `{}`)
				files := map[string]string{"asked": fmt.Sprint(len(asked))}
				paths, err := filepath.Glob(filepath.Join(dir, "b", "out", "*", "[SF]*"))
				if err != nil {
					t.Fatal(err)
				}
				for _, path := range paths {
					text, err := os.ReadFile(path)
					if err != nil {
						t.Fatal(err)
					}
					files[filepath.Base(path)] = string(text)
				}
				out := strings.Join(types(e), " ")
				if r := e.MapRuns(); len(r) == 1 {
					d := r[0].Describe()
					out += fmt.Sprintf(" %s %+v %+v", d.Status, d.Items, d.Executions)
				}
				return out, files
			}
			want, wantFiles := run(false)
			got, gotFiles := run(true)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			// Children may end in another order, because those of the first fetch run
			// before those of the second are there.
			for file := range wantFiles {
				if a, b := wantFiles[file], gotFiles[file]; len(a) != len(b) || strings.Count(a, "{") != strings.Count(b, "{") {
					t.Errorf("%s: %.200s and %.200s", file, a, b)
				}
			}
		})
	}
	t.Run("no such object", func(t *testing.T) {
		for _, dir := range []string{t.TempDir()} {
			want := outcome(execute(t, simulator.New(simulator.WithStorage(simulator.FolderStorage(dir))), readsAndWrites(``), `{}`))
			got := outcome(execute(t, simulator.New(simulator.WithStorage(&remoteFolder{Storage: simulator.FolderStorage(dir)})), readsAndWrites(``), `{}`))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
	})
}

// TestStoppedWhileItsStorageIsAwaited holds that virtual time goes on for others, and that
// what comes late does no harm.
func TestStoppedWhileItsStorageIsAwaited(t *testing.T) {
	storage := &remoteFolder{Storage: simulator.FolderStorage(folderOfLines(t, 3)), gate: make(chan struct{})}
	sim := simulator.New(simulator.WithStorage(storage))
	e, err := sim.StartExecution(simulator.Start{Machine: machine(t, readsAndWrites(``))})
	if err != nil {
		t.Fatal(err)
	}
	sim.Advance(0)
	e.Stop(nil, nil)
	if got, want := outcome(execute(t, sim, `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}`, `1`)), "SUCCEEDED 1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := e.Redrive(); err != nil {
		t.Fatal(err)
	}
	close(storage.gate)
	if err := sim.Wait(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if got := outcome(e); !strings.HasPrefix(got, "SUCCEEDED") {
		t.Error(got)
	}
}

// TestRedriveWritesTheNextFiles redrives a Map Run that wrote results before it failed.
func TestRedriveWritesTheNextFiles(t *testing.T) {
	for _, remote := range []bool{false, true} {
		dir := t.TempDir()
		var storage simulator.Storage = simulator.FolderStorage(dir)
		if remote {
			storage = &remoteFolder{Storage: storage}
		}
		bad := true
		sim := simulator.New(simulator.WithStorage(storage), simulator.WithLambda("f", func(_ context.Context, in []byte) ([]byte, error) {
			if bad && string(in) == "3" {
				return nil, errors.New("not yet")
			}
			return in, nil
		}))
		e := execute(t, sim, `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","End":true,"MaxConcurrency":1,
			"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}},
			"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"out"},"WriterConfig":{"Transformation":"COMPACT"}}}}}`, `[1,2,3,4]`)
		if got := outcome(e); !strings.HasPrefix(got, "FAILED") {
			t.Fatal(got)
		}
		if err := sim.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		bad = false
		if _, err := e.Redrive(); err != nil {
			t.Fatal(err)
		}
		if err := sim.Wait(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		if got := outcome(e); !strings.HasPrefix(got, "SUCCEEDED") {
			t.Fatal(got)
		}
		got := map[string]string{}
		paths, err := filepath.Glob(filepath.Join(dir, "b", "out", "*", "SUCCEEDED*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got[filepath.Base(path)] = string(text)
		}
		if diff := cmp.Diff(map[string]string{"SUCCEEDED_0.json": "[1,2]", "SUCCEEDED_1.json": "[3,4]"}, got); diff != "" {
			t.Errorf("remote %t: %s", remote, diff)
		}
	}
}
