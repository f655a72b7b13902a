package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/convert"
	"github.com/lockstep-go/lockstep/equivalence"
)

func convertCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "convert",
		Usage:     "write JSONPath states in JSONata",
		ArgsUsage: "FILE",
		Description: "The definition is then run against the one it came from, over generated cases; a difference is told, nothing is\n" +
			"written, and the exit code is 1. States that JSONata can't say stay as they are; the reasons go to standard\n" +
			"error, and the exit code is 1. --no-verify leaves the runs out.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "to", Value: "jsonata", Usage: "the query `LANGUAGE`: jsonata"},
			&cli.StringFlag{Name: "o", Usage: "`OUT` file for the definition instead of standard output"},
			&cli.BoolFlag{Name: "no-verify", Usage: "don't run the result against the original"},
			&cli.IntFlag{Name: "cases", Aliases: []string{"runs"}, Value: 1000, Usage: "how many cases to run"},
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
			if !c.Bool("no-verify") {
				if err := proveConverted(s, c, doc.machine, after); err != nil {
					return err
				}
			}
			if out := c.String("o"); out != "" {
				err = writeFile(out, after.Indented())
			} else {
				_, err = s.out.Write(after.Indented())
			}
			if err != nil {
				return ioFailure(err)
			}
			if len(refusals) > 0 {
				if err := printRefusals(s.err, doc.machine, refusals); err != nil {
					return ioFailure(err)
				}
				return errNo
			}
			return nil
		},
	}
}

// proveConverted looks for a case that tells the machines apart; nothing is written if there
// is one.
func proveConverted(s *streams, c *cli.Context, before, after *asl.Machine) error {
	r, err := equivalence.Compare(c.Context, before, after, equivalence.Options{Cases: c.Int("cases"), Seed: 1, Converted: true})
	if err != nil {
		return &exitError{exitNo, fmt.Errorf("the conversion can't be checked by running it: %w; --no-verify writes it unchecked", err)}
	}
	fmt.Fprint(s.err, comparisonText(r))
	if !r.Equivalent {
		fmt.Fprintln(s.err, "nothing is written: the conversion is not right for this machine; --no-verify writes it all the same")
		return errNo
	}
	return nil
}

// printRefusals says of each state that stays where it is, why it stays, and what helps.
func printRefusals(w io.Writer, m *asl.Machine, refusals []convert.Refusal) error {
	var b strings.Builder
	for _, r := range refusals {
		if at := m.Locate(r.Path).String(); at != "" {
			b.WriteString(at + ": ")
		}
		fmt.Fprintf(&b, "state %q stays in JSONPath: %s\n", r.State, r.Why)
		if r.Advice != "" {
			fmt.Fprintf(&b, "    help: %s\n", r.Advice)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
