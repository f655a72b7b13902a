package sdk_test

import (
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTutorial holds the package's documentation to its examples: each section has
// code, and all of it stands in an example, which runs. A line of "…" leaves code out.
func TestTutorial(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	sources := exampleSources(t)
	section, blocks := "the introduction", 1
	for _, part := range new(comment.Parser).Parse(file.Doc.Text()).Content {
		switch part := part.(type) {
		case *comment.Heading:
			if blocks == 0 {
				t.Errorf("section %q shows no code", section)
			}
			section, blocks = plainText(part.Text), 0
		case *comment.Code:
			blocks++
			for piece := range strings.SplitSeq(part.Text, "…\n") {
				if !containsLines(sources, piece) {
					t.Errorf("section %q: no example has these lines:\n%s", section, piece)
				}
			}
		}
	}
	if blocks == 0 {
		t.Errorf("section %q shows no code", section)
	}
}

// exampleSources are the lines of each example file, without their indentation.
func exampleSources(t *testing.T) [][]string {
	t.Helper()
	var sources [][]string
	for _, pattern := range []string{"example*_test.go", "*/example*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, data, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range file.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(f.Name.Name, "Example") {
					sources = append(sources, trimmedLines(string(data)))
					break
				}
			}
		}
	}
	return sources
}

func trimmedLines(text string) []string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines
}

// containsLines reports whether one of the sources has the lines of piece, one after the other.
func containsLines(sources [][]string, piece string) bool {
	want := trimmedLines(piece)
	for _, lines := range sources {
		for i := range max(0, len(lines)-len(want)+1) {
			n := 0
			for n < len(want) && lines[i+n] == want[n] {
				n++
			}
			if n == len(want) {
				return true
			}
		}
	}
	return false
}

func plainText(text []comment.Text) string {
	var b strings.Builder
	for _, t := range text {
		if p, ok := t.(comment.Plain); ok {
			b.WriteString(string(p))
		}
	}
	return b.String()
}
