package jsonata

import "github.com/lockstep-go/lockstep/internal/value"

// The memory model. AWS bounds what an expression takes but says not how it counts; these
// sizes agree with all that was measured (see WorkflowLimits). They are of the order of
// what a list of boxed numbers and a UTF-16 string take on a 64-bit Java machine.
const (
	bytesPerElement  = 24  // of a range: slot and number
	bytesPerSlot     = 8   // of a growing list
	bytesPerUnit     = 2   // of a string
	bytesPerMember   = 48  // of an object
	bytesOfRangeList = 740 // a range's fixed part
)

// alloc accounts for one operation that takes n bytes.
func (st *state) alloc(n int) *Error {
	st.allocated += n
	if n > st.limits.Memory || st.allocated > st.limits.Allocated {
		return outOfMemory()
	}
	return nil
}

// allocList accounts for a list of n elements.
func (st *state) allocList(n int) *Error { return st.alloc(n * bytesPerSlot) }

// allocText accounts for a string made of n bytes of operands.
func (st *state) allocText(n int) *Error { return st.alloc(2 * n * bytesPerUnit) }

// allocRange accounts for the n elements of a..b.
func (st *state) allocRange(n float64) *Error {
	if n > float64(st.limits.Memory) {
		return outOfMemory()
	}
	return st.alloc(int(n)*bytesPerElement + bytesOfRangeList)
}

// allocGrowing accounts for a list that is filled one element at a time: each time it is
// full it is copied into one half as large again.
func (st *state) allocGrowing(n int) *Error {
	total := 0
	for capacity := 10; ; capacity += capacity / 2 {
		total += capacity * bytesPerSlot
		if capacity >= n {
			break
		}
	}
	return st.alloc(total + n*bytesPerElement)
}

// measure fails if the text of v is larger than an operation may take. Values share what
// they are made of, so a small one can have a text beyond any bound. What the reference
// makes of a number that is not finite, an error, is an error here too unless it is allowed.
func (st *state) measure(v value.Value, infinite bool) *Error {
	left := st.limits.Memory / bytesPerUnit
	return st.measured(v, infinite, 0, &left)
}

func (st *state) measured(v value.Value, infinite bool, depth int, left *int) *Error {
	*left--
	switch v.Kind() {
	case value.Number:
		if !infinite {
			if _, err := numeric(v); err != nil {
				return err
			}
		}
	case value.String:
		*left -= len(v.Str())
	case value.Array:
		if err := st.work(v.Len()); err != nil {
			return err
		}
		elems := v.Elems()
		for i := range elems {
			if err := st.measured(elems[i], infinite, depth+1, left); err != nil {
				return err
			}
		}
	case value.Object:
		if err := st.work(v.Len()); err != nil {
			return err
		}
		members := v.Members()
		for i := range members {
			*left -= len(members[i].Key)
			if err := st.measured(members[i].Value, infinite, depth+1, left); err != nil {
				return err
			}
		}
	}
	if *left < 0 {
		return outOfMemory()
	}
	if depth > 2*value.MaxDepth {
		return stackOverflow()
	}
	return nil
}
