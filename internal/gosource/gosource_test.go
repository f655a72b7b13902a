package gosource_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/gosource"
)

const program = `package p

import (
	"example.com/sdk"
	λ "example.com/lambda"
)

func W(b *sdk.Block) {
	b.Wait("Päuse").Seconds(sdk.Add(in.At("a"), in.At("b")))
	λ.Invoke(b, "Bill", f).
		Payload(sdk.Object{"x": in.At("c")}).
		Catch("E", func(b *sdk.Block) { b.Fail("E") })
	sdk.At[
		string,
	](in, "d")
}
`

func files(text string) *gosource.Files {
	return &gosource.Files{Read: func(string) ([]byte, error) { return []byte(text), nil }}
}

func TestCalls(t *testing.T) {
	type call struct {
		Name   string
		Method bool
		Line   int
		Column int
	}
	f := files(program)
	for line, want := range map[int][]call{
		9:  {{"Wait", true, 9, 4}, {"At", true, 9, 37}, {"At", true, 9, 49}, {"Add", false, 9, 30}, {"Seconds", true, 9, 18}},
		10: {{"Invoke", false, 10, 4}},
		11: {{"At", true, 11, 30}, {"Payload", true, 11, 3}},
		12: {{"Fail", true, 12, 37}, {"Catch", true, 12, 3}},
		13: {{"At", false, 13, 6}},
		15: {{"At", false, 13, 6}},
		99: nil,
	} {
		var got []call
		for _, c := range f.Calls("p.go", line) {
			got = append(got, call{c.Name, c.Method, c.Line, c.Column})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("line %d (-want +got):\n%s", line, diff)
		}
	}
}

func TestConstant(t *testing.T) {
	f := files(program)
	find := func(line int, name, text string) (at [2]int, ok bool) {
		for _, c := range f.Calls("p.go", line) {
			if c.Name == name {
				at[0], at[1], ok = c.Constant(text)
			}
		}
		return at, ok
	}
	if at, ok := find(10, "Invoke", "Bill"); !ok || at != [2]int{10, 14} {
		t.Errorf("Bill is at %v, %v", at, ok)
	}
	if at, ok := find(11, "Payload", "x"); !ok || at != [2]int{11, 22} {
		t.Errorf("x is at %v, %v", at, ok)
	}
	if at, ok := find(12, "Catch", "E"); !ok || at != [2]int{12, 9} {
		t.Errorf("E is at %v, %v: what stands in a function is not the call's", at, ok)
	}
	if _, ok := find(9, "Wait", "missing"); ok {
		t.Error("a constant that isn't there is found")
	}
}

func TestWhatIsNoSource(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "d.go")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	var disk gosource.Files
	for _, name := range []string{"", "missing.go", folder, "/dev/zero"} {
		if calls := disk.Calls(name, 1); calls != nil {
			t.Errorf("%q has calls", name)
		}
	}
	for name, text := range map[string]string{
		"empty": "", "no Go": "\x00\xff{", "half": "package p\nfunc f() { g(", "deep": "package p\nvar x = " + strings.Repeat("f(", 100_000),
		"huge": "package p\n" + strings.Repeat("// x\n", 2<<20),
	} {
		f := files(text)
		for line := range 4 {
			f.Calls(name, line)
			f.Line(name, line)
		}
	}
}
