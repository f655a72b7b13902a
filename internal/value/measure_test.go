package value_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lockstep-go/lockstep/internal/value"
)

func TestSettled(t *testing.T) {
	tests := []struct {
		text string
		want bool
	}{
		{`null`, true}, {`true`, true}, {`"a\u00e9\ud800"`, true}, {`[]`, true}, {`{"a":[{}]}`, true},
		{`123456789012345`, true}, {`-123456789012345`, true}, {`1234567890123456`, false},
		{`1.50`, true}, {`-9999999.5`, true}, {`12345678.5`, false},
		{`0.001`, true}, {`0.0009`, false}, {`-0.00`, false}, {`0.5`, true},
		{`1e2`, false}, {`1.5E0`, false}, {`{"a":[1,{"b":1e2}]}`, false},
	}
	for _, tt := range tests {
		v, err := value.DecodeString(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		if v.Settled() != tt.want {
			t.Errorf("%s: settled is %t", tt.text, v.Settled())
		}
	}
	for _, v := range []value.Value{
		value.ArrayOf(value.Value{}), value.ArrayOf(value.OfOpaque(1)), value.OfString("\xff"),
		value.ArrayOf(value.ArrayOf().WithMark(1)), value.ObjectOf(value.Member{Key: "\xff", Value: value.True}),
		value.ArrayOf(value.OfFloat(1e10 + 0.5)), value.OfInt(1 << 60),
	} {
		if m := v.Measure(1000); m.Settled() {
			t.Errorf("%s is settled", v)
		}
	}
	if v := value.ArrayOf(value.OfFloat(0.5), value.OfInt(7), value.ArrayOf()).WithMark(3).Measure(1000); !v.Settled() || v.Mark() != 3 {
		t.Errorf("%s: settled is %t", v, v.Settled())
	}
}

// TestMeasureGivesUp: a small value can have a text of any length.
func TestMeasureGivesUp(t *testing.T) {
	v := value.ArrayOf(value.OfString("text"))
	for range 60 {
		v = value.ArrayOf(v, v)
	}
	if v.Measure(1 << 20).Settled() {
		t.Error("it has 2^60 parts")
	}
	deep := value.ArrayOf()
	for range 10_000 {
		deep = value.ArrayOf(deep)
	}
	if deep.Measure(1 << 20).Settled() {
		t.Error("it is too deep")
	}
}

// TestNotesFollowChanges changes values and looks whether what they note is still true.
func TestNotesFollowChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) value.Value {
			v := anyValue(2).Draw(t, label)
			if rapid.Bool().Draw(t, "decoded") {
				w, err := value.DecodeString(v.String(), value.WithDuplicates())
				if err != nil {
					t.Fatal(err)
				}
				return w
			}
			return v.Measure(rapid.IntRange(0, 200).Draw(t, "limit"))
		}
		v := draw("value")
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			part := draw("part")
			if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
				part = part.WithMark(1)
			}
			if v.Kind() == value.Array && v.Len() > 0 {
				v = v.WithAt(rapid.IntRange(0, v.Len()-1).Draw(t, "at"), part)
			} else {
				key := rapid.String().Draw(t, "key")
				if v.Len() > 0 && rapid.Bool().Draw(t, "known") {
					key = v.Members()[rapid.IntRange(0, v.Len()-1).Draw(t, "member")].Key
				}
				if rapid.IntRange(0, 3).Draw(t, "remove") == 0 {
					v = v.Without(key)
				} else {
					v = v.With(key, part)
				}
			}
			if rapid.IntRange(0, 5).Draw(t, "clone") == 0 {
				v = v.Clone()
			}
			if got, want := v.EncodedLen(), len(v.AppendJSON(nil)); got != want {
				t.Fatalf("%s: EncodedLen is %d, the text has %d bytes", v, got, want)
			}
			if v.Settled() {
				checkSettled(t, v, true)
			}
		}
	})
}

func checkSettled(t *rapid.T, v value.Value, top bool) {
	if !top && v.Mark() != 0 {
		t.Fatalf("a settled value holds a mark in %s", v)
	}
	switch v.Kind() {
	case value.Undefined, value.Opaque:
		t.Fatalf("a settled value holds %s", v.Kind())
	case value.Number:
		if f := v.Float(); strings.ContainsAny(v.NumberText(), "eE") && v.IsIntegerText() || f >= 1e16 || f <= -1e16 {
			t.Fatalf("a settled value holds %s", v)
		}
	case value.Array, value.Object, value.Null, value.Bool, value.String:
	}
	for _, e := range v.Elems() {
		checkSettled(t, e, false)
	}
	for _, m := range v.Members() {
		checkSettled(t, m.Value, false)
	}
}
