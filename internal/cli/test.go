package cli

import (
	"errors"
	"os/exec"

	"github.com/urfave/cli/v2"
)

func testCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:        "test",
		Usage:       "run the tests of workflow packages",
		ArgsUsage:   "[PKG…]",
		Description: "It is `go test` on the packages, ./... by default: workflows are tested in Go, with package simtest.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "run", Usage: "only tests whose name matches `REGEX`"},
			&cli.BoolFlag{Name: "v", Usage: "show every test"},
			&cli.BoolFlag{Name: "race", Usage: "with the race detector"},
		},
		Action: func(c *cli.Context) error {
			args := []string{"test"}
			if c.Bool("v") {
				args = append(args, "-v")
			}
			if c.Bool("race") {
				args = append(args, "-race")
			}
			if re := c.String("run"); re != "" {
				args = append(args, "-run", re)
			}
			patterns := c.Args().Slice()
			if len(patterns) == 0 {
				patterns = []string{"./..."}
			}
			folder, patterns := placed(patterns)
			cmd := exec.CommandContext(c.Context, "go", append(args, patterns...)...)
			cmd.Dir = folder
			cmd.Stdout, cmd.Stderr = s.out, s.err
			err := cmd.Run()
			if _, failed := errors.AsType[*exec.ExitError](err); failed {
				return errNo // go test has said what failed
			}
			return ioFailure(err)
		},
	}
}
