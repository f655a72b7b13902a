package value

import "math"

// A Value notes the length of its compact text and whether it is settled, so that neither
// has to be found again by walking it: the decoder sees both as it reads, and a changed
// copy follows from what was changed. The notes say nothing about what they are not on.

// maxNoted is the longest text whose length is noted.
const maxNoted = 1<<32 - 1

// sized is v with a note of its length.
func (v Value) sized(n int) Value {
	if uint64(n) <= maxNoted {
		v.meta |= meta(n) << sizeFrom
	}
	return v
}

// noted is v with the notes of a value of the same text.
func (v Value) noted(same Value) Value {
	v.meta |= same.meta & (settled | maxNoted<<sizeFrom)
	return v
}

// notedLen is the length of v's text if it takes no walk to know it, 0 if it does.
func (v Value) notedLen() int {
	if n := int(v.meta >> sizeFrom); n > 0 {
		return n
	}
	switch v.Kind() {
	case Array, Object:
		return 0
	}
	return v.EncodedLen()
}

// Settled reports whether v is known to be what any reader and writer of JSON would keep:
// nothing undefined or opaque in it and no marks below the top, texts of UTF-8, whole
// numbers of at most 15 digits and fractions without exponent from 0.001 to 10 million. It
// answers at once; a value that is so without being known to is no lie. See [Value.Measure].
func (v Value) Settled() bool { return v.meta&settled != 0 }

// Measure is v with notes of its length and of whether it is settled, found by walking the
// parts that have none. It gives up, and answers v, when the text is longer than limit or
// deeper than twice [MaxDepth]: values share their parts, and a small one can have a text
// of any length.
func (v Value) Measure(limit int) Value {
	if v.meta>>sizeFrom > 0 {
		return v
	}
	n, ok := v.measure(limit, 0)
	if n == 0 {
		return v
	}
	v = v.sized(n)
	if ok {
		v.meta |= settled
	}
	return v
}

// measure answers the length, 0 if it gave up, and whether v is settled but for its mark.
func (v *Value) measure(left, depth int) (n int, ok bool) {
	if n = int(v.meta >> sizeFrom); n > 0 {
		ok = v.meta&settled != 0
	} else {
		switch v.Kind() {
		case Array:
			n, ok = v.measureElems(left, depth)
		case Object:
			n, ok = v.measureMembers(left, depth)
		case Number:
			n, ok = v.EncodedLen(), v.settledNumber()
		case String:
			n, ok = quotedLenUTF8(v.text())
		default:
			n, ok = v.EncodedLen(), v.Kind() == Null || v.Kind() == Bool
		}
	}
	if n > left {
		return 0, false
	}
	return n, ok
}

func (v *Value) measureElems(left, depth int) (n int, all bool) {
	elems := v.Elems()
	n, all = 2+max(len(elems)-1, 0), true
	if depth > 2*MaxDepth {
		return 0, false
	}
	for i := range elems {
		m, ok := elems[i].measure(left-n, depth+1)
		if m == 0 {
			return 0, false
		}
		n += m
		all = all && ok && elems[i].Mark() == 0
	}
	return n, all
}

func (v *Value) measureMembers(left, depth int) (n int, all bool) {
	members := v.Members()
	n, all = 2+max(len(members)-1, 0), true
	if depth > 2*MaxDepth {
		return 0, false
	}
	for i := range members {
		k, utf8 := quotedLenUTF8(members[i].Key)
		m, ok := members[i].Value.measure(left-n-k-1, depth+1)
		if m == 0 {
			return 0, false
		}
		n += k + 1 + m
		all = all && ok && utf8 && members[i].Value.Mark() == 0
	}
	return n, all
}

// settledNumber is the rule of [Value.Settled] for numbers.
func (v Value) settledNumber() bool {
	if i, ok := v.smallInt(); ok {
		return i > -1e15 && i < 1e15
	}
	f := v.Float()
	abs := math.Abs(f)
	if v.meta.rep() == repFloat {
		return f == math.Trunc(f) && abs < 1e15 || abs >= 1e-3 && abs < 1e7
	}
	return abs >= 1e-3 && abs < 1e7 && !hasExponent(v.text())
}

func hasExponent(s string) bool {
	for i := range len(s) {
		if s[i] == 'e' || s[i] == 'E' {
			return true
		}
	}
	return false
}

// noteChange gives v the notes of the container of, in which old gave way to new; either may
// be undefined for none. extra is the length of what else was put in or taken out: a key,
// a comma.
func (v Value) noteChange(of Value, old, new Value, extra int) Value {
	size := int(of.meta >> sizeFrom)
	if size == 0 {
		return v
	}
	if old.Kind() != Undefined {
		n := old.notedLen()
		if n == 0 {
			return v
		}
		size -= n
	}
	if new.Kind() != Undefined {
		n := new.notedLen()
		if n == 0 {
			return v
		}
		size += n
	}
	v = v.sized(size + extra)
	if of.Settled() && (new.Settled() || new.Kind() == Undefined || new.scalarSettled()) && new.Mark() == 0 {
		v.meta |= settled
	}
	return v
}

// scalarSettled is Settled for a scalar that has no note.
func (v Value) scalarSettled() bool {
	switch v.Kind() {
	case Null, Bool:
		return true
	case Number:
		return v.settledNumber()
	case String:
		_, ok := quotedLenUTF8(v.text())
		return ok
	}
	return false
}
