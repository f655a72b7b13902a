package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/sdk/vet"
)

func vetCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "vet",
		Usage:     "find Go code that records a workflow and can't mean what it seems to",
		ArgsUsage: "[PKG…]",
		Description: "A Value compared or printed by Go, one that leaves its iteration, names that aren't constant or come\n" +
			"twice from a loop, time.Now in a workflow. ./... by default. `go vet -vettool=$(which lockstep)` does the same.",
		Flags: []cli.Flag{formatFlag("text", "json", "sarif")},
		Action: func(c *cli.Context) error {
			patterns := c.Args().Slice()
			if len(patterns) == 0 {
				patterns = []string{"./..."}
			}
			list, err := runVet(c.Context, patterns)
			if broken, ok := errors.AsType[*vetError](err); ok {
				fmt.Fprintln(s.err, broken.Error())
				return errNo
			}
			if err != nil {
				return ioFailure(err)
			}
			return writeCheck(s, c.String("format"), list, nil)
		},
	}
}

// vetError is what the go command says about packages that don't compile.
type vetError struct{ output string }

// uncomparable is how the Go compiler names a comparison of Values.
const uncomparable = "struct containing [0]func() cannot be compared"

// Error is the go command's output, with advice where it is about Values.
func (e *vetError) Error() string {
	text := strings.TrimSpace(e.output)
	if strings.Contains(text, uncomparable) {
		text += "\nhelp: " + vet.Rules()[0].Help
	}
	return text
}

// runVet lets go vet run this program as its tool: the go command knows the
// packages, their dependencies and what it has vetted before.
func runVet(ctx context.Context, patterns []string) (diag.List, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	folder, patterns := placed(patterns)
	cmd := exec.CommandContext(ctx, "go", append([]string{"vet", "-json", "-vettool=" + self, "--"}, patterns...)...)
	cmd.Dir = folder
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	err = cmd.Run()
	if _, failed := errors.AsType[*exec.ExitError](err); failed && ctx.Err() == nil {
		return nil, &vetError{output: stderr.String()}
	}
	if err != nil {
		return nil, err
	}
	// The findings come on either stream, by the version of the go command.
	return parseVet(append(out.Bytes(), stderr.Bytes()...))
}

// parseVet reads the findings of `go vet -json`: a comment line and a JSON
// object for each package.
func parseVet(output []byte) (diag.List, error) {
	var text bytes.Buffer
	for line := range bytes.Lines(output) {
		if !bytes.HasPrefix(line, []byte("#")) {
			text.Write(line)
		}
	}
	var list diag.List
	dir, _ := os.Getwd()
	for dec := json.NewDecoder(&text); dec.More(); {
		var packages map[string]map[string]json.RawMessage
		if err := dec.Decode(&packages); err != nil {
			return nil, fmt.Errorf("go vet answered something unexpected: %w", err)
		}
		for _, analyzers := range packages {
			for _, raw := range analyzers {
				var findings []struct{ Category, Posn, Message string }
				if err := json.Unmarshal(raw, &findings); err != nil {
					return nil, fmt.Errorf("go vet answered something unexpected: %s", raw)
				}
				for _, f := range findings {
					message, help, _ := strings.Cut(f.Message, "; ")
					list = append(list, diag.Diagnostic{Code: f.Category, Severity: diag.Error, Origin: origin(dir, f.Posn), Message: message, Help: help})
				}
			}
		}
	}
	list.Sort()
	return list, nil
}

// origin reads "file:line:column", with the file as seen from dir.
func origin(dir, posn string) diag.Origin {
	var o diag.Origin
	rest, column := cutLast(posn)
	o.File, o.Line = cutLast(rest)
	o.Column = column
	if rel, err := filepath.Rel(dir, o.File); err == nil && !strings.HasPrefix(rel, "..") {
		o.File = rel
	}
	return o
}

func cutLast(s string) (string, int) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0
	}
	n, err := strconv.Atoi(s[i+1:])
	if err != nil {
		return s, 0
	}
	return s[:i], n
}

// isVetTool reports whether the go command started this program as its vet tool:
// it asks for the version and the flags, and then hands over a file about one
// package.
func isVetTool(args []string) bool {
	if len(args) == 2 && (args[1] == "-V=full" || args[1] == "-flags") {
		return true
	}
	return len(args) > 1 && filepath.Base(args[len(args)-1]) == "vet.cfg"
}

// serveVet answers the go command; it ends the process.
func serveVet() { unitchecker.Main(vet.Analyzer) }
