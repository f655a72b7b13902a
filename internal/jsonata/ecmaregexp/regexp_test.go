package ecmaregexp_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jsonata/ecmaregexp"
)

func TestFind(t *testing.T) {
	tests := []struct {
		pattern, flags, text string
		want                 []int
	}{
		{`a`, "", "bab", []int{1, 2}},
		{``, "", "x", []int{0, 0}},
		{`a|ab`, "", "ab", []int{0, 1}},
		{`(a*)*`, "", "b", []int{0, 0, -1, -1}},
		{`(z)((a+)?(b+)?(c))*`, "", "zaacbbbcac", []int{0, 10, 0, 1, 8, 10, 8, 9, -1, -1, 9, 10}},
		{`(?=(a+))a*b\1`, "", "baaabac", []int{3, 6, 3, 4}},
		{`(?!foo)...`, "", "foobar", []int{1, 4}},
		{`(.*?)a(?!(a+)b\2c)\2(.*)`, "", "baaabaac", []int{0, 8, 0, 2, -1, -1, 3, 8}},
		{`(?<=\$)\d+`, "", "a 12 $34", []int{6, 8}},
		{`(?<!\$)\b\d+`, "", "$34 12", []int{4, 6}},
		{`(?<=(\d+)(\d+))$`, "", "1053", []int{4, 4, 0, 1, 1, 4}},
		{`(?<year>\d{4})-\k<year>`, "", "x 2020-2020", []int{2, 11, 2, 6}},
		{`\bfoo\b`, "", "afoo foo", []int{5, 8}},
		{`^b`, "m", "a\nb", []int{2, 3}},
		{`a$`, "", "a\n", nil},
		{`a$`, "m", "a\n", []int{0, 1}},
		{`STRASSE`, "i", "strasse", []int{0, 7}},
		{`ß`, "i", "ẞ", nil},
		{`[^é]`, "i", "É", nil},
		{`\u212a`, "i", "k", nil}, // the Kelvin sign is no k without the flag u
		{`(a)\1`, "i", "xaA", []int{1, 3, 1, 2}},
		{`a{2,3}?`, "", "aaaa", []int{0, 2}},
		{`a{2,3}`, "", "aaaa", []int{0, 3}},
		{`a{,3}`, "", "a{,3}", []int{0, 5}},
		{`(?:ab){2}`, "", "ababab", []int{0, 4}},
		{`(?:a|ab)(?:c|bcd)(d*)`, "", "abcd", []int{0, 4, 4, 4}},
		{`[\d-x]+`, "", "1-x", []int{0, 3}},
		{`[]`, "", "a", nil},
		{`[^]`, "", "\n", []int{0, 1}},
		{`\1(a)`, "", "aa", []int{0, 1, 0, 1}},
		{`\2(a)`, "", "\x02a", []int{0, 2, 1, 2}},
		{`\8`, "", "8", []int{0, 1}},
		{`\cA\x41\u0042\0`, "", "\x01AB\x00", []int{0, 4}},
		{`]}`, "", "]}", []int{0, 2}},
		{`.`, "", "\r😀", []int{1, 2}}, // one half of the pair
		{`\s+`, "", "a\u00a0\u2003b", []int{1, 3}},
		{`(?:)*?x`, "", "x", []int{0, 1}},
		{`(?=a)*b`, "", "ab", []int{1, 2}},
	}
	for _, tt := range tests {
		re, err := ecmaregexp.Compile(tt.pattern, tt.flags)
		if err != nil {
			t.Errorf("/%s/: %v", tt.pattern, err)
			continue
		}
		steps := 10_000
		got, err := re.Find(ecmaregexp.NewText(tt.text), 0, &steps)
		if err != nil {
			t.Errorf("/%s/: %v", tt.pattern, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("/%s/%s on %q:\n%s", tt.pattern, tt.flags, tt.text, diff)
		}
	}
}

func TestASCIISpace(t *testing.T) {
	re, err := ecmaregexp.Compile(`\s`, "", ecmaregexp.ASCIISpace())
	if err != nil {
		t.Fatal(err)
	}
	steps := 100
	if got, err := re.Find(ecmaregexp.NewText("\u00a0"), 0, &steps); got != nil || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestCompileErrors(t *testing.T) {
	tests := []struct{ pattern, want string }{
		{`(`, "Unterminated group"},
		{`)`, "Unmatched ')'"},
		{`[`, "Unterminated character class"},
		{`[b-a]`, "Range out of order in character class"},
		{`*`, "Nothing to repeat"},
		{`a**`, "Nothing to repeat"},
		{`{1}`, "Nothing to repeat"},
		{`^*`, "Nothing to repeat"},
		{`a{2,1}`, "numbers out of order in {} quantifier"},
		{`\`, "\\ at end of pattern"},
		{`(?<a>)(?<a>)`, "Duplicate capture group name"},
		{`(?<a>)\k<b>`, "Invalid named capture referenced"},
		{`(?a)`, "Invalid group"},
		{strings.Repeat("(", 10_000), "Regular expression too large"},
		{strings.Repeat("a", 100_000), "Regular expression too large"},
	}
	for _, tt := range tests {
		_, err := ecmaregexp.Compile(tt.pattern, "")
		if err == nil || err.Error() != tt.want {
			t.Errorf("/%.20s/: got %v, want %s", tt.pattern, err, tt.want)
		}
	}
}

// TestSteps shows that the bound is counted: a match that takes too long always does, and
// the same one always takes the same number.
func TestSteps(t *testing.T) {
	for _, pattern := range []string{`(a+)+$`, `(a|aa)+$`, `(a|a)*$`, `(?:a*)*b`, `(?=(a+)+$)b`, `(.*)\1b`, `(?:(?:){1000000000}){1000000000}b`} {
		re, err := ecmaregexp.Compile(pattern, "")
		if err != nil {
			t.Fatal(err)
		}
		text := ecmaregexp.NewText(strings.Repeat("a", 5000) + "!")
		for range 2 {
			steps := 1_000_000
			if _, err := re.Find(text, 0, &steps); !errors.Is(err, ecmaregexp.ErrSteps) {
				t.Errorf("/%s/: %v", pattern, err)
			}
		}
	}
	re, err := ecmaregexp.Compile(`(?:ab?)*?c`, "")
	if err != nil {
		t.Fatal(err)
	}
	var counts []int
	for range 3 {
		steps := 100_000
		if _, err := re.Find(ecmaregexp.NewText("ababababc"), 0, &steps); err != nil {
			t.Fatal(err)
		}
		counts = append(counts, 100_000-steps)
	}
	if counts[0] != counts[1] || counts[1] != counts[2] {
		t.Errorf("the same match took %v steps", counts)
	}
}

// TestSpace bounds what a match remembers.
func TestSpace(t *testing.T) {
	re, err := ecmaregexp.Compile(`(?:(a)|b)*c`, "")
	if err != nil {
		t.Fatal(err)
	}
	steps := 1 << 30
	if _, err := re.Find(ecmaregexp.NewText(strings.Repeat("a", 2_000_000)), 0, &steps); !errors.Is(err, ecmaregexp.ErrSpace) {
		t.Errorf("got %v", err)
	}
}

func FuzzFind(f *testing.F) {
	f.Add(`(a*)*|b{2,}?`, "aab")
	f.Add(`(?<=(\d+)(\d+))[^\w-x](?!é)\1`, "10é")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		for _, flags := range []string{"", "im"} {
			re, err := ecmaregexp.Compile(pattern, flags)
			if err != nil {
				continue
			}
			steps := 100_000
			prepared := ecmaregexp.NewText(text)
			got, err := re.Find(prepared, 0, &steps)
			if err != nil || got == nil {
				continue
			}
			for i := 0; i < len(got); i += 2 {
				if got[i] > got[i+1] || got[i+1] > prepared.Len() || got[i] < -1 {
					t.Fatalf("/%s/ on %q: %v", pattern, text, got)
				}
			}
		}
	})
}

func ExampleRegexp_Find() {
	re, err := ecmaregexp.Compile(`(\w+)@(\w+)`, "i")
	if err != nil {
		fmt.Println(err)
		return
	}
	steps := 1000
	groups, err := re.Find(ecmaregexp.NewText("to ann@example"), 0, &steps)
	fmt.Println(groups, err)

	slow, _ := ecmaregexp.Compile(`(a+)+$`, "")
	_, err = slow.Find(ecmaregexp.NewText("aaaaaaaaaaaaaaaaaaaa!"), 0, &steps)
	fmt.Println(err)
	// Output:
	// [3 14 3 6 7 14] <nil>
	// the regular expression takes too many steps on this text
}

func BenchmarkFind(b *testing.B) {
	text := ecmaregexp.NewText(strings.Repeat("some words and 12 numbers, ", 100) + "ann@example.org")
	for _, pattern := range []string{`\w+@\w+\.org`, `@`, `(\d+) x`} {
		re, err := ecmaregexp.Compile(pattern, "")
		if err != nil {
			b.Fatal(err)
		}
		b.Run(pattern, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				steps := 1 << 30
				if _, err := re.Find(text, 0, &steps); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
