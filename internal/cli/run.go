package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/enforce"
	"github.com/lockstep-go/lockstep/policy"
	"github.com/lockstep-go/lockstep/simulator"
)

func runCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "run",
		Usage:     "run a machine once in the simulator, in virtual time",
		ArgsUsage: "PATH",
		Description: "PATH is an ASL file, which runs as it is, - for standard input, or a Go package, which is compiled first.\n" +
			"Tasks are answered by --mocks (FILE#NAME picks a test case), by the endpoints that AWS_ENDPOINT_URL and\n" +
			"AWS_ENDPOINT_URL_<SERVICE> name, by the web APIs on the hosts that --http names, and by the package's own handlers;\n" +
			"a task that nobody answers fails.",
		Flags: append(answerFlags(),
			inputFlag("the execution's input, JSON"),
			levelFlag("optimization level of a Go package, 0 to 3", defaultLevel),
			&cli.StringFlag{Name: "workflow", Usage: "which workflow of a Go package that has several"},
			&cli.StringFlag{Name: "policy", Usage: "IAM policy `FILE` that every call must be allowed by, as AWS would ask it"},
			&cli.IntFlag{Name: "repeat", Usage: "run `N` times and measure"},
			formatFlag("text", "json", "history"),
		),
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, 1, "one ASL file, - or Go package")
			if err != nil {
				return err
			}
			if c.IsSet("repeat") && c.Int("repeat") < 1 {
				return usagef("--repeat is at least 1, not %d", c.Int("repeat"))
			}
			input, _, err := inputText(s, c)
			if err != nil {
				return err
			}
			a, err := answersOf(s, c)
			if err != nil {
				return err
			}
			r := runRequest{input: input, repeat: c.Int("repeat"), format: c.String("format")}
			if file := c.String("policy"); file != "" {
				if r.options, err = enforced(s, file); err != nil {
					return err
				}
			}
			r.options = append(r.options, a.options("")...)
			sources, done, err := openSources(c.Context, s, args[0])
			if err != nil {
				return err
			}
			defer done()
			src, err := pick(sources, c.String("workflow"))
			if err != nil {
				return err
			}
			r.name, r.machine = src.name, src.machine
			if src.workflow != nil {
				artifact, err := src.compile(s, c.Int("level"))
				if err != nil {
					return err
				}
				r.machine, r.express = artifact.Machine, src.workflow.Express
				r.options = append(r.options, src.handlers()...)
				if r.nested, err = src.nested(s, c.Int("level")); err != nil {
					return err
				}
			}
			if r.name, r.testCase, err = a.pick(machineName(r.name)); err != nil {
				return err
			}
			return r.run(c.Context, s, src.document)
		},
	}
}

// enforced makes calls fail that the policy in a file does not allow. It comes before
// whoever would answer them.
func enforced(s *streams, file string) ([]simulator.Option, error) {
	data, err := readDocument(s, file)
	if err != nil {
		return nil, err
	}
	doc, err := policy.Decode(data)
	if err != nil {
		return nil, &exitError{exitNo, fmt.Errorf("%s: %w", file, err)}
	}
	return enforce.Policies{"": doc}.Options(policy.Env{Partition: "aws", Region: "us-east-1", Account: "123456789012"}), nil
}

// runRequest is one machine and how to run it.
type runRequest struct {
	machine  *asl.Machine
	name     string
	input    string
	testCase string
	express  bool
	nested   []simulator.Machine
	options  []simulator.Option
	repeat   int
	format   string
}

// runResult is the JSON of `lockstep run`. What there is none of is null.
type runResult struct {
	Status            string          `json:"status"`
	Output            json.RawMessage `json:"output"`
	Error             *string         `json:"error"`
	Cause             *string         `json:"cause"`
	Transitions       int64           `json:"transitions"`
	VirtualDurationMS int64           `json:"virtual_duration_ms"`
	*repeated
}

// repeated is what --repeat adds.
type repeated struct {
	Runs                 int     `json:"runs"`
	WallMS               float64 `json:"wall_ms"`
	TransitionsPerSecond float64 `json:"transitions_per_second"`
	PeakMB               float64 `json:"peak_mb"`
}

