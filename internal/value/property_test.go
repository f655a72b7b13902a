package value_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/lockstep-go/lockstep/internal/value"
)

// anyValue draws JSON values of up to the given depth.
func anyValue(depth int) *rapid.Generator[value.Value] {
	return rapid.Custom(func(t *rapid.T) value.Value {
		kinds := 7
		if depth == 0 {
			kinds = 5
		}
		switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
		case 0:
			return value.NullValue
		case 1:
			return value.OfBool(rapid.Bool().Draw(t, "bool"))
		case 2:
			return value.OfInt(rapid.Int64().Draw(t, "int"))
		case 3:
			f := rapid.Float64().Filter(func(f float64) bool { return !math.IsInf(f, 0) && !math.IsNaN(f) }).Draw(t, "float")
			return value.OfFloat(f)
		case 4:
			return value.OfString(rapid.String().Draw(t, "string"))
		case 5:
			return value.OfArray(rapid.SliceOfN(anyValue(depth-1), 0, 6).Draw(t, "elements"))
		default:
			b := value.NewBuilder(4)
			for _, key := range rapid.SliceOfN(rapid.String(), 0, 24).Draw(t, "keys") {
				b.Set(key, anyValue(depth-1).Draw(t, "member"))
			}
			return b.Value()
		}
	})
}

func TestDecodeEncodeIsIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := anyValue(3).Draw(t, "value")
		text := v.AppendJSON(nil)
		if !json.Valid(text) {
			t.Fatalf("not JSON: %s", text)
		}
		if got := v.EncodedLen(); got != len(text) {
			t.Fatalf("EncodedLen is %d, the text has %d bytes", got, len(text))
		}
		w, err := value.Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		if !value.Equal(v, w) || !value.Equal(w, v) {
			t.Fatalf("decoded %s to %s", text, w)
		}
		if value.Hash(v) != value.Hash(w) {
			t.Fatal("equal values have different hashes")
		}
		if got := string(w.AppendJSON(nil)); got != string(text) {
			t.Fatalf("encoded again: %s, want %s", got, text)
		}
		if c := w.Clone(); c.String() != w.String() {
			t.Fatalf("cloned to %s", c)
		}
	})
}

func TestWithAndWithoutLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := value.NewBuilder(0)
		for _, k := range rapid.SliceOfN(rapid.StringN(0, 3, -1), 0, 40).Draw(t, "keys") {
			b.Set(k, value.OfInt(rapid.Int64().Draw(t, "member")))
		}
		o := b.Value()
		before := o.String()
		key := rapid.StringN(0, 3, -1).Draw(t, "key")
		other := rapid.StringN(0, 3, -1).Filter(func(s string) bool { return s != key }).Draw(t, "other")
		val := anyValue(1).Draw(t, "val")

		with := o.With(key, val)
		switch {
		case !value.Equal(with.Get(key), val):
			t.Fatal("With does not set")
		case !value.Equal(with.Get(other), o.Get(other)):
			t.Fatal("With touches another member")
		case o.Has(key) && with.Len() != o.Len(), !o.Has(key) && with.Len() != o.Len()+1:
			t.Fatal("With has the wrong length")
		case with.With(key, val).String() != with.String():
			t.Fatal("With twice differs from once")
		}
		without := with.Without(key)
		switch {
		case without.Has(key) || without.Len() != with.Len()-1:
			t.Fatal("Without does not remove")
		case !value.Equal(without.Get(other), o.Get(other)):
			t.Fatal("Without touches another member")
		case !o.Has(key) && without.String() != before:
			t.Fatal("Without does not undo With")
		}
		if o.String() != before {
			t.Fatal("the original changed")
		}
	})
}

func TestCompareNumbersIsAnOrder(t *testing.T) {
	literal := rapid.StringMatching(`-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,4})?([eE][+-]?[0-9]{1,3})?`)
	number := rapid.Custom(func(t *rapid.T) value.Value {
		if rapid.Bool().Draw(t, "text") {
			return value.OfNumberText(literal.Draw(t, "literal"))
		}
		return value.OfInt(rapid.Int64().Draw(t, "int"))
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := number.Draw(t, "a"), number.Draw(t, "b"), number.Draw(t, "c")
		if value.CompareNumbers(a, b) != -value.CompareNumbers(b, a) {
			t.Fatalf("%s and %s are not ordered", a, b)
		}
		if value.CompareNumbers(a, b) <= 0 && value.CompareNumbers(b, c) <= 0 && value.CompareNumbers(a, c) > 0 {
			t.Fatalf("%s, %s, %s are not ordered", a, b, c)
		}
	})
}

// TestStreamIsDecode reads the same items in one piece and through readers that cut the text
// anywhere.
func TestStreamIsDecode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(anyValue(2), 0, 8).Draw(t, "items")
		skipped := anyValue(2).Draw(t, "skipped")
		text := fmt.Sprintf(" { \"a\" : %s , \"x~/\":[0, %s ]}", skipped, value.OfArray(items))
		d := value.NewDecoder(&choppy{text: text, sizes: rapid.SliceOfN(rapid.IntRange(0, 7), 1, 5).Draw(t, "reads")})
		kind, err := d.Seek("/x~0~1/1")
		if err != nil || kind != value.Array {
			t.Fatal(kind, err)
		}
		var got []value.Value
		for v, err := range d.Elements() {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, v)
		}
		if a, b := value.OfArray(got).String(), value.OfArray(items).String(); a != b {
			t.Fatalf("got %s, want %s", a, b)
		}
	})
}

// choppy is a reader of odd pieces.
type choppy struct {
	text  string
	sizes []int
	n     int
}

func (c *choppy) Read(p []byte) (int, error) {
	size := c.sizes[c.n%len(c.sizes)]
	if c.n++; c.n%7 == 0 {
		size++
	}
	n := copy(p[:min(size, len(p))], c.text)
	c.text = c.text[n:]
	if c.text == "" {
		return n, io.EOF
	}
	return n, nil
}
