package value

import (
	"math"
	"strconv"
	"strings"
	"unsafe"
)

// Kind is what a [Value] holds.
type Kind uint8

// The kinds of JSON value, and Undefined for no value at all.
const (
	Undefined Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
	Opaque // not JSON: see [OfOpaque]
)

// String gives the JSON name of the kind in lower case ("undefined", "null", "boolean", …).
func (k Kind) String() string {
	return [...]string{"undefined", "null", "boolean", "number", "string", "array", "object", "opaque"}[k]
}

// meta is, from the lowest byte on: what kind of value a Value is; how a number is held; the
// marks of [Value.WithMark]; whether it is [Value.Settled]; and in the upper half the length
// of its compact text, 0 if that is not known. One word keeps a Value small enough for the
// compiler to hold it in registers: it does so with up to four fields.
type meta uint64

const (
	repText  meta = iota << 8 // ptr, n: the literal's bytes
	repInt                    // n: an int64
	repFloat                  // n: the bits of a float64

	repBits  meta = 0xFF << 8
	markFrom      = 16
	settled  meta = 1 << 24
	sizeFrom      = 32
)

func (m meta) rep() meta { return m & repBits }

// Value is one immutable JSON value, or undefined (the zero Value). It is 24 bytes and is
// passed by value. Comparing two Values with == is a compile error; use [Equal].
type Value struct {
	_    [0]func()
	ptr  unsafe.Pointer // string bytes, first array element, or *object
	n    uint64         // length, bool, or number bits
	meta meta
}

// Member is a key and its value in an object.
type Member struct {
	Key   string
	Value Value
}

// The constants of JSON.
var (
	NullValue = Value{meta: meta(Null) | settled | 4<<sizeFrom}
	True      = Value{meta: meta(Bool) | settled | 4<<sizeFrom, n: 1}
	False     = Value{meta: meta(Bool) | settled | 5<<sizeFrom}
)

// OfBool is the JSON value true or false.
func OfBool(b bool) Value {
	if b {
		return True
	}
	return False
}

// OfInt is an integer number.
func OfInt(i int64) Value { return Value{meta: meta(Number) | repInt, n: uint64(i)} }

// OfFloat is a number. Values that are not finite can be held, but JSON has no text for
// them; [Value.AppendJSON] writes them as the strings "Infinity", "-Infinity" and "NaN".
func OfFloat(f float64) Value {
	return Value{meta: meta(Number) | repFloat, n: math.Float64bits(f)}
}

// OfNumberText is a number that keeps its text, which must be a JSON number literal.
func OfNumberText(text string) Value {
	return Value{meta: meta(Number) | repText, ptr: unsafe.Pointer(unsafe.StringData(text)), n: uint64(len(text))}
}

// OfString is a JSON string. The text is taken to be UTF-8.
func OfString(s string) Value {
	return Value{meta: meta(String), ptr: unsafe.Pointer(unsafe.StringData(s)), n: uint64(len(s))}
}

// OfArray is an array that takes elems over: the caller must not change it afterwards.
func OfArray(elems []Value) Value {
	return Value{meta: meta(Array), ptr: unsafe.Pointer(unsafe.SliceData(elems)), n: uint64(len(elems))}
}

// ArrayOf is an array of the given elements.
func ArrayOf(elems ...Value) Value { return OfArray(elems) }

// OfObject is an object that takes members over: the caller must not change the slice
// afterwards. Keys must differ from each other; use a [Builder] where that is not known.
func OfObject(members []Member) Value {
	return Value{
		meta: meta(Object), n: uint64(len(members)),
		ptr: unsafe.Pointer(&object{first: unsafe.SliceData(members), n: int32(len(members))}),
	}
}

// ObjectOf is an object of alternating keys and values; it serves literals in code.
func ObjectOf(members ...Member) Value { return OfObject(members) }

// Kind reports what v holds.
func (v Value) Kind() Kind { return Kind(v.meta) }

// IsUndefined reports whether v is no value at all.
func (v Value) IsUndefined() bool { return v.Kind() == Undefined }

// IsNull reports whether v is JSON's null.
func (v Value) IsNull() bool { return v.Kind() == Null }

