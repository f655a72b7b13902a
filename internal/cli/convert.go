package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/compiler/convert"
)

func convertCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:        "convert",
		Usage:       "write JSONPath states in JSONata",
		ArgsUsage:   "FILE",
		Description: "States that JSONata can't say stay as they are; the reasons go to standard error, and the exit code is 1.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "to", Value: "jsonata", Usage: "the query `LANGUAGE`: jsonata"},
			&cli.StringFlag{Name: "o", Usage: "`OUT` file for the definition instead of standard output"},
		},
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, 1, "one ASL file, or -")
			if err != nil {
				return err
			}
			if to := c.String("to"); to != "jsonata" {
				return usagef("--to is jsonata, not %q: JSONPath can't say what JSONata can", to)
			}
			doc, err := readMachine(s, args[0])
			if err != nil {
				return err
			}
			after, refusals := convert.Machine(doc.machine)
			if out := c.String("o"); out != "" {
				err = writeFile(out, after.Indented())
			} else {
				_, err = s.out.Write(after.Indented())
			}
			if err != nil {
				return ioFailure(err)
			}
			for _, r := range refusals {
				fmt.Fprintf(s.err, "state %q stays in JSONPath: %s\n", r.State, r.Why)
			}
			if len(refusals) > 0 {
				return errNo
			}
			return nil
		},
	}
}
