package value_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/lockstep-go/lockstep/internal/value"
)

// TestQuoter holds a Quoter, whatever it remembers, to quoting the text of the value.
func TestQuoter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q value.Quoter
		made := []value.Value{value.NullValue}
		for range rapid.IntRange(1, 40).Draw(t, "values") {
			v := anyValue(2).Draw(t, "value")
			if rapid.Bool().Draw(t, "shares") {
				part := rapid.SampledFrom(made).Draw(t, "part")
				v = value.ObjectOf(value.Member{Key: rapid.String().Draw(t, "key"), Value: part}, value.Member{Key: "\x00", Value: v})
			}
			made = append(made, v)
			if got, want := q.Append(nil, v), value.AppendQuoted(nil, v.String()); string(got) != string(want) {
				t.Fatal(cmp.Diff(string(want), string(got)))
			}
			text := v.String()
			for range 2 {
				if got, want := q.AppendText(nil, text), value.AppendQuoted(nil, text); string(got) != string(want) {
					t.Fatal(cmp.Diff(string(want), string(got)))
				}
			}
		}
	})
}

// TestQuoterForgets writes more than a Quoter holds on to.
func TestQuoterForgets(t *testing.T) {
	var q value.Quoter
	for i := range 100 {
		v := value.ArrayOf(value.OfString(strings.Repeat(`"x`, 200_000+i)), value.OfFloat(0.5))
		if got, want := q.Append(nil, v), value.AppendQuoted(nil, v.String()); string(got) != string(want) {
			t.Fatal("the text differs")
		}
	}
}

// TestAppendQuotedSpecials puts each special character at each place of eight bytes.
func TestAppendQuotedSpecials(t *testing.T) {
	want := map[string]string{
		`"`: `\"`, `\`: `\\`, "\b": `\b`, "\f": `\f`, "\n": `\n`, "\r": `\r`, "\t": `\t`, "\x00": `\u0000`, "\x1f": `\u001f`,
		" ": " ", "!": "!", "#": "#", "[": "[", "]": "]", "\x7f": "\x7f", "é": "é", "€": "€", "😀": "😀", "\x80": "\uFFFD", "\xff": "\uFFFD", "\xe2\x82": "\uFFFD\uFFFD",
	}
	for special, escaped := range want {
		for before := range 18 {
			for _, after := range []int{0, 1, 7, 8, 9} {
				a, b := strings.Repeat("a", before), strings.Repeat("b", after)
				if got, want := string(value.AppendQuoted(nil, a+special+b+special)), `"`+a+escaped+b+escaped+`"`; got != want {
					t.Errorf("%q: got %s, want %s", a+special+b+special, got, want)
				}
			}
		}
	}
}

func BenchmarkQuote(b *testing.B) {
	text := strings.Repeat(`{"sku":"sku-001","quantity":3,"price":10.95,"note":"a line of the order"},`, 14)
	b.SetBytes(int64(len(text)))
	var buf []byte
	for b.Loop() {
		buf = value.AppendQuoted(buf[:0], text)
	}
}
