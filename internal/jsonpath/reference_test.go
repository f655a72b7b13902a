package jsonpath_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

func TestSet(t *testing.T) {
	for _, c := range []struct{ reference, input, want string }{
		{"$", `{"a":1}`, `"new"`},
		{"$.b", `{"a":1}`, `{"a":1,"b":"new"}`},
		{"$.a", `{"a":1,"b":2}`, `{"a":"new","b":2}`},
		{"$.x.y.z", `{}`, `{"x":{"y":{"z":"new"}}}`},
		{"$['x y'][\"z\"]", `{"x y":{"k":1}}`, `{"x y":{"k":1,"z":"new"}}`},
		{"$.a[1]", `{"a":[1,2,3]}`, `{"a":[1,"new",3]}`},
		{"$.a[0].b", `{"a":[{}]}`, `{"a":[{"b":"new"}]}`},
		{"$[0]", `[1]`, `["new"]`},
		{"$.a", `"text"`, ``},
		{"$.a.b", `{"a":1}`, ``},
		{"$.a.b", `{"a":[1]}`, ``},
		{"$.a[0]", `{"a":{}}`, ``},
		{"$.a[3]", `{"a":[1,2,3]}`, ``},
		{"$.a[0]", `{}`, ``},
		{"$.a.b[0]", `{}`, ``},
	} {
		t.Run(c.reference+" "+c.input, func(t *testing.T) {
			r, err := jsonpath.ParseReference(c.reference)
			if err != nil {
				t.Fatal(err)
			}
			input := decode(t, c.input)
			got, err := r.Set(input, value.OfString("new"))
			if c.want == "" {
				want := "Unable to apply ReferencePath " + c.reference + " to input " + c.input
				if _, ok := errors.AsType[*jsonpath.ReferenceError](err); !ok || err.Error() != want {
					t.Error(got, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.String()); diff != "" {
				t.Error(diff)
			}
			if input.String() != c.input {
				t.Error("the input changed to", input)
			}
		})
	}
}

func TestReferenceRefuses(t *testing.T) {
	for _, c := range []struct {
		text   string
		offset int
	}{
		{"", 0}, {"a.b", 0}, {"$.a[*]", 3}, {"$.a.*", 3}, {"$..a", 1}, {"$.a[1:]", 3}, {"$.a[0,1]", 3}, {"$['a','b']", 1},
		{"$.a[?(@.b)]", 3}, {"$.a.length()", 3}, {"$.a[-1]", 3}, {"$.a[", 4},
	} {
		_, err := jsonpath.ParseReference(c.text)
		e, ok := errors.AsType[*jsonpath.SyntaxError](err)
		if !ok || e.Offset != c.offset {
			t.Errorf("%q: %v", c.text, err)
		}
	}
}

// TestSetThenGet: what was set is read back, and the rest is as it was.
func TestSetThenGet(t *testing.T) {
	name := rapid.SampledFrom([]string{"a", "b", "c", "d e", "é"})
	rapid.Check(t, func(t *rapid.T) {
		text := "$"
		for _, n := range rapid.SliceOfN(name, 1, 4).Draw(t, "names") {
			text += "['" + n + "']"
		}
		r, err := jsonpath.ParseReference(text)
		if err != nil {
			t.Fatal(err)
		}
		input := value.OfObject(nil)
		for range rapid.IntRange(0, 4).Draw(t, "members") {
			input = input.With(name.Draw(t, "name"), value.ObjectOf(value.Member{Key: name.Draw(t, "inner"), Value: value.True}))
		}
		before := input.String()
		out, err := r.Set(input, value.OfInt(1))
		if err != nil {
			return // the way leads through true
		}
		got, err := r.Path().Get(out)
		if err != nil || got.String() != "1" {
			t.Fatal(out, got, err)
		}
		if again, err := r.Set(out, value.OfInt(1)); err != nil || again.String() != out.String() {
			t.Fatal("setting twice differs", again, err)
		}
		if input.String() != before {
			t.Fatal("the input changed")
		}
	})
}

func FuzzReference(f *testing.F) {
	for _, seed := range []string{"$", "$.a.b", "$['a'][0]", "$.a[-1]", "$..a", "a"} {
		f.Add(seed)
	}
	document := decode(f, sample)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := jsonpath.ParseReference(text)
		if err != nil {
			return
		}
		out, err := r.Set(document, value.True)
		if err != nil {
			return
		}
		if got, err := r.Path().Get(out); err != nil || !got.Bool() {
			t.Fatalf("%q set %s", text, out)
		}
	})
}