// Bool is the truth of a boolean, false for every other kind.
func (v Value) Bool() bool { return v.Kind() == Bool && v.n == 1 }

// Str is the text of a string, "" for every other kind.
func (v Value) Str() string {
	if v.Kind() != String {
		return ""
	}
	return v.text()
}

func (v Value) text() string { return unsafe.String((*byte)(v.ptr), int(v.n)) }

// Float is the number nearest to v, NaN if v is no number. A literal beyond the range of
// float64 is an infinity.
func (v Value) Float() float64 {
	if v.Kind() != Number {
		return math.NaN()
	}
	switch v.meta.rep() {
	case repInt:
		return float64(int64(v.n))
	case repFloat:
		return math.Float64frombits(v.n)
	default:
		if f, ok := parseShort(v.text()); ok {
			return f
		}
		f, _ := strconv.ParseFloat(v.text(), 64)
		return f
	}
}

// powersOfTen are those a double holds exactly and parseShort needs.
var powersOfTen = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// parseShort reads a literal of at most 15 digits without an exponent. Its digits and the
// power of ten it is divided by are exact doubles, so the one division rounds correctly.
func parseShort(s string) (float64, bool) {
	negative := s[0] == '-'
	if negative {
		s = s[1:]
	}
	if len(s) > 16 {
		return 0, false
	}
	digits, point := int64(0), -1
	for i := range len(s) {
		switch c := s[i]; {
		case c == '.':
			point = i
		case c < '0' || c > '9':
			return 0, false
		default:
			digits = digits*10 + int64(c-'0')
		}
	}
	if point < 0 && len(s) > 15 {
		return 0, false
	}
	f := float64(digits)
	if point >= 0 {
		f /= powersOfTen[len(s)-1-point]
	}
	if negative {
		f = -f
	}
	return f, true
}

// Int is v as an integer, and whether v is a number that is exactly one. 1.0 and 1e2 are
// integers; 1.5 and 1e30 are not.
func (v Value) Int() (int64, bool) {
	if v.Kind() != Number {
		return 0, false
	}
	if v.meta.rep() == repInt {
		return int64(v.n), true
	}
	if v.meta.rep() == repText {
		if i, ok := atoi(v.text()); ok {
			return i, true
		}
	}
	f := v.Float()
	if f != math.Trunc(f) || f < -(1<<63) || f > 1<<63 {
		return 0, false
	}
	if v.meta.rep() == repText && math.Abs(f) >= 1<<53 {
		return parseDecimal(v.text()).int64() // f may have lost digits
	}
	return int64(f), f < 1<<63
}

// NumberText is the literal of a number: its own text if it was decoded, else the shortest
// one that reads back as the same number. It is "" for every other kind.
func (v Value) NumberText() string {
	if v.Kind() != Number {
		return ""
	}
	if v.meta.rep() == repText {
		return v.text()
	}
	return string(v.appendNumber(nil))
}

// Len is the number of elements or members, 0 for every other kind.
func (v Value) Len() int {
	if v.Kind() != Array && v.Kind() != Object {
		return 0
	}
	return int(v.n)
}

// Elems are the elements of an array, nil for every other kind. The slice is shared and
// must not be changed.
func (v Value) Elems() []Value {
	if v.Kind() != Array {
		return nil
	}
	return unsafe.Slice((*Value)(v.ptr), int(v.n))
}

// Members are the members of an object in order, nil for every other kind. The slice is
// shared and must not be changed.
func (v Value) Members() []Member {
	if v.Kind() != Object {
		return nil
	}
	return (*object)(v.ptr).members()
}

// At is element i of an array; undefined if v is no array or i is out of range.
func (v Value) At(i int) Value {
	if v.Kind() != Array || i < 0 || i >= int(v.n) {
		return Value{}
	}
	return *(*Value)(unsafe.Add(v.ptr, uintptr(i)*unsafe.Sizeof(Value{})))
}

// Get is the member named key of an object; undefined if v is no object or has none.
func (v Value) Get(key string) Value {
	if v.Kind() != Object {
		return Value{}
	}
	o := (*object)(v.ptr)
	if i := o.find(key); i >= 0 {
		return o.members()[i].Value
	}
	return Value{}
}

