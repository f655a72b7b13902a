package cli

import (
	"errors"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/internal/importgo"
)

func importCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:        "import",
		Usage:       "write an ASL file as Go code of the SDK",
		ArgsUsage:   "FILE",
		Description: "Built with --level 0, the code gives the same definition back.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "o", Usage: "`FILE.go` for the code instead of standard output"},
			&cli.StringFlag{Name: "package", Usage: "the `NAME` of the Go package; else that of the output's folder, or workflow"},
		},
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, 1, "one ASL file, or -")
			if err != nil {
				return err
			}
			doc, err := readMachine(s, args[0])
			if err != nil {
				return err
			}
			out := c.String("o")
			pkg := c.String("package")
			if pkg == "" {
				pkg = packageOf(out)
			}
			if !token.IsIdentifier(pkg) {
				return usagef("--package: %q can't be the name of a Go package", pkg)
			}
			source, err := importgo.Source(doc.machine, importgo.Options{Package: pkg, Name: machineNameOf(args[0]), Taken: declaredBeside(out)})
			if _, refused := errors.AsType[*importgo.Error](err); refused {
				return &exitError{exitNo, err}
			}
			if err != nil {
				return ioFailure(err)
			}
			if out != "" {
				// The folder of a package is mostly new, as that of build is.
				if err = os.MkdirAll(filepath.Dir(out), 0o755); err == nil {
					err = writeFile(out, source)
				}
			} else {
				_, err = s.out.Write(source)
			}
			if err != nil {
				return ioFailure(err)
			}
			return nil
		},
	}
}

// declaredBeside are the names that the other files of the output's folder declare. A
// file that is no Go says nothing here: the compiler will.
func declaredBeside(out string) []string {
	if out == "" {
		return nil
	}
	var names []string
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(out), "*.go")) // the pattern is well-formed but for odd folders, which then have no names
	for _, f := range files {
		if filepath.Base(f) == filepath.Base(out) || strings.HasSuffix(f, "_test.go") {
			continue
		}
		if file, err := parser.ParseFile(token.NewFileSet(), f, nil, parser.SkipObjectResolution); err == nil {
			names = append(names, importgo.Declared(file)...)
		}
	}
	return names
}

// packageOf is the package name that fits the folder of an output file.
func packageOf(out string) string {
	if abs, err := filepath.Abs(out); err == nil && out != "" {
		if name := filepath.Base(filepath.Dir(abs)); token.IsIdentifier(name) {
			return name
		}
	}
	return "workflow"
}

var notInNames = regexp.MustCompile(`[^0-9A-Za-z_-]+`)

// machineNameOf makes a state machine's name of a file's.
func machineNameOf(file string) string {
	name, _, _ := strings.Cut(filepath.Base(file), ".")
	name = strings.Trim(notInNames.ReplaceAllString(name, "-"), "-")
	if name == "" {
		return "workflow"
	}
	return name[:min(len(name), 80)]
}
