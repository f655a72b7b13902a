package value

import "unsafe"

// OfOpaque is a Value that carries x, which is not JSON, among JSON values. An expression
// language holds its functions so while it evaluates; they must not leave the evaluation.
// It is written as null, and equal only to its own copies.
func OfOpaque(x any) Value { return Value{meta: meta(Opaque), ptr: unsafe.Pointer(&x)} }

// Opaque is what [OfOpaque] was given, nil for every other kind.
func (v Value) Opaque() any {
	if v.Kind() != Opaque {
		return nil
	}
	return *(*any)(v.ptr)
}

// WithMark is v with eight bits that an evaluation keeps its notes in, such as JSONata's
// "this array is a sequence". They ride in the padding of a Value, mean nothing to this
// package and are no part of what is written or compared. Whatever makes a changed copy of
// a Value (With, Append, …) drops them.
func (v Value) WithMark(bits uint8) Value {
	v.meta = v.meta&^(0xFF<<markFrom) | meta(bits)<<markFrom
	return v
}

// Mark is what [Value.WithMark] put on v, 0 for a Value nobody marked.
func (v Value) Mark() uint8 { return uint8(v.meta >> markFrom) }

// Same reports whether a and b are equal without a look below the top: scalars by what
// they hold, arrays and objects by being one and the same in memory.
func Same(a, b Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case Array, Object, Opaque:
		return a.ptr == b.ptr && a.n == b.n
	}
	return Equal(a, b)
}

// Identity tells an object from its equals: two objects have the same one only if they are
// one and the same in memory. It is nil for every other kind.
func (v Value) Identity() unsafe.Pointer {
	if v.Kind() != Object {
		return nil
	}
	return v.ptr
}
