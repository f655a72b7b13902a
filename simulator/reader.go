package simulator

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// itemReader is ItemReader (developer guide, "ItemReader (Map)").
type itemReader struct {
	jsonata    bool
	list       bool  // s3:listObjectsV2, else s3:getObject
	parameters field // Bucket, Key or Prefix, VersionId
	config     asl.ReaderConfig
	maxItems   number
}

func (l *loader) itemReader(b *common, d *asl.ItemReader) *itemReader {
	r := &itemReader{jsonata: b.jsonata, list: parseResource(d.Resource).action == "listObjectsV2"}
	if b.jsonata {
		r.parameters = l.query("ItemReader/Arguments", d.Arguments)
	} else {
		r.parameters = l.template("ItemReader/Parameters", d.Parameters)
	}
	if d.ReaderConfig != nil {
		r.config = *d.ReaderConfig
	}
	r.maxItems = l.number(b, "ItemReader/ReaderConfig/", "MaxItems", r.config.MaxItems, r.config.MaxItemsPath, 0, 0, math.MaxInt64)
	r.maxItems.min = math.MinInt64 // a negative number is the reader's failure
	return r
}

// measure evaluates what and how much is read, before the run begins: only a negative
// MaxItems fails later, in the reader.
func (r *itemReader) measure(run *MapRun, v *view) (f *failure) {
	if r.parameters != nil {
		if run.readFrom, f = r.parameters.eval(v); f != nil {
			return f
		}
	}
	run.maxItems, f = r.maxItems.eval(v)
	return f
}

// open finds the objects that the items are in, of which it reads the first maxItems of the
// run; 0 is all. Every failure is States.ItemReaderFailed. A remote storage is read later,
// and tells of what fails then.
func (r *itemReader) open(run *MapRun) (itemSource, *failure) {
	p, maxItems := run.readFrom, run.maxItems
	if maxItems < 0 {
		return nil, fail(errItemReaderFailed, "field MaxItems must be positive")
	}
	if p.Get("VersionId").Str() != "" && r.config.InputType == "PARQUET" {
		return nil, fail(errItemReaderFailed, "S3 Version ID selection is not currently supported for PARQUET files")
	}
	storage := run.sim.storageOf(run.owner)
	if storage == nil {
		return nil, fail(errItemReaderFailed, errNoStorage.Error())
	}
	open := func() (itemSource, *failure) {
		s, err := r.source(storage, p)
		if err != nil {
			return nil, readerFailure(err)
		}
		if maxItems > 0 && maxItems < math.MaxInt64 {
			s = &firstItems{itemSource: s, left: int64(maxItems)}
		}
		return s, nil
	}
	if run.sim.storageIsRemote() {
		return &remoteSource{run: run, open: open}, nil
	}
	return open()
}

// readerFailure is what becomes of an error of a reader or its storage. AWS's own sentences
// were not recorded; what is missing is told as S3's answers to tasks were.
func readerFailure(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	return fail(errItemReaderFailed, storageCause(err))
}

// storageCause is the cause of a failure of S3, told as by the SDK.
func storageCause(err error) string {
	message := ""
	switch {
	case errors.Is(err, ErrNoBucket):
		message = "The specified bucket does not exist"
	case errors.Is(err, fs.ErrNotExist):
		message = "The specified key does not exist."
	default:
		return err.Error()
	}
	// S3 names a request in hexadecimal and the host that answered in Base64.
	id := sha256.Sum256([]byte(err.Error()))
	return fmt.Sprintf("%s (Service: S3, Status Code: 404, Request ID: %X, Extended Request ID: %s)", message, id[:8], base64.StdEncoding.EncodeToString(id[:]))
}

// source is the source of the items in the object or list that p names.
func (r *itemReader) source(storage Storage, p value.Value) (itemSource, error) {
	bucket, key := p.Get("Bucket").Str(), p.Get("Key").Str()
	if r.list {
		objects := newListSource(storage, bucket, p.Get("Prefix").Str(), r.jsonata)
		if r.config.Transformation == "LOAD_AND_FLATTEN" {
			return &flattened{storage: storage, bucket: bucket, config: &r.config, objects: objects}, nil
		}
		return objects, nil
	}
	if r.config.InputType == "MANIFEST" || r.config.ManifestType != "" {
		return openManifest(storage, bucket, key, &r.config)
	}
	return openObject(storage, bucket, key, p.Get("VersionId").Str(), &r.config)
}

// openObject reads the items of one object by its InputType.
func openObject(storage Storage, bucket, key, version string, c *asl.ReaderConfig) (itemSource, error) {
	body, err := storage.Open(bucket, key, version)
	if err != nil {
		return nil, err
	}
	return openBody(body, "S3://"+bucket+"/"+key, c)
}

// openBody reads the items of an object's bytes; from is its address, and its ending tells
// of compression.
func openBody(body io.ReadCloser, from string, c *asl.ReaderConfig) (itemSource, error) {
	if c.InputType == "PARQUET" {
		return newParquetSource(body, from)
	}
	plain, err := decompress(from, body)
	if err != nil {
		body.Close()
		return nil, err
	}
	switch c.InputType {
	case "CSV":
		return newCSVSource(plain, from, c)
	case "JSONL":
		return newLinesSource(plain, from), nil
	case "JSON", "":
		return newJSONSource(plain, from, c.ItemsPointer)
	}
	plain.Close()
	return nil, fmt.Errorf("the InputType %s is not known", c.InputType)
}

// firstItems ends a source after so many items.
type firstItems struct {
	itemSource
	left int64
}

func (s *firstItems) next() (item, key value.Value, ok bool, err error) {
	if s.left == 0 {
		return value.Value{}, value.Value{}, false, nil
	}
	s.left--
	return s.itemSource.next()
}

func (s *firstItems) total() int64 { return 0 }
