package simulator

import (
	"iter"
	slash "path"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// listSource hands out the entries of a bucket's list.
type listSource struct {
	from string
	// jsonata is the language of the Map. In JSONPath the service writes times in seconds as
	// Java writes a double: 1.789180622E9.
	jsonata bool
	pull    func() (Object, error, bool)
	stop    func()
}

func newListSource(storage Storage, bucket, prefix string, jsonata bool) *listSource {
	pull, stop := iter.Pull2(storage.List(bucket, prefix))
	return &listSource{from: "S3://" + bucket, jsonata: jsonata, pull: pull, stop: stop}
}

func (s *listSource) next() (item, key value.Value, ok bool, err error) {
	o, err, ok := s.pull()
	if err != nil || !ok {
		return value.Value{}, value.Value{}, false, err
	}
	modified := value.OfInt(o.LastModified.Unix())
	if !s.jsonata {
		modified = value.OfNumberText(string(value.AppendJavaDouble(nil, float64(o.LastModified.Unix()))))
	}
	return value.ObjectOf(
		value.Member{Key: "Etag", Value: value.OfString(o.ETag)},
		value.Member{Key: "Key", Value: value.OfString(o.Key)},
		value.Member{Key: "LastModified", Value: modified},
		value.Member{Key: "Size", Value: value.OfInt(o.Size)},
		value.Member{Key: "StorageClass", Value: value.OfString(o.StorageClass)},
	), value.Value{}, true, nil
}

func (s *listSource) total() int64 { return 0 }
func (s *listSource) name() string { return s.from }
func (s *listSource) close()       { s.stop() }

// flattened reads the items of every object of a list, one object after the other
// (Transformation LOAD_AND_FLATTEN).
type flattened struct {
	storage Storage
	bucket  string
	config  *asl.ReaderConfig
	objects itemSource
	current itemSource
}

func (s *flattened) next() (item, key value.Value, ok bool, err error) {
	for {
		if s.current != nil {
			item, key, ok, err = s.current.next()
			if ok || err != nil {
				return item, key, ok, err
			}
			s.current.close()
			s.current = nil
		}
		object, _, ok, err := s.objects.next()
		if !ok || err != nil {
			return value.Value{}, value.Value{}, false, err
		}
		name := object.Get("Key").Str()
		if slash.Base(name)+"/" == name {
			continue
		}
		if s.current, err = openObject(s.storage, s.bucket, name, "", s.config); err != nil {
			return value.Value{}, value.Value{}, false, err
		}
	}
}

func (s *flattened) total() int64 { return 0 }

func (s *flattened) name() string {
	if s.current != nil {
		return s.current.name()
	}
	return s.objects.name()
}

func (s *flattened) close() {
	if s.current != nil {
		s.current.close()
	}
	s.objects.close()
}
