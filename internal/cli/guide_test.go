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
	if testing.Short() {
		t.Skip("compiles Go packages")
	}
	guide, err := os.ReadFile("../../docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	script, files := scriptOf(string(guide))
	file := filepath.Join(t.TempDir(), "guide.txtar")
	if err := os.WriteFile(file, []byte(script+files), 0o600); err != nil {
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
