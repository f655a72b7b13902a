package check_test

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/compiler/check"
)

// Each wrong definition of testdata/wrong.txt has one cause and must give one finding, of the
// right code at the right place.
func TestWrong(t *testing.T) {
	file, err := os.Open("testdata/wrong.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	count := 0
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		want, definition, ok := strings.Cut(line, " | ")
		kind, body, more := strings.Cut(definition, " ")
		if !ok || !more {
			t.Fatalf("line %d: no definition", n)
		}
		var opts []check.Option
		text := body
		switch kind {
		case "x":
		case "e":
			opts = append(opts, check.WithType(check.Express))
			fallthrough
		case "p", "j":
			language := "JSONPath"
			if kind == "j" {
				language = "JSONata"
			}
			name, _, _ := strings.Cut(body, ":")
			text = `{"QueryLanguage": "` + language + `", "StartAt": ` + name + `, "States": {` + body + `}}`
		default:
			t.Fatalf("line %d: kind %s", n, kind)
		}
		count++
		_, list := check.Definition("wrong.json", []byte(text), opts...)
		var got []string
		for _, d := range list {
			got = append(got, strings.TrimPrefix(d.Severity.String()[:1]+":", "e:")+d.Code+" "+d.Path)
			if d.Origin.Line != 1 || d.Origin.Column < 1 || d.Origin.Column > len(text) || d.Message == "" {
				t.Errorf("line %d: %s at %v: %q", n, d.Code, d.Origin, d.Message)
			}
		}
		if diff := cmp.Diff([]string{want}, got); diff != "" {
			t.Errorf("line %d: %s: (-want +got)\n%s%v", n, body, diff, list)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d definitions", count)
}
