package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestGuide does what docs/guide.md says, in its order: a block of a file is written, a
// block of commands is run. What a reader would type is what works.
func TestGuide(t *testing.T) {
	script, files := scriptOf(page(t, "guide"))
	runScript(t, "guide", script+files)
}

// TestMigrating does so with docs/migrating.md, and builds its examples: each piece of
// Lockstep's code makes the definition that stands above it.
func TestMigrating(t *testing.T) {
	text := page(t, "migrating")
	script, files := scriptOf(text)
	examples, sources := examplesOf(t, text)
	runScript(t, "migrating", script+examples+files+sources)
}

// page is a page of the documentation.
func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/" + name + ".md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// runScript runs a script, with this binary as lockstep.
func runScript(t *testing.T, name, script string) {
	t.Helper()
	if testing.Short() {
		t.Skip("compiles Go packages")
	}
	file := filepath.Join(t.TempDir(), name+".txtar")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Files:               []string{file},
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			return goCommand(env)
		},
	})
}

// scriptOf makes a script of a page: commands of ```sh blocks, and files of blocks whose
// info string ends in a file's name, which are copied to where the reader then stands.
func scriptOf(page string) (script, files string) {
	var s, f strings.Builder
	s.WriteString("[!exec:go] skip 'there is no go command'\n")
	lines := strings.Split(page, "\n")
	for i := 0; i < len(lines); i++ {
		info, ok := strings.CutPrefix(lines[i], "```")
		if !ok {
			continue
		}
		begin := i + 1
		for i++; i < len(lines) && lines[i] != "```"; i++ {
		}
		block := lines[begin:i]
		_, name, isFile := strings.Cut(info, " ")
		switch {
		case isFile:
			s.WriteString("cp $WORK/given/" + name + " " + name + "\n")
			f.WriteString("-- given/" + name + " --\n" + strings.Join(block, "\n") + "\n")
		case info == "sh":
			for _, line := range block {
				s.WriteString(scriptLine(line) + "\n")
			}
		}
	}
	return s.String(), f.String()
}

// scriptLine is a line of a shell as one of a script. The module under test stands in for
// the published one.
func scriptLine(line string) string {
	switch {
	case line == "go mod tidy":
		return "exec go mod edit -require=github.com/lockstep-go/lockstep@v0.0.0 -replace=github.com/lockstep-go/lockstep=$REPO\n" +
			"cp $REPO/go.sum go.sum" // tidying could ask for modules that this one never needed
	case strings.HasPrefix(line, "cd "):
		return line
	}
	return "exec " + line
}

// examplesOf makes a script that compiles the examples of a page: sections of the third
// level with a block of JSON and, behind it, one of Go, which is the body of a workflow. The
// workflow must build to the JSON.
func examplesOf(t *testing.T, page string) (script, files string) {
	t.Helper()
	var s, f strings.Builder
	sections := strings.Split(page, "\n### ")[1:]
	if len(sections) == 0 {
		t.Fatal("the page has no examples")
	}
	for _, section := range sections {
		title, text, _ := strings.Cut(section, "\n")
		text, _, _ = strings.Cut(text, "\n## ")
		_, text, ok := strings.Cut(text, "```json\n")
		definition, text, ok2 := strings.Cut(text, "\n```\n")
		_, text, ok3 := strings.Cut(text, "```go\n")
		body, _, ok4 := strings.Cut(text, "\n```\n")
		if !ok || !ok2 || !ok3 || !ok4 {
			t.Fatalf("the example %q has no definition with code behind it", title)
		}
		name := strings.ToLower(strings.ReplaceAll(title, " ", "-"))
		f.WriteString("-- given/" + name + ".asl.json --\n" + definition + "\n")
		f.WriteString("-- given/" + name + ".go --\n" + exampleSource(title, name, body))
		s.WriteString("cp $WORK/given/" + name + ".go " + name + ".go\n")
	}
	s.WriteString("exec lockstep build . -o built\n")
	for _, section := range sections {
		title, _, _ := strings.Cut(section, "\n")
		name := strings.ToLower(strings.ReplaceAll(title, " ", "-"))
		s.WriteString("exec lockstep diff $WORK/given/" + name + ".asl.json built/" + name + ".asl.json\n! stdout .\n")
	}
	return s.String(), f.String()
}

// exampleSource is a file with a workflow of that body.
func exampleSource(title, name, body string) string {
	imports := "import (\n"
	for _, path := range []string{"time", "github.com/lockstep-go/lockstep/sdk", "github.com/lockstep-go/lockstep/sdk/lambda", "github.com/lockstep-go/lockstep/sdk/sns"} {
		if name := path[strings.LastIndex(path, "/")+1:]; name == "sdk" || strings.Contains(body, name+".") {
			imports += "\t\"" + path + "\"\n"
		}
	}
	return "package shop\n\n" + imports + ")\n\n" +
		"func " + strings.ReplaceAll(title, " ", "") + "() *sdk.Workflow {\n\treturn sdk.New(\"" + name + "\", func(b *sdk.Block, order sdk.Value[Order]) {\n" +
		body + "\n\t})\n}\n"
}
