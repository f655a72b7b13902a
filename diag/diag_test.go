package diag_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/diag"
)

var source = []byte("{\n  \"StartAt\": \"Käse und mehr\",\n\t\"States\": {}\n}\n")

func sample() diag.List {
	return diag.List{
		{Code: "ASL1015", AWSCode: "SCHEMA_VALIDATION_FAILED", Path: "/States", Origin: diag.Origin{File: "a.json", Line: 3, Column: 12}, Message: "`States` must not be empty", Help: "add a state"},
		{Code: "ASL1030", Path: "/StartAt", Origin: diag.Origin{File: "a.json", Line: 2, Column: 14}, Message: "there is no state here", State: "A",
			Related: []diag.Related{{Origin: diag.Origin{File: "a.json", Line: 3, Column: 3}, Message: "the states"}}},
		{Code: "ASL1043", Severity: diag.Warning, Message: "no default"},
		{Code: "ASL1022", Severity: diag.Info, Path: "/States/A", Origin: diag.Origin{File: "flow.go", Line: 7}, Message: "old name"},
	}
}

func TestRenderings(t *testing.T) {
	list := sample()
	list.Sort()
	var text, jsonText, sarif bytes.Buffer
	opts := diag.TextOptions{Source: func(file string) []byte {
		if file == "a.json" {
			return source
		}
		return nil
	}}
	for _, err := range []error{
		diag.WriteText(&text, list, opts), diag.WriteJSON(&jsonText, list),
		diag.WriteSARIF(&sarif, list, diag.SARIFOptions{Version: "0.1.0", Title: func(code string) string { return "title of " + code }}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, got := range map[string]string{"sample.txt": text.String(), "sample.json": jsonText.String(), "sample.sarif": sarif.String()} {
		if os.Getenv("GOLDEN") != "" {
			t.Errorf("%s is written anew", name) // a refreshing run must not pass
			if err := os.WriteFile("testdata/"+name, []byte(got), 0o644); err != nil {
				t.Error(err)
			}
			continue
		}
		want, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if !json.Valid(sarif.Bytes()) {
		t.Error("SARIF is no JSON")
	}
}

func TestEmptyListIsAnArray(t *testing.T) {
	var b bytes.Buffer
	if err := diag.WriteJSON(&b, nil); err != nil || b.String() != "[]\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

// A definition on one line is cut around the place, and control characters don't reach the
// terminal.
func TestLongLine(t *testing.T) {
	line := strings.Repeat("x", 5000) + "\x1b[31m\"token\"" + strings.Repeat("y", 5000)
	var b bytes.Buffer
	list := diag.List{{Code: "ASL1001", Origin: diag.Origin{Line: 1, Column: 5006}, Message: "m"}}
	if err := diag.WriteText(&b, list, diag.TextOptions{Source: func(string) []byte { return []byte(line) }}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	if len(lines[1]) > 140 || strings.Contains(b.String(), "\x1b") {
		t.Errorf("%q", b.String())
	}
	at := strings.IndexByte(lines[2], '^')
	if got := string([]rune(lines[1])[at : at+7]); got != `"token"` || !strings.HasSuffix(lines[2], "^~~~~~~") {
		t.Errorf("the caret points at %q: %q", got, lines[2])
	}
}

// The caret stands under the token on a terminal, whatever is before it.
func TestCaret(t *testing.T) {
	for name, test := range map[string]struct {
		text         string
		line, column int
		want         string // the excerpt, without the gutters
	}{
		"tabs":            {"\t\t\"a\": 1", 1, 8, "  \"a\": 1\n       ^"},
		"wide":            {`"注文": "x"`, 1, 7, "\"注文\": \"x\"\n        ^~~"},
		"a wide token":    {`{"注文": 1}`, 1, 2, "{\"注文\": 1}\n ^~~~~~"},
		"emoji":           {`"🚀": 5`, 1, 6, "\"🚀\": 5\n      ^"},
		"combining marks": {"\"e\u0301\": 5", 1, 7, "\"e\u0301\": 5\n     ^"},
		"carriage return": {"{\r\n  \"a\": 1\r\n}", 2, 8, "  \"a\": 1\n       ^"},
		"a byte order":    {"\uFEFF{5}", 1, 2, "{5}\n ^"},
		"behind the end":  {"{", 1, 2, "{\n ^"},
		"turned around":   {"\"\u202Ea\": 5", 1, 7, "\" a\": 5\n      ^"},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			list := diag.List{{Code: "ASL1001", Origin: diag.Origin{Line: test.line, Column: test.column}, Message: "m"}}
			if err := diag.WriteText(&b, list, diag.TextOptions{Source: func(string) []byte { return []byte(test.text) }}); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, line := range strings.Split(b.String(), "\n")[1:3] {
				_, rest, _ := strings.Cut(line, " | ")
				got = append(got, rest)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestListIsAnError(t *testing.T) {
	err := fmt.Errorf("check: %w", sample().Err())
	list, ok := errors.AsType[diag.List](err)
	if !ok || len(list) != 4 {
		t.Fatalf("no list in %v", err)
	}
	if d, ok := errors.AsType[diag.Diagnostic](err); !ok || d.Code != "ASL1015" {
		t.Errorf("the first finding is %v", d)
	}
	if err := (diag.List{{Severity: diag.Warning}}).Err(); err != nil {
		t.Errorf("warnings are no error, got %v", err)
	}
}

func TestTruncateKeepsErrors(t *testing.T) {
	list := diag.List{{Severity: diag.Warning, Code: "a"}, {Severity: diag.Warning, Code: "b"}, {Code: "c"}, {Severity: diag.Info, Code: "d"}, {Code: "e"}}
	kept, dropped := list.Truncate(3)
	var codes []string
	for _, d := range kept {
		codes = append(codes, d.Code)
	}
	if diff := cmp.Diff([]string{"a", "c", "e"}, codes); diff != "" || dropped != 2 {
		t.Errorf("dropped %d\n%s", dropped, diff)
	}
}