func (r runRequest) run(ctx context.Context, s *streams, docs ...*document) error {
	program, err := simulator.Load(r.machine)
	if err != nil {
		if list, ok := errors.AsType[diag.List](err); ok {
			return refuse(s.err, list, docs...)
		}
		fmt.Fprintf(s.err, "lockstep: %v\n", err)
		return errNo
	}
	options := r.options
	if r.format != "history" && (r.repeat > 0 || r.format == "json") {
		options = append(options, simulator.WithoutHistory())
	}
	machine := simulator.Machine{Program: program, Name: r.name}
	if r.express {
		machine.Type = simulator.Express
	}
	runs := max(r.repeat, 1)
	var last *simulator.Execution
	var transitions int64
	began := time.Now()
	peak := watchMemory(r.repeat > 0)
	for range runs {
		// Each run has a world of its own, so that none sees what another did.
		sim := simulator.New(options...)
		for _, m := range r.nested {
			sim.Register(m)
		}
		last, err = sim.Execute(ctx, simulator.Start{
			Machine:  machine,
			Input:    r.input,
			TestCase: r.testCase,
		})
		if err != nil {
			return r.stuck(ctx, s, err)
		}
		transitions += last.Describe().Transitions
	}
	wall := time.Since(began)
	d := last.Describe()
	result := runResult{
		Status: d.Status.String(), Error: d.Error, Cause: d.Cause,
		Transitions: d.Transitions, VirtualDurationMS: d.Stopped.Sub(d.Started).Milliseconds(),
	}
	if d.Output != nil {
		result.Output = json.RawMessage(*d.Output)
	}
	if r.repeat > 0 {
		result.repeated = &repeated{
			Runs: runs, WallMS: float64(wall.Microseconds()) / 1000,
			TransitionsPerSecond: float64(transitions) / wall.Seconds(), PeakMB: peak(),
		}
	}
	switch r.format {
	case "history":
		err = writeHistory(s.out, last)
	case "json":
		err = writeJSON(s.out, result)
	default:
		err = writeRun(s.out, last, result)
	}
	if err != nil {
		return ioFailure(err)
	}
	if d.Status != simulator.Succeeded {
		adviseAnswers(s.err, d)
		return errNo
	}
	return nil
}

// adviseAnswers says how a task gets its answer, where an execution failed for want of one.
func adviseAnswers(w io.Writer, d simulator.Description) {
	if d.Error == nil || d.Cause == nil {
		return
	}
	missing := strings.HasPrefix(*d.Cause, "no handler, mock or endpoint answers ") ||
		*d.Error == "Lambda.ResourceNotFoundException" && strings.HasPrefix(*d.Cause, "Function not found: ")
	if missing {
		fmt.Fprintln(w, "lockstep: nobody answers the task; give answers by --mocks FILE, an endpoint by AWS_ENDPOINT_URL_<SERVICE>, a web API by --http HOST, or run a Go package with its handlers")
	}
}

// stuck explains why a run has no result.
func (r runRequest) stuck(ctx context.Context, s *streams, err error) error {
	if _, ok := errors.AsType[*simulator.InputError](err); ok {
		return usagef("%w", err)
	}
	if errors.Is(err, simulator.ErrAwaiting) {
		fmt.Fprintln(s.err, "lockstep: the execution waits for a task token or an activity's worker, and nobody is there to answer; "+
			"give the answer in --mocks, or use `lockstep serve`")
		return errNo
	}
	if ctx.Err() != nil {
		return ioFailure(ctx.Err())
	}
	return ioFailure(err)
}

// machineName is the machine's name in ARNs: a file's may have what AWS forbids.
func machineName(name string) string {
	out := make([]rune, 0, len(name))
	for _, c := range name {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
			out = append(out, c)
		default:
			out = append(out, '-')
		}
	}
	if len(out) == 0 {
		return "machine"
	}
	return string(out[:min(len(out), 80)])
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// writeHistory prints what GetExecutionHistory would answer, an event a line.
func writeHistory(w io.Writer, e *simulator.Execution) error {
	if _, err := io.WriteString(w, `{"events":[`); err != nil {
		return err
	}
	sep := "\n"
	var line []byte
	for ev := range e.History(0, false) {
		line = ev.AppendJSON(append(line[:0], sep...))
		if _, err := w.Write(line); err != nil {
			return err
		}
		sep = ",\n"
	}
	_, err := io.WriteString(w, "\n]}\n")
	return err
}

// watchMemory measures the largest live heap while something runs, in MB; it answers 0 if
// it is not wanted.
func watchMemory(wanted bool) (peak func() float64) {
	if !wanted {
		return func() float64 { return 0 }
	}
	var most uint64
	sample := func() {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapInuse+m.StackInuse)
	}
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				sample()
			}
		}
	}()
	return func() float64 {
		close(stop)
		<-done
		sample()
		return float64(most) / (1 << 20)
	}
}
