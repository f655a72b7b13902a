package intrinsic

import (
	"math"

	"github.com/lockstep-go/lockstep/internal/value"
)

// round is Java's Math.round, halves going up, and whether the result is an int32.
func round(v value.Value) (int64, bool) {
	if i, ok := v.Int(); ok { // most operands, and no fraction to parse
		return i, i >= math.MinInt32 && i <= math.MaxInt32
	}
	f := v.Float()
	if below := math.Floor(f); f-below >= 0.5 {
		f = below + 1
	} else {
		f = below // adding a half first would carry 0.49999999999999994 up
	}
	if !(f >= math.MinInt32 && f <= math.MaxInt32) {
		return 0, false
	}
	return int64(f), true
}

// mathAdd needs operands and sum in the range of an int32.
func mathAdd(args []value.Value) (value.Value, bool) {
	a, ok1 := round(args[0])
	b, ok2 := round(args[1])
	sum := a + b
	return value.OfInt(sum), ok1 && ok2 && sum >= math.MinInt32 && sum <= math.MaxInt32
}

// mathRandom includes its start and excludes its end. With a seed it is what Java's Random
// draws first.
func mathRandom(env *Env, c *Call, args []value.Value) (value.Value, string) {
	start, ok1 := round(args[0])
	end, ok2 := round(args[1])
	bound := end - start
	if !ok1 || !ok2 || bound < 1 || bound > math.MaxInt32 {
		return value.Value{}, invalidArguments(c.Function.Name)
	}
	if len(args) < 3 {
		n := min(int64(env.random()*float64(bound)), bound-1)
		return value.OfInt(start + n), ""
	}
	seed := math.Floor(args[2].Float() + 0.5)
	if !(seed >= math.MinInt64 && seed < math.MaxInt64) {
		return value.Value{}, invalidArguments(c.Function.Name)
	}
	return value.OfInt(start + int64(newJavaRandom(int64(seed)).below(int32(bound)))), ""
}

// javaRandom is java.util.Random: a linear congruential generator of 48 bits.
type javaRandom uint64

func newJavaRandom(seed int64) *javaRandom {
	r := javaRandom((uint64(seed) ^ 0x5DEECE66D) & (1<<48 - 1))
	return &r
}

func (r *javaRandom) next(bits uint) int32 {
	*r = (*r*0x5DEECE66D + 0xB) & (1<<48 - 1)
	return int32(uint64(*r) >> (48 - bits))
}

// below is Random.nextInt(bound).
func (r *javaRandom) below(bound int32) int32 {
	if bound&-bound == bound {
		return int32(int64(bound) * int64(r.next(31)) >> 31)
	}
	for {
		bits := r.next(31)
		n := bits % bound
		if bits-n+(bound-1) >= 0 {
			return n
		}
	}
}
