package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/internal/explain"
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
				for _, e := range explain.All() {
					if _, err := fmt.Fprintf(s.out, "%s  %s\n", e.Code, e.Title); err != nil {
						return ioFailure(err)
					}
				}
				return nil
			}
			e, ok := explain.Code(args[0])
			if !ok {
				fmt.Fprintf(s.err, "lockstep: there is no code %q; `lockstep explain` lists them\n", args[0])
				return errNo
			}
			_, err = io.WriteString(s.out, explanationText(e))
			return ioFailure(err)
		},
	}
}

func explanationText(e explain.Explanation) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", e.Code, e.Title)
	if e.AWS != "" {
		fmt.Fprintf(&b, "AWS says %s\n", e.AWS)
	}
	fmt.Fprintf(&b, "\n%s\n", e.Why)
	if e.Bad != "" {
		fmt.Fprintf(&b, "\nBad:\n\n%s\n\nGood:\n\n%s\n", indent(e.Bad), indent(e.Good))
	}
	return b.String()
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}
