package archtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/internal/archtest"
)

// sources calls fn for every Go file of the module that is no test.
func sources(t *testing.T, fn func(file, pkg string)) {
	t.Helper()
	root := "../.."
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			// A folder with a go.mod of its own is another module.
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != root {
				return fs.SkipDir
			}
			if path != root && (name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		fn(path, filepath.ToSlash(filepath.Dir(rel)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestImportsKeepTheRules(t *testing.T) {
	seen := 0
	sources(t, func(file, pkg string) {
		seen++
		rule, ok := archtest.RuleOf(pkg)
		if !ok {
			t.Errorf("%s: package %s has no rule in internal/archtest/rules.go", file, pkg)
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Error(err)
			return
		}
		for _, imp := range f.Imports {
			path, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				t.Error(err)
			}
			if !rule.Permits(pkg, path) {
				t.Errorf("%s: package %s may not import %s", file, pkg, path)
			}
		}
	})
	if seen == 0 {
		t.Fatal("no source file was read")
	}
}

func TestNoInit(t *testing.T) {
	sources(t, func(file, _ string) {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Error(err)
			return
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: init functions hide what a program does before main", file)
			}
		}
	})
}

func TestPermits(t *testing.T) {
	for _, c := range []struct {
		pkg, imp string
		want     bool
	}{
		{"simulator", "asl", true},
		{"simulator", "compiler", false},
		{"simulator", "sdk", false},
		{"asl", "internal/value", true},
		{"sdk/sqs", "sdk", true},
		{"sdk", "simulator", false},
		{"server", "compiler/check", true},
		{"server", "compiler", false},
		{"deploy", "simulator", false},
	} {
		rule, ok := archtest.RuleOf(c.pkg)
		if !ok {
			t.Errorf("no rule for %s", c.pkg)
			continue
		}
		if got := rule.Permits(c.pkg, archtest.Module+"/"+c.imp); got != c.want {
			t.Errorf("%s imports %s: permitted %v, want %v", c.pkg, c.imp, got, c.want)
		}
	}
	rule, _ := archtest.RuleOf("sdk")
	if rule.Permits("sdk", "github.com/aws/aws-sdk-go-v2/service/sfn") {
		t.Error("sdk may import the AWS SDK")
	}
}
