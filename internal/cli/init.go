package cli

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"unicode"

	"github.com/urfave/cli/v2"
)

//go:embed scaffold
var scaffold embed.FS

func initCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:        "init",
		Usage:       "begin a workflow in a new folder",
		ArgsUsage:   "DIR",
		Description: "It writes go.mod (unless DIR is inside a module), workflow.go and workflow_test.go, and never over a file.",
		Flags:       []cli.Flag{&cli.StringFlag{Name: "module", Usage: "the module `PATH` in go.mod", DefaultText: "example.com/NAME"}},
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, 1, "one folder")
			if err != nil {
				return err
			}
			return scaffoldInto(s, args[0], c.String("module"))
		},
	}
}

func scaffoldInto(s *streams, dir, module string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return ioFailure(err)
	}
	name := machineName(filepath.Base(abs))
	files := []struct {
		name string
		data []byte
	}{}
	inModule := insideModule(abs)
	if !inModule {
		if module == "" {
			module = "example.com/" + name
		}
		require, tree := requirement()
		if tree != "" {
			fmt.Fprintf(s.err, "this lockstep is a development build: go.mod takes the module from %s\n", tree)
		}
		files = append(files, struct {
			name string
			data []byte
		}{"go.mod", []byte("module " + module + "\n\ngo 1.26\n" + require)})
	}
	for _, f := range []string{"workflow.go", "workflow_test.go"} {
		text, err := scaffold.ReadFile("scaffold/" + f + ".txt")
		if err != nil {
			return err
		}
		// Not by text/template: it would make the linker keep every method of the command.
		data := strings.NewReplacer("{{.Package}}", packageName(name), "{{.Name}}", name).Replace(string(text))
		files = append(files, struct {
			name string
			data []byte
		}{f, []byte(data)})
	}
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(dir, f.name)); !errors.Is(err, fs.ErrNotExist) {
			return usagef("%s is there already; init never writes over a file", filepath.Join(dir, f.name))
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return ioFailure(err)
	}
	for _, f := range files {
		if err := writeFile(filepath.Join(dir, f.name), f.data); err != nil {
			return ioFailure(err)
		}
		fmt.Fprintln(s.out, filepath.Join(dir, f.name))
	}
	next := "go test"
	if !inModule {
		next = "go mod tidy && go test"
	}
	fmt.Fprintf(s.err, "next: cd %s && %s && lockstep run . --input '{\"name\":\"Ada\"}'\n", dir, next)
	return nil
}

// unpublished is in versions that nobody else can get: made of a commit, or of a changed tree.
var unpublished = regexp.MustCompile(`-[0-9]{14}-[0-9a-f]{12}|\+`)

// requirement names this module in go.mod at the version of this command. A development
// build has no version that others could get: the module is then read from the tree it was
// built from, if that is still there, and else left to `go mod tidy`.
func requirement() (text, tree string) {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Path == "" {
		return "", ""
	}
	path, version := info.Main.Path, info.Main.Version
	if strings.HasPrefix(version, "v") && !unpublished.MatchString(version) {
		return fmt.Sprintf("\nrequire %s %s\n", path, version), ""
	}
	if tree := sourceTree(path); tree != "" {
		return fmt.Sprintf("\nrequire %s v0.0.0\n\nreplace %s => %s\n", path, path, strconv.Quote(tree)), tree
	}
	return "", ""
}

// sourceTree is the folder this command was built from, if it holds the module still.
func sourceTree(module string) string {
	_, file, _, ok := runtime.Caller(0)
	if !ok || !filepath.IsAbs(file) { // built with -trimpath
		return ""
	}
	tree := filepath.Dir(filepath.Dir(filepath.Dir(file)))
	data, err := os.ReadFile(filepath.Join(tree, "go.mod"))
	if err != nil || !strings.HasPrefix(string(data), "module "+module+"\n") {
		return ""
	}
	return tree
}

func insideModule(dir string) bool {
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return false
		}
		dir = parent
	}
}

// packageName makes a Go package name of a folder's: letters and digits, a letter first.
func packageName(name string) string {
	out := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
	if out == "" || unicode.IsDigit(rune(out[0])) || out == "main" {
		return "workflow" + out
	}
	return out
}
