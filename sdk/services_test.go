package sdk_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/catalog"
)

var servicesRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| `(\\w+)\\.(\\w+)(?:\\(…\\)\\.(\\w+)\\(\\))?` \\|$")

// TestServices holds docs/services.md to the catalog and to the packages: each optimized
// integration has a step, and the step is there.
func TestServices(t *testing.T) {
	page, err := os.ReadFile("../docs/services.md")
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]map[string]bool{}
	steps := map[string]bool{}
	for _, row := range servicesRow.FindAllStringSubmatch(string(page), -1) {
		resource, pkg, function, method := row[1], row[2], row[3], row[4]
		steps["arn:aws:states:::"+resource] = true
		if declared[pkg] == nil {
			declared[pkg] = functionsOf(t, pkg)
		}
		if !declared[pkg][function] {
			t.Errorf("%s: package %s has no function %s", resource, pkg, function)
		}
		if method == "WaitForTaskToken" && !declared[pkg][method] {
			t.Errorf("%s: no step of package %s has a method %s", resource, pkg, method)
		}
	}
	for _, resource := range catalog.OptimizedResources() {
		if !steps[resource] {
			t.Errorf("%s has no row; run go generate ./sdk", resource)
		}
	}
}

// functionsOf are the functions and methods that a package declares.
func functionsOf(t *testing.T, pkg string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(pkg, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no package %s (%v)", pkg, err)
	}
	names := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				names[fn.Name.Name] = true
			}
		}
	}
	return names
}
