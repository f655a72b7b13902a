package cli

import (
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/deploy"
)

func destroyCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:        "destroy",
		Usage:       "remove a deployment: aliases, versions, machine, role, log group",
		ArgsUsage:   "PKG",
		Description: "Only what carries lockstep's tags of this workflow is removed. It asks, unless --yes is given.",
		Flags:       deploymentFlags(&cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask"}),
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, 1, "one Go package or ASL file")
			if err != nil {
				return err
			}
			list, done, err := openDeployments(s, c, args[0], showProgress(s))
			if err != nil {
				return err
			}
			defer done()
			slices.Reverse(list) // who starts others goes before them
			if !c.Bool("yes") {
				err := confirm(s, "destroy these, with their histories?", false, func() error {
					for _, d := range list {
						fmt.Fprintln(s.err, d.desired.MachineARN())
					}
					return nil
				})
				if err != nil {
					return err
				}
			}
			var out []*deploy.Destroyed
			for _, d := range list {
				result, err := d.deployer.Destroy(c.Context, d.desired.Target())
				if err != nil {
					return deployFailure(s, err)
				}
				out = append(out, result)
			}
			if c.String("format") == "json" {
				return writeResults(s, out)
			}
			for _, d := range list {
				fmt.Fprintf(s.out, "destroyed %s\n", d.desired.MachineARN())
			}
			return nil
		},
	}
}
