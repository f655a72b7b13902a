package cli

import (
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/simulator"
	"github.com/lockstep-go/lockstep/simulator/awstask"
	"github.com/lockstep-go/lockstep/simulator/httptask"
)

// answerFlags are the options of commands that run tasks.
func answerFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "mocks", Usage: "mock `FILE` in Step Functions Local's format", EnvVars: []string{"SFN_MOCK_CONFIG"}},
		&cli.StringFlag{Name: "s3", Usage: "`DIR` whose sub-folders are the buckets that Distributed Maps read and write"},
		&cli.StringSliceFlag{Name: "http", Usage: "`HOST` that HTTP tasks may call by real requests, * for any; may be repeated"},
		&cli.BoolFlag{Name: "no-limits", Usage: "lift AWS's quotas, such as 25,000 events"},
	}
}

// answers is who answers the tasks of executions, in this order: mocks, endpoints, web APIs.
type answers struct {
	mocks    *simulator.Mocks
	testCase string // picked by FILE#TestCase

	endpoints awstask.Config
	hosts     []string // that HTTP tasks may call
	rest      []simulator.Option
}

// options are the simulator's for a world in a region; "" is that of the environment.
func (a *answers) options(region string) []simulator.Option {
	var out []simulator.Option
	if a.mocks != nil {
		out = append(out, simulator.WithResolver(a.mocks))
	}
	c := a.endpoints
	c.Region = firstSet(region, c.Region)
	if tasks := awstask.New(c); !tasks.Empty() {
		out = append(out, simulator.WithResolver(tasks))
		if storage, ok := tasks.Storage(); ok {
			out = append(out, simulator.WithStorage(storage)) // --s3, in rest, wins
		}
	}
	if len(a.hosts) > 0 {
		out = append(out, simulator.WithResolver(httptask.New(httptask.Config{Allow: httptask.Hosts(a.hosts...), Region: c.Region})))
	}
	return append(out, a.rest...)
}

// localEndpoints are the variables of Step Functions Local that name an endpoint, with the
// name of the same service in AWS_ENDPOINT_URL_<NAME>.
var localEndpoints = map[string]string{
	"ATHENA_ENDPOINT": "ATHENA", "BATCH_ENDPOINT": "BATCH", "DYNAMODB_ENDPOINT": "DYNAMODB", "ECS_ENDPOINT": "ECS",
	"GLUE_ENDPOINT": "GLUE", "LAMBDA_ENDPOINT": "LAMBDA", "SNS_ENDPOINT": "SNS", "SQS_ENDPOINT": "SQS", "STEP_FUNCTIONS_ENDPOINT": "SFN",
}

func answersOf(s *streams, c *cli.Context) (*answers, error) {
	a := &answers{}
	if file := c.String("mocks"); file != "" {
		file, a.testCase, _ = strings.Cut(file, "#")
		data, err := readDocument(s, file)
		if err != nil {
			return nil, err
		}
		if a.mocks, err = simulator.ReadMocks(data); err != nil {
			return nil, &exitError{exitNo, err}
		}
	}
	a.endpoints = awstask.FromEnvironment()
	for variable, service := range localEndpoints {
		if url := os.Getenv(variable); url != "" && a.endpoints.Endpoints[service] == "" {
			a.endpoints.Endpoints[service] = url
		}
	}
	a.hosts = c.StringSlice("http")
	if dir := c.String("s3"); dir != "" {
		if info, err := os.Stat(dir); err != nil {
			return nil, ioFailure(err)
		} else if !info.IsDir() {
			return nil, usagef("--s3 %s is no folder", dir)
		}
		a.rest = append(a.rest, simulator.WithStorage(simulator.FolderStorage(dir)))
	}
	if c.Bool("no-limits") {
		a.rest = append(a.rest, simulator.WithLimits(simulator.NoLimits()))
	}
	return a, nil
}

// pick finds the machine and the test case that the mocks mean: the only one there is
// needs no naming.
func (a *answers) pick(machine string) (name, testCase string, err error) {
	if a.mocks == nil {
		return machine, "", nil
	}
	cases := a.mocks.TestCases(machine)
	if machines := a.mocks.Machines(); len(cases) == 0 && len(machines) == 1 {
		machine, cases = machines[0], a.mocks.TestCases(machines[0])
	}
	switch {
	case a.testCase == "" && len(cases) == 1:
		return machine, cases[0], nil
	case len(cases) == 0:
		return "", "", usagef("--mocks: the file has no test cases for a machine called %q; it has machines %s", machine, strings.Join(a.mocks.Machines(), ", "))
	case a.testCase == "":
		return "", "", usagef("--mocks: pick a test case by FILE#NAME: %s", strings.Join(cases, ", "))
	}
	for _, c := range cases {
		if c == a.testCase {
			return machine, c, nil
		}
	}
	return "", "", usagef("--mocks: %s has no test case %q; it has %s", machine, a.testCase, strings.Join(cases, ", "))
}
