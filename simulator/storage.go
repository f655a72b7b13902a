package simulator

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"time"
)

// Storage is the S3 that Distributed Map reads from and writes to.
type Storage interface {
	// Open reads an object; an object that is not there is an error that wraps
	// [fs.ErrNotExist], a bucket that is not there one that wraps [ErrNoBucket].
	Open(bucket, key, version string) (io.ReadCloser, error)
	// List walks the objects of a bucket whose keys begin with prefix, in the order of
	// their keys.
	List(bucket, prefix string) iter.Seq2[Object, error]
	// Create writes an object, which is there when the writer is closed.
	Create(bucket, key string) (io.WriteCloser, error)
}

// RemoteStorage marks a storage that talks to somebody outside of the process. All that a Map
// Run asks of it happens in a goroutine, one thing after the other, and meanwhile virtual
// time stands still for it.
type RemoteStorage interface {
	Storage
	Remote()
}

// Object is an entry of a bucket's list.
type Object struct {
	Key          string
	ETag         string // with its quotes
	Size         int64
	LastModified time.Time
	StorageClass string
}

// ErrNoBucket is what a [Storage] wraps where a bucket is not there.
var ErrNoBucket = errors.New("the bucket does not exist")

var errNoStorage = errors.New("the simulator has no storage for S3: give it one by WithStorage")

// FolderStorage is a folder whose sub-folders are buckets. What is written goes to the
// folder too.
func FolderStorage(dir string) Storage { return newFolder(dir) }

// FSStorage is a file system whose top folders are buckets. It can't be written to.
func FSStorage(fsys fs.FS) Storage { return &fsStorage{fsys} }

type fsStorage struct{ fsys fs.FS }

func (s *fsStorage) Open(bucket, key, _ string) (io.ReadCloser, error) {
	return openFS(s.fsys, bucket, key)
}

func (s *fsStorage) List(bucket, prefix string) iter.Seq2[Object, error] {
	return listFS(s.fsys, bucket, prefix)
}

func (s *fsStorage) Create(bucket, key string) (io.WriteCloser, error) {
	return nil, fmt.Errorf("write %s/%s: the storage is read-only", bucket, key)
}
