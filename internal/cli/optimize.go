package cli

import (
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/optimize"
	"github.com/lockstep-go/lockstep/equivalence"
)

func optimizeCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "optimize",
		Usage:     "make a machine cheaper without changing what it does",
		ArgsUsage: "FILE",
		Description: "Prints the optimized definition, or writes it to OUT. Level 1 removes what is dead, 2 merges states\n" +
			"within their query language, 3 also converts JSONPath states to JSONata where that lets more be merged.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "o", Usage: "`OUT` file for the definition instead of standard output"},
			levelFlag("0 to 3", optimize.LevelMerge),
			&cli.BoolFlag{Name: "explain", Usage: "say what each pass did, and why each state that looks removable stayed"},
			&cli.StringSliceFlag{Name: "preserve", Usage: "`STATE` that must stay as it is; may be given again"},
			&cli.StringSliceFlag{Name: "idempotent", Usage: "`STATE` whose calls may happen more than once, so that it may run in an Express child; may be given again"},
			&cli.StringSliceFlag{Name: "pure", Usage: "`STATE` whose function only computes, for advice; may be given again"},
			&cli.BoolFlag{Name: "verify", Usage: "run both machines over generated cases; the exit code is 1 if they differ"},
			&cli.IntFlag{Name: "cases", Value: 1000, Usage: "how many cases --verify runs", Action: atLeastOneCase},
			formatFlag("text", "json"),
		},
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, 1, "one ASL file, or -")
			if err != nil {
				return err
			}
			level := c.Int("level")
			doc, err := readMachine(s, args[0])
			if err != nil {
				return err
			}
			named := func(flag string) func(string) bool {
				names := c.StringSlice(flag)
				return func(name string) bool { return slices.Contains(names, name) }
			}
			after, report, problems := optimize.Run(doc.machine, optimize.Options{
				Level: level, Preserve: named("preserve"), Idempotent: named("idempotent"), Pure: named("pure"),
			})
			if err := printDiagnostics(s.err, problems, doc); err != nil {
				return ioFailure(err)
			}
			if c.Bool("verify") {
				if err := verifyOptimized(s, c, doc.machine, after); err != nil {
					return err
				}
			}
			return ioFailure(writeOptimized(s, c, after, report))
		},
	}
}

// verifyOptimized looks for a case that tells the machines apart; nothing is written if there
// is one.
func verifyOptimized(s *streams, c *cli.Context, before, after *asl.Machine) error {
	r, err := equivalence.Compare(c.Context, before, after, equivalence.Options{
		Cases: c.Int("cases"), Seed: 1, Converted: c.Int("level") >= optimize.LevelConvert,
	})
	if err != nil {
		return &exitError{exitNo, err}
	}
	fmt.Fprint(s.err, comparisonText(r))
	if !r.Equivalent {
		return errNo
	}
	return nil
}

func writeOptimized(s *streams, c *cli.Context, after *asl.Machine, report *optimize.Report) error {
	if out := c.String("o"); out != "" {
		if err := writeFile(out, after.Indented()); err != nil {
			return err
		}
	}
	if c.String("format") == "json" {
		_, err := s.out.Write(append(report.Value().AppendJSON(nil), '\n'))
		return err
	}
	if c.Bool("explain") {
		w := s.out
		if c.String("o") == "" {
			w = s.err // standard output has the definition
		}
		if err := explainReport(w, report); err != nil {
			return err
		}
	}
	if c.String("o") != "" {
		return nil
	}
	_, err := s.out.Write(after.Indented())
	return err
}

// explainReport tells people what was done and what was not.
func explainReport(w io.Writer, r *optimize.Report) error {
	var err error
	say := func(format string, args ...any) {
		if err == nil {
			_, err = fmt.Fprintf(w, format, args...)
		}
	}
	say("%d states before, %d after\n", r.StatesBefore, r.StatesAfter)
	for _, p := range r.Passes {
		say("  %-28s %d removed, %d changes (%s)\n", p.Name, p.Removed, p.Changes, p.Rule)
	}
	if len(r.Kept) > 0 {
		say("kept:\n")
	}
	for _, k := range r.Kept {
		say("  %s: %s\n", k.State, k.Why)
	}
	if len(r.Advice) > 0 {
		say("advice:\n")
	}
	for _, a := range r.Advice {
		say("  %s\n", a)
	}
	return err
}