// Has reports whether v is an object with a member named key.
func (v Value) Has(key string) bool {
	return v.Kind() == Object && (*object)(v.ptr).find(key) >= 0
}

// With is v with the member named key set: replaced where it stands, else put last. A v
// that is no object counts as an empty one.
func (v Value) With(key string, val Value) Value {
	if v.Kind() != Object {
		o, members := newObject(1)
		members[0] = Member{key, val}
		return o.value()
	}
	old := (*object)(v.ptr)
	if i := old.find(key); i >= 0 {
		o, members := newObject(int(v.n))
		copy(members, old.members())
		members[i].Value = val
		if len(members) >= indexedFrom {
			o.index.Store(old.index.Load()) // the keys stand where they stood
		}
		return o.value().noteChange(v, old.members()[i].Value, val, 0)
	}
	o, members := newObject(int(v.n) + 1)
	copy(members, old.members())
	members[v.n] = Member{key, val}
	w := o.value()
	if n, ok := quotedLenUTF8(key); ok {
		w = w.noteChange(v, Value{}, val, n+1+min(int(v.n), 1))
	}
	return w
}

// Without is v without the member named key; v itself if there is none.
func (v Value) Without(key string) Value {
	if v.Kind() != Object {
		return v
	}
	old := (*object)(v.ptr)
	i := old.find(key)
	if i < 0 {
		return v
	}
	members := make([]Member, 0, v.n-1)
	members = append(members, old.members()[:i]...)
	w := OfObject(append(members, old.members()[i+1:]...))
	return w.noteChange(v, old.members()[i].Value, Value{}, -quotedLen(key)-1-min(int(v.n)-1, 1))
}

// WithAt is the array v with element i replaced; v itself if v is no array or i is out of
// range.
func (v Value) WithAt(i int, val Value) Value {
	if v.Kind() != Array || i < 0 || i >= int(v.n) {
		return v
	}
	elems := make([]Value, v.n)
	copy(elems, v.Elems())
	elems[i] = val
	return OfArray(elems).noteChange(v, v.At(i), val, 0)
}

// Append is the array v with elems put last. A v that is no array counts as an empty one.
func (v Value) Append(elems ...Value) Value {
	old := v.Elems()
	out := make([]Value, 0, len(old)+len(elems))
	return OfArray(append(append(out, old...), elems...))
}

// Equal reports whether a and b are the same JSON: numbers by value, all digits of their
// literals counting, and objects without regard to order. Undefined equals only itself.
func Equal(a, b Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case Bool:
		return a.n == b.n
	case Number:
		if a.meta.rep() == repText && b.meta.rep() == repText && a.text() == b.text() {
			return true
		}
		return CompareNumbers(a, b) == 0
	case String:
		return a.text() == b.text()
	case Array:
		x, y := a.Elems(), b.Elems()
		if len(x) != len(y) {
			return false
		}
		for i := range x {
			if !Equal(x[i], y[i]) {
				return false
			}
		}
		return true
	case Object:
		if a.ptr == b.ptr {
			return true
		}
		if a.n != b.n {
			return false
		}
		for _, m := range a.Members() {
			if w := b.Get(m.Key); w.Kind() == Undefined || !Equal(m.Value, w) {
				return false
			}
		}
		return true
	case Opaque:
		return a.ptr == b.ptr
	}
	return true
}

// Clone is v with all text copied. Values decoded from one text share its bytes and so keep
// all of it in memory; a small part that outlives the rest is better cloned.
func (v Value) Clone() Value {
	switch v.Kind() {
	case Number:
		if v.meta.rep() == repText {
			return OfNumberText(strings.Clone(v.text()))
		}
	case String:
		return OfString(strings.Clone(v.text()))
	case Array:
		elems := make([]Value, v.n)
		for i, e := range v.Elems() {
			elems[i] = e.Clone()
		}
		return OfArray(elems).noted(v)
	case Object:
		members := make([]Member, v.n)
		for i, m := range v.Members() {
			members[i] = Member{strings.Clone(m.Key), m.Value.Clone()}
		}
		return OfObject(members).noted(v)
	}
	return v
}
