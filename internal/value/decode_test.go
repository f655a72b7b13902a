package value_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/value"
)

func TestDecodeErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{``, "line 1, column 1: unexpected end of text"},
		{"{\n  \"é\": tru }", "line 2, column 8: unknown word, a value is expected"},
		{`[1 2]`, "line 1, column 4: ',' or ']' is expected in an array"},
		{`{"a" 1}`, "line 1, column 6: ':' is expected after a key"},
		{`{"a":1 "b":2}`, "line 1, column 8: ',' or '}' is expected in an object"},
		{`{'a':1}`, "line 1, column 2: a key in double quotes is expected"},
		{`{"a":1,"a":2}`, `line 1, column 8: the key "a" is repeated`},
		{`"abc`, "line 1, column 1: a string is not closed"},
		{`"a\`, "line 1, column 1: a string is not closed"},
		{`"\x"`, "line 1, column 2: unknown escape in a string"},
		{`"\u12g4"`, `line 1, column 2: \u needs four hexadecimal digits`},
		{"\"a\x01\"", "line 1, column 3: a control character must be escaped in a string"},
		{"\"\\n\x01\"", "line 1, column 4: a control character must be escaped in a string"},
		{"\"é\xff\"", "line 1, column 3: the text is not UTF-8"},
		{`-`, "line 1, column 2: a digit is expected"},
		{`1.`, "line 1, column 3: a digit is expected after the decimal point"},
		{`1e+`, "line 1, column 4: a digit is expected in the exponent"},
		{`012`, "line 1, column 1: a number must not begin with 0"},
		{`1 x`, "line 1, column 3: unexpected text after the value"},
		{strings.Repeat("[", 1001), "line 1, column 1001: nested deeper than 1000 levels"},
		{strings.Repeat(`{"a":`, 100_000), "line 1, column 5001: nested deeper than 1000 levels"},
	} {
		v, err := value.DecodeString(c.text)
		e, ok := errors.AsType[*value.SyntaxError](err)
		if !ok {
			t.Errorf("%.20q: got %v, %v", c.text, v, err)
			continue
		}
		if diff := cmp.Diff(c.want, e.Error()); diff != "" {
			t.Errorf("%.20q: %s", c.text, diff)
		}
	}
}

func TestDecodeEscapes(t *testing.T) {
	for text, want := range map[string]string{
		`"\u00e9\n\/\"\\\b\f\r\t"`: "é\n/\"\\\b\f\r\t",
		`"\ud83d\ude00"`:           "\U0001F600",
		`"\ud83dx"`:                "\uFFFDx",
		`"\ude00"`:                 "\uFFFD",
		`"\ud83d\u0041"`:           "\uFFFDA",
		`"\ud83d\ud83d\ude00"`:     "\uFFFD\U0001F600",
		`"\u0000"`:                 "\x00",
	} {
		v, err := value.DecodeString(text)
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(want, v.Str()); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func TestDuplicatesTakeTheLast(t *testing.T) {
	v, err := value.DecodeString(`{"a":1,"b":2,"a":{"c":3}}`, value.WithDuplicates())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`{"a":{"c":3},"b":2}`, v.String()); diff != "" {
		t.Error(diff)
	}
}

// TestLargeObject looks members up often enough for the index, and finds a repeated key
// among many.
func TestLargeObject(t *testing.T) {
	const n = 100_000
	var b strings.Builder
	b.WriteByte('{')
	for i := range n {
		fmt.Fprintf(&b, "%q:%d,", fmt.Sprint("key", i), i)
	}
	v, err := value.DecodeString(b.String() + `"last":true}`)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if got, _ := v.Get(fmt.Sprint("key", i)).Int(); got != int64(i) {
			t.Fatalf("key%d is %d", i, got)
		}
	}
	w := v.With("key7", value.NullValue)
	if !w.Get("key7").IsNull() || v.Get("key7").Kind() != value.Number || w.Has("key") || !w.Get("last").Bool() {
		t.Error("a replaced member is not found, or was replaced in both")
	}
	if w = w.Without("key0"); w.Has("key0") || w.Len() != n {
		t.Error("a removed member is found")
	}
	if _, err := value.DecodeString(b.String() + `"key99":true}`); err == nil {
		t.Error("the repeated key was not noticed")
	}
}

func TestEmptyContainers(t *testing.T) {
	a, o := value.OfArray(nil), value.OfObject(nil)
	if a.Kind() != value.Array || a.Len() != 0 || len(a.Elems()) != 0 || !a.At(0).IsUndefined() || a.String() != "[]" {
		t.Error("an empty array is", a)
	}
	if o.Kind() != value.Object || o.Len() != 0 || len(o.Members()) != 0 || o.Has("") || o.String() != "{}" {
		t.Error("an empty object is", o)
	}
	if got := a.Append(value.True).String() + o.With("a", value.OfString("")).String(); got != `[true]{"a":""}` {
		t.Error(got)
	}
	if value.Equal(a, o) || !value.Equal(o, value.ObjectOf()) || value.Equal(value.Value{}, value.NullValue) {
		t.Error("empty values are confused")
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-2.50e+3,"x\u00e9\ud83d\ude00\n",true,false,null,{}]}`, `[[[[`, `{"a":1,"a":2}`, "\"\xff\"", `"\ud800"`, `1e999999`, ` 0 `,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := value.Decode(data, value.WithMaxDepth(50))
		if err != nil {
			e, ok := errors.AsType[*value.SyntaxError](err)
			if !ok || e.Offset < 0 || e.Offset > len(data) {
				t.Fatalf("%#v", err)
			}
			return
		}
		text := v.AppendJSON(nil)
		if n := v.EncodedLen(); n != len(text) {
			t.Fatalf("%s has %d bytes, not %d", text, len(text), n)
		}
		w, err := value.Decode(text)
		if err != nil || !value.Equal(v, w) {
			t.Fatalf("%s was read again as %s, %v", text, w, err)
		}
		// A stream must see the same value.
		d := value.NewDecoder(&choppy{text: string(data), sizes: []int{1, 3}}, value.WithMaxDepth(50))
		s, err := d.Value()
		if err == nil {
			err = d.End()
		}
		if err != nil || s.String() != v.String() {
			t.Fatalf("as a stream it is %s, %v; want %s", s, err, v)
		}
	})
}
