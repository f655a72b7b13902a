package simulator

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

//lint:ignore ST1005 it is AWS's sentence, which becomes the cause of a failure
var errRepeatedHeader = errors.New("CSV headers cannot contain duplicates.")

// maxHeaders bounds the names of the columns, which come from the first row or from
// CSVHeaders: 10 KiB.
const maxHeaders = 10 << 10

// csvSource reads delimited text: an object of strings a row (developer guide, "How Step
// Functions parses input CSV files"). A field in double quotes may hold delimiters and line
// feeds. A doubled quote stands for one, in a field without quotes around it too. A backslash
// stands for the quote, backslash or delimiter that follows, and for nothing before any other
// character.
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
	size := 0
	for _, h := range s.headers {
		size += len(h)
	}
	if size > maxHeaders {
		body.Close()
		return nil, fmt.Errorf("the CSV headers are larger than %d bytes", maxHeaders)
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
			return s.add(row), nil
		}
		if size++; size > maxLine {
			return nil, errLargeItem
		}
		switch {
		case c == '\\':
			any = true
			if s.follows('"', '\\', s.delimiter) {
				next, _ := s.body.ReadByte()
				s.field = append(s.field, next)
			}
		case c == '"' && (quoted || len(s.field) > 0) && s.follows('"'):
			next, _ := s.body.ReadByte()
			s.field = append(s.field, next)
		case c == '"' && quoted:
			quoted = false
		case c == '"' && blank(s.field):
			s.field = s.field[:0]
			quoted, any = true, true
		case quoted:
			s.field = append(s.field, c)
		case c == s.delimiter:
			row = s.add(row)
			s.field, any = s.field[:0], true
		case c == '\r' && s.follows('\n'):
		case c == '\n':
			if any {
				return s.add(row), nil
			}
		default:
			s.field, any = append(s.field, c), true
		}
	}
}

// add adds the field that was read to its row, unless the row has more fields already than
// headers can name.
func (s *csvSource) add(row []string) []string {
	if len(row) > maxHeaders {
		return row
	}
	return append(row, utf8Text(s.field))
}

// follows reports whether the next byte is one of these.
func (s *csvSource) follows(bytes ...byte) bool {
	next, err := s.body.Peek(1)
	return err == nil && slices.Contains(bytes, next[0])
}

// blank reports whether a field is white space alone, which a quote that begins after it
// takes the place of.
func blank(field []byte) bool { return len(bytes.TrimLeft(field, " \t")) == 0 }

// utf8Text reads bytes as UTF-8; what is none becomes the replacement character.
func utf8Text(text []byte) string { return strings.ToValidUTF8(string(text), "\uFFFD") }

func (s *csvSource) total() int64 { return 0 }
func (s *csvSource) name() string { return s.from }
func (s *csvSource) close()       { s.body.Close() }
