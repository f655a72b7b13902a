package jsonata_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// nodeDriver answers a line of JSON {expr, data} with one about what npm's jsonata made of
// it.
const nodeDriver = `
const jsonata = require(process.argv[1]);
const RealDate = Date, NOW = 1510067557121;
globalThis.Date = class extends RealDate { constructor(...a) { if (a.length) super(...a); else super(NOW); } static now() { return NOW; } };
const lines = require('readline').createInterface({input: process.stdin});
const shown = (v) => {
  if (v === undefined) return 'undefined';
  if (v === null) return 'null';
  if (typeof v === 'number') return Number.isNaN(v) ? '#NaN' : String(v === 0 ? 0 : v);
  if (typeof v === 'function' || v._jsonata_function || v._jsonata_lambda) return '#function';
  if (Array.isArray(v)) { const out = []; for (let i = 0; i < v.length; i++) out.push(v[i] === undefined ? 'null' : shown(v[i])); return '[' + out.join(',') + ']'; }
  if (typeof v === 'object') return '{' + Object.keys(v).map(k => JSON.stringify(k) + ':' + shown(v[k])).join(',') + '}';
  return JSON.stringify(v.toWellFormed ? v.toWellFormed() : v);
};
(async () => {
  for await (const line of lines) {
    const {expr, data} = JSON.parse(line);
    let out;
    try { out = {result: shown(await jsonata(expr).evaluate(JSON.parse(data)))}; }
    catch (e) { out = {code: e.code || '', message: e.message || String(e)}; }
    process.stdout.write(JSON.stringify(out) + '\n');
  }
})();
`

// node is a process that runs npm's jsonata.
type node struct {
	in  *bufio.Writer
	out *bufio.Reader
}

