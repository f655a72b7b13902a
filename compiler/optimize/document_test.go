package optimize_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/optimize"
)

//go:generate env GOLDEN=1 go test -run TestPassesDocument .

// TestPassesDocument holds docs/passes.md to the table of passes, the comments of their
// functions and their cases. GOLDEN=1 writes it anew, and fails.
func TestPassesDocument(t *testing.T) {
	const file = "../../docs/passes.md"
	want := passesDocument(t)
	if os.Getenv("GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Fatal("docs/passes.md was written anew: read the change and run again")
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/passes.md is out of date, run go generate (-want +got):\n%s", diff)
	}
}

func passesDocument(t *testing.T) string {
	comments := functionComments(t)
	var b strings.Builder
	b.WriteString(`# What the optimizer does

Written by ` + "`go generate ./compiler/optimize`" + ` from the table of passes, their comments and their cases. Every pass keeps behaviour: for every
input and every behaviour of the tasks the same status, output, Error and Cause, and the same task calls in the same order at the same times.
` + "`lockstep optimize FILE --explain`" + ` says what each did to a machine, and what held the states that stayed; ` + "`--verify`" + ` runs both machines.

Level 1 removes what is dead, level 2 (the default) merges states within their query language, level 3 also converts JSONPath states to JSONata
where that lets more be merged. The passes run in this order, again and again until nothing changes.

| pass | level | in one sentence |
| --- | --- | --- |
`)
	for _, p := range optimize.Passes() {
		summary, _ := sections(comments[p.Name])
		fmt.Fprintf(&b, "| [%s](#%s) | %d | %s |\n", p.Name, p.Name, p.Level, summary)
	}
	for _, p := range optimize.Passes() {
		summary, parts := sections(comments[p.Name])
		if summary == "" || len(parts) < 2 {
			t.Errorf("the function of %s has no comment with a rule and preconditions", p.Name)
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s Level %d; %s of the catalogue of rewrites.\n", p.Name, summary, p.Level, p.Rule)
		for _, part := range parts {
			name, text, _ := strings.Cut(part, ":")
			fmt.Fprintf(&b, "\n**%s:**%s\n", name, text)
		}
		b.WriteString(example(t, p.Name))
	}
	b.WriteString(`
# What it advises

Advice is what changes who is called, how often, or what an error is called: ` + "`optimize --explain`" + ` lists it with what a million executions would save.

| rule | advice | applied |
| --- | --- | --- |
`)
	for _, a := range optimize.AdviceRules() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", a.Rule, a.What, a.Applied)
	}
	return b.String()
}

// functionComments are the comments of the functions of the passes, by the pass's name.
func functionComments(t *testing.T) map[string]string {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	byFunction := map[string]string{}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				byFunction[fn.Name.Name] = fn.Doc.Text()
			}
		}
	}
	out := map[string]string{}
	for _, p := range optimize.Passes() {
		name := ""
		for i, word := range strings.Split(p.Name, "-") {
			if i > 0 {
				word = strings.ToUpper(word[:1]) + word[1:]
			}
			name += word
		}
		text := byFunction[name]
		out[p.Name] = strings.TrimSpace(strings.TrimPrefix(text, name))
	}
	return out
}

// sections takes a comment apart: the first sentence, and the paragraphs Rule, Preconditions
// and Why behaviour is kept, each on one line.
func sections(comment string) (summary string, parts []string) {
	for i, p := range strings.Split(comment, "\n\n") {
		line := strings.Join(strings.Fields(p), " ")
		if i == 0 {
			summary = strings.ToUpper(line[:min(1, len(line))]) + line[min(1, len(line)):]
			continue
		}
		parts = append(parts, line)
	}
	return summary, parts
}

// example is the shortest case of a pass that changes something.
func example(t *testing.T, pass string) string {
	files, err := filepath.Glob("testdata/" + pass + "/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	best := ""
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		part := map[string]string{}
		for _, f := range archive.Files {
			part[f.Name] = string(f.Data)
		}
		if part["after.json"] == "" {
			continue
		}
		title, _, _ := strings.Cut(strings.TrimSpace(string(archive.Comment)), "\n")
		text := fmt.Sprintf("\nExample: %s\n\n```\n%s```\n\nbecomes\n\n```\n%s```\n", title, lines(t, part["before.json"]), lines(t, part["after.json"]))
		if best == "" || cmp.Compare(len(text), len(best)) < 0 {
			best = text
		}
	}
	if best == "" {
		t.Errorf("%s has no case that changes something", pass)
	}
	return best
}

// lines is a machine with a line for each state of its own.
func lines(t *testing.T, text string) string {
	m, problems := asl.DecodeJSON("example.json", []byte(text))
	if m == nil {
		t.Fatal(problems)
	}
	v := asl.ValueOf(m)
	var b strings.Builder
	for _, member := range v.Members() {
		if member.Key != "States" {
			fmt.Fprintf(&b, "%s: %s\n", member.Key, member.Value)
			continue
		}
		for _, s := range member.Value.Members() {
			fmt.Fprintf(&b, "  %s: %s\n", s.Key, s.Value)
		}
	}
	return b.String()
}
