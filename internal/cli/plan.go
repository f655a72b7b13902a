package cli

import (
	"encoding/json"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/deploy"
)

func planCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:        "plan",
		Usage:       "show what a deployment would change",
		ArgsUsage:   "PKG",
		Description: "It reads and writes nothing in AWS.",
		Flags: deploymentFlags(
			&cli.BoolFlag{Name: "exit-code", Usage: "exit with 1 if there are changes"},
			&cli.StringFlag{Name: "o", Usage: "save the plan to `FILE` for `lockstep deploy --plan`"},
			&cli.BoolFlag{Name: "adopt", Usage: "take over a machine that has no owner"},
		),
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, 1, "one Go package or ASL file")
			if err != nil {
				return err
			}
			list, done, err := openDeployments(s, c, args[0])
			if err != nil {
				return err
			}
			defer done()
			if c.IsSet("o") && len(list) != 1 {
				return usagef("a saved plan is of one workflow, and there are %d; pick one by --workflow", len(list))
			}
			var plans []*deploy.Plan
			changes := 0
			for _, d := range list {
				plan, err := d.deployer.Plan(c.Context, d.desired)
				if err != nil {
					return deployFailure(s, err)
				}
				plans = append(plans, plan)
				changes += len(plan.Changes)
			}
			if file := c.String("o"); file != "" {
				data, err := json.MarshalIndent(plans[0], "", "  ")
				if err != nil {
					return err
				}
				if err := writeFile(file, append(data, '\n')); err != nil {
					return ioFailure(err)
				}
			}
			if c.String("format") == "json" {
				err = writeResults(s, plans)
			} else {
				err = writePlans(s, plans)
			}
			if err != nil {
				return err
			}
			if changes > 0 && c.Bool("exit-code") {
				return errNo
			}
			return nil
		},
	}
}

func writePlans(s *streams, plans []*deploy.Plan) error {
	for _, p := range plans {
		if _, err := fmt.Fprintf(s.out, "%s\n", p.Desired.MachineARN()); err != nil {
			return ioFailure(err)
		}
		if p.Empty() {
			fmt.Fprintln(s.out, "  nothing to change")
		}
		for _, c := range p.Changes {
			fmt.Fprintf(s.out, "  %s\n", c)
		}
		if p.Cost != nil {
			fmt.Fprintf(s.out, "  $ %s\n", p.Cost)
		}
		for _, w := range p.Warnings {
			fmt.Fprintf(s.out, "  ! %s\n", w)
		}
	}
	return nil
}