func startNode(t testing.TB) *node {
	dir := os.Getenv("LOCKSTEP_JSONATA_NODE")
	if dir == "" {
		t.Skip("LOCKSTEP_JSONATA_NODE is not set to the folder of npm's jsonata 2.0.6: NOT compared with it")
	}
	cmd := exec.Command("node", "--stack-size=4000", "-e", nodeDriver, dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	return &node{bufio.NewWriter(in), bufio.NewReaderSize(out, 1<<20)}
}

type nodeAnswer struct{ Result, Code, Message string }

func (n *node) ask(t testing.TB, questions []question) []nodeAnswer {
	go func() {
		for _, q := range questions {
			data, _ := json.Marshal(map[string]string{"expr": q.expr, "data": q.data})
			n.in.Write(append(data, '\n'))
		}
		n.in.Flush()
	}()
	out := make([]nodeAnswer, len(questions))
	for i := range out {
		line, err := n.out.ReadBytes('\n')
		if err != nil {
			t.Fatalf("node ended at %s on %s: %v", questions[i].expr, questions[i].data, err)
		}
		if err := json.Unmarshal(line, &out[i]); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

type question struct{ expr, data string }

// TestDifferential compares with npm's jsonata on random expressions, LOCKSTEP_FUZZ_COUNT
// of them (1,000 otherwise) from the seed LOCKSTEP_FUZZ_SEED.
func TestDifferential(t *testing.T) {
	n := startNode(t)
	count, seed := 1000, uint64(1)
	if s := os.Getenv("LOCKSTEP_FUZZ_COUNT"); s != "" {
		count, _ = strconv.Atoi(s)
	}
	if s := os.Getenv("LOCKSTEP_FUZZ_SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	g := &generator{r: rand.New(rand.NewPCG(seed, 0))}
	different, faults, failed, skipped, otherError := 0, 0, 0, 0, 0
	for done := 0; done < count; {
		batch := make([]question, min(500, count-done))
		for i := range batch {
			g.vars, g.fns = nil, nil
			batch[i] = question{g.expr(1 + g.r.IntN(4)), generatorDocuments[g.r.IntN(len(generatorDocuments))]}
		}
		done += len(batch)
		for i, want := range n.ask(t, batch) {
			q := batch[i]
			switch {
			case want.Result == "" && want.Code == "":
				faults++ // an exception of JavaScript: what it says is no behaviour to keep
				ours(q)
				continue
			case outOfScope(q, want):
				skipped++
				ours(q)
				continue
			case want.Result == "":
				failed++
			}
			got := ours(q)
			if got.Result == want.Result && got.Code == want.Code && (got.Message == want.Message || looseMessage(want)) {
				continue
			}
			if want.Code != "" && (got.Code != "" || got.Message != "") && (want.Code != got.Code || strings.ContainsAny(q.expr, "[{")) {
				otherError++ // which of two failing parts is met first
				continue
			}
			if different++; different <= 40 {
				t.Errorf("%s\n  on   %s\n  npm  %s\n  ours %s", q.expr, q.data, want, got)
			}
		}
	}
	t.Logf("%d expressions: %d failed in both, %d exceptions of JavaScript, %d out of scope, %d with another error first, %d different",
		count, failed, faults, skipped, otherError, different)
}

var spreadStart = regexp.MustCompile(`\[.*\*.*\].*\.`)

var foreignPattern = regexp.MustCompile(`\|\(?\$[a-z$]`)

// outOfScope are answers that are not compared: where a function is shown, and where node
// interleaves evaluations that are one after the other here and in every other port.
func outOfScope(q question, want nodeAnswer) bool {
	if strings.Contains(q.expr, "{") && (strings.Contains(want.Result, "[null]") || strings.HasPrefix(q.data, "[]") || strings.HasPrefix(q.data, "[[]]")) {
		return true // grouping changes an empty array of the input itself
	}
	if strings.Contains(q.expr, "empty{") { // the same, of an empty array in it
		return true
	}
	if foreignPattern.MatchString(q.expr) { // a transform that changes what is not its copy
		return true
	}
	if spreadStart.MatchString(q.expr) { // * finds the flags of the reference's own lists
		return true
	}
	if strings.Contains(want.Result, "[object ") || strings.Contains(want.Result, "async function") { // a partial application skips the check of arguments
		return true
	}
	return strings.Contains(want.Result, "#function") || strings.Contains(want.Message, "environment")
}

// looseMessage are errors whose code alone is compared: the reference names the operator
// around the failing one, or a function by the last name anybody called it.
func looseMessage(want nodeAnswer) bool {
	return want.Code == "D3121" || strings.HasPrefix(want.Code, "T041") ||
		strings.Contains(want.Message, `"or"`) || strings.Contains(want.Message, `"and"`)
}

func (a nodeAnswer) String() string {
	if a.Code != "" || a.Message != "" {
		return fmt.Sprintf("%s: %s", a.Code, a.Message)
	}
	return a.Result
}

func ours(q question) nodeAnswer {
	data, err := value.DecodeString(q.data)
	if err != nil {
		panic(err)
	}
	data = jsonata.JavaScript(data)
	e, err := jsonata.Compile(q.expr)
	var v value.Value
	if err == nil {
		v, err = e.Eval(data, &jsonata.Env{Eval: true, Now: func() time.Time { return time.UnixMilli(1510067557121) }, Limits: jsonata.Limits{Time: 20 * time.Second}})
	}
	if err != nil {
		e := err.(*jsonata.Error)
		return nodeAnswer{Code: e.Code, Message: e.Message}
	}
	return nodeAnswer{Result: string(appendShown(nil, v))}
}

// appendShown writes a value as the driver does.
func appendShown(dst []byte, v value.Value) []byte {
	switch v.Kind() {
	case value.Undefined:
		return append(dst, "undefined"...)
	case value.Number:
		if math.IsNaN(v.Float()) {
			return append(dst, "#NaN"...)
		}
		if math.IsInf(v.Float(), 0) {
			return append(dst, strings.Trim(v.String(), `"`)...)
		}
		return append(dst, value.OfFloat(v.Float()).String()...)
	case value.Array:
		dst = append(dst, '[')
		for i, e := range v.Elems() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendShown(dst, e)
		}
		return append(dst, ']')
	case value.Object:
		dst = append(dst, '{')
		for i, m := range v.Members() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(value.AppendQuoted(dst, m.Key), ':')
			dst = appendShown(dst, m.Value)
		}
		return append(dst, '}')
	}
	return v.AppendJSON(dst)
}
