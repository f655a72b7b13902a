package simulator

import (
	"bufio"
	"compress/gzip"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// maxLine bounds an item as it is read: 8 MB.
const maxLine = 8 << 20

// decompress reads through GZIP or ZSTD where the key's ending says so.
func decompress(key string, body io.ReadCloser) (*bodyReader, error) {
	r := &bodyReader{closers: []io.Closer{body}}
	var plain io.Reader = body
	switch lower := strings.ToLower(key); {
	case strings.HasSuffix(lower, ".gz"), strings.HasSuffix(lower, ".gzip"):
		z, err := gzip.NewReader(body)
		if err != nil {
			return nil, err
		}
		plain = z
	case strings.HasSuffix(lower, ".zst"), strings.HasSuffix(lower, ".zstd"):
		z, err := zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(512<<20))
		if err != nil {
			return nil, err
		}
		plain = z
		r.closers = append(r.closers, z.IOReadCloser())
	}
	r.Reader = bufio.NewReaderSize(plain, 64<<10)
	return r, nil
}

// bodyReader is an object's text, buffered.
type bodyReader struct {
	*bufio.Reader
	closers []io.Closer
}

// Close closes the object.
func (r *bodyReader) Close() error {
	var err error
	for _, c := range r.closers {
		if e := c.Close(); e != nil {
			err = e
		}
	}
	r.closers = nil
	return err
}
