package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/deploy"
)

func statusCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "status",
		Usage:     "show what is deployed: versions, aliases, running executions",
		ArgsUsage: "PKG",
		Flags:     deploymentFlags(),
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
			var out []*deploy.Status
			for _, d := range list {
				status, err := d.deployer.Status(c.Context, d.desired.Target())
				if err != nil {
					return deployFailure(s, err)
				}
				out = append(out, status)
			}
			if c.String("format") == "json" {
				return writeResults(s, out)
			}
			for _, status := range out {
				if err := writeStatus(s, status); err != nil {
					return ioFailure(err)
				}
			}
			return nil
		},
	}
}

func writeStatus(s *streams, st *deploy.Status) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  %s", st.MachineARN, st.State)
	for _, part := range []struct{ name, text string }{{"type", st.Type}, {"owner", st.Owner}, {"build", st.Build}} {
		if part.text != "" {
			fmt.Fprintf(&b, ", %s %s", part.name, part.text)
		}
	}
	if st.State != "absent" && st.State != "deleting" {
		fmt.Fprintf(&b, ", %d executions running", st.Running)
	}
	b.WriteByte('\n')
	for _, a := range st.Aliases {
		var routes []string
		for _, r := range a.Routes {
			routes = append(routes, fmt.Sprintf("%d %% to %s", r.Weight, r.Version))
		}
		fmt.Fprintf(&b, "  alias %s: %s\n", a.ARN[strings.LastIndexByte(a.ARN, ':')+1:], strings.Join(routes, ", "))
	}
	for _, v := range st.Versions {
		fmt.Fprintf(&b, "  version %s of %s\n", v.Version, v.Created.UTC().Format(time.RFC3339))
	}
	_, err := s.out.Write([]byte(b.String()))
	return err
}
