package cli

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"github.com/lockstep-go/lockstep/deploy"
)

func deployCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "deploy",
		Usage:     "create or update machines, and shift their aliases",
		ArgsUsage: "PKG",
		Description: "What is deployed is read from AWS; after a failure at any point the same command completes the work. On a terminal it\n" +
			"asks before it changes anything, unless --yes is given.",
		Flags: deploymentFlags(
			&cli.StringFlag{Name: "strategy", Usage: "all-at-once, canary:PERCENT:DURATION or linear:PERCENT:DURATION"},
			&cli.StringSliceFlag{Name: "alarm", Usage: "CloudWatch alarm `NAME` that stops a shift; may be given several times"},
			&cli.StringFlag{Name: "plan", Usage: "apply the plan in `FILE`, and refuse if AWS has changed since"},
			&cli.StringFlag{Name: "build", Usage: "a text for people, such as a commit"},
			&cli.BoolFlag{Name: "adopt", Usage: "take over a machine that has no owner"},
			&cli.BoolFlag{Name: "resume", Usage: "complete a deployment that was interrupted, without asking"},
			&cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask"},
		),
		Action: func(c *cli.Context) error {
			if file := c.String("plan"); file != "" {
				return applyPlan(s, c, file)
			}
			args, err := arguments(c, 1, 1, "one Go package or ASL file")
			if err != nil {
				return err
			}
			list, done, err := openDeployments(s, c, args[0], showProgress(s))
			if err != nil {
				return err
			}
			defer done()
			if c.Bool("resume") {
				return resume(s, c, list)
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
			if changes > 0 && !c.Bool("yes") {
				if err := confirm(s, "deploy this?", true, func() error { return writePlans(&streams{out: s.err, err: s.err}, plans) }); err != nil {
					return err
				}
			}
			var results []*deploy.Result
			for i, d := range list {
				result, err := d.deployer.Apply(c.Context, plans[i])
				if stale, ok := errors.AsType[*deploy.StaleError](err); ok {
					// Nobody saved this plan: it is a moment old.
					err = &deploy.ConflictError{Message: strings.Join(stale.What, " and ") + " changed since this deployment looked"}
				}
				if err != nil {
					return deployFailure(s, err)
				}
				results = append(results, result)
			}
			return writeDeployed(s, c, results)
		},
	}
}

// resume completes shifts that were interrupted, whatever the source says by now.
func resume(s *streams, c *cli.Context, list []*deployment) error {
	var results []*deploy.Result
	for _, d := range list {
		result, err := d.deployer.Resume(c.Context, d.desired)
		if err != nil {
			return deployFailure(s, err)
		}
		results = append(results, result)
	}
	return writeDeployed(s, c, results)
}

// applyPlan does what a saved plan says.
func applyPlan(s *streams, c *cli.Context, file string) error {
	if _, err := arguments(c, 0, 0, "no argument beside --plan"); err != nil {
		return err
	}
	data, err := readDocument(s, file)
	if err != nil {
		return err
	}
	plan, err := deploy.DecodePlan(data)
	if err != nil {
		return &exitError{exitNo, err}
	}
	cfg, err := awsConfig(c)
	if err != nil {
		return err
	}
	if !c.IsSet("region") {
		cfg.Region = plan.Desired.Identity.Region
	}
	d := deploy.New(deploy.NewClients(cfg, c.String("endpoint-url")), showProgress(s))
	result, err := d.Apply(c.Context, plan)
	if err != nil {
		return deployFailure(s, err)
	}
	return writeDeployed(s, c, []*deploy.Result{result})
}

func writeDeployed(s *streams, c *cli.Context, results []*deploy.Result) error {
	if c.String("format") == "json" {
		for _, r := range results {
			if r.Changes == nil {
				r.Changes = []deploy.Change{}
			}
		}
		return writeResults(s, results)
	}
	for _, r := range results {
		text := r.MachineARN
		if r.VersionARN != "" {
			text = r.VersionARN
		}
		if r.AliasARN != "" {
			text += "\n" + r.AliasARN
		}
		if len(r.Changes) == 0 {
			text += "  (nothing to change)"
		}
		if _, err := fmt.Fprintln(s.out, text); err != nil {
			return ioFailure(err)
		}
		for _, n := range r.Notes {
			fmt.Fprintf(s.err, "note: %s\n", n)
		}
	}
	return nil
}

// confirm asks on a terminal. Where nobody can be asked, unattended says whether to go on.
func confirm(s *streams, question string, unattended bool, show func() error) error {
	in, ok := s.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		if unattended {
			return nil
		}
		return usagef("nobody can be asked here; add --yes")
	}
	if err := show(); err != nil {
		return err
	}
	fmt.Fprintf(s.err, "%s [y/N] ", question)
	answer, err := bufio.NewReader(s.in).ReadString('\n')
	if err != nil {
		return ioFailure(err)
	}
	if a := strings.ToLower(strings.TrimSpace(answer)); a != "y" && a != "yes" {
		fmt.Fprintln(s.err, "nothing was changed")
		return errNo
	}
	return nil
}
