package simulator

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	slash "path"
	"path/filepath"
	"slices"
	"strings"
)

// folder is a [Storage] on disk. Names that lead out of it are refused by os.Root.
type folder struct{ dir string }

func newFolder(dir string) *folder { return &folder{dir} }

func (f *folder) root() (*os.Root, error) { return os.OpenRoot(f.dir) }

// Open reads an object.
func (f *folder) Open(bucket, key, _ string) (io.ReadCloser, error) {
	root, err := f.root()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return openFS(root.FS(), bucket, slash.Clean(key))
}

// openFS opens an object of a file system whose top folders are buckets. A folder in a
// bucket is no object.
func openFS(fsys fs.FS, bucket, key string) (io.ReadCloser, error) {
	file, err := fsys.Open(bucket + "/" + key)
	if err == nil {
		info, bad := file.Stat()
		if bad == nil && !info.IsDir() {
			return file, nil
		}
		file.Close()
		err = firstError(bad, fs.ErrNotExist)
	}
	if _, missing := fs.Stat(fsys, bucket); errors.Is(missing, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrNoBucket, bucket)
	}
	return nil, err
}

// List walks the objects of a bucket.
func (f *folder) List(bucket, prefix string) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		root, err := f.root()
		if err != nil {
			yield(Object{}, err)
			return
		}
		defer root.Close()
		for o, err := range listFS(root.FS(), bucket, prefix) {
			if !yield(o, err) {
				return
			}
		}
	}
}

// Create writes an object.
func (f *folder) Create(bucket, key string) (io.WriteCloser, error) {
	root, err := f.root()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	name := filepath.FromSlash(slash.Join(bucket, key))
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, err
	}
	return root.Create(name)
}

// listFS lists the files below a folder of a file system as S3 lists a bucket: by the bytes
// of their keys.
func listFS(fsys fs.FS, bucket, prefix string) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		var keys []string
		if _, err := fs.Stat(fsys, bucket); errors.Is(err, fs.ErrNotExist) {
			yield(Object{}, fmt.Errorf("%w: %s", ErrNoBucket, bucket))
			return
		}
		err := fs.WalkDir(fsys, bucket, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if key := strings.TrimPrefix(name, bucket+"/"); !d.IsDir() && strings.HasPrefix(key, prefix) {
				keys = append(keys, key)
			}
			return nil
		})
		if err != nil {
			yield(Object{}, err)
			return
		}
		slices.Sort(keys)
		for _, key := range keys {
			o, err := statObject(fsys, bucket, key)
			if !yield(o, err) {
				return
			}
		}
	}
}

func statObject(fsys fs.FS, bucket, key string) (Object, error) {
	file, err := fsys.Open(bucket + "/" + key)
	if err != nil {
		return Object{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Object{}, err
	}
	sum := md5.New()
	if _, err := io.Copy(sum, file); err != nil {
		return Object{}, err
	}
	return Object{Key: key, ETag: `"` + hex.EncodeToString(sum.Sum(nil)) + `"`, Size: info.Size(), LastModified: info.ModTime(), StorageClass: "STANDARD"}, nil
}
