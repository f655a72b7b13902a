package ecmaregexp_test

import (
	"bufio"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jsonata/ecmaregexp"
)

// nodeMatches answers a line of JSON {pattern, flags, text, from} with where node matches.
const nodeMatches = `
require('readline').createInterface({input: process.stdin}).on('line', (line) => {
  const {pattern, flags, text, from} = JSON.parse(line);
  let out;
  try {
    const re = new RegExp(pattern, flags + 'gd');
    re.lastIndex = from;
    const m = re.exec(text);
    out = {found: m && m.indices.flatMap((p) => p || [-1, -1])};
  } catch (e) { out = {error: e.message.replace(/^Invalid regular expression: .*: /s, '')}; }
  process.stdout.write(JSON.stringify(out) + '\n');
});
`

type patternGenerator struct{ r *rand.Rand }

func (g patternGenerator) one(list ...string) string { return list[g.r.IntN(len(list))] }

func (g patternGenerator) pattern(depth int) string {
	var b strings.Builder
	for range 1 + g.r.IntN(4) {
		b.WriteString(g.term(depth))
		if g.r.IntN(3) == 0 {
			b.WriteString(g.one("*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}?", "{0}", "{,2}", "{1,3}?"))
		}
	}
	if g.r.IntN(5) == 0 {
		b.WriteString("|" + g.pattern(max(0, depth-1)))
	}
	return b.String()
}

func (g patternGenerator) term(depth int) string {
	if depth > 0 && g.r.IntN(3) == 0 {
		open := g.one("(", "(", "(", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?<n>")
		return open + g.pattern(depth-1) + ")"
	}
	switch g.r.IntN(12) {
	case 0:
		return g.one("^", "$", `\b`, `\B`)
	case 1:
		return g.one(`\d`, `\D`, `\w`, `\W`, `\s`, `\S`, ".")
	case 2:
		return g.one(`\1`, `\2`, `\3`, `\k<n>`, `\8`, `\0`, `\12`, `\101`)
	case 3, 4:
		return "[" + g.one("", "^") + g.one("a", "a-c", `\d`, `\w-`, "-a", "b-y", "É-é", `\W`, `\Sx`, "]", "^") + g.one("", "1", "B", `\b`, `\-z`) + "]"
	case 5:
		return g.one("é", "É", "ß", "σ", "ς", "K", "😀", "ſ", "\u2028", "ᾳ", "ǆ", "ǅ")
	case 6:
		return g.one(`\n`, `\x41`, `\u00e9`, `\cJ`, `\c`, `\x4`, `\u`, "]", "}", "{", `\/`, `\.`, " ")
	}
	return g.one("a", "b", "c", "A", "1", "x", "-", "ab")
}

func (g patternGenerator) text() string {
	var b strings.Builder
	for range g.r.IntN(12) {
		b.WriteString(g.one("a", "b", "c", "A", "B", "1", "2", "x", "-", " ", "\n", "é", "É", "ß", "σ", "Σ", "ς", "k", "K", "😀", "ſ", "s", "\u2028", "ᾳ", "ᾼ", "ǆ", "Ǆ", "]", "}", "{"))
	}
	return b.String()
}

// TestDifferential compares with node on random patterns, LOCKSTEP_FUZZ_COUNT of them
// (2,000 otherwise) from the seed LOCKSTEP_FUZZ_SEED, where LOCKSTEP_JSONATA_NODE is set.
func TestDifferential(t *testing.T) {
	if os.Getenv("LOCKSTEP_JSONATA_NODE") == "" {
		t.Skip("LOCKSTEP_JSONATA_NODE is not set: NOT compared with node")
	}
	count, seed := 2000, uint64(1)
	if s := os.Getenv("LOCKSTEP_FUZZ_COUNT"); s != "" {
		count, _ = strconv.Atoi(s)
	}
	if s := os.Getenv("LOCKSTEP_FUZZ_SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	cmd := exec.Command("node", "-e", nodeMatches)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer in.Close()
	out := bufio.NewReader(pipe)
	g := patternGenerator{rand.New(rand.NewPCG(seed, 0))}
	matched, failed, different := 0, 0, 0
	for range count {
		q := struct {
			Pattern string `json:"pattern"`
			Flags   string `json:"flags"`
			Text    string `json:"text"`
			From    int    `json:"from"`
		}{g.pattern(3), g.one("", "i", "m", "im"), g.text(), g.r.IntN(3)}
		line, _ := json.Marshal(q)
		in.Write(append(line, '\n'))
		answer, err := out.ReadBytes('\n')
		if err != nil {
			t.Fatal(err)
		}
		var want struct {
			Found []int
			Error string
		}
		if err := json.Unmarshal(answer, &want); err != nil {
			t.Fatal(err)
		}
		got := want
		got.Found, got.Error = nil, ""
		re, err := ecmaregexp.Compile(q.Pattern, q.Flags)
		if err == nil {
			steps := 10_000_000
			got.Found, err = re.Find(ecmaregexp.NewText(q.Text), q.From, &steps)
		}
		if err != nil {
			got.Error = err.Error()
			failed++
		} else if got.Found != nil {
			matched++
		}
		if diff := cmp.Diff(want, got); diff != "" {
			if different++; different < 10 {
				t.Errorf("/%s/%s on %q from %d:\n%s", q.Pattern, q.Flags, q.Text, q.From, diff)
			}
		}
	}
	t.Logf("%d patterns: %d matched, %d failed in both, %d different", count, matched, failed, different)
}
