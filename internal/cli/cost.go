package cli

import (
	"fmt"
	"math"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/cost"
	"github.com/lockstep-go/lockstep/compiler/optimize"
	"github.com/lockstep-go/lockstep/simulator"
)

// costResult is the JSON of `lockstep cost`.
type costResult struct {
	Transitions int       `json:"transitions"`
	Standard    float64   `json:"standard_usd_per_million"`
	Express     float64   `json:"express_usd_per_million"`
	Paths       costPaths `json:"paths"`
	BreakEven   int       `json:"break_even_transitions"`
	Loops       bool      `json:"loops"`
	NoExpress   string    `json:"not_express_because,omitempty"`
	Measured    bool      `json:"measured"` // by a run with --input, not by the paths
	Scenario    scenario  `json:"scenario"`
	Advice      []advice  `json:"advice"`
}

// scenario is what was taken for granted.
type scenario struct {
	Items       int     `json:"items"`
	TaskSeconds float64 `json:"task_seconds"`
	MemoryMB    float64 `json:"memory_mb"`
	Retries     int     `json:"retries"`
	Rounds      int     `json:"loops"`
}

type costPaths struct {
	Least costPath `json:"least"`
	Most  costPath `json:"most"`
}

type costPath struct {
	Transitions int     `json:"transitions"`
	Standard    float64 `json:"standard_usd_per_million"`
	Express     float64 `json:"express_usd_per_million"`
}

type advice struct {
	Rule    string   `json:"rule"`
	States  []string `json:"states"`
	Message string   `json:"message"`
	Saves   float64  `json:"saves_usd_per_million,omitempty"`
}

func costCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "cost",
		Usage:     "say what an execution is billed, as Standard and as Express",
		ArgsUsage: "PATH",
		Description: "Without --input the most expensive way through the machine counts, each loop once. With --input the machine is\n" +
			"run in the simulator, and what that run would be billed counts. The exit code is 1 if a budget is exceeded.",
		Flags: append(answerFlags(),
			inputFlag("the execution's input; with it the machine is run"),
			&cli.StringFlag{Name: "workflow", Usage: "`NAME` of the workflow, if a package has several"},
			levelFlag("optimization level of a Go package, 0 to 3", defaultLevel),
			&cli.IntFlag{Name: "items", Value: 1, Usage: "items of each Map"},
			&cli.Float64Flag{Name: "task-seconds", Value: 0.5, Usage: "duration of each Task"},
			&cli.IntFlag{Name: "retries", Usage: "retries of each state that has a retrier, on the most expensive way"},
			&cli.IntFlag{Name: "loops", Value: 1, Usage: "rounds of each loop, on the most expensive way"},
			&cli.Float64Flag{Name: "memory-mb", Value: 64, Usage: "memory of an Express execution"},
			&cli.IntFlag{Name: "max-transitions", Usage: "fail if there are more"},
			&cli.Float64Flag{Name: "max-usd-per-million", Usage: "fail if a million Standard executions cost more"},
			formatFlag("text", "json"),
		),
		Action: func(c *cli.Context) error { return runCost(s, c) },
	}
}

func runCost(s *streams, c *cli.Context) error {
	args, err := arguments(c, 1, 1, "an ASL file or a Go package")
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
	machine := src.machine
	if src.workflow != nil {
		artifact, err := src.compile(s, c.Int("level"))
		if err != nil {
			return err
		}
		machine = artifact.Machine
	}
	given := cost.Scenario{Items: c.Int("items"), TaskSeconds: c.Float64("task-seconds"), MemoryMB: c.Float64("memory-mb"), Retries: c.Int("retries"), Loops: c.Int("loops")}
	if scenario := [...]float64{float64(given.Items), given.TaskSeconds, given.MemoryMB, float64(given.Retries), float64(given.Loops)}; slices.Min(scenario[:]) < 0 {
		return usagef("--items, --task-seconds, --memory-mb, --retries and --loops can't be less than 0")
	}
	e := cost.Of(machine, given)
	way := e.Most
	measured := c.IsSet("input") || c.IsSet("mocks")
	if measured {
		if way, err = measuredWay(s, c, src, machine); err != nil {
			return err
		}
		way.MemoryMB = given.MemoryMB
	}
	r := costResult{
		Transitions: way.Transitions + way.ChildTransitions, Standard: cents(way.StandardUSD()), Express: cents(way.ExpressUSD()),
		Paths:     costPaths{Least: pathOf(e.Least), Most: pathOf(e.Most)},
		BreakEven: cost.BreakEven(way.Seconds, way.MemoryMB), Loops: e.Loops, NoExpress: e.NoExpress, Measured: measured,
		Scenario: scenario{given.Items, given.TaskSeconds, given.MemoryMB, given.Retries, given.Loops},
		Advice:   []advice{},
	}
	_, report, _ := optimize.Run(machine, optimize.Options{Level: optimize.LevelMerge})
	for _, a := range report.Advice {
		r.Advice = append(r.Advice, advice{a.Rule, a.States, a.Message, cents(a.SavesUSDPerMillion)})
	}
	if c.String("format") == "json" {
		err = writeJSON(s.out, r)
	} else {
		_, err = fmt.Fprint(s.out, costText(&r))
	}
	if err != nil {
		return ioFailure(err)
	}
	return overBudget(s, c, &r)
}

