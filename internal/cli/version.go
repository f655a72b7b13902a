package cli

import (
	"fmt"
	"runtime"

	"github.com/urfave/cli/v2"
)

func versionCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:  "version",
		Usage: "print the version of lockstep and of the Go it was built with",
		Action: func(c *cli.Context) error {
			if _, err := arguments(c, 0, 0, "no arguments"); err != nil {
				return err
			}
			return printVersion(s)
		},
	}
}

// printVersion answers `lockstep version` and `lockstep --version`.
func printVersion(s *streams) error {
	_, err := fmt.Fprintf(s.out, "lockstep %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return ioFailure(err)
}
