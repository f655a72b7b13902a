package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"
)

// The exit codes of every command.
const (
	exitFine  = 0
	exitNo    = 1 // the answer is no: diagnostics, a failed execution, changes pending
	exitUsage = 2
	exitIO    = 3 // AWS or I/O failed
)

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// exitError ends a command with a code; a nil err ends it silently, because the command
// has already said what there is to say.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// errNo ends a command whose output is the answer, and the answer is no.
var errNo = &exitError{code: exitNo}

func usagef(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

// ioFailure is err as a failure of AWS or of input and output, unless it says already what
// it is.
func ioFailure(err error) error {
	if err == nil {
		return nil
	}
	if exit, ok := errors.AsType[*exitError](err); ok {
		return exit
	}
	return &exitError{exitIO, err}
}

// Main runs the command line in args (args[0] is the program's name) and answers its exit
// code. Cancelling ctx ends a running command cleanly.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if isVetTool(args) {
		serveVet()
	}
	s := &streams{in: stdin, out: stdout, err: stderr}
	app := newApp(s)
	var err error
	if len(args) == 3 && (args[1] == "help" || args[1] == "h") && app.Command(args[2]) == nil && !strings.HasPrefix(args[2], "-") {
		err = unknownCommand(args[2])
	} else {
		err = app.RunContext(ctx, reorder(app, args))
	}
	if err == nil {
		return exitFine
	}
	var exit *exitError
	if !errors.As(err, &exit) {
		// What urfave/cli itself refuses is wrong usage.
		exit = &exitError{exitUsage, err}
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		exit = &exitError{exitIO, exit.err}
		if err.Error() == context.Canceled.Error() {
			exit.err = errors.New("interrupted")
		}
	}
	if exit.err != nil {
		fmt.Fprintf(stderr, "lockstep: %v\n", exit.err)
	}
	return exit.code
}

func newApp(s *streams) *cli.App {
	app := &cli.App{
		Name:                   "lockstep",
		Usage:                  "AWS Step Functions workflows in Go: checked, made cheaper, simulated, deployed",
		UsageText:              "lockstep COMMAND [options] [arguments]",
		Version:                version(),
		HideVersion:            true,
		Reader:                 s.in,
		Writer:                 s.out,
		ErrWriter:              s.err,
		ExitErrHandler:         func(*cli.Context, error) {},
		OnUsageError:           badUsage,
		UseShortOptionHandling: false,
		Commands:               commands(s),
		Flags:                  []cli.Flag{&cli.BoolFlag{Name: "version", Aliases: []string{"v"}, Usage: "print the version", DisableDefaultText: true}},
		Action: func(c *cli.Context) error {
			if c.Bool("version") {
				return printVersion(s)
			}
			if name := c.Args().First(); name != "" {
				return unknownCommand(name)
			}
			return cli.ShowAppHelp(c)
		},
	}
	for _, c := range app.Commands {
		c.OnUsageError = badUsage
		c.Description = strings.TrimSpace(c.Description + "\n\nEXAMPLES:\n" + examples[c.Name])
	}
	return app
}

func unknownCommand(name string) error {
	return usagef("unknown command %q; `lockstep help` lists the commands", name)
}

func badUsage(c *cli.Context, err error, _ bool) error {
	name := "lockstep"
	if c.Command != nil && c.Command.Name != "" && c.Command.Name != name {
		name += " " + c.Command.Name
	}
	return usagef("%w; see `%s --help`", err, name)
}

// version is the module's version as the Go tool recorded it in the binary.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
