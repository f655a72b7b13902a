package simulator

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/lockstep-go/lockstep/internal/value"
)

// linesSource reads JSON Lines: an item a line.
type linesSource struct {
	body *bodyReader
	from string
	line int
}

func newLinesSource(body *bodyReader, from string) *linesSource {
	return &linesSource{body: body, from: from}
}

func (s *linesSource) next() (item, key value.Value, ok bool, err error) {
	for {
		text, err := readLine(s.body)
		if err != nil && !errors.Is(err, io.EOF) {
			return value.Value{}, value.Value{}, false, err
		}
		s.line++
		if text = bytes.TrimSpace(text); len(text) > 0 {
			v, bad := value.DecodeString(string(text), value.WithDuplicates())
			if bad != nil {
				return value.Value{}, value.Value{}, false, fmt.Errorf("line %d is no JSON: %w", s.line, bad)
			}
			return v, value.Value{}, true, nil
		}
		if err != nil {
			return value.Value{}, value.Value{}, false, nil
		}
	}
}

func (s *linesSource) total() int64 { return 0 }
func (s *linesSource) name() string { return s.from }
func (s *linesSource) close()       { s.body.Close() }

// readLine reads up to a line feed, at most maxLine bytes.
func readLine(r *bodyReader) ([]byte, error) {
	var whole []byte
	for {
		part, err := r.ReadSlice('\n')
		if err == nil && whole == nil {
			return part, nil
		}
		whole = append(whole, part...)
		if len(whole) > maxLine {
			return nil, fmt.Errorf("an item is larger than %d bytes", maxLine)
		}
		if err == nil || errors.Is(err, io.EOF) {
			return whole, err
		}
	}
}
