package simulator

import (
	"errors"
	"fmt"

	"github.com/lockstep-go/lockstep/internal/value"
)

//lint:ignore ST1005 it is AWS's sentence, which becomes the cause of a failure
var errNotIterable = errors.New("Attempting to map over non-iterable node.")

// jsonSource reads the elements of an array or the members of an object as they are needed.
// It holds one of them at a time, however large the text is.
type jsonSource struct {
	body    *bodyReader
	from    string
	decoder *value.Decoder
	kind    value.Kind // of the container
	read    int
	over    bool
}

// newJSONSource opens the value that pointer, a JSON Pointer, names in the text; "" is the
// whole text.
func newJSONSource(body *bodyReader, from, pointer string) (itemSource, error) {
	d := jsonDecoder(body)
	kind, err := d.Seek(pointer)
	switch {
	case errors.Is(err, value.ErrNoNode):
		err = fmt.Errorf("the ItemsPointer %s names nothing in the object", pointer)
	case err != nil:
		err = noJSON(err)
	case kind == value.Array, kind == value.Object && pointer != "":
		return &jsonSource{body: body, from: from, decoder: d, kind: kind}, nil
	default:
		err = errNotIterable
	}
	body.Close()
	return nil, err
}

func jsonDecoder(body *bodyReader) *value.Decoder {
	body.skipMark()
	return value.NewDecoder(body, value.WithDuplicates(), value.WithMaxItem(maxLine))
}

// noJSON is an object whose text is broken; what its storage or its compression says of it
// stays as it is.
func noJSON(err error) error {
	if e, ok := errors.AsType[*value.SyntaxError](err); ok {
		return fmt.Errorf("the object can't be read as JSON: %w", e)
	}
	return err
}

func (s *jsonSource) next() (item, key value.Value, ok bool, err error) {
	if s.over {
		return item, key, false, nil
	}
	m, ok, err := s.decoder.Child(s.read, s.kind)
	s.read++
	if !ok {
		s.over = true
		return item, key, false, noJSON(err)
	}
	if s.kind == value.Object {
		key = value.OfString(m.Key)
	}
	return m.Value, key, true, nil
}

func (s *jsonSource) total() int64 { return 0 }
func (s *jsonSource) name() string { return s.from }
func (s *jsonSource) close()       { s.body.Close() }

// linesSource reads JSON Lines: an item a line.
type linesSource struct {
	body    *bodyReader
	from    string
	decoder *value.Decoder
}

func newLinesSource(body *bodyReader, from string) *linesSource {
	return &linesSource{body: body, from: from, decoder: jsonDecoder(body)}
}

func (s *linesSource) next() (item, key value.Value, ok bool, err error) {
	item, ok, err = s.decoder.Line()
	return item, key, ok, noJSON(err)
}

func (s *linesSource) total() int64 { return 0 }
func (s *linesSource) name() string { return s.from }
func (s *linesSource) close()       { s.body.Close() }
