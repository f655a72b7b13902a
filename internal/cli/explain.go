package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/sdk"
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
			all := explanations()
			if len(args) == 0 {
				for _, e := range all {
					if _, err := fmt.Fprintf(s.out, "%s  %s\n", e.code, e.title); err != nil {
						return ioFailure(err)
					}
				}
				return nil
			}
			for _, e := range all {
				if strings.EqualFold(e.code, args[0]) {
					_, err := fmt.Fprintf(s.out, "%s: %s\n%s", e.code, e.title, e.text)
					return ioFailure(err)
				}
			}
			fmt.Fprintf(s.err, "lockstep: there is no code %q; `lockstep explain` lists them\n", args[0])
			return errNo
		},
	}
}

// explanation is what there is to say of a code.
type explanation struct{ code, title, text string }

// explanations are those of the checker, of recording a workflow, and of vet, by code.
func explanations() []explanation {
	var all []explanation
	examples := func(why, bad, good string) string {
		text := "\n" + why + "\n"
		if bad != "" {
			text += "\nBad:\n\n" + indent(bad) + "\n\nGood:\n\n" + indent(good) + "\n"
		}
		return text
	}
	for _, r := range check.Records() {
		text := examples(r.Why, r.Bad, r.Good)
		if r.AWS != "" {
			text = "AWS says " + r.AWS + "\n" + text
		}
		all = append(all, explanation{r.Code, r.Title, text})
	}
	for _, r := range sdk.Codes() {
		all = append(all, explanation{r.Code, r.Title, examples(r.Why, "", "")})
	}
	for _, r := range vet.Rules() {
		all = append(all, explanation{r.Code, r.Title, examples(r.Help, r.Bad, r.Good)})
	}
	slices.SortFunc(all, func(a, b explanation) int { return strings.Compare(a.code, b.code) })
	return all
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}
