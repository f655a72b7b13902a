package value

import (
	"sync/atomic"
	"unsafe"
)

// indexedFrom is the number of members from which a look-up may use a hash index; below it
// walking the members is faster.
const indexedFrom = 16

// seeksBeforeIndex is how many look-ups walk a large object before an index is built. One
// walk costs about a tenth of building the index, and many objects are asked once or twice.
const seeksBeforeIndex = 8

// object is what an object Value points at. Its members are never changed once it is built.
type object struct {
	first *Member
	n     int32
	seeks atomic.Int32
	// index maps keys to positions. Two goroutines may build it at once; both are equal.
	index atomic.Pointer[map[string]int32]
}

func (o *object) members() []Member { return unsafe.Slice(o.first, int(o.n)) }

func (o *object) find(key string) int {
	members := o.members()
	if len(members) >= indexedFrom {
		m := o.index.Load()
		if m == nil && o.seeks.Add(1) > seeksBeforeIndex {
			built := make(map[string]int32, len(members))
			for i := range members {
				built[members[i].Key] = int32(i)
			}
			m = &built
			o.index.Store(m)
		}
		if m != nil {
			if i, ok := (*m)[key]; ok {
				return int(i)
			}
			return -1
		}
	}
	for i := range members {
		if members[i].Key == key {
			return i
		}
	}
	return -1
}

// newObject is an object with room for n members, in one allocation where it is small.
func newObject(n int) (*object, []Member) {
	var o *object
	var first *Member
	switch {
	case n == 0:
		return &object{}, nil
	case n == 1:
		r := new(struct {
			object
			m [1]Member
		})
		o, first = &r.object, &r.m[0]
	case n == 2:
		r := new(struct {
			object
			m [2]Member
		})
		o, first = &r.object, &r.m[0]
	case n <= 4:
		r := new(struct {
			object
			m [4]Member
		})
		o, first = &r.object, &r.m[0]
	case n <= 8:
		r := new(struct {
			object
			m [8]Member
		})
		o, first = &r.object, &r.m[0]
	default:
		o, first = new(object), unsafe.SliceData(make([]Member, n))
	}
	o.first, o.n = first, int32(n)
	return o, o.members()
}

// MakeObject is an object of n members, in one allocation where it is small, and the members
// for the caller to fill in: before anybody else sees the object, and with keys that differ
// from each other.
func MakeObject(n int) (Value, []Member) {
	o, members := newObject(n)
	return o.value(), members
}

func (o *object) value() Value {
	return Value{meta: meta(Object), ptr: unsafe.Pointer(o), n: uint64(o.n)}
}

// Builder makes an object of members whose keys may repeat: the last value of a key wins
// and keeps the place of the first. The zero Builder is ready.
type Builder struct {
	members []Member
	index   map[string]int
}

// NewBuilder is a Builder with room for n members.
func NewBuilder(n int) *Builder { return &Builder{members: make([]Member, 0, n)} }

// Set puts a member in.
func (b *Builder) Set(key string, v Value) *Builder {
	if i := b.find(key); i >= 0 {
		b.members[i].Value = v
		return b
	}
	if b.index != nil {
		b.index[key] = len(b.members)
	}
	b.members = append(b.members, Member{key, v})
	return b
}

// SetAll puts all members of an object in; other values have none.
func (b *Builder) SetAll(o Value) *Builder {
	if len(b.members) == 0 && b.index == nil {
		b.members = append(b.members, o.Members()...) // whose keys differ
		return b
	}
	for _, m := range o.Members() {
		b.Set(m.Key, m.Value)
	}
	return b
}

// Get is the value of key so far, undefined if it was not set.
func (b *Builder) Get(key string) Value {
	if i := b.find(key); i >= 0 {
		return b.members[i].Value
	}
	return Value{}
}

// Len is the number of members so far.
func (b *Builder) Len() int { return len(b.members) }

// Value is the object. The Builder must not be used afterwards.
func (b *Builder) Value() Value { return OfObject(b.members) }

func (b *Builder) find(key string) int {
	if b.index == nil {
		if len(b.members) < indexedFrom {
			for i := range b.members {
				if b.members[i].Key == key {
					return i
				}
			}
			return -1
		}
		b.index = make(map[string]int, 2*len(b.members))
		for i := range b.members {
			b.index[b.members[i].Key] = i
		}
	}
	if i, ok := b.index[key]; ok {
		return i
	}
	return -1
}
