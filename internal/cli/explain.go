package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/sdk/vet"
)

func explainCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:        "explain",
		Usage:       "say why a diagnostic is there, with a bad and a good example",
		ArgsUsage:   "CODE",
		Description: "Without a code, all codes are listed.",
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 0, 1, "one code, such as ASL1004")
			if err != nil {
				return err
			}
			if len(args) == 0 {
				for _, r := range check.Records() {
					if _, err := fmt.Fprintf(s.out, "%s  %s\n", r.Code, r.Title); err != nil {
						return ioFailure(err)
					}
				}
				for _, r := range vet.Rules() {
					if _, err := fmt.Fprintf(s.out, "%s  %s\n", r.Code, r.Title); err != nil {
						return ioFailure(err)
					}
				}
				return nil
			}
			for _, r := range vet.Rules() {
				if strings.EqualFold(r.Code, args[0]) {
					_, err := fmt.Fprintf(s.out, "%s: %s\n\n%s\n\nBad:\n\n%s\n\nGood:\n\n%s\n", r.Code, r.Title, r.Help, indent(r.Bad), indent(r.Good))
					return ioFailure(err)
				}
			}
			r, ok := check.Explain(args[0])
			if !ok {
				fmt.Fprintf(s.err, "lockstep: there is no code %q; `lockstep explain` lists them\n", args[0])
				return errNo
			}
			return ioFailure(writeRecord(s.out, r))
		},
	}
}

func writeRecord(w io.Writer, r check.Record) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", r.Code, r.Title)
	if r.AWS != "" {
		fmt.Fprintf(&b, "AWS says %s\n", r.AWS)
	}
	fmt.Fprintf(&b, "\n%s\n\nBad:\n\n%s\n\nGood:\n\n%s\n", r.Why, indent(r.Bad), indent(r.Good))
	_, err := io.WriteString(w, b.String())
	return err
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}
