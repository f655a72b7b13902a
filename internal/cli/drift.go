package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/deploy"
)

func driftCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:        "drift",
		Usage:       "show what differs in AWS from what was deployed, and whose it is",
		ArgsUsage:   "PKG",
		Description: "The exit code is 1 if anything differs.",
		Flags:       deploymentFlags(),
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
			var out []*deploy.Drift
			items := 0
			for _, d := range list {
				drift, err := d.deployer.Drift(c.Context, d.desired)
				if err != nil {
					return deployFailure(s, err)
				}
				out = append(out, drift)
				items += len(drift.Items)
			}
			if c.String("format") == "json" {
				err = writeResults(s, out)
			} else {
				err = writeDrift(s, out)
			}
			if err != nil {
				return err
			}
			if items > 0 {
				return errNo
			}
			return nil
		},
	}
}

func writeDrift(s *streams, drifts []*deploy.Drift) error {
	var b strings.Builder
	for _, d := range drifts {
		fmt.Fprintf(&b, "%s\n", d.MachineARN)
		if len(d.Items) == 0 {
			b.WriteString("  as it was deployed\n")
		}
		for _, i := range d.Items {
			place := i.Resource
			if i.State != "" {
				place += fmt.Sprintf(" state %q", i.State)
			}
			if i.Field != "" {
				place += " " + i.Field
			}
			fmt.Fprintf(&b, "  %s: deployed %s, now %s (owner: %s)\n", place, orNothing(i.Deployed), orNothing(i.Live), i.Owner)
		}
		if d.Undeployed {
			b.WriteString("  the source has changed since the last deployment; `lockstep plan` shows how\n")
		}
	}
	_, err := s.out.Write([]byte(b.String()))
	return ioFailure(err)
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}
