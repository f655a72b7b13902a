package load

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// sdkPath is the package whose Workflow is looked for.
const sdkPath = "github.com/lockstep-go/lockstep/sdk"

// Options are settings of Open.
type Options struct {
	Dir   string   // where the pattern is meant; the working directory if empty
	Flags []string // more flags for go build, such as -tags
	Env   []string // the go command's environment; that of this process if nil

	// Patience is how long the program made around a package may take to tell its
	// workflows; a minute if 0.
	Patience time.Duration
}

// Error is a package that can't be loaded, in words for its author.
type Error struct {
	Message string
	Help    string
}

// Error is the message and, on a second line, the advice.
func (e *Error) Error() string {
	if e.Help == "" {
		return e.Message
	}
	return e.Message + "\n" + e.Help
}

// CompileError is what the go command said about a package that does not
// compile, with the paths it uses.
type CompileError struct{ Output string }

// Error is the go command's output.
func (e *CompileError) Error() string { return strings.TrimRight(e.Output, "\n") }

// goPackage is what go list tells of a package.
type goPackage struct {
	Dir        string
	ImportPath string
	Name       string
	GoFiles    []string
	CgoFiles   []string
	Module     *struct{ Path, Dir string }
	Error      *struct{ Err, Pos string }
}

// list asks the go command which packages a pattern names.
func list(ctx context.Context, pattern string, o Options) ([]goPackage, error) {
	args := append([]string{"list", "-e", "-json=Dir,ImportPath,Name,GoFiles,CgoFiles,Module,Error"}, o.Flags...)
	out, err := command(ctx, o, append(args, "--", pattern)...)
	if err != nil {
		return nil, err
	}
	var pkgs []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p goPackage
		if err := dec.Decode(&p); err != nil {
			return nil, fmt.Errorf("go list answered something unexpected: %w", err)
		}
		pkgs = append(pkgs, p)
	}
	if len(pkgs) == 0 {
		return nil, &Error{Message: fmt.Sprintf("no Go package matches %q", pattern)}
	}
	return pkgs, nil
}

// command runs the go command; what it prints on failure is the error.
func command(ctx context.Context, o Options, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = o.Dir, o.Env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return stdout.Bytes(), nil
	case errors.Is(err, exec.ErrNotFound):
		return nil, &Error{Message: "the go command is not there", Help: "workflows are compiled from Go source; install Go 1.26 or later, or give the ASL file"}
	case errors.As(err, &exit) && ctx.Err() == nil:
		return nil, refused(stderr.String() + stdout.String())
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, err
}

// refused is what the go command said, with what to do where it is about the module
// and not about the code.
func refused(output string) error {
	for _, sign := range []string{"no required module provides package", "missing go.sum entry", "updates to go.mod needed", "to add it:\n\tgo get"} {
		if strings.Contains(output, sign) {
			return &Error{Message: strings.TrimRight(output, "\n"), Help: "run `go mod tidy` in the module of the package"}
		}
	}
	if name, _, ok := strings.Cut(output, " is not in std"); ok && strings.HasPrefix(name, "package ") {
		name = strings.TrimPrefix(name, "package ")
		return &Error{Message: fmt.Sprintf("there is no Go package %q", name), Help: fmt.Sprintf("a folder is named with a dot, as for the go command: ./%s", name)}
	}
	return &CompileError{Output: output}
}

// check refuses packages that no program can be made around.
func (p goPackage) check() error {
	switch {
	case p.Error != nil && len(p.GoFiles) == 0:
		return refused(p.Error.Err)
	case p.Name == "main":
		return &Error{Message: fmt.Sprintf("%s is a main package, which no other program can import", p.ImportPath),
			Help: "move the functions that return a *sdk.Workflow into a package of their own"}
	case p.Module == nil:
		return &Error{Message: fmt.Sprintf("%s belongs to no module", p.ImportPath), Help: "run `go mod init NAME` and `go mod tidy` in its folder"}
	}
	return nil
}