// measuredWay runs the machine and counts what the run is billed.
func measuredWay(s *streams, c *cli.Context, src *source, machine *asl.Machine) (cost.Way, error) {
	input, _, err := inputText(s, c)
	if err != nil {
		return cost.Way{}, err
	}
	a, err := answersOf(s, c)
	if err != nil {
		return cost.Way{}, err
	}
	name, testCase, err := a.pick(machineName(src.name))
	if err != nil {
		return cost.Way{}, err
	}
	program, err := simulator.Load(machine)
	if err != nil {
		return cost.Way{}, &exitError{exitNo, err}
	}
	sim := simulator.New(append(append(a.options(""), src.handlers()...), simulator.WithoutHistory())...)
	e, err := sim.Execute(c.Context, simulator.Start{Machine: simulator.Machine{Program: program, Name: name}, Input: input, TestCase: testCase})
	if err != nil {
		return cost.Way{}, runRequest{}.stuck(c.Context, s, err)
	}
	d := e.Describe()
	if d.Status != simulator.Succeeded {
		fmt.Fprintf(s.err, "lockstep: the run ended as %s\n", d.Status)
	}
	return cost.Way{Transitions: int(d.Transitions), Seconds: d.Stopped.Sub(d.Started).Seconds()}, nil
}

// overBudget answers no if a budget is exceeded.
func overBudget(s *streams, c *cli.Context, r *costResult) error {
	over := false
	if c.IsSet("max-transitions") && r.Transitions > c.Int("max-transitions") {
		fmt.Fprintf(s.err, "over budget: %d transitions, at most %d are allowed\n", r.Transitions, c.Int("max-transitions"))
		over = true
	}
	if most := c.Float64("max-usd-per-million"); c.IsSet("max-usd-per-million") && r.Standard > most {
		fmt.Fprintf(s.err, "over budget: $%.2f per million executions, at most $%.2f is allowed\n", r.Standard, most)
		over = true
	}
	if over {
		return errNo
	}
	return nil
}

func pathOf(w cost.Way) costPath {
	return costPath{w.Transitions + w.ChildTransitions, cents(w.StandardUSD()), cents(w.ExpressUSD())}
}

// cents rounds dollars to cents.
func cents(usd float64) float64 { return math.Round(usd*100) / 100 }

func costText(r *costResult) string {
	if r.Transitions == 0 {
		return "no way through the machine ends: an execution is billed until it is stopped or reaches a quota\n"
	}
	how := "the most expensive way"
	if r.Measured {
		how = "this run"
	}
	text := fmt.Sprintf("%s: %d transitions\nStandard: $%.2f per million executions\nExpress:  $%.2f per million executions",
		how, r.Transitions, r.Standard, r.Express)
	if r.NoExpress != "" {
		text += " (not possible: " + r.NoExpress + ")"
	} else {
		text += fmt.Sprintf(" (cheaper from %d transitions on)", r.BreakEven)
	}
	text += fmt.Sprintf("\nways through: %d to %d transitions, $%.2f to $%.2f as Standard\n",
		r.Paths.Least.Transitions, r.Paths.Most.Transitions, r.Paths.Least.Standard, r.Paths.Most.Standard)
	if r.Loops {
		text += fmt.Sprintf("there are loops; --loops says how often each is gone round (here %d)\n", r.Scenario.Rounds)
	}
	for _, a := range r.Advice {
		text += "advice " + a.Rule + ": " + a.Message
		if a.Saves > 0 {
			text += fmt.Sprintf(" (saves $%.2f per million executions)", a.Saves)
		}
		text += "\n"
	}
	return text
}
