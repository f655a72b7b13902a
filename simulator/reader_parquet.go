package simulator

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/lockstep-go/lockstep/internal/value"
)

// What a Parquet file may be at most (developer guide, "ItemReader", Parquet). The file is
// read whole, because its index is at its end.
const (
	maxParquet  = 512 << 20
	maxFooter   = 5 << 20
	maxRowGroup = 256 << 20

	// maxPageValues is no quota of the service: a run of equal values takes no room in the
	// file, but a place each when the page is read.
	maxPageValues = 32 << 20
)

// parquetSource reads the rows of a Parquet file, each as an object.
type parquetSource struct {
	from    string
	file    *parquet.File
	columns []*parquetNode
	group   int // the row group to open next
	rows    parquet.Rows
	row     [1]parquet.Row
	byLeaf  [][]parquet.Value
}

func newParquetSource(body io.ReadCloser, from string) (s itemSource, err error) {
	defer body.Close()
	defer func() {
		// The library panics on some damaged files.
		if r := recover(); r != nil {
			s, err = nil, noParquet("%v", r)
		}
	}()
	data, err := io.ReadAll(io.LimitReader(body, maxParquet+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxParquet {
		return nil, fmt.Errorf("a Parquet file larger than %d bytes can't be read here", maxParquet)
	}
	if err := checkFooter(data); err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, noParquet("%w", err)
	}
	for i := range file.Metadata().RowGroups {
		if err := checkRowGroup(data, &file.Metadata().RowGroups[i]); err != nil {
			return nil, err
		}
	}
	p := &parquetSource{from: from, file: file}
	leaves := 0
	for _, c := range file.Root().Columns() {
		p.columns = append(p.columns, newParquetNode(c, &leaves))
	}
	p.byLeaf = make([][]parquet.Value, leaves)
	return p, nil
}

func noParquet(form string, args ...any) error {
	return fmt.Errorf("the object is no Parquet file: "+form, args...)
}

// checkFooter looks at what stands around the index: the letters PAR1 at both ends, and
// before the last the length of the index.
func checkFooter(data []byte) error {
	const magic = "PAR1"
	n := len(data)
	if n < 12 || string(data[:4]) != magic || string(data[n-4:]) != magic {
		return noParquet("it does not begin and end with %s", magic)
	}
	switch footer := binary.LittleEndian.Uint32(data[n-8:]); {
	case footer > maxFooter:
		return fmt.Errorf("the footer of the Parquet file is larger than %d bytes", maxFooter)
	case int(footer) > n-12:
		return noParquet("its footer is longer than the file")
	}
	return nil
}

// checkRowGroup holds what the index and the heads of the pages say of sizes to the limits
// and to the file, because the library takes the memory that they ask for.
func checkRowGroup(data []byte, group *format.RowGroup) error {
	total := int64(0)
	for _, chunk := range group.Columns {
		m := &chunk.MetaData
		begin := m.DataPageOffset
		if d := m.DictionaryPageOffset; d > 0 && d < begin {
			begin = d
		}
		size := m.TotalCompressedSize
		if begin < 0 || size < 0 || begin > int64(len(data)) || size > int64(len(data))-begin {
			return noParquet("a column is outside of the file")
		}
		plain, err := plainSize(data[begin : begin+size])
		if err != nil {
			return err
		}
		if total += plain; total > maxRowGroup {
			return fmt.Errorf("a row group of the Parquet file is larger than %d bytes", maxRowGroup)
		}
	}
	return nil
}

// plainSize adds up how large the pages of a column say they are when they are unpacked.
func plainSize(chunk []byte) (int64, error) {
	total := int64(0)
	for r := bytes.NewReader(chunk); r.Len() > 0; {
		var head format.PageHeader
		if err := thrift.NewDecoder(new(thrift.CompactProtocol).NewReader(r)).Decode(&head); err != nil {
			break // the library stops here too, be it padding or damage
		}
		if head.UncompressedPageSize < 0 || head.CompressedPageSize < 0 || int(head.CompressedPageSize) > r.Len() {
			return 0, noParquet("a page is outside of its column")
		}
		if total += int64(head.UncompressedPageSize); total > maxRowGroup {
			break
		}
		if max(head.DataPageHeader.V.NumValues, head.DataPageHeaderV2.V.NumValues, head.DictionaryPageHeader.V.NumValues) > maxPageValues {
			return 0, fmt.Errorf("a page of the Parquet file has more than %d values", maxPageValues)
		}
		if _, err := r.Seek(int64(head.CompressedPageSize), io.SeekCurrent); err != nil {
			return 0, noParquet("%w", err)
		}
	}
	return total, nil
}

func (s *parquetSource) next() (item, key value.Value, ok bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			ok, err = false, fmt.Errorf("a row of the Parquet file can't be read: %v", r)
		}
	}()
	for {
		if s.rows == nil {
			groups := s.file.RowGroups()
			if s.group == len(groups) {
				return item, key, false, nil
			}
			s.rows = groups[s.group].Rows()
			s.group++
		}
		s.row[0] = s.row[0][:0]
		n, err := s.rows.ReadRows(s.row[:])
		if n == 1 {
			if item, err = s.object(s.row[0]); err == nil && jsonSize(item) > maxLine {
				err = errLargeItem
			}
			return item, key, err == nil, err
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return item, key, false, err
		}
		s.rows.Close()
		s.rows = nil
	}
}

// object is a row as an object, with the columns in the file's order.
func (s *parquetSource) object(row parquet.Row) (value.Value, error) {
	for column, values := range row.Range {
		if column < len(s.byLeaf) {
			s.byLeaf[column] = values
		}
	}
	members := make([]value.Member, len(s.columns))
	for i, c := range s.columns {
		v, err := c.read(s.byLeaf[c.leaf:c.leaf+c.leaves], 0, 0)
		if err != nil {
			return value.Value{}, err
		}
		members[i] = value.Member{Key: c.name, Value: v}
	}
	return value.OfObject(members), nil
}

func (s *parquetSource) total() int64 {
	if n := s.file.NumRows(); n > 0 && n < math.MaxInt32 {
		return n
	}
	return 0
}

func (s *parquetSource) name() string { return s.from }

func (s *parquetSource) close() {
	if s.rows != nil {
		s.rows.Close()
	}
}
