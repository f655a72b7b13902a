package value

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxItem is how many bytes one item of a stream may take unless an option says otherwise.
const MaxItem = 16 << 20

// WithMaxItem bounds the bytes of one item that a [Decoder] reads at n instead of [MaxItem].
func WithMaxItem(n int) Option { return func(d *decoder) { d.maxItem = n } }

// Decoder reads a JSON text that is too large to hold: an array's elements or an object's
// members one by one, or a value a line. It keeps one item at a time, and the items don't
// refer to each other's text.
//
//	d := value.NewDecoder(r)
//	if kind, err := d.Seek("/data/items"); err != nil || kind != value.Array { ... }
//	for item, err := range d.Elements() { ... }
//
// What is passed over on the way to the items is checked for its structure only. Errors are
// *[SyntaxError] or the reader's own.
type Decoder struct {
	r       io.Reader
	options []Option
	limit   decoder // the options, resolved

	buf     []byte
	i       int // the next byte of buf
	readErr error

	// The place of buf[0]: its offset in the stream, its line, its column.
	offset, line, column int
}

// NewDecoder reads from r. Options apply to each item.
func NewDecoder(r io.Reader, opts ...Option) *Decoder {
	d := &Decoder{r: r, options: opts, line: 1, column: 1}
	d.limit = decoder{maxDepth: MaxDepth, maxItem: MaxItem}
	for _, o := range opts {
		o(&d.limit)
	}
	return d
}

// ErrNoNode is a JSON Pointer that leads nowhere in the document.
var ErrNoNode = errors.New("the document has no such node")

// Seek goes to the node that a JSON Pointer (RFC 6901) names, "" being the whole document,
// and says what it is. The error is [ErrNoNode] if there is none. Of a repeated key the
// first counts.
func (d *Decoder) Seek(pointer string) (Kind, error) {
	if pointer != "" && pointer[0] != '/' {
		return Undefined, fmt.Errorf("a JSON Pointer starts with '/': %q", pointer)
	}
	for rest := pointer; rest != ""; {
		token, after, more := strings.Cut(rest[1:], "/")
		rest = ""
		if more {
			rest = "/" + after
		}
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		if err := d.enter(token); err != nil {
			return Undefined, err
		}
	}
	c, err := d.peek()
	if err != nil {
		return Undefined, err
	}
	return kindOf(c), nil
}

func kindOf(c byte) Kind {
	switch c {
	case '{':
		return Object
	case '[':
		return Array
	case '"':
		return String
	case 't', 'f':
		return Bool
	case 'n':
		return Null
	}
	return Number
}

// enter goes from a container to the child that a pointer's token names.
func (d *Decoder) enter(token string) error {
	c, err := d.peek()
	if err != nil {
		return err
	}
	index := -1
	if c == '[' && (token == "0" || token != "" && token[0] != '0') {
		if n, err := strconv.ParseUint(token, 10, 31); err == nil {
			index = int(n)
		}
	}
	if c != '{' && index < 0 {
		return ErrNoNode
	}
	d.i++
	for n := 0; ; n++ {
		done, err := d.between(n, kindOf(c))
		if err != nil {
			return err
		}
		if done {
			return ErrNoNode
		}
		found := n == index
		if c == '{' {
			key, err := d.key()
			if err != nil {
				return err
			}
			found = key == token
		}
		if found {
			return nil
		}
		if err := d.skip(); err != nil {
			return err
		}
	}
}

// Elements are the elements of the array at hand, where [Decoder.Seek] has gone; at the
// start that is the whole text. After an error nothing follows.
func (d *Decoder) Elements() iter.Seq2[Value, error] {
	return func(yield func(Value, error) bool) {
		for m, err := range d.children(Array) {
			if !yield(m.Value, err) || err != nil {
				return
			}
		}
	}
}

// Members are the members of the object at hand, in order. Repeated keys are not noticed.
// After an error nothing follows.
func (d *Decoder) Members() iter.Seq2[Member, error] { return d.children(Object) }

