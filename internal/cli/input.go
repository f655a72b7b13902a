package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/compiler"
	"github.com/lockstep-go/lockstep/internal/load"
	"github.com/lockstep-go/lockstep/internal/value"
)

// maxFile bounds what is read into memory as one document. AWS takes definitions up to
// 1 MiB; the bound is there for what is named by mistake.
const maxFile = 64 << 20

// readDocument reads the file at path, standard input for "-".
func readDocument(s *streams, path string) ([]byte, error) {
	if path == "-" {
		return readBounded(s.in, "standard input")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, ioFailure(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, &exitError{exitUsage, &folderError{path}}
	}
	return readBounded(f, path)
}

// folderError refuses a folder where a file is wanted.
type folderError struct{ path string }

func (e *folderError) Error() string {
	return fmt.Sprintf("%s is a folder, and this command takes an ASL file; `lockstep build %[1]s` compiles the workflows of a Go package", e.path)
}

func readBounded(r io.Reader, name string) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, ioFailure(err)
	}
	if len(data) > maxFile {
		return nil, ioFailure(fmt.Errorf("%s: larger than %d MiB", name, maxFile>>20))
	}
	return data, nil
}

// isGoPackage reports whether a PATH argument names a Go package rather than an ASL file:
// a folder, a pattern such as ./..., or an import path. What looks like a path and is not
// there counts as a file, so that the answer is "no such file" and not what the go command
// makes of it.
func isGoPackage(path string) bool {
	if path == "-" {
		return false
	}
	if info, err := os.Stat(path); err == nil {
		return info.IsDir()
	}
	if strings.Contains(path, "...") {
		return true
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json", ".yaml", ".yml", ".asl":
		return false
	}
	return !filepath.IsAbs(path) && !strings.HasPrefix(path, ".")
}

// placed makes of package patterns what the go command understands, and says where to run it.
// Patterns of several modules are left as they are: the go command says what it can't do.
func placed(patterns []string) (dir string, out []string) {
	for i, p := range patterns {
		in, pattern := load.Place(p)
		if i > 0 && in != dir {
			return "", patterns
		}
		dir, out = in, append(out, pattern)
	}
	return dir, out
}

// inputFlag is --input of every command that takes a JSON document.
func inputFlag(usage string) cli.Flag {
	return &cli.StringFlag{Name: "input", Usage: usage + "; @file reads a file, @- standard input", DefaultText: "{}"}
}

// inputText is the JSON text given by --input, whether it was given at all, and an error
// if it is no JSON.
func inputText(s *streams, c *cli.Context) (string, bool, error) {
	if !c.IsSet("input") {
		return "", false, nil
	}
	text := c.String("input")
	if text == "-" {
		return "", true, usagef("--input @- reads standard input")
	}
	if name, ok := strings.CutPrefix(text, "@"); ok {
		data, err := readDocument(s, name)
		if folder, ok := errors.AsType[*folderError](err); ok {
			return "", true, usagef("--input: %s is a folder; name a JSON file", folder.path)
		} else if err != nil {
			return "", true, err
		}
		text = string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	}
	if _, err := value.DecodeString(text, value.WithDuplicates()); err != nil {
		return "", true, usagef("--input is not JSON: %w", err)
	}
	return text, true, nil
}

// formatFlag is --format with the values a command offers; the first is the default.
func formatFlag(formats ...string) cli.Flag {
	return &cli.StringFlag{
		Name: "format", Value: formats[0],
		Usage: "what to print: " + strings.Join(formats, ", "),
		Action: func(_ *cli.Context, got string) error {
			for _, f := range formats {
				if f == got {
					return nil
				}
			}
			return usagef("--format is one of %s, not %q", strings.Join(formats, ", "), got)
		},
	}
}

// levelFlag is --level, refused outside of 0 to 3 whatever the command then does with it.
func levelFlag(usage string, value int) cli.Flag {
	return &cli.IntFlag{
		Name: "level", Value: value, Usage: usage,
		Action: func(_ *cli.Context, got int) error {
			if got < int(compiler.LevelNone) || got > int(compiler.LevelConvert) {
				return usagef("--level is 0, 1, 2 or 3, not %d", got)
			}
			return nil
		},
	}
}

// arguments refuses a wrong number of arguments. max < 0 means any number.
func arguments(c *cli.Context, min, max int, names string) ([]string, error) {
	n := c.NArg()
	if n < min || max >= 0 && n > max {
		return nil, usagef("`lockstep %s` takes %s; see `lockstep %s --help`", c.Command.Name, names, c.Command.Name)
	}
	return c.Args().Slice(), nil
}