// functions are the names of the package's exported functions that return a
// *sdk.Workflow, alone or with an error.
func (p goPackage) functions() ([]string, error) {
	var names []string
	fset := token.NewFileSet()
	for _, name := range slices.Concat(p.GoFiles, p.CgoFiles) {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, nil // the compiler says it better
		}
		sdk := importName(f)
		if sdk == "" {
			continue
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && makesWorkflow(fn, sdk) {
				names = append(names, fn.Name.Name)
			}
		}
	}
	slices.Sort(names)
	if len(names) == 0 {
		return nil, &Error{Message: fmt.Sprintf("%s has no exported function that returns a *sdk.Workflow", p.ImportPath),
			Help: "write one: func Workflow() *sdk.Workflow { return sdk.New(…) }"}
	}
	return names, nil
}

// importName is the name under which a file imports the SDK, "" if it doesn't.
func importName(f *ast.File) string {
	for _, imp := range f.Imports {
		if strings.Trim(imp.Path.Value, "`\"") != sdkPath {
			continue
		}
		if imp.Name != nil {
			return imp.Name.Name
		}
		return "sdk"
	}
	return ""
}

func makesWorkflow(fn *ast.FuncDecl, sdk string) bool {
	t := fn.Type
	if !fn.Name.IsExported() || fn.Recv != nil || t.TypeParams != nil || t.Params.NumFields() > 0 || t.Results == nil {
		return false
	}
	var results []ast.Expr
	for _, r := range t.Results.List {
		for range max(1, len(r.Names)) {
			results = append(results, r.Type)
		}
	}
	if len(results) == 0 || len(results) > 2 || !isWorkflow(results[0], sdk) {
		return false
	}
	if len(results) == 1 {
		return true
	}
	id, ok := results[1].(*ast.Ident)
	return ok && id.Name == "error"
}

func isWorkflow(e ast.Expr, sdk string) bool {
	star, ok := e.(*ast.StarExpr)
	if !ok {
		return false
	}
	switch x := star.X.(type) {
	case *ast.SelectorExpr:
		id, ok := x.X.(*ast.Ident)
		return ok && id.Name == sdk && x.Sel.Name == "Workflow"
	case *ast.Ident:
		return sdk == "." && x.Name == "Workflow"
	}
	return false
}

// programFolder is where the generated program stands in the user's module. It
// is there only in the overlay. Below the package itself, it may import what is
// internal to it.
const programFolder = "lockstep_generated_main"

// build compiles the program around a package and answers its file.
func (p goPackage) build(ctx context.Context, functions []string, temp string, o Options) (string, error) {
	source := filepath.Join(temp, "main.go")
	if err := os.WriteFile(source, programSource(p.ImportPath, functions), 0o600); err != nil {
		return "", err
	}
	place := filepath.Join(p.Dir, programFolder)
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(place, "main.go"): source}})
	if err != nil {
		return "", err
	}
	overlayFile := filepath.Join(temp, "overlay.json")
	if err := os.WriteFile(overlayFile, overlay, 0o600); err != nil {
		return "", err
	}
	binary := filepath.Join(temp, "program")
	args := append([]string{"build", "-overlay", overlayFile, "-o", binary, "-ldflags=-s -w"}, o.Flags...)
	if _, err := command(ctx, o, append(args, p.ImportPath+"/"+programFolder)...); err != nil {
		return "", err
	}
	return binary, nil
}

func programSource(importPath string, functions []string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Code generated by lockstep. DO NOT EDIT.\n\npackage main\n\nimport (\n\t%q\n\tp %q\n)\n\nfunc main() {\n\tworker.Main(map[string]any{", sdkPath+"/worker", importPath)
	for i, f := range functions {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q: p.%s", f, f)
	}
	b.WriteString("})\n}\n")
	return b.Bytes()
}