func (d *Decoder) children(kind Kind) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		for n := 0; ; n++ {
			m, ok, err := d.Child(n, kind)
			if err != nil {
				yield(Member{}, err)
				return
			}
			if !ok || !yield(m, nil) {
				return
			}
		}
	}
}

// Child is member or element number n of the container at hand, an [Object] or an [Array],
// false behind the last. It must be asked for one child after the other, from 0 on, and not
// again after false or an error. Elements have no key.
func (d *Decoder) Child(n int, kind Kind) (m Member, ok bool, err error) {
	if n == 0 {
		c, err := d.peek()
		if err == nil && kindOf(c) != kind {
			err = d.fail(d.i, "an "+kind.String()+" is expected")
		}
		if err != nil {
			return m, false, err
		}
		d.i++
	}
	done, err := d.between(n, kind)
	if err != nil || done {
		return m, false, err
	}
	if kind == Object {
		if m.Key, err = d.key(); err != nil {
			return m, false, err
		}
	}
	m.Value, err = d.Value()
	return m, err == nil, err
}

// Value reads the value at hand whole.
func (d *Decoder) Value() (Value, error) {
	from, end, err := d.item()
	if err != nil {
		return Value{}, err
	}
	v, err := d.decode(from, end)
	d.i = end
	return v, err
}

