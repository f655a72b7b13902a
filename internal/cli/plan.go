package cli

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

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
				plan.Warnings = append(plan.Warnings, mockWarnings(args[0], plan.Gone())...)
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

// mocksFile is where the mocks of a package stand, as `lockstep init` writes them.
const mocksFile = "mocks.json"

// mockWarnings are the mocks beside a package, or of the file that SFN_MOCK_CONFIG names, of
// states that go away. A file that can't be read has no mocks.
func mockWarnings(path string, gone []string) []string {
	var out []string
	for _, file := range []string{filepath.Join(path, mocksFile), os.Getenv("SFN_MOCK_CONFIG")} {
		data, err := os.ReadFile(file)
		if err != nil || len(gone) == 0 {
			continue
		}
		var mocks struct {
			StateMachines map[string]struct {
				TestCases map[string]map[string]string
			}
		}
		if json.Unmarshal(data, &mocks) != nil {
			continue
		}
		for _, machine := range slices.Sorted(maps.Keys(mocks.StateMachines)) {
			cases := mocks.StateMachines[machine].TestCases
			for _, name := range slices.Sorted(maps.Keys(cases)) {
				for _, state := range gone {
					if _, ok := cases[name][state]; ok {
						out = append(out, fmt.Sprintf("the test case `%s` in %s mocks the state `%s`, which goes away", name, file, state))
					}
				}
			}
		}
	}
	return out
}

func writePlans(s *streams, plans []*deploy.Plan) error {
	for _, p := range plans {
		if err := p.WriteText(s.out); err != nil {
			return ioFailure(err)
		}
	}
	return nil
}
