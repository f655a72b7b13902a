package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/simulator"
)

//go:embed peer.mjs
var peerScript []byte

func main() {
	peer := flag.String("peer", "", "folder in whose node_modules aws-local-stepfunctions is")
	runs := flag.Int("runs", 5, "executions that are timed at least")
	scale := flag.Int("scale", 1, "multiplies the length of the machines and lists")
	only := flag.String("only", "", "only scenarios whose name holds this text")
	child := flag.String("child", "", "run one job from standard input: ours, kept, history, loop or large")
	timeout := flag.Duration("timeout", 5*time.Minute, "for one figure")
	big := flag.Bool("large", false, "the scenarios that ask for bounded memory; -scale 10 is the size of the goals")
	profile := flag.String("cpuprofile", "", "with -child: write a CPU profile to the file")
	flag.Parse()
	if *child != "" {
		if *profile != "" {
			f, err := os.Create(*profile)
			if err == nil {
				err = pprof.StartCPUProfile(f)
			}
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			defer pprof.StopCPUProfile()
		}
		err := error(nil)
		if *child == "large" {
			err = runLarge(*scale, *only)
		} else {
			err = runChild(*child, *scale, *runs, *only)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if *big {
		if err := compareLarge(os.Stdout, *scale, *only, *timeout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if err := compare(os.Stdout, *peer, *runs, *scale, *only, *timeout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// result is what a process measured.
type result struct {
	Times  []float64 `json:"times"` // microseconds, one an execution
	Events int64     `json:"events"`
	// Goroutines is how many there were while all executions of a large scenario ran.
	Goroutines int `json:"goroutines,omitempty"`

	bytes  int64 // of the events' texts
	peakMB float64
	late   time.Duration // no answer came within it
}

func (r *result) median() float64 {
	if r == nil || len(r.Times) == 0 {
		return 0
	}
	slices.Sort(r.Times)
	return r.Times[len(r.Times)/2]
}

// compare prints a row a scenario.
func compare(out io.Writer, peer string, runs, scale int, only string, timeout time.Duration) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "scenario\tours ms\thistory kept ms\thistory read ms\tloop ms\tpeer ms\tpeer+log ms\tpeer/ours\tpeer/kept\tpeer+log/read\tours/loop\tours MB\tpeer MB\t")
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for _, sc := range scenarios(scale) {
		if !strings.Contains(sc.name, only) {
			continue
		}
		ours := func(kind string) (*result, error) {
			return measure(exec.Command(self, "-child", kind, "-only", sc.name, "-scale", fmt.Sprint(scale), "-runs", fmt.Sprint(runs)), nil, timeout)
		}
		var row struct{ run, kept, history, loop, peer, log *result }
		if row.run, err = ours("ours"); err != nil {
			return fmt.Errorf("%s: %w", sc.name, err)
		}
		if row.kept, err = ours("kept"); err != nil {
			return fmt.Errorf("%s: %w", sc.name, err)
		}
		if row.history, err = ours("history"); err != nil {
			return fmt.Errorf("%s: %w", sc.name, err)
		}
		if sc.loop != nil {
			if row.loop, err = ours("loop"); err != nil {
				return fmt.Errorf("%s: %w", sc.name, err)
			}
		}
		if peer != "" && sc.peer {
			for _, log := range []bool{false, true} {
				job, err := json.Marshal(map[string]any{"definition": sc.definition(), "input": sc.input(), "runs": runs, "warm": warm.Seconds(), "seconds": measured.Seconds(), "history": log})
				if err != nil {
					return err
				}
				cmd := exec.Command("node", "--input-type=module", "-e", string(peerScript))
				cmd.Dir = peer
				r, err := measure(cmd, job, timeout)
				if err != nil {
					fmt.Fprintf(os.Stderr, "%s: the peer: %v\n", sc.name, err)
				}
				if log {
					row.log = r
				} else {
					row.peer = r
				}
			}
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", sc.name, ms(row.run), ms(row.kept), ms(row.history), ms(row.loop), ms(row.peer), ms(row.log),
			ratio(row.peer, row.run), ratio(row.peer, row.kept), ratio(row.log, row.history), ratio(row.run, row.loop), mb(row.run), mb(row.peer))
	}
	return w.Flush()
}

func ms(r *result) string {
	switch {
	case r == nil:
		return "-"
	case r.late > 0:
		return fmt.Sprintf("> %.0f", float64(r.late.Milliseconds()))
	}
	return fmt.Sprintf("%.3f", r.median()/1000)
}

func mb(r *result) string {
	if r == nil {
		return "-"
	}
	return fmt.Sprintf("%.0f", r.peakMB)
}

func ratio(a, b *result) string {
	if a == nil || b == nil || b.median() == 0 {
		return "-"
	}
	if a.late > 0 {
		return fmt.Sprintf("> %.0f", float64(a.late.Microseconds())/b.median())
	}
	return fmt.Sprintf("%.1f", a.median()/b.median())
}

// measure runs a process that prints a result, and notes its peak memory.
func measure(cmd *exec.Cmd, stdin []byte, timeout time.Duration) (*result, error) {
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(stdin), &stdout, &stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop := time.AfterFunc(timeout, func() { cmd.Process.Kill() })
	err := cmd.Wait()
	if !stop.Stop() {
		return &result{late: timeout}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, strings.TrimSpace(stderr.String()))
	}
	var r result
	if err := json.Unmarshal(stdout.Bytes(), &r); err != nil {
		return nil, err
	}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.peakMB = float64(u.Maxrss) / 1024
	}
	return &r, nil
}

// runChild measures one scenario in this process.
func runChild(kind string, scale, runs int, name string) error {
	for _, sc := range scenarios(scale) {
		if sc.name != name {
			continue
		}
		r, err := sc.time(kind, runs)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	return fmt.Errorf("there is no scenario %q", name)
}

// Executions are thrown away for warm, so that the peer's compiler has done its work, and then
// timed for at least measured. Ours and the peer's are treated alike.
const (
	warm     = 500 * time.Millisecond
	measured = time.Second
)

// repeat times executions as the peer's script does; once answers how long it took.
func repeat(runs int, once func() (time.Duration, error)) ([]float64, error) {
	var times []float64
	for spent := time.Duration(0); ; {
		took, err := once()
		if err != nil {
			return nil, err
		}
		if spent += took; spent >= warm {
			break
		}
	}
	for spent := time.Duration(0); len(times) < runs || spent < measured; {
		took, err := once()
		if err != nil {
			return nil, err
		}
		times = append(times, float64(took.Nanoseconds())/1000)
		spent += took
	}
	return times, nil
}

// numbered is a Lambda function that numbers its calls in a document that has a place for it:
// no two answers are alike, as those of real functions aren't.
func numbered() simulator.LambdaHandler {
	calls := 0
	return func(_ context.Context, in []byte) ([]byte, error) {
		calls++
		out := bytes.Clone(in)
		place := bytes.LastIndex(out, []byte(callsMember)) + len(callsMember)
		copy(out[place:], strconv.Itoa(1_000_000+calls%9_000_000))
		return out, nil
	}
}

func (sc scenario) time(kind string, runs int) (*result, error) {
	r := &result{}
	input := sc.input()
	if kind == "loop" {
		times, err := repeat(runs, func() (time.Duration, error) {
			began := time.Now()
			in, err := value.DecodeString(input)
			if err != nil {
				return 0, err
			}
			if out := sc.loop(in).AppendJSON(nil); len(out) == 0 {
				return 0, errors.New("the loop made nothing")
			}
			return time.Since(began), nil
		})
		r.Times = times
		return r, err
	}
	m, list := asl.DecodeJSON(sc.name, []byte(sc.definition()))
	if err := list.Err(); err != nil {
		return nil, err
	}
	program, err := simulator.Load(m)
	if err != nil {
		return nil, err
	}
	var options []simulator.Option
	if sc.noLimits {
		options = append(options, simulator.WithLimits(simulator.NoLimits()))
	}
	if sc.tasks {
		options = append(options, simulator.WithLambda("f", numbered()))
	}
	if kind == "ours" {
		options = append(options, simulator.WithoutHistory())
	}
	r.Times, err = repeat(runs, func() (time.Duration, error) {
		began := time.Now()
		e, err := simulator.New(options...).Execute(context.Background(), simulator.Start{Machine: simulator.Machine{Program: program, Name: "m"}, Input: input})
		if err != nil {
			return 0, err
		}
		if d := e.Describe(); d.Status != simulator.Succeeded {
			return 0, fmt.Errorf("%s: %s", d.Status, *d.Cause)
		}
		if kind == "history" {
			r.Events = 0
			for _, text := range e.HistoryJSON(0, false, true) {
				r.Events++
				r.bytes += int64(len(text))
			}
		}
		return time.Since(began), nil
	})
	return r, err
}