// Lines are the values of JSON Lines: one a line; blank lines are passed over. After an
// error nothing follows.
func (d *Decoder) Lines() iter.Seq2[Value, error] {
	return func(yield func(Value, error) bool) {
		for {
			v, ok, err := d.Line()
			if !ok && err == nil || !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// Line is the next value of JSON Lines, false behind the last.
func (d *Decoder) Line() (v Value, ok bool, err error) {
	for {
		d.drop()
		from, scanned := d.i, d.i
		for {
			if n := bytes.IndexByte(d.buf[scanned:], '\n'); n >= 0 {
				d.i = scanned + n + 1
				break
			}
			scanned = len(d.buf)
			if err := d.room(from, scanned); err != nil {
				return v, false, err
			}
			if err := d.fill(); err == io.EOF {
				d.i = len(d.buf)
				break
			} else if err != nil {
				return v, false, err
			}
		}
		if len(bytes.TrimSpace(d.buf[from:d.i])) > 0 {
			v, err = d.decode(from, d.i)
			return v, err == nil, err
		}
		if d.i == len(d.buf) && d.readErr != nil {
			return v, false, nil
		}
	}
}

// End reports an error unless nothing but blanks follows.
func (d *Decoder) End() error {
	_, err := d.peek()
	if err == nil {
		return d.fail(d.i, "unexpected text after the value")
	}
	if e, ok := errors.AsType[*SyntaxError](err); ok && e.Message == endOfText {
		return nil
	}
	return err
}

const endOfText = "unexpected end of text"

// decode decodes buf[from:end] from a copy of its own.
func (d *Decoder) decode(from, end int) (Value, error) {
	v, err := DecodeString(string(d.buf[from:end]), d.options...)
	if e, ok := errors.AsType[*SyntaxError](err); ok {
		return Value{}, d.fail(from+e.Offset, e.Message)
	}
	return v, err
}

// fill reads more; io.EOF if there is none.
func (d *Decoder) fill() error {
	if d.readErr != nil {
		return d.readErr
	}
	if len(d.buf) == cap(d.buf) {
		d.buf = append(make([]byte, 0, max(64<<10, 2*cap(d.buf))), d.buf...)
	}
	for range maxEmptyReads {
		n, err := d.r.Read(d.buf[len(d.buf):cap(d.buf)])
		d.buf = d.buf[:len(d.buf)+n]
		d.readErr = err
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	d.readErr = io.ErrNoProgress
	return d.readErr
}

// maxEmptyReads bounds how often a reader may answer nothing at all.
const maxEmptyReads = 100

// drop forgets the bytes before d.i once they are worth moving the rest.
func (d *Decoder) drop() {
	if d.i < len(d.buf) && d.i < 32<<10 || d.i == 0 {
		return
	}
	gone := d.buf[:d.i]
	d.offset += len(gone)
	if n := bytes.Count(gone, []byte{'\n'}); n > 0 {
		d.line += n
		d.column = 1
		gone = gone[bytes.LastIndexByte(gone, '\n')+1:]
	}
	d.column += utf8.RuneCount(gone)
	d.buf = d.buf[:copy(d.buf, d.buf[d.i:])]
	d.i = 0
}

func (d *Decoder) fail(at int, message string) error {
	before := d.buf[:min(at, len(d.buf))]
	e := &SyntaxError{Offset: d.offset + at, Line: d.line, Column: d.column, Message: message}
	if n := bytes.Count(before, []byte{'\n'}); n > 0 {
		e.Line += n
		e.Column = 1
		before = before[bytes.LastIndexByte(before, '\n')+1:]
	}
	e.Column += utf8.RuneCount(before)
	return e
}

// room is an error once an item is larger than it may be.
func (d *Decoder) room(from, to int) error {
	if to-from > d.limit.maxItem {
		return d.fail(from, fmt.Sprintf("an item is larger than %d bytes", d.limit.maxItem))
	}
	return nil
}

// more makes sure that buf[i] is there, at the error at the end of the text.
func (d *Decoder) more(i int) error {
	for i >= len(d.buf) {
		if err := d.fill(); err == io.EOF {
			return d.fail(len(d.buf), endOfText)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// peek is the next byte that is no blank.
func (d *Decoder) peek() (byte, error) {
	for {
		for ; d.i < len(d.buf); d.i++ {
			switch c := d.buf[d.i]; c {
			case ' ', '\t', '\n', '\r':
			default:
				return c, nil
			}
		}
		d.drop()
		if err := d.more(d.i); err != nil {
			return 0, err
		}
	}
}

// between passes what stands before child n of a container: nothing, or a comma. done is the
// container's end.
func (d *Decoder) between(n int, kind Kind) (done bool, err error) {
	c, err := d.peek()
	if err != nil {
		return false, err
	}
	end := byte(']')
	if kind == Object {
		end = '}'
	}
	switch {
	case c == end:
		d.i++
		return true, nil
	case n == 0:
		return false, nil
	case c != ',':
		return false, d.fail(d.i, "',' or '"+string(end)+"' is expected in an "+kind.String())
	}
	d.i++
	return false, nil
}

// key reads a key and its colon.
func (d *Decoder) key() (string, error) {
	c, err := d.peek()
	if err == nil && c != '"' {
		err = d.fail(d.i, "a key in double quotes is expected")
	}
	if err != nil {
		return "", err
	}
	v, err := d.Value()
	if err != nil {
		return "", err
	}
	if c, err = d.peek(); err == nil && c != ':' {
		err = d.fail(d.i, "':' is expected after a key")
	}
	d.i++
	return v.Str(), err
}

// skip passes the value at hand without keeping it.
func (d *Decoder) skip() error {
	s := itemScan{maxDepth: d.limit.maxDepth}
	if _, err := d.peek(); err != nil {
		return err
	}
	for {
		n, done, problem := s.scan(d.buf[d.i:])
		d.i += n
		if problem != "" {
			return d.fail(d.i, problem)
		}
		if done {
			return nil
		}
		d.drop()
		if err := d.fill(); err == io.EOF {
			if s.scalar() {
				return nil
			}
			return d.fail(len(d.buf), endOfText)
		} else if err != nil {
			return err
		}
	}
}

// item finds the value at hand and brings it into the buffer whole.
func (d *Decoder) item() (from, end int, err error) {
	if _, err := d.peek(); err != nil {
		return 0, 0, err
	}
	d.drop()
	s := itemScan{maxDepth: d.limit.maxDepth}
	for end = d.i; ; {
		n, done, problem := s.scan(d.buf[end:])
		end += n
		if problem != "" {
			return 0, 0, d.fail(end, problem)
		}
		if err := d.room(d.i, end); err != nil {
			return 0, 0, err
		}
		if done {
			return d.i, end, nil
		}
		if err := d.fill(); err == io.EOF {
			// What is there is decoded, which says what is wrong with it, if anything is.
			return d.i, end, nil
		} else if err != nil {
			return 0, 0, err
		}
	}
}
