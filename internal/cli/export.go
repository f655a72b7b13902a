package cli

import (
	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/deploy"
	"github.com/lockstep-go/lockstep/deploy/export"
	"github.com/lockstep-go/lockstep/diag"
)

// exporters write a deployment as a template, by the name of the tool that reads it.
var exporters = map[string]func(*deploy.Config, *asl.Machine) ([]byte, diag.List){
	"cloudformation": export.CloudFormation,
	"sam":            export.SAM,
	"terraform":      export.Terraform,
}

func exportCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:        "export",
		Usage:       "write a deployment as a CloudFormation, SAM or Terraform template",
		ArgsUsage:   "PKG",
		Description: "The template holds definition, role with its least policy, log group, version and alias, as lockstep.yaml says.",
		Flags: []cli.Flag{
			formatFlag("cloudformation", "sam", "terraform"),
			&cli.StringFlag{Name: "role-arn", Usage: "`ARN` of a given execution role; the template has none of its own then"},
			&cli.StringFlag{Name: "config", Usage: "`FILE` with the settings; lockstep.yaml beside the package or here, if there is one"},
			&cli.StringFlag{Name: "env", Usage: "the environment whose settings count"},
			&cli.StringFlag{Name: "name", Usage: "the machine's name, if not the workflow's"},
			&cli.StringFlag{Name: "alias", Usage: "the alias of the new version"},
			&cli.StringFlag{Name: "strategy", Usage: "all-at-once, canary:PERCENT:DURATION or linear:PERCENT:DURATION"},
			&cli.StringSliceFlag{Name: "alarm", Usage: "CloudWatch alarm `NAME` that stops a shift; may be given several times"},
			&cli.StringFlag{Name: "workflow", Usage: "which workflow of a package that has several"},
			levelFlag("optimization level of a Go package, 0 to 3", defaultLevel),
		},
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, 1, "one Go package or ASL file")
			if err != nil {
				return err
			}
			sources, done, err := openSources(c.Context, s, args[0])
			if err != nil {
				return err
			}
			defer done()
			src, err := pick(sources, c.String("workflow"))
			if err != nil {
				return err
			}
			settings, err := readSettings(s, c, args[0])
			if err != nil {
				return err
			}
			m, err := src.settle(s, settings, c.Int("level"))
			if err != nil {
				return err
			}
			template, problems := exporters[c.String("format")](settings, m)
			if len(problems) > 0 {
				if err := printDiagnostics(s.err, problems, src.document); err != nil {
					return ioFailure(err)
				}
			}
			if template == nil || problems.HasErrors() {
				return errNo
			}
			_, err = s.out.Write(template)
			return ioFailure(err)
		},
	}
}

// settle fills in what the workflow itself says about its deployment, and gives the
// machine that is deployed.
func (src *source) settle(s *streams, settings *deploy.Config, level int) (*asl.Machine, error) {
	settings.Workflow = src.name
	if src.workflow == nil {
		return src.machine, nil
	}
	artifact, err := src.compile(s, level)
	if err != nil {
		return nil, err
	}
	if src.workflow.Express && settings.Type == "" {
		settings.Type = "EXPRESS"
	}
	return artifact.Machine, nil
}
