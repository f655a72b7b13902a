package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

//lint:ignore ST1005 it is AWS's sentence, which becomes the cause of a failure
var errNotIterable = errors.New("Attempting to map over non-iterable node.")

// jsonSource reads the elements of an array, or the members of an object, out of a JSON
// text as they are needed.
type jsonSource struct {
	body    *bodyReader
	from    string
	decoder *json.Decoder
	object  bool
}

// newJSONSource opens the value that pointer, a JSON Pointer, names in the text; "" is the
// whole text.
func newJSONSource(body *bodyReader, from, pointer string) (itemSource, error) {
	s := &jsonSource{body: body, from: from, decoder: json.NewDecoder(body)}
	s.decoder.UseNumber()
	var steps []string
	if pointer != "" {
		steps = strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	}
	for _, step := range steps {
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		if err := s.enter(step); err != nil {
			body.Close()
			return nil, err
		}
	}
	t, err := s.decoder.Token()
	if err != nil {
		body.Close()
		return nil, fmt.Errorf("the object is no JSON: %w", err)
	}
	switch t {
	case json.Delim('['):
	case json.Delim('{'):
		if pointer == "" {
			body.Close()
			return nil, errNotIterable
		}
		s.object = true
	default:
		body.Close()
		return nil, errNotIterable
	}
	return s, nil
}

// enter goes to a member or element.
func (s *jsonSource) enter(step string) error {
	t, err := s.decoder.Token()
	if err != nil {
		return err
	}
	switch t {
	case json.Delim('{'):
		for s.decoder.More() {
			key, err := s.decoder.Token()
			if err != nil {
				return err
			}
			if key == step {
				return nil
			}
			var skipped json.RawMessage
			if err := s.decoder.Decode(&skipped); err != nil {
				return err
			}
		}
	case json.Delim('['):
		n, err := strconv.Atoi(step)
		for i := 0; err == nil && s.decoder.More(); i++ {
			if i == n {
				return nil
			}
			var skipped json.RawMessage
			if err := s.decoder.Decode(&skipped); err != nil {
				return err
			}
		}
	}
	return fmt.Errorf("the ItemsPointer finds no %q in the object", step)
}

func (s *jsonSource) next() (item, key value.Value, ok bool, err error) {
	if !s.decoder.More() {
		if _, err := s.decoder.Token(); err != nil && !errors.Is(err, io.EOF) {
			return value.Value{}, value.Value{}, false, err
		}
		return value.Value{}, value.Value{}, false, nil
	}
	if s.object {
		t, err := s.decoder.Token()
		if err != nil {
			return value.Value{}, value.Value{}, false, err
		}
		name, _ := t.(string)
		key = value.OfString(name)
	}
	var raw json.RawMessage
	if err := s.decoder.Decode(&raw); err != nil {
		return value.Value{}, value.Value{}, false, err
	}
	if len(raw) > maxLine {
		return value.Value{}, value.Value{}, false, fmt.Errorf("an item is larger than %d bytes", maxLine)
	}
	item, err = value.DecodeString(string(raw), value.WithDuplicates())
	return item, key, err == nil, err
}

func (s *jsonSource) total() int64 { return 0 }
func (s *jsonSource) name() string { return s.from }
func (s *jsonSource) close()       { s.body.Close() }
