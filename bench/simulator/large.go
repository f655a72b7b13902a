package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/simulator"
)

// large is a scenario that asks for bounded memory rather than for speed. It runs once.
type large struct {
	name       string
	definition string
	input      func() string
	executions int // at the same time
}

// largeScenarios are at size 1 a tenth of what the goals name; scale multiplies them.
func largeScenarios(scale int) []large {
	nItems, nRead, nRuns := 100_000*scale, 1_000_000*scale, 1000*scale
	return []large{
		{name: fmt.Sprintf("inline Map of %d", nItems), executions: 1, input: func() string { return document(items(nItems)) },
			definition: `{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","ItemProcessor":{` + chain("", "S", step, 1) + `,"End":true}}}`},
		{name: fmt.Sprintf("Distributed Map of %d", nRead), executions: 1, input: func() string { return fmt.Sprintf(`{"lines":"%d"}`, nRead) },
			definition: `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","End":true,"MaxConcurrency":1000,
				"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSONL"},"Parameters":{"Bucket":"numbers","Key.$":"$.lines"}},
				"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},
				"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"numbers","Prefix":"out"}}}}}`},
		{name: fmt.Sprintf("%d executions at a time", nRuns), executions: nRuns, input: func() string { return document("") },
			definition: `{"StartAt":"P","States":{"P":{"Type":"Pass","Result":1,"ResultPath":"$.step","Next":"W"},"W":{"Type":"Wait","Seconds":3600,"Next":"E"},"E":{"Type":"Succeed"}}}`},
	}
}

// numbers is a storage whose objects are as many lines as their key says; what is written to
// it is counted by nobody.
type numbers struct{}

func (numbers) Open(_, key, _ string) (io.ReadCloser, error) {
	n, err := strconv.Atoi(key)
	return io.NopCloser(&lines{n: n}), err
}

func (numbers) List(string, string) iter.Seq2[simulator.Object, error] {
	return func(func(simulator.Object, error) bool) {}
}

func (numbers) Create(string, string) (io.WriteCloser, error) { return discard{io.Discard}, nil }

type discard struct{ io.Writer }

func (discard) Close() error { return nil }

// lines reads as JSON Lines of small objects.
type lines struct {
	at, n int
	left  []byte
}

func (l *lines) Read(p []byte) (int, error) {
	for len(l.left) < len(p) && l.at < l.n {
		l.left = fmt.Appendf(l.left, `{"id":%d}`+"\n", l.at)
		l.at++
	}
	if len(l.left) == 0 {
		return 0, io.EOF
	}
	n := copy(p, l.left)
	l.left = append(l.left[:0], l.left[n:]...)
	return n, nil
}

// run runs the scenario in this process.
func (l large) run() (*result, error) {
	m, list := asl.DecodeJSON(l.name, []byte(l.definition))
	if err := list.Err(); err != nil {
		return nil, err
	}
	program, err := simulator.Load(m)
	if err != nil {
		return nil, err
	}
	sim := simulator.New(simulator.WithLimits(simulator.NoLimits()), simulator.WithoutHistory(), simulator.WithStorage(numbers{}))
	input := l.input()
	r := &result{}
	began := time.Now()
	var last *simulator.Execution
	for range l.executions {
		if last, err = sim.StartExecution(simulator.Start{Machine: simulator.Machine{Program: program, Name: "m"}, Input: input}); err != nil {
			return nil, err
		}
	}
	sim.Advance(time.Second) // into their Wait
	r.Goroutines = runtime.NumGoroutine()
	if err := sim.Drain(context.Background()); err != nil {
		return nil, err
	}
	r.Times = []float64{float64(time.Since(began).Microseconds())}
	if d := last.Describe(); d.Status != simulator.Succeeded {
		return nil, fmt.Errorf("%s: %s", d.Status, *d.Cause)
	}
	return r, nil
}

// compareLarge prints a row a scenario, each from a process of its own.
func compareLarge(out io.Writer, scale int, only string, timeout time.Duration) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "scenario\tms\tpeak MB\tgoroutines\t")
	for _, l := range largeScenarios(scale) {
		if !strings.Contains(l.name, only) {
			continue
		}
		r, err := measure(exec.Command(self, "-child", "large", "-only", l.name, "-scale", fmt.Sprint(scale)), nil, timeout)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", l.name, err)
		case r.late > 0:
			fmt.Fprintf(w, "%s\t> %d\t-\t-\t\n", l.name, timeout.Milliseconds())
		default:
			fmt.Fprintf(w, "%s\t%.0f\t%.0f\t%d\t\n", l.name, r.median()/1000, r.peakMB, r.Goroutines)
		}
	}
	return w.Flush()
}

func runLarge(scale int, name string) error {
	for _, l := range largeScenarios(scale) {
		if l.name != name {
			continue
		}
		r, err := l.run()
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	return fmt.Errorf("there is no scenario %q", name)
}
