package value_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/value"
)

func TestSeek(t *testing.T) {
	const text = `{"a":{"b":[10,{"c":"x"},[]]},"m~n":true,"d/e":null,"":1}`
	for _, c := range []struct {
		pointer, want string
		kind          value.Kind
	}{
		{"", text, value.Object},
		{"/a/b", `[10,{"c":"x"},[]]`, value.Array},
		{"/a/b/0", `10`, value.Number},
		{"/a/b/1/c", `"x"`, value.String},
		{"/m~0n", `true`, value.Bool},
		{"/d~1e", `null`, value.Null},
		{"/", `1`, value.Number},
		{"/a/b/3", "", 0}, {"/a/x", "", 0}, {"/a/b/00", "", 0}, {"/a/b/-", "", 0}, {"/m~0n/x", "", 0},
	} {
		t.Run(c.pointer, func(t *testing.T) {
			d := value.NewDecoder(iotest.OneByteReader(strings.NewReader(text)))
			kind, err := d.Seek(c.pointer)
			if c.want == "" {
				if !errors.Is(err, value.ErrNoNode) {
					t.Errorf("got %v, %v", kind, err)
				}
				return
			}
			if err != nil || kind != c.kind {
				t.Fatal(kind, err)
			}
			v, err := d.Value()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, v.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMembersOfAStream(t *testing.T) {
	d := value.NewDecoder(strings.NewReader(` {"k\u00e9y": 1 , "b": [2 ] } `))
	var got []string
	for m, err := range d.Members() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, m.Key+"="+m.Value.String())
	}
	if diff := cmp.Diff([]string{"kéy=1", "b=[2]"}, got); diff != "" {
		t.Error(diff)
	}
	if err := d.End(); err != nil {
		t.Error(err)
	}
}

func TestLines(t *testing.T) {
	d := value.NewDecoder(iotest.OneByteReader(strings.NewReader("{\"a\":1}\r\n\n  \n[2]\n\"x\"")))
	var got []string
	for v, err := range d.Lines() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, v.String())
	}
	if diff := cmp.Diff([]string{`{"a":1}`, `[2]`, `"x"`}, got); diff != "" {
		t.Error(diff)
	}
}

// TestStreamErrors says where a stream breaks, over all items that were read before.
func TestStreamErrors(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		lines            bool
	}{
		{"separator", "[1,\n 2 3]", "line 2, column 4: ',' or ']' is expected in an array", false},
		{"inside", "[{\"a\":1},\n{\"é\":x}]", "line 2, column 6: unexpected 'x', a value is expected", false},
		{"repeated", `[{"a":1,"a":2}]`, `line 1, column 9: the key "a" is repeated`, false},
		{"cut", `[1,{"a":`, "line 1, column 9: unexpected end of text", false},
		{"no array", `{"a":1}`, "line 1, column 1: an array is expected", false},
		{"too large", `["` + strings.Repeat("x", 2000) + `"]`, "line 1, column 2: an item is larger than 1000 bytes", false},
		{"too deep", strings.Repeat("[", 50), "line 1, column 22: nested deeper than 20 levels", false},
		{"closed twice", `[1]]`, "line 1, column 4: unexpected text after the value", false},
		{"line", "1\n{]\n", "line 2, column 2: a key in double quotes is expected", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := value.NewDecoder(iotest.OneByteReader(strings.NewReader(c.text)), value.WithMaxItem(1000), value.WithMaxDepth(20))
			items := d.Elements()
			if c.lines {
				items = d.Lines()
			}
			var got error
			for _, err := range items {
				got = err
			}
			if got == nil {
				got = d.End()
			}
			if got == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(c.want, got.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStreamOfAReaderThatFails(t *testing.T) {
	broken := errors.New("broken")
	d := value.NewDecoder(io.MultiReader(strings.NewReader(`[1,`), iotest.ErrReader(broken)))
	var got error
	for _, err := range d.Elements() {
		got = err
	}
	if !errors.Is(got, broken) {
		t.Error(got)
	}
}

// TestStreamKeepsOneItem reads far more than it may hold.
func TestStreamKeepsOneItem(t *testing.T) {
	const n = 200_000
	r, w := io.Pipe()
	go func() {
		fmt.Fprint(w, "[0")
		for i := 1; i < n; i++ {
			fmt.Fprintf(w, ",\n{\"id\":%d}", i)
		}
		fmt.Fprint(w, "]")
		w.Close()
	}()
	d := value.NewDecoder(r, value.WithMaxItem(1<<10))
	count := 0
	for v, err := range d.Elements() {
		if err != nil {
			t.Fatal(err)
		}
		if i, _ := v.Get("id").Int(); count > 0 && int(i) != count {
			t.Fatalf("item %d is %s", count, v)
		}
		count++
	}
	if count != n {
		t.Errorf("%d items", count)
	}
}
