package jsonata

import (
	"errors"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/internal/value"
)

// errUnsupported marks the error of a result that JSON can't hold.
var errUnsupported = errors.New("the expression returned a function")

// IsUnsupported reports whether an error of [Expr.Eval] says that the result is a function
// or holds one. AWS answers it with "returned an unsupported result type".
func IsUnsupported(err error) bool { return errors.Is(err, errUnsupported) }

// Is makes errors.Is find the cause.
func (e *Error) Is(target error) bool { return target == errUnsupported && e.unsupported }

// export makes a result of what an evaluation gives: plain values without marks. What came
// unchanged from an input that was decoded is known to be plain and is not looked through.
func (st *state) export(v value.Value) (value.Value, error) {
	left := st.limits.Memory / bytesPerSlot
	if k := v.Kind(); k == value.Array || k == value.Object {
		// A text has more bytes than its value has parts.
		if v = v.Measure(left); v.Settled() && v.EncodedLen() <= left {
			return v.WithMark(0), nil
		}
	}
	clean, err := st.clean(v, 0, &left)
	if err == nil && !clean {
		v, err = st.plain(v, 0)
	}
	if err != nil {
		return value.Value{}, err
	}
	return v.WithMark(0), nil
}

// clean reports whether v is a result as it stands, which most are. It fails when the
// result has more parts than left: values share what they are made of, and a small one can
// be larger than any memory once it is written out.
func (st *state) clean(v value.Value, depth int, left *int) (bool, *Error) {
	if v.Kind() != value.Array && v.Kind() != value.Object {
		return st.cleanScalar(&v, left), nil
	}
	if depth > 2*value.MaxDepth {
		return false, stackOverflow()
	}
	if *left -= v.Len(); *left < 0 {
		return false, outOfMemory()
	}
	if err := st.work(v.Len()); err != nil {
		return false, err
	}
	// A mark must not outlive the evaluation: the next one would take it for its own.
	all := depth == 0 || v.Mark() == 0
	part := func(e *value.Value) *Error {
		switch e.Kind() {
		case value.Bool, value.Null:
		case value.Array, value.Object:
			clean, err := st.clean(*e, depth+1, left)
			all = all && clean
			return err
		default:
			all = st.cleanScalar(e, left) && all
		}
		return nil
	}
	elems := v.Elems()
	for i := range elems {
		if err := part(&elems[i]); err != nil {
			return false, err
		}
	}
	members := v.Members()
	for i := range members {
		if err := part(&members[i].Value); err != nil {
			return false, err
		}
	}
	return all, nil
}

// cleanScalar is clean for what is no container. Undefined is no part of one.
func (st *state) cleanScalar(v *value.Value, left *int) bool {
	switch v.Kind() {
	case value.String:
		s := v.Str()
		*left -= len(s) / bytesPerSlot
		return strings.IndexByte(s, 0xED) < 0
	case value.Number:
		return !st.dialect.javaText || javaClean(*v)
	}
	return v.Kind() == value.Bool || v.Kind() == value.Null
}

// javaClean reports whether a number surely has the text that Java would write: an integer
// below 2^53, or a short literal that stays in plain notation.
func javaClean(v value.Value) bool {
	if i, ok := v.Int(); ok {
		return i > -maxSafe && i < maxSafe
	}
	abs := math.Abs(v.Float())
	return abs >= 1e-3 && abs < 1e7
}

// plain answers v itself unless something below must change.
func (st *state) plain(v value.Value, depth int) (value.Value, *Error) {
	if depth > 2*value.MaxDepth {
		return v, stackOverflow()
	}
	switch v.Kind() {
	case value.Opaque:
		return st.shown(v)
	case value.Number:
		if st.dialect.javaText {
			return javaNumber(v), nil
		}
	case value.String:
		return wellFormed(v), nil
	case value.Array:
		elems := v.Elems()
		var out []value.Value
		for i := range elems {
			w, err := st.plain(elems[i], depth+1)
			if err != nil {
				return v, err
			}
			if w.IsUndefined() {
				w = value.NullValue // as JSON has it
			}
			if out == nil && changed(elems[i], w) {
				out = append(make([]value.Value, 0, len(elems)), elems[:i]...)
			}
			if out != nil {
				out = append(out, w)
			}
		}
		if out != nil {
			return value.OfArray(out), nil
		}
		return v.WithMark(0), nil
	case value.Object:
		members := v.Members()
		var out []value.Member
		for i := range members {
			w, err := st.plain(members[i].Value, depth+1)
			if err != nil {
				return v, err
			}
			if w.IsUndefined() && members[i].Value.Kind() == value.Opaque {
				if out == nil {
					out = append(make([]value.Member, 0, len(members)), members[:i]...)
				}
				continue
			}
			if out == nil && changed(members[i].Value, w) {
				out = append(make([]value.Member, 0, len(members)), members[:i]...)
			}
			if out != nil {
				out = append(out, value.Member{Key: members[i].Key, Value: w})
			}
		}
		if out != nil {
			return value.OfObject(out), nil
		}
	}
	return v, nil
}

// shown is what a function looks like as a result. The reference shows the inside of its
// evaluator: for a built-in that is a constant, for a JavaScript function it is nothing. A
// lambda would show its input, the time and the syntax tree, and stays an error here.
func (st *state) shown(v value.Value) (value.Value, *Error) {
	if f, ok := asFunction(v); ok && st.dialect.showsFunctions {
		switch {
		case f.bare || v.Mark()&markWrapped != 0:
			return value.Value{}, nil
		case f.impl != nil && f.sig != nil:
			return value.ObjectOf(
				value.Member{Key: "_jsonata_function", Value: value.True},
				value.Member{Key: "signature", Value: value.ObjectOf(value.Member{Key: "definition", Value: value.OfString(f.sig.text)})},
			), nil
		}
	}
	return v, &Error{Message: errUnsupported.Error(), unsupported: true}
}

// wellFormed replaces each half of a surrogate pair, which UTF-8 can't hold.
func wellFormed(v value.Value) value.Value {
	s := v.Str()
	if strings.IndexByte(s, 0xED) < 0 || utf8.ValidString(s) {
		return v
	}
	var out []byte
	for len(s) > 0 {
		_, n := decodeRune(s)
		if _, half := isSurrogate(s); half {
			out = append(out, "\uFFFD"...)
		} else {
			out = append(out, s[:n]...)
		}
		s = s[n:]
	}
	return value.OfString(string(out))
}

// changed reports whether plain made w of v. Numbers and strings may change, and what
// holds them.
func changed(v, w value.Value) bool {
	switch v.Kind() {
	case value.Number:
		return v.NumberText() != w.NumberText()
	case value.Undefined, value.Opaque:
		return v.Kind() != w.Kind()
	case value.String:
		return v.Str() != w.Str()
	case value.Array, value.Object:
		return !value.Same(v, w) || v.Mark() != w.Mark()
	}
	return false
}

// javaNumber is a number as AWS writes it after an expression: an integer that a double
// does not hold exactly is a double, and doubles have the text of Java.
func javaNumber(v value.Value) value.Value {
	if i, ok := v.Int(); ok && i > -maxSafe && i < maxSafe {
		return v
	}
	f := v.Float()
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return v
	}
	if abs := math.Abs(f); abs >= 1e-3 && abs < 1e7 {
		return v
	}
	if i := int64(f); f == math.Trunc(f) && math.Abs(f) < 1<<63 && i != math.MaxInt64 {
		return value.OfInt(i)
	}
	return value.OfNumberText(javaDouble(f))
}
