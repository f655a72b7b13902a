package simtest

import (
	"bytes"
	"io"
	"iter"
	"sync"
	"testing/fstest"

	"github.com/lockstep-go/lockstep/simulator"
)

// WithS3 is the S3 that Distributed Maps read from and write to: "bucket/key" names an
// object. What a run writes is found in files afterwards, so a test can look at it:
//
//	files := fstest.MapFS{"in/night.csv": {Data: []byte("sku,price\na,1\n")}}
//	simtest.New(t, batch.Workflow(), simtest.WithS3(files)).Run(night).MustSucceed(nil)
//	manifest := files["results/r-1/manifest.json"]
//
// For a folder on disk see [simulator.FolderStorage].
func WithS3(files fstest.MapFS) Option {
	return WithSimulator(simulator.WithStorage(&mapS3{files: files}))
}

// mapS3 is an S3 in a map; readers of a moment see the map as it was then.
type mapS3 struct {
	mu    sync.Mutex
	files fstest.MapFS
}

func (s *mapS3) Open(bucket, key, version string) (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return simulator.FSStorage(s.files).Open(bucket, key, version)
}

func (s *mapS3) List(bucket, prefix string) iter.Seq2[simulator.Object, error] {
	return func(yield func(simulator.Object, error) bool) {
		type entry struct {
			o   simulator.Object
			err error
		}
		s.mu.Lock()
		var all []entry
		for o, err := range simulator.FSStorage(s.files).List(bucket, prefix) {
			all = append(all, entry{o, err})
		}
		s.mu.Unlock()
		for _, e := range all {
			if !yield(e.o, e.err) {
				return
			}
		}
	}
}

func (s *mapS3) Create(bucket, key string) (io.WriteCloser, error) {
	return &mapWriter{s: s, name: bucket + "/" + key}, nil
}

// mapWriter is an object that is there when it is closed.
type mapWriter struct {
	bytes.Buffer
	s    *mapS3
	name string
}

func (w *mapWriter) Close() error {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	w.s.files[w.name] = &fstest.MapFile{Data: w.Bytes()}
	return nil
}
