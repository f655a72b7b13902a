package simulator

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

//lint:ignore ST1005 it is AWS's sentence, which becomes the cause of a failure
var errRepeatedHeader = errors.New("CSV headers cannot contain duplicates.")

// csvSource reads comma-separated values: an object of strings a row. Fields may be in
// double quotes; `""` and `\"` stand for a quote there (developer guide, "CSV").
type csvSource struct {
	body      *bodyReader
	from      string
	delimiter byte
	headers   []string
	field     []byte
}

func newCSVSource(body *bodyReader, from string, c *asl.ReaderConfig) (itemSource, error) {
	s := &csvSource{body: body, from: from, delimiter: ','}
	switch c.CSVDelimiter {
	case "PIPE":
		s.delimiter = '|'
	case "SEMICOLON":
		s.delimiter = ';'
	case "SPACE":
		s.delimiter = ' '
	case "TAB":
		s.delimiter = '\t'
	}
	s.headers = c.CSVHeaders
	if c.CSVHeaderLocation != "GIVEN" {
		row, err := s.row()
		if err != nil && !errors.Is(err, io.EOF) {
			body.Close()
			return nil, err
		}
		s.headers = row
	}
	if sorted := slices.Sorted(slices.Values(s.headers)); len(slices.Compact(sorted)) < len(s.headers) {
		body.Close()
		return nil, errRepeatedHeader
	}
	return s, nil
}

func (s *csvSource) next() (item, key value.Value, ok bool, err error) {
	row, err := s.row()
	if errors.Is(err, io.EOF) {
		return value.Value{}, value.Value{}, false, nil
	}
	if err != nil {
		return value.Value{}, value.Value{}, false, err
	}
	members := make([]value.Member, len(s.headers))
	for i, h := range s.headers {
		text := ""
		if i < len(row) {
			text = row[i]
		}
		members[i] = value.Member{Key: h, Value: value.OfString(text)}
	}
	return value.OfObject(members), value.Value{}, true, nil
}

// row reads a row; io.EOF after the last. Lines without any character are skipped.
func (s *csvSource) row() ([]string, error) {
	var row []string
	size, quoted, any := 0, false, false
	s.field = s.field[:0]
	for {
		c, err := s.body.ReadByte()
		if err != nil {
			if !errors.Is(err, io.EOF) || !any {
				return nil, err
			}
			return append(row, string(s.field)), nil
		}
		if size++; size > maxLine {
			return nil, fmt.Errorf("an item is larger than %d bytes", maxLine)
		}
		switch {
		case quoted && c == '\\':
			if next, err := s.body.ReadByte(); err == nil {
				s.field = append(s.field, next)
			}
		case quoted && c == '"':
			if next, err := s.body.ReadByte(); err == nil {
				if next == '"' {
					s.field = append(s.field, '"')
					continue
				}
				s.body.UnreadByte()
			}
			quoted = false
		case quoted:
			s.field = append(s.field, c)
		case c == '"' && len(s.field) == 0:
			quoted, any = true, true
		case c == s.delimiter:
			row = append(row, string(s.field))
			s.field, any = s.field[:0], true
		case c == '\r':
		case c == '\n':
			if any {
				return append(row, string(s.field)), nil
			}
		default:
			s.field, any = append(s.field, c), true
		}
	}
}

func (s *csvSource) total() int64 { return 0 }
func (s *csvSource) name() string { return s.from }
func (s *csvSource) close()       { s.body.Close() }
