package vet_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis"

	"github.com/lockstep-go/lockstep/sdk/vet"
)

// exports finds the export data of the packages the test files import.
func exports(t *testing.T) map[string]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Export", "../lambda", "../sns",
		"fmt", "time", "math/rand/v2", "encoding/json", "strconv", "maps", "slices", "context")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p struct{ ImportPath, Export string }
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		files[p.ImportPath] = p.Export
	}
	return files
}

var wantComment = regexp.MustCompile("// want (ASL[0-9]{4}) `(.*)`")

// TestRules holds what is found against the comments of the files in testdata:
// at the line, and nowhere else.
func TestRules(t *testing.T) {
	data := exports(t)
	files, err := filepath.Glob("testdata/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no test files", err)
	}
	found := map[string]bool{}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".go"), func(t *testing.T) {
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
			conf := types.Config{Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
				return os.Open(data[path])
			})}
			pkg, err := conf.Check("testdata/"+file.Name.Name, fset, []*ast.File{file}, info)
			if err != nil {
				t.Fatal(err)
			}
			var got, want []string
			pass := &analysis.Pass{Analyzer: vet.Analyzer, Fset: fset, Files: []*ast.File{file}, Pkg: pkg, TypesInfo: info,
				Report: func(d analysis.Diagnostic) {
					message, _, _ := strings.Cut(d.Message, "; ")
					got = append(got, fmt.Sprintf("%03d %s %s", fset.Position(d.Pos).Line, d.Category, message))
					found[d.Category] = true
				}}
			if _, err := vet.Analyzer.Run(pass); err != nil {
				t.Fatal(err)
			}
			for _, group := range file.Comments {
				for _, c := range group.List {
					if m := wantComment.FindStringSubmatch(c.Text); m != nil {
						want = append(want, fmt.Sprintf("%03d %s %s", fset.Position(c.Pos()).Line, m[1], m[2]))
					}
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
	for _, r := range vet.Rules() {
		if !found[r.Code] {
			t.Errorf("no test file shows %s (%s)", r.Code, r.Title)
		}
	}
}

// TestRulesAreSorted: `lockstep explain` lists them as they are.
func TestRulesAreSorted(t *testing.T) {
	if !slices.IsSortedFunc(vet.Rules(), func(a, b vet.Rule) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("the rules are not sorted by code")
	}
}
