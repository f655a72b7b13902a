package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/equivalence"
)

func compareCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "compare",
		Usage:     "run two machines over generated inputs and faults, and look for a difference",
		ArgsUsage: "A B",
		Description: "Compares status, output, Error, Cause, and every call with its arguments and time. The exit code is 1 if\n" +
			"they differ. With --converted a failed evaluation may be called States.QueryEvaluationError in place of\nStates.Runtime, as it is after converting JSONPath to JSONata.",
		Flags: append(compareFlags(), formatFlag("text", "json")),
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
			r, err := equivalence.Compare(a.machine, b.machine, equivalence.Options{
				Cases: c.Int("cases"), Seed: c.Uint64("seed"), Converted: c.Bool("converted"),
			})
			if err != nil {
				return &exitError{exitNo, err}
			}
			if c.String("format") == "json" {
				_, err = s.out.Write(append(r.Value().AppendJSON(nil), '\n'))
			} else {
				_, err = fmt.Fprint(s.out, comparisonText(r))
			}
			if err != nil {
				return ioFailure(err)
			}
			if !r.Equivalent {
				return errNo
			}
			return nil
		},
	}
}

func compareFlags() []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "cases", Value: 1000, Usage: "how many cases to run"},
		&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "of what is generated"},
		&cli.BoolFlag{Name: "converted", Usage: "the second machine was converted from JSONPath to JSONata"},
	}
}

func comparisonText(r *equivalence.Result) string {
	var b strings.Builder
	if r.Equivalent {
		fmt.Fprintf(&b, "no difference in %d cases\n", r.Cases)
	} else {
		fmt.Fprintf(&b, "they differ: %s\n", r.Counterexample)
	}
	if r.Skipped > 0 {
		fmt.Fprintf(&b, "%d cases ran too long to compare\n", r.Skipped)
	}
	if r.Unspecified > 0 {
		fmt.Fprintf(&b, "%d cases in which the first fails by its data were not compared further\n", r.Unspecified)
	}
	if len(r.UnreachedStates) > 0 {
		fmt.Fprintf(&b, "states that no case reached: %s\n", strings.Join(r.UnreachedStates, ", "))
	}
	if len(r.UnreachedEdges) > 0 {
		fmt.Fprintf(&b, "transitions that no case reached: %s\n", strings.Join(r.UnreachedEdges, ", "))
	}
	return b.String()
}
