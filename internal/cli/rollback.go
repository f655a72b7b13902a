package cli

import (
	"encoding/json"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/deploy"
)

func rollbackCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:        "rollback",
		Usage:       "give an alias back to an older version, at once",
		ArgsUsage:   "PKG",
		Description: "In a shift it is the version the alias came from, else the one before the one it serves, or --to.",
		Flags: deploymentFlags(
			&cli.StringFlag{Name: "to", Usage: "the `VERSION` to go back to"},
			&cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "accepted for scripts; a rollback never asks"},
		),
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
			if len(list) > 1 {
				return usagef("the package has %d workflows; pick one by --workflow", len(list))
			}
			d := list[0]
			if d.desired.Alias == "" {
				return usagef("a rollback moves an alias; name it by --alias or in %s", configFile)
			}
			policyOf := func(definition []byte) (json.RawMessage, error) { return d.desired.PolicyOf(definition) }
			if !d.desired.OwnRole() {
				policyOf = nil
			}
			result, err := d.deployer.Rollback(c.Context, d.desired.Target(), c.String("to"), policyOf)
			if err != nil {
				return deployFailure(s, err)
			}
			if c.String("format") == "json" {
				return writeResults(s, []*deploy.RollbackResult{result})
			}
			_, err = fmt.Fprintf(s.out, "%s: %s → %s\n", result.AliasARN, result.From, result.To)
			return ioFailure(err)
		},
	}
}
