package archtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// TestExportedNamesAreDocumented: whoever imports a package can read what each name is for.
func TestExportedNamesAreDocumented(t *testing.T) {
	packages := map[string]bool{} // whether one of its files says what the package is for
	sources(t, func(file, pkg string) {
		if strings.HasSuffix(file, "_test.go") || strings.HasPrefix(pkg, "examples") {
			return
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			return
		}
		packages[filepath.Dir(file)] = packages[filepath.Dir(file)] || f.Doc != nil
		if f.Name.Name == "main" {
			return
		}
		missing := func(at token.Pos, name string) { t.Errorf("%s: %s has no comment", fset.Position(at), name) }
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Doc == nil && d.Name.IsExported() && exportedReceiver(d) && !wellKnown[d.Name.Name] {
					missing(d.Pos(), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
							missing(s.Pos(), s.Name.Name)
						}
					case *ast.ValueSpec:
						if d.Doc == nil && s.Doc == nil && s.Comment == nil && s.Names[0].IsExported() {
							missing(s.Pos(), s.Names[0].Name)
						}
					}
				}
			}
		}
	})
	for dir, documented := range packages {
		if !documented {
			t.Errorf("%s: no file says what the package is for", dir)
		}
	}
}

// wellKnown are methods of interfaces of the standard library, which say all there is.
var wellKnown = map[string]bool{"Error": true, "String": true, "Unwrap": true, "MarshalJSON": true, "UnmarshalJSON": true, "Len": true, "Less": true, "Swap": true, "Read": true, "Write": true, "Close": true}

// exportedReceiver reports whether the function is none of a type that nobody else sees.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}
