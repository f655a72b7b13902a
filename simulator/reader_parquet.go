package simulator

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/lockstep-go/lockstep/internal/value"
)

// maxParquet bounds a Parquet file, which is read whole because its index is at its end.
const maxParquet = 512 << 20

// parquetSource reads the rows of a Parquet file, each as an object.
type parquetSource struct {
	from   string
	reader *parquet.GenericReader[map[string]any]
	row    [1]map[string]any
}

func newParquetSource(body io.ReadCloser, from string) (s itemSource, err error) {
	defer body.Close()
	defer func() {
		// The library panics on some damaged files.
		if r := recover(); r != nil {
			err = fmt.Errorf("the object is no Parquet file: %v", r)
		}
	}()
	data, err := io.ReadAll(io.LimitReader(body, maxParquet+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxParquet {
		return nil, fmt.Errorf("a Parquet file larger than %d bytes can't be read here", maxParquet)
	}
	file, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("the object is no Parquet file: %w", err)
	}
	return &parquetSource{from: from, reader: parquet.NewGenericReader[map[string]any](file, file.Schema())}, nil
}

func (s *parquetSource) next() (item, key value.Value, ok bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("a row of the Parquet file can't be read: %v", r)
		}
	}()
	s.row[0] = map[string]any{}
	n, err := s.reader.Read(s.row[:])
	if n == 0 {
		if err == nil || errors.Is(err, io.EOF) {
			return value.Value{}, value.Value{}, false, nil
		}
		return value.Value{}, value.Value{}, false, err
	}
	row := s.row[0]
	b := value.NewBuilder(len(row))
	for _, f := range s.reader.Schema().Fields() {
		if v, ok := row[f.Name()]; ok {
			b.Set(f.Name(), goValue(v))
		}
	}
	return b.Value(), value.Value{}, true, nil
}

func (s *parquetSource) total() int64 { return s.reader.NumRows() }
func (s *parquetSource) name() string { return s.from }
func (s *parquetSource) close()       { s.reader.Close() }
