package jsonata

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"math"

	"github.com/google/uuid"

	"github.com/lockstep-go/lockstep/internal/value"
)

// awsBuiltins are the functions that AWS Step Functions adds; its developer guide
// ("Transforming data with JSONata") lists them, what they do at the edges was measured by
// floci (issues 2662 and 2676) and sfnx.
var awsBuiltins = []builtin{
	{"partition", "<an?:a>", 2, 2, fnPartition},
	{"range", "<n?n?n?:a>", 3, 3, fnRange},
	{"hash", "<ss?:s>", 2, 2, fnHash},
	{"random", "<n?:n>", 1, 1, fnSeededRandom},
	{"uuid", "<:s>", 0, 0, fnUUID},
	{"parse", "<s?:x>", 1, 1, fnParse},
}

// fnPartition cuts an array into batches. No size gives one batch.
func fnPartition(st *state, a []value.Value) (value.Value, *Error) {
	list := a[0].Elems()
	if a[0].IsUndefined() {
		return a[0], nil
	}
	if a[1].IsUndefined() {
		return value.ArrayOf(value.OfArray(list)), nil
	}
	f := math.Trunc(a[1].Float())
	if f < 0 {
		return a[1], custom("D3137", value.Value{}, "Second argument must be zero or greater")
	}
	if !(f >= 1) || len(list) == 0 {
		return value.Value{}, nil
	}
	size := int(min(f, float64(len(list))))
	var out []value.Value
	for len(list) > 0 {
		n := min(size, len(list))
		out = append(out, value.OfArray(list[:n:n]))
		list = list[n:]
	}
	return value.OfArray(out), st.allocList(len(out))
}

// fnRange counts from the first number to the second by the third. All three are cut to
// integers; the wrong direction gives nothing.
func fnRange(st *state, a []value.Value) (value.Value, *Error) {
	for _, v := range a[:3] {
		if v.IsUndefined() {
			return v, nil
		}
	}
	from, to, step := math.Trunc(a[0].Float()), math.Trunc(a[1].Float()), math.Trunc(a[2].Float())
	n := math.Floor((to-from)/step) + 1
	if step == 0 || !(n >= 1) {
		return value.Value{}, nil
	}
	if n > float64(st.limits.Memory) {
		return value.Value{}, outOfMemory()
	}
	if err := st.allocGrowing(int(n)); err != nil {
		return value.Value{}, err
	}
	if err := st.work(int(n) / 16); err != nil {
		return value.Value{}, err
	}
	out := make([]value.Value, int(n))
	for i := range out {
		out[i] = numberValue(from + float64(i)*step)
	}
	return sequenceOf(out), nil
}

func fnHash(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() || a[1].IsUndefined() {
		return value.Value{}, nil
	}
	data := []byte(a[0].Str())
	var sum []byte
	switch a[1].Str() {
	case "MD5":
		h := md5.Sum(data)
		sum = h[:]
	case "SHA-1":
		h := sha1.Sum(data)
		sum = h[:]
	case "SHA-256":
		h := sha256.Sum256(data)
		sum = h[:]
	case "SHA-384":
		h := sha512.Sum384(data)
		sum = h[:]
	case "SHA-512":
		h := sha512.Sum512(data)
		sum = h[:]
	default:
		return a[1], custom("D3137", value.Value{}, "Unsupported hash algorithm: "+a[1].Str())
	}
	return value.OfString(hex.EncodeToString(sum)), nil
}

// fnSeededRandom is $random; with a seed it answers the first nextDouble of Java's
// java.util.Random.
func fnSeededRandom(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return fnRandom(st, nil)
	}
	const multiplier, mask = 0x5DEECE66D, 1<<48 - 1
	seed := (uint64(int64(a[0].Float())) ^ multiplier) & mask
	next := func(bits uint) uint64 {
		seed = (seed*multiplier + 0xB) & mask
		return seed >> (48 - bits)
	}
	high := next(26) << 27
	return value.OfFloat(float64(high+next(27)) / (1 << 53)), nil
}

func fnUUID(st *state, _ []value.Value) (value.Value, *Error) {
	if st.env.UUID != nil {
		return value.OfString(st.env.UUID()), nil
	}
	return value.OfString(uuid.NewString()), nil
}

// fnParse reads JSON. As on AWS, strings may stand in single quotes; keys may not repeat
// and numbers must fit a double.
func fnParse(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	text := a[0].Str()
	if err := st.alloc(len(text) * bytesPerSlot); err != nil {
		return a[0], err
	}
	v, err := value.DecodeString(doubleQuoted(text))
	if err != nil || !finite(v) {
		return a[0], custom("D3137", value.Value{}, "Invalid JSON")
	}
	if v.NumberText() == "-0" { // read as an integer, which has no negative zero
		return value.OfInt(0), nil
	}
	return v, nil
}

// doubleQuoted writes JSON text with its single-quoted strings in double quotes.
func doubleQuoted(text string) string {
	out := make([]byte, 0, len(text))
	var quote byte
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
			out = append(out, '"')
		case quote != 0 && c == '\\' && i+1 < len(text):
			i++
			if text[i] != '\'' {
				out = append(out, '\\')
			}
			out = append(out, text[i])
		case c == quote && quote != 0:
			quote = 0
			out = append(out, '"')
		case c == '"': // inside single quotes
			out = append(out, '\\', '"')
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

// finite reports whether every number of a document fits a double.
func finite(v value.Value) bool {
	switch v.Kind() {
	case value.Number:
		return !math.IsInf(v.Float(), 0)
	case value.Array:
		for _, e := range v.Elems() {
			if !finite(e) {
				return false
			}
		}
	case value.Object:
		for _, m := range v.Members() {
			if !finite(m.Value) {
				return false
			}
		}
	}
	return true
}
