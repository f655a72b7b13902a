package jsonata

import (
	"cmp"
	"math"
	"slices"

	"github.com/lockstep-go/lockstep/internal/value"
)

// JavaScript is v as JavaScript holds what it reads from JSON and as it writes it again:
// numbers are doubles, those that are not finite are null, and the members of an object
// whose keys look like the indexes of an array come first, in the order of numbers. The
// reference is given its input so; a value that is so already is answered as it is.
func JavaScript(v value.Value) value.Value {
	switch v.Kind() {
	case value.Number:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			return value.NullValue
		} else if i, ok := v.Int(); !ok || i > maxSafe || i < -maxSafe {
			return value.OfFloat(f)
		}
	case value.Array:
		elems := v.Elems()
		var out []value.Value
		for i := range elems {
			w := JavaScript(elems[i])
			if out == nil && !value.Same(elems[i], w) {
				out = slices.Clone(elems)
			}
			if out != nil {
				out[i] = w
			}
		}
		if out != nil {
			return value.OfArray(out)
		}
	case value.Object:
		members := v.Members()
		out := indexesFirst(members)
		copied := len(out) > 0 && &out[0] != &members[0]
		for i := range out {
			w := JavaScript(out[i].Value)
			if value.Same(out[i].Value, w) {
				continue
			}
			if !copied {
				out, copied = slices.Clone(out), true
			}
			out[i].Value = w
		}
		if copied {
			return value.OfObject(out)
		}
	case value.Undefined, value.Null, value.Bool, value.String, value.Opaque:
	}
	return v
}

// object is an object that an evaluation makes.
func (st *state) object(members []value.Member) value.Value {
	if st.dialect.indexesFirst {
		members = indexesFirst(members)
	}
	return value.OfObject(members)
}

// indexesFirst orders members as JavaScript does. It answers its argument where that is in
// order, else a copy.
func indexesFirst(members []value.Member) []value.Member {
	last, indexes, ordered := -1, true, true
	for i := range members {
		n := index(members[i].Key)
		if n < 0 {
			indexes = false
			continue
		}
		ordered = ordered && indexes && n > last
		last = n
	}
	if ordered {
		return members
	}
	out := slices.Clone(members)
	slices.SortStableFunc(out, func(a, b value.Member) int {
		// As unsigned numbers, what is no index comes last.
		return cmp.Compare(uint(index(a.Key)), uint(index(b.Key)))
	})
	return out
}

// index is the index of an array that key is the text of, -1 if it is none.
func index(key string) int {
	if key == "" || len(key) > 10 || key[0] == '0' && len(key) > 1 {
		return -1
	}
	n := 0
	for i := range len(key) {
		c := key[i] - '0'
		if c > 9 {
			return -1
		}
		n = n*10 + int(c)
	}
	if n >= math.MaxUint32 {
		return -1
	}
	return n
}
