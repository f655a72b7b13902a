package simulator

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// maxLine bounds an item as it is read: 8 MB.
const maxLine = 8 << 20

// maxObject bounds an object's text, after GZIP or ZSTD: 10 GB.
const maxObject = 10 << 30

// maxWindow bounds what ZSTD may ask to be kept of the text before: 128 MB, the most that
// its long mode asks for by itself.
const maxWindow = 128 << 20

var (
	errLargeItem   = fmt.Errorf("an item is larger than %d bytes", maxLine)
	errLargeObject = fmt.Errorf("the object is larger than %d bytes", maxObject)
)

// decompress reads through GZIP or ZSTD where the key's ending says so.
func decompress(key string, body io.ReadCloser) (*bodyReader, error) {
	r := &bodyReader{closers: []io.Closer{body}}
	var plain io.Reader = body
	switch lower := strings.ToLower(key); {
	case strings.HasSuffix(lower, ".gz"), strings.HasSuffix(lower, ".gzip"):
		z, err := gzip.NewReader(body)
		if err != nil {
			return nil, fmt.Errorf("the object is no GZIP: %w", err)
		}
		plain = &packedReader{z, "GZIP"}
	case strings.HasSuffix(lower, ".zst"), strings.HasSuffix(lower, ".zstd"):
		z, err := zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, fmt.Errorf("the object is no ZSTD: %w", err)
		}
		plain = &packedReader{z, "ZSTD"}
		r.closers = append(r.closers, z.IOReadCloser())
	}
	r.Reader = bufio.NewReaderSize(&boundedReader{plain, maxObject}, 64<<10)
	return r, nil
}

// packedReader names the compression in its errors. A text that is cut off is such an error,
// not the end.
type packedReader struct {
	io.Reader
	form string
}

func (r *packedReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("the object is no %s: %w", r.form, err)
	}
	return n, err
}

// boundedReader refuses what is larger than left bytes.
type boundedReader struct {
	io.Reader
	left int64
}

func (r *boundedReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if r.left -= int64(n); r.left < 0 {
		return 0, errLargeObject
	}
	return n, err
}

// bodyReader is an object's text, buffered.
type bodyReader struct {
	*bufio.Reader
	closers []io.Closer
}

// skipMark passes over the byte order mark that a text in UTF-8 may begin with. JSON is read
// without it; in delimited text it is part of the first header.
func (r *bodyReader) skipMark() {
	if mark, _ := r.Peek(3); string(mark) == "\uFEFF" {
		r.Discard(3)
	}
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
