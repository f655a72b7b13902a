package archtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// withoutExample are the public packages that have no example, each with its reason.
var withoutExample = map[string]string{
	"asl/asltest":        "generators of machines for tests of ours",
	"asl/schema":         "what the schema's generator is made of",
	"catalog/shapes":     "read by programs of ours",
	"compiler/dataflow":  "read by the checker and the optimizer",
	"golden":             "its functions take a test; the package's documentation shows one",
	"sdk/vet":            "an analyzer, run by lockstep vet",
	"sdk/worker":         "the main function of a process that lockstep starts",
	"simulator/awstask":  "needs real endpoints",
	"simulator/httptask": "needs real endpoints",
}

// Every public package shows by an example, which runs, what it is for.
func TestPublicPackagesHaveExamples(t *testing.T) {
	packages := map[string]string{} // by name of the package, its folder
	sources(t, func(file, pkg string) {
		first, _, _ := strings.Cut(pkg, "/")
		switch first {
		case "internal", "examples", "cmd", "tools", "bench", "interop":
			return
		}
		if pkg == "." || strings.Contains(pkg, "/internal") {
			return
		}
		packages[pkg] = filepath.Dir(file)
	})
	for pkg, dir := range packages {
		_, excused := withoutExample[pkg]
		if has := hasExample(t, dir); has == excused {
			t.Errorf("package %s: it has an example is %v, and it is excused is %v", pkg, has, excused)
		}
	}
	for pkg := range withoutExample {
		if packages[pkg] == "" {
			t.Errorf("there is no package %s", pkg)
		}
	}
}

// hasExample reports whether a test of the folder is an example.
func hasExample(t *testing.T, dir string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Example") {
				return true
			}
		}
	}
	return false
}
