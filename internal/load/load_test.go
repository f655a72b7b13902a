package load_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/lockstep-go/lockstep/internal/load"
	"github.com/lockstep-go/lockstep/sdk"
)

// module writes a module of the user's into a temporary folder; it finds this
// one by a replace directive.
func module(t *testing.T, files string) string {
	t.Helper()
	dir := t.TempDir()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	ours, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	// The user's module needs what ours needs; go mod tidy would find that out.
	_, requires, _ := strings.Cut(string(ours), "require (")
	mod := "module example.com/shop\n\ngo 1.26.0\n\nrequire github.com/lockstep-go/lockstep v0.0.0\n\nreplace github.com/lockstep-go/lockstep => " + root + "\n\nrequire (" + requires
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse([]byte(files))
	archive.Files = append(archive.Files, txtar.File{Name: "go.mod", Data: []byte(mod)}, txtar.File{Name: "go.sum", Data: sum})
	for _, f := range archive.Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(t *testing.T, files, pattern string) ([]*load.Program, error) {
	t.Helper()
	programs, err := load.Open(context.Background(), pattern, load.Options{Dir: module(t, files)})
	t.Cleanup(func() {
		for _, p := range programs {
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		}
	})
	return programs, err
}

const shop = `
-- order/order.go --
package order

import (
	"context"
	"errors"
	"fmt"

	lockstep "github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

type Greeting struct{ Name string }

func Greet(_ context.Context, g Greeting) (string, error) {
	fmt.Println("what a handler prints disturbs nobody")
	if g.Name == "" {
		return "", errors.New("nobody")
	}
	return "hello " + g.Name, nil
}

func Hello() *lockstep.Workflow {
	fmt.Println("nor does what the function prints")
	return lockstep.New("hello", func(b *lockstep.Block, in lockstep.Value[Greeting]) {
		b.Return(lambda.Invoke(b, "Greet", Greet).Payload(in).Result())
	})
}

func Broken() (*lockstep.Workflow, error) {
	return lockstep.New("broken", func(b *lockstep.Block, in lockstep.Value[Greeting]) {
		lambda.Invoke(b, "Greet", Greet).Payload(in.At("Nmae"))
	}), nil
}

func unexported() *lockstep.Workflow     { return nil }
func WithArgument(int) *lockstep.Workflow { return nil }
-- internal/hidden/hidden.go --
package hidden

import "github.com/lockstep-go/lockstep/sdk"

func Flow() *sdk.Workflow {
	return sdk.New("hidden", func(b *sdk.Block, in sdk.Value[any]) { b.Pass("Nothing") })
}
-- cmd/tool/main.go --
package main

func main() {}
-- plain/plain.go --
package plain

func Nothing() {}
-- wrong/wrong.go --
package wrong

import "github.com/lockstep-go/lockstep/sdk"

func Flow() *sdk.Workflow { return missing }
-- unparsable/unparsable.go --
package unparsable

func Flow( {
-- panics/panics.go --
package panics

import "github.com/lockstep-go/lockstep/sdk"

func Flow() *sdk.Workflow { panic("out of ideas") }
`

// A workflow that another starts and that a function of the package makes too is one
// workflow: it must not be deployed twice.
func TestNestedWorkflowsAreThereOnce(t *testing.T) {
	programs, err := load.Open(t.Context(), "../../examples/nested", load.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { programs[0].Close() })
	var got []string
	for _, w := range programs[0].Workflows {
		got = append(got, w.Func+" "+w.Name)
		if w.Func == "Onboarding" && len(w.Nested) != 3 {
			t.Errorf("it starts %d workflows, want 3", len(w.Nested))
		}
	}
	want := []string{"Greet greet", "Onboarding onboarding", "Provision provision-account", "VerifyIdentity verify-identity"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("workflows (-want +got):\n%s", diff)
	}
}

func TestOpen(t *testing.T) {
	programs, err := open(t, shop, "./order")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range programs[0].Workflows {
		got = append(got, w.Func+" "+w.Name+" "+strings.Join(w.Handlers, ","))
	}
	if diff := cmp.Diff([]string{"Broken broken greet", "Hello hello greet"}, got); diff != "" {
		t.Errorf("workflows (-want +got):\n%s", diff)
	}
	broken, hello := programs[0].Workflows[0], programs[0].Workflows[1]
	if broken.Machine != nil || len(broken.Diagnostics) != 1 {
		t.Fatalf("the broken workflow has the diagnostics %v", broken.Diagnostics)
	}
	d := broken.Diagnostics[0]
	if d.Code != "ASL4901" || d.State != "Greet" || filepath.Base(d.Origin.File) != "order.go" || d.Origin.Line != 31 || !strings.Contains(d.Message, "did you mean `Name`?") {
		t.Errorf("the diagnostic is %+v", d)
	}
	if s := hello.Machine.State("Greet"); s == nil || s.Base().Origin.Line != 25 {
		t.Errorf("the state has no place: %+v", s)
	}
}

func TestCall(t *testing.T) {
	programs, err := open(t, shop, "./order")
	if err != nil {
		t.Fatal(err)
	}
	p := programs[0]
	for range 3 {
		out, err := p.Call(context.Background(), "greet", []byte(`{"Name":"you"}`))
		if err != nil || string(out) != `"hello you"` {
			t.Fatalf("Call = %s, %v", out, err)
		}
	}
	_, err = p.Call(context.Background(), "greet", []byte(`{}`))
	failed, ok := errors.AsType[*sdk.HandlerError](err)
	if !ok || failed.Type != "errorString" || failed.Message != "nobody" {
		t.Errorf("the handler's error is %v", err)
	}
	if _, err := p.Call(context.Background(), "absent", nil); err == nil {
		t.Error("a function that is not there answered")
	}
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		name, pattern string
		want          []string
	}{
		{"main package", "./cmd/tool", []string{"is a main package", "package of their own"}},
		{"no workflow", "./plain", []string{"no exported function", "*sdk.Workflow"}},
		{"type error", "./wrong", []string{"wrong/wrong.go:5:36: undefined: missing"}},
		{"syntax error", "./unparsable", []string{"unparsable/unparsable.go:3:12", "syntax error"}},
		{"missing folder", "./absent", []string{"absent"}},
		{"panic", "./panics", []string{"panics.Flow", "out of ideas"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := open(t, shop, tt.pattern)
			if err == nil {
				t.Fatal("it was opened")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "lockstep_generated_main") {
				t.Errorf("%q names a file the user has not written", err)
			}
		})
	}
}

func TestOpenInternalPackage(t *testing.T) {
	programs, err := open(t, shop, "./internal/hidden")
	if err != nil {
		t.Fatal(err)
	}
	if got := programs[0].Workflows[0].Name; got != "hidden" {
		t.Errorf("the workflow is %q", got)
	}
}
