package value

import "sync/atomic"

// indexedFrom is the number of members from which a look-up builds a hash index; below it
// walking the members is faster.
const indexedFrom = 16

// lazyIndex maps keys to positions once a large object is searched. It may be built twice
// by two goroutines at once; both builds are equal.
type lazyIndex struct {
	m atomic.Pointer[map[string]int32]
}

func (o *object) find(key string) int {
	if len(o.members) < indexedFrom {
		for i := range o.members {
			if o.members[i].Key == key {
				return i
			}
		}
		return -1
	}
	m := o.index.m.Load()
	if m == nil {
		built := make(map[string]int32, len(o.members))
		for i := range o.members {
			built[o.members[i].Key] = int32(i)
		}
		m = &built
		o.index.m.Store(m)
	}
	if i, ok := (*m)[key]; ok {
		return int(i)
	}
	return -1
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
