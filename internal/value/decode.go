package value

import (
	"fmt"
	"strconv"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// MaxDepth is how deep arrays and objects may nest unless an option says otherwise.
const MaxDepth = 1000

// SyntaxError says where a text stops being JSON.
type SyntaxError struct {
	Offset       int // in bytes, from 0
	Line, Column int // from 1; columns count Unicode code points
	Message      string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
}

// Option changes how [Decode] reads.
type Option func(*decoder)

// WithMaxDepth bounds nesting at n instead of [MaxDepth].
func WithMaxDepth(n int) Option { return func(d *decoder) { d.maxDepth = n } }

// WithDuplicates makes a repeated key of an object take the last value, as AWS does with
// execution input, instead of being an error.
func WithDuplicates() Option { return func(d *decoder) { d.duplicates = true } }

// Decode reads one JSON text (RFC 8259). It refuses repeated keys, text that is not UTF-8
// and nesting past the bound; the error is a *[SyntaxError]. An escaped surrogate without
// its other half becomes U+FFFD.
//
// The Value refers to data, which must not be changed afterwards and stays in memory as long
// as any part of the Value; see [Value.Clone].
func Decode(data []byte, opts ...Option) (Value, error) {
	return DecodeString(unsafe.String(unsafe.SliceData(data), len(data)), opts...)
}

// DecodeString is [Decode] for a string.
func DecodeString(text string, opts ...Option) (Value, error) {
	d := decoders.Get().(*decoder)
	defer d.release()
	d.s, d.maxDepth = text, MaxDepth
	for _, o := range opts {
		o(d)
	}
	v, ok := d.value(0)
	if ok {
		if d.space(); d.i < len(d.s) {
			ok = d.fail(d.i, "unexpected text after the value")
		}
	}
	if !ok {
		return Value{}, d.syntaxError()
	}
	return v, nil
}

// decoders keeps decoders that are done, for their stacks.
var decoders = sync.Pool{New: func() any {
	return &decoder{elems: make([]Value, 0, 16), members: make([]Member, 0, 32)}
}}

// keptStack bounds the stacks that are kept.
const keptStack = 256

// release gives d back. Nothing it referred to is held on to.
func (d *decoder) release() {
	if cap(d.elems) > keptStack || cap(d.members) > keptStack {
		return
	}
	clear(d.elems[:cap(d.elems)])
	clear(d.members[:cap(d.members)])
	*d = decoder{elems: d.elems[:0], members: d.members[:0]}
	decoders.Put(d)
}

// UnmarshalJSON makes a Value a field of structs that encoding/json reads.
func (v *Value) UnmarshalJSON(data []byte) error {
	w, err := DecodeString(string(data))
	if err == nil {
		*v = w
	}
	return err
}

type decoder struct {
	s          string
	i          int
	maxDepth   int
	maxItem    int // of a Decoder
	duplicates bool
	errAt      int
	errMsg     string
	elems      []Value  // elements of the arrays that are not closed yet
	members    []Member // members of the objects that are not closed yet

	// What is finished is put together in rooms, which saves most allocations.
	elemRoom   []Value
	memberRoom []Member
	objectRoom []object
}

// roomSize bounds how many elements, members or objects share an allocation, and so how
// much a small part of a document keeps in memory besides the text.
const roomSize = 256

// cut copies from into room, a slice with free capacity, making a new one if it is full: of
// a guess by the bytes that one takes the first time, then twice as large, as far as the text
// that is left may need it.
func cut[T any](d *decoder, room *[]T, from []T, bytesEach int) []T {
	n := len(*room)
	if cap(*room)-n < len(from) {
		size := min(len(d.s)/bytesEach, roomSize/4)
		if n > 0 {
			size = min(2*(len(d.s)-d.i)/bytesEach+4, 2*cap(*room), roomSize)
		}
		*room = make([]T, 0, max(len(from), size))
		n = 0
	}
	*room = append(*room, from...)
	return (*room)[n:len(*room):len(*room)]
}

func (d *decoder) fail(at int, msg string) bool {
	d.errAt, d.errMsg = at, msg
	return false
}

func (d *decoder) syntaxError() error {
	line, col := 1, 1
	for i, r := range d.s {
		if i >= d.errAt {
			break
		}
		if r == '\n' {
			line, col = line+1, 1
		} else {
			col++
		}
	}
	return &SyntaxError{Offset: d.errAt, Line: line, Column: col, Message: d.errMsg}
}

func (d *decoder) space() {
	for d.i < len(d.s) {
		switch d.s[d.i] {
		case ' ', '\t', '\n', '\r':
			d.i++
		default:
			return
		}
	}
}

func (d *decoder) value(depth int) (Value, bool) {
	d.space()
	if d.i >= len(d.s) {
		return Value{}, d.fail(d.i, "unexpected end of text")
	}
	switch c := d.s[d.i]; c {
	case '{':
		return d.object(depth + 1)
	case '[':
		return d.array(depth + 1)
	case '"':
		s, n, ok := d.str()
		return OfString(s).sized(n).settle(true), ok
	case 't':
		return True, d.word("true")
	case 'f':
		return False, d.word("false")
	case 'n':
		return NullValue, d.word("null")
	default:
		if c == '-' || c >= '0' && c <= '9' {
			return d.number()
		}
		r, _ := utf8.DecodeRuneInString(d.s[d.i:])
		return Value{}, d.fail(d.i, "unexpected "+strconv.QuoteRune(r)+", a value is expected")
	}
}

func (d *decoder) word(w string) bool {
	if len(d.s)-d.i < len(w) || d.s[d.i:d.i+len(w)] != w {
		return d.fail(d.i, "unknown word, a value is expected")
	}
	d.i += len(w)
	return true
}

func (d *decoder) digits() bool {
	from := d.i
	for d.i < len(d.s) && d.s[d.i] >= '0' && d.s[d.i] <= '9' {
		d.i++
	}
	return d.i > from
}

func (d *decoder) number() (Value, bool) {
	from := d.i
	if d.s[d.i] == '-' {
		d.i++
	}
	switch {
	case d.i < len(d.s) && d.s[d.i] == '0':
		if d.i++; d.i < len(d.s) && d.s[d.i] >= '0' && d.s[d.i] <= '9' {
			return Value{}, d.fail(from, "a number must not begin with 0")
		}
	case !d.digits():
		return Value{}, d.fail(d.i, "a digit is expected")
	}
	point, exponent := 0, 0
	if d.i < len(d.s) && d.s[d.i] == '.' {
		point = d.i
		if d.i++; !d.digits() {
			return Value{}, d.fail(d.i, "a digit is expected after the decimal point")
		}
	}
	if d.i < len(d.s) && (d.s[d.i] == 'e' || d.s[d.i] == 'E') {
		exponent = d.i
		if d.i++; d.i < len(d.s) && (d.s[d.i] == '+' || d.s[d.i] == '-') {
			d.i++
		}
		if !d.digits() {
			return Value{}, d.fail(d.i, "a digit is expected in the exponent")
		}
	}
	v := OfNumberText(d.s[from:d.i])
	return v.sized(d.i - from).settle(exponent == 0 && d.plainDigits(from, point)), true
}

// plainDigits is the rule of [Value.Settled] for the literal that ends here and has no
// exponent; point is where its decimal point is, 0 if it has none.
func (d *decoder) plainDigits(from, point int) bool {
	if d.s[from] == '-' {
		from++
	}
	switch {
	case point == 0:
		return d.i-from <= 15
	case d.s[from] != '0':
		return point-from <= 7
	}
	for i := point + 1; i < d.i && i <= point+3; i++ {
		if d.s[i] != '0' {
			return true
		}
	}
	return false
}

// settle notes whether v is settled.
func (v Value) settle(ok bool) Value {
	if ok {
		v.meta |= settled
	}
	return v
}

func (d *decoder) array(depth int) (Value, bool) {
	if depth > d.maxDepth {
		return Value{}, d.fail(d.i, fmt.Sprintf("nested deeper than %d levels", d.maxDepth))
	}
	d.i++
	if d.elems == nil {
		d.elems = make([]Value, 0, 16)
	}
	base := len(d.elems)
	if d.space(); d.i < len(d.s) && d.s[d.i] == ']' {
		d.i++
		return OfArray(nil).sized(2).settle(true), true
	}
	open, size, all := d.i, 1, settled
	for {
		v, ok := d.value(depth)
		if !ok {
			return Value{}, false
		}
		d.elems = append(d.elems, v)
		size += int(v.meta>>sizeFrom) + 1
		all &= v.meta
		d.space()
		if d.i >= len(d.s) {
			return Value{}, d.fail(d.i, "unexpected end of text in an array")
		}
		c := d.s[d.i]
		d.i++
		if c == ']' {
			break
		}
		if c != ',' {
			return Value{}, d.fail(d.i-1, "',' or ']' is expected in an array")
		}
	}
	out := cut(d, &d.elemRoom, d.elems[base:], 128)
	d.elems = d.elems[:base]
	if d.i-open > maxNoted {
		size = maxNoted + 1 // parts may have no note of their length either
	}
	return OfArray(out).sized(size).settle(all != 0), true
}

func (d *decoder) object(depth int) (Value, bool) {
	if depth > d.maxDepth {
		return Value{}, d.fail(d.i, fmt.Sprintf("nested deeper than %d levels", d.maxDepth))
	}
	d.i++
	if d.members == nil {
		d.members = make([]Member, 0, 16)
	}
	base := len(d.members)
	if d.space(); d.i < len(d.s) && d.s[d.i] == '}' {
		d.i++
		return OfObject(nil).sized(2).settle(true), true
	}
	open, size, all := d.i, 1, settled
	var seen map[string]int
	for {
		d.space()
		if d.i >= len(d.s) || d.s[d.i] != '"' {
			return Value{}, d.fail(d.i, "a key in double quotes is expected")
		}
		at := d.i
		key, keyLen, ok := d.str()
		if !ok {
			return Value{}, false
		}
		if d.space(); d.i >= len(d.s) || d.s[d.i] != ':' {
			return Value{}, d.fail(d.i, "':' is expected after a key")
		}
		d.i++
		v, ok := d.value(depth)
		if !ok {
			return Value{}, false
		}
		was := -1
		if seen == nil {
			for i := base; i < len(d.members); i++ {
				if d.members[i].Key == key {
					was = i
					break
				}
			}
			if was < 0 && len(d.members)-base == indexedFrom {
				seen = make(map[string]int, 4*indexedFrom)
				for i := base; i < len(d.members); i++ {
					seen[d.members[i].Key] = i
				}
			}
		} else if i, ok := seen[key]; ok {
			was = i
		}
		switch {
		case was < 0:
			if seen != nil {
				seen[key] = len(d.members)
			}
			d.members = append(d.members, Member{key, v})
			size += keyLen + int(v.meta>>sizeFrom) + 2
			all &= v.meta
		case d.duplicates:
			size += int(v.meta>>sizeFrom) - int(d.members[was].Value.meta>>sizeFrom)
			all &= v.meta
			d.members[was].Value = v
		default:
			return Value{}, d.fail(at, "the key "+strconv.Quote(key)+" is repeated")
		}
		d.space()
		if d.i >= len(d.s) {
			return Value{}, d.fail(d.i, "unexpected end of text in an object")
		}
		c := d.s[d.i]
		d.i++
		if c == '}' {
			break
		}
		if c != ',' {
			return Value{}, d.fail(d.i-1, "',' or '}' is expected in an object")
		}
	}
	out := cut(d, &d.memberRoom, d.members[base:], 32)
	d.members = d.members[:base]
	o := &cut(d, &d.objectRoom, []object{{}}, 96)[0]
	o.first, o.n = unsafe.SliceData(out), int32(len(out))
	if d.i-open > maxNoted {
		size = maxNoted + 1
	}
	return Value{meta: meta(Object) | all, ptr: unsafe.Pointer(o), n: uint64(len(out))}.sized(size), true
}

// str reads a string literal and answers how long it is in compact form, too; without
// escapes the text is shared with the source.
func (d *decoder) str() (s string, n int, ok bool) {
	open := d.i
	d.i++
	from := d.i
	for d.i < len(d.s) {
		if d.i += plainLen(d.s[d.i:]); d.i == len(d.s) {
			break
		}
		switch c := d.s[d.i]; {
		case c == '"':
			d.i++
			return d.s[from : d.i-1], d.i - open, true
		case c == '\\':
			s, ok := d.escaped(open, from)
			return s, quotedLen(s), ok
		case c < 0x20:
			return "", 0, d.fail(d.i, "a control character must be escaped in a string")
		default:
			r, size := utf8.DecodeRuneInString(d.s[d.i:])
			if r == utf8.RuneError && size == 1 {
				return "", 0, d.fail(d.i, "the text is not UTF-8")
			}
			d.i += size
		}
	}
	return "", 0, d.fail(open, "a string is not closed")
}

// plain marks the ASCII characters that stand for themselves in a string.
var plain = func() (t [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()

func (d *decoder) escaped(open, from int) (string, bool) {
	buf := append(make([]byte, 0, d.i-from+32), d.s[from:d.i]...)
	for d.i < len(d.s) {
		c := d.s[d.i]
		switch {
		case c == '"':
			d.i++
			return unsafe.String(unsafe.SliceData(buf), len(buf)), true
		case c < 0x20:
			return "", d.fail(d.i, "a control character must be escaped in a string")
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(d.s[d.i:])
			if r == utf8.RuneError && size == 1 {
				return "", d.fail(d.i, "the text is not UTF-8")
			}
			buf = append(buf, d.s[d.i:d.i+size]...)
			d.i += size
			continue
		case c != '\\':
			buf = append(buf, c)
			d.i++
			continue
		}
		if d.i++; d.i >= len(d.s) {
			break
		}
		switch e := d.s[d.i]; e {
		case '"', '\\', '/':
			buf = append(buf, e)
		case 'b':
			buf = append(buf, '\b')
		case 'f':
			buf = append(buf, '\f')
		case 'n':
			buf = append(buf, '\n')
		case 'r':
			buf = append(buf, '\r')
		case 't':
			buf = append(buf, '\t')
		case 'u':
			r, ok := d.hex4(d.i + 1)
			if !ok {
				return "", d.fail(d.i-1, `\u needs four hexadecimal digits`)
			}
			d.i += 4
			if utf16.IsSurrogate(r) {
				pair := rune(utf8.RuneError)
				if d.i+2 < len(d.s) && d.s[d.i+1] == '\\' && d.s[d.i+2] == 'u' {
					if low, ok := d.hex4(d.i + 3); ok {
						pair = utf16.DecodeRune(r, low)
					}
				}
				if pair != utf8.RuneError {
					d.i += 6
				}
				r = pair
			}
			buf = utf8.AppendRune(buf, r)
		default:
			return "", d.fail(d.i-1, "unknown escape in a string")
		}
		d.i++
	}
	return "", d.fail(open, "a string is not closed")
}

func (d *decoder) hex4(at int) (rune, bool) {
	if at+4 > len(d.s) {
		return 0, false
	}
	n, err := strconv.ParseUint(d.s[at:at+4], 16, 32)
	return rune(n), err == nil
}
