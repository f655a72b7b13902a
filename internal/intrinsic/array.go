package intrinsic

import (
	"math"
	"slices"

	"github.com/lockstep-go/lockstep/internal/value"
)

// maxArraySize bounds the JSON text of an array that is partitioned or searched, in bytes.
const maxArraySize = 256 << 10

// maxRange bounds the elements of States.ArrayRange.
const maxRange = 1000

func isArray(v value.Value) bool { return v.Kind() == value.Array }

// cut is a number without its fraction, as an int32. The array functions cut where the
// mathematical ones round.
func cut(v value.Value) (int, bool) {
	f := math.Trunc(v.Float())
	if !(f >= math.MinInt32 && f <= math.MaxInt32) {
		return 0, false
	}
	return int(f), true
}

func array(args []value.Value) (value.Value, bool) {
	return value.OfArray(slices.Clone(args)), true
}

func arrayLength(args []value.Value) (value.Value, bool) {
	return value.OfInt(int64(args[0].Len())), isArray(args[0])
}

func arrayContains(args []value.Value) (value.Value, bool) {
	if !isArray(args[0]) || args[0].EncodedLen() > maxArraySize {
		return value.Value{}, false
	}
	for _, e := range args[0].Elems() {
		if equal(e, args[1]) {
			return value.True, true
		}
	}
	return value.False, true
}

// arrayUnique keeps the first of equal elements.
func arrayUnique(args []value.Value) (value.Value, bool) {
	if !isArray(args[0]) {
		return value.Value{}, false
	}
	out := make([]value.Value, 0, args[0].Len())
	seen := make(map[uint64][]value.Value, args[0].Len())
	for _, e := range args[0].Elems() {
		h := value.Hash(e)
		if slices.ContainsFunc(seen[h], func(o value.Value) bool { return equal(o, e) }) {
			continue
		}
		seen[h] = append(seen[h], e)
		out = append(out, e)
	}
	return value.OfArray(out), true
}

// equal is the equality of Java's JSON nodes: 1 and 1.0 differ, as an integer and a double.
func equal(a, b value.Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case value.Number:
		return a.IsIntegerText() == b.IsIntegerText() && value.CompareNumbers(a, b) == 0
	case value.Array:
		return slices.EqualFunc(a.Elems(), b.Elems(), equal)
	case value.Object:
		if a.Len() != b.Len() {
			return false
		}
		for _, m := range a.Members() {
			if w := b.Get(m.Key); w.IsUndefined() || !equal(m.Value, w) {
				return false
			}
		}
		return true
	}
	return value.Equal(a, b)
}

// arrayGetItem answers null for any index into an empty array.
func arrayGetItem(args []value.Value) (value.Value, bool) {
	n, ok := cut(args[1])
	if !ok || !isArray(args[0]) {
		return value.Value{}, false
	}
	if args[0].Len() == 0 {
		return value.NullValue, true
	}
	v := args[0].At(n)
	return v, !v.IsUndefined()
}

func arrayPartition(args []value.Value) (value.Value, bool) {
	n, ok := cut(args[1])
	if !ok || n < 1 || !isArray(args[0]) || args[0].EncodedLen() > maxArraySize {
		return value.Value{}, false
	}
	out := make([]value.Value, 0, (args[0].Len()+n-1)/n)
	for chunk := range slices.Chunk(args[0].Elems(), n) {
		out = append(out, value.OfArray(chunk))
	}
	return value.OfArray(out), true
}

// arrayRange includes its end. It is empty if the step leads away from it.
func arrayRange(args []value.Value) (value.Value, bool) {
	first, ok1 := cut(args[0])
	last, ok2 := cut(args[1])
	step, ok3 := cut(args[2])
	if !ok1 || !ok2 || !ok3 || step == 0 {
		return value.Value{}, false
	}
	if (last-first)/step >= maxRange {
		return value.Value{}, false
	}
	var out []value.Value
	for n := first; step > 0 && n <= last || step < 0 && n >= last; n += step {
		out = append(out, value.OfInt(int64(n)))
	}
	return value.OfArray(out), true
}
