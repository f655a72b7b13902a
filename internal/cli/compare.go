package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/equivalence"
)

func compareCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "compare",
		Usage:     "run two machines over generated inputs and faults, and look for a difference",
		ArgsUsage: "A B",
		Description: "A and B are ASL files or Go packages. Compares status, output, Error, Cause, and every call with its\n" +
			"arguments and time, and says which states and transitions of A were reached. A difference comes with the\n" +
			"smallest case found and both histories; the exit code is 1. With --converted a failed evaluation may be called\n" +
			"States.QueryEvaluationError in place of States.Runtime, as it is after converting JSONPath to JSONata.",
		Flags: append(compareFlags(), formatFlag("text", "json")),
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 2, 2, "two ASL files or Go packages; one file may be -")
			if err != nil {
				return err
			}
			a, err := comparedMachine(s, c, args[0])
			if err != nil {
				return err
			}
			b, err := comparedMachine(s, c, args[1])
			if err != nil {
				return err
			}
			r, err := equivalence.Compare(c.Context, a, b, equivalence.Options{
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

// comparedMachine is the machine of an ASL file as it is, or of a Go package as it compiles.
func comparedMachine(s *streams, c *cli.Context, path string) (*asl.Machine, error) {
	sources, done, err := openSources(c.Context, s, path)
	if err != nil {
		return nil, err
	}
	defer done()
	src, err := pick(sources, c.String("workflow"))
	if err != nil {
		return nil, err
	}
	if src.workflow == nil {
		return src.machine, nil
	}
	artifact, err := src.compile(s, c.Int("level"))
	if err != nil {
		return nil, err
	}
	return artifact.Machine, nil
}

func compareFlags() []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "cases", Aliases: []string{"runs"}, Value: 1000, Usage: "how many cases to run", Action: atLeastOneCase},
		&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "of what is generated"},
		&cli.BoolFlag{Name: "converted", Usage: "the second machine was converted from JSONPath to JSONata"},
		&cli.StringFlag{Name: "workflow", Usage: "`NAME` of the workflow, if a package has several"},
		levelFlag("optimization level of a Go package, 0 to 3", defaultLevel),
	}
}

// comparisonText tells people what a comparison found, and how hard it looked.
func comparisonText(r *equivalence.Result) string {
	var b strings.Builder
	cases := fmt.Sprintf("%d cases", r.Cases)
	if r.Cases == 1 {
		cases = "1 case"
	}
	if r.Equivalent {
		fmt.Fprintf(&b, "no difference in %s\n", cases)
	} else {
		fmt.Fprintf(&b, "they differ: %s\nfound in %s\n", r.Counterexample.Explain(0), cases)
	}
	if r.Skipped > 0 {
		fmt.Fprintf(&b, "%d cases ran too long to compare\n", r.Skipped)
	}
	if r.Unspecified > 0 {
		fmt.Fprintf(&b, "%d cases in which the first fails by its data were not compared further\n", r.Unspecified)
	}
	if r.Races > 0 {
		fmt.Fprintf(&b, "%d cases differ only in which of several branches was first in the same instant\n", r.Races)
	}
	k := &r.Coverage
	fmt.Fprintf(&b, "reached %d of %d states and %d of %d transitions\n", k.StatesReached, k.States, k.EdgesReached, k.Edges)
	if len(k.UnreachedStates) > 0 {
		fmt.Fprintf(&b, "states that no case reached: %s\n", strings.Join(k.UnreachedStates, ", "))
	}
	if len(k.UnreachedEdges) > 0 {
		fmt.Fprintf(&b, "transitions that no case reached: %s\n", strings.Join(k.UnreachedEdges, ", "))
	}
	for _, p := range k.UnreachableStates {
		fmt.Fprintf(&b, "no case can reach %s: %s\n", p.What, p.Why)
	}
	for _, p := range k.UnreachableEdges {
		fmt.Fprintf(&b, "no case can take %s: %s\n", p.What, p.Why)
	}
	return b.String()
}

// atLeastOneCase refuses --cases that would prove nothing.
func atLeastOneCase(_ *cli.Context, n int) error {
	if n < 1 {
		return usagef("--cases is at least 1, not %d", n)
	}
	return nil
}
