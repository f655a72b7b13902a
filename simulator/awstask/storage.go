package awstask

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"github.com/lockstep-go/lockstep/simulator"
)

// Storage is the S3 endpoint as what Distributed Map reads from and writes to, false if no
// endpoint for S3 is known.
func (r *Resolver) Storage() (simulator.Storage, bool) {
	s, _ := lookup("s3")
	c, ok := r.client(s)
	if !ok {
		return nil, false
	}
	return &bucket{c.(*s3.Client)}, true
}

// bucket reads and writes objects through the SDK.
type bucket struct{ client *s3.Client }

// Remote makes Map Runs use the bucket without holding up the simulator.
func (b *bucket) Remote() {}

// Open reads an object.
func (b *bucket) Open(name, key, version string) (io.ReadCloser, error) {
	in := &s3.GetObjectInput{Bucket: &name, Key: &key}
	if version != "" {
		in.VersionId = &version
	}
	out, err := b.client.GetObject(context.Background(), in)
	if err != nil {
		return nil, missing(err)
	}
	return out.Body, nil
}

// missing marks the errors that tell of an object or a bucket that is not there.
func missing(err error) error {
	if _, ok := errors.AsType[*types.NoSuchKey](err); ok {
		return fmt.Errorf("%w: %w", fs.ErrNotExist, err)
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorCode() == "NoSuchBucket" {
		return fmt.Errorf("%w: %w", simulator.ErrNoBucket, err)
	}
	return err
}

// List walks a bucket, page by page.
func (b *bucket) List(name, prefix string) iter.Seq2[simulator.Object, error] {
	return func(yield func(simulator.Object, error) bool) {
		pages := s3.NewListObjectsV2Paginator(b.client, &s3.ListObjectsV2Input{Bucket: &name, Prefix: &prefix})
		for pages.HasMorePages() {
			page, err := pages.NextPage(context.Background())
			if err != nil {
				yield(simulator.Object{}, missing(err))
				return
			}
			for _, o := range page.Contents {
				if !yield(simulator.Object{Key: aws.ToString(o.Key), ETag: aws.ToString(o.ETag), Size: aws.ToInt64(o.Size), LastModified: aws.ToTime(o.LastModified),
					StorageClass: string(o.StorageClass)}, nil) {
					return
				}
			}
		}
	}
}

// Create writes an object; it is sent when it is closed.
func (b *bucket) Create(name, key string) (io.WriteCloser, error) {
	return &upload{bucket: b, name: name, key: key}, nil
}

type upload struct {
	bytes.Buffer
	bucket    *bucket
	name, key string
}

// Close sends the object.
func (u *upload) Close() error {
	_, err := u.bucket.client.PutObject(context.Background(), &s3.PutObjectInput{Bucket: &u.name, Key: &u.key, Body: bytes.NewReader(u.Bytes())})
	return missing(err)
}
