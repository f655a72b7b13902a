package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/asl/diff"
)

// diffResult is the JSON of `lockstep diff`.
type diffResult struct {
	Equal   bool          `json:"equal"`
	Changes []diff.Change `json:"changes"`
}

func diffCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:        "diff",
		Usage:       "compare two machines by state and field",
		ArgsUsage:   "A B",
		Description: "The exit code is 1 if they differ.",
		Flags:       []cli.Flag{formatFlag("text", "json")},
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 2, 2, "two ASL files; one may be -")
			if err != nil {
				return err
			}
			a, err := readMachine(s, args[0])
			if err != nil {
				return err
			}
			b, err := readMachine(s, args[1])
			if err != nil {
				return err
			}
			r := diffResult{Changes: diff.Machines(a.machine, b.machine)}
			r.Equal = len(r.Changes) == 0
			if c.String("format") == "json" {
				if r.Changes == nil {
					r.Changes = []diff.Change{}
				}
				err = writeJSON(s.out, r)
			} else {
				for _, change := range r.Changes {
					if _, err = fmt.Fprintln(s.out, change); err != nil {
						break
					}
				}
			}
			if err != nil {
				return ioFailure(err)
			}
			if !r.Equal {
				return errNo
			}
			return nil
		},
	}
}
