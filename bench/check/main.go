package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/lockstep-go/lockstep/asl/asltest"
	"github.com/lockstep-go/lockstep/compiler/check"
)

//go:embed peer.cjs
var peerScript string

// file is a definition under test.
type file struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// figure is what one validator did with one file.
type figure struct {
	Name    string  `json:"name"`
	Peer    string  `json:"peer"`
	Runs    int     `json:"runs"`
	Seconds float64 `json:"seconds"` // of CPU
	Error   string  `json:"error"`
}

func (f *figure) perSecond() float64 { return float64(f.Runs) / f.Seconds }

func main() {
	peer := flag.String("peer", "", "folder in whose node_modules the peers are")
	seconds := flag.Float64("seconds", 2, "CPU time of each figure")
	flag.Parse()
	if err := compare(os.Stdout, *peer, *seconds, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func compare(w io.Writer, peer string, seconds float64, names []string) error {
	var files []file
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files = append(files, file{filepath.Base(name), string(text)})
	}
	sizes := []int{100, 1000, 10_000, 100_000}
	if peer != "" {
		sizes = sizes[:2]
	}
	if len(names) == 0 {
		for _, n := range sizes {
			text := asltest.Large(n).Indented()
			if peer == "" { // growth is shown without white space: 10,000 states are just within 1 MB
				text = asltest.Large(n).AppendJSON(nil)
			}
			files = append(files, file{fmt.Sprintf("%d states", n), string(text)})
		}
	}
	theirs, err := runPeers(peer, seconds, files)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "definition\tbytes\tours/s\tms each\t\t")
	for _, f := range files {
		ours := measure(f, seconds)
		fmt.Fprintf(table, "%s\t%d\t%.1f\t%.3f\t\t\n", f.Name, len(f.Text), ours.perSecond(), 1000/ours.perSecond())
		for _, t := range theirs {
			switch {
			case t.Name != f.Name:
			case t.Error != "":
				fmt.Fprintf(table, "\t\t\t\t%s fails: %s\t\n", t.Peer, t.Error)
			default:
				fmt.Fprintf(table, "\t\t%.2f\t%.3f\t%s: ours is %.1f times as fast\t\n", t.perSecond(), 1000/t.perSecond(), t.Peer, ours.perSecond()/t.perSecond())
			}
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return wholeCommand(w, files[0])
}

// measure checks one definition again and again.
func measure(f file, seconds float64) figure {
	data := []byte(f.Text)
	once := func() { check.Definition("definition.asl.json", data) }
	for end := cpu() + seconds/4; ; {
		once()
		if cpu() >= end {
			break
		}
	}
	out := figure{Name: f.Name}
	for from := cpu(); out.Runs == 0 || out.Seconds < seconds; out.Seconds = cpu() - from {
		once()
		out.Runs++
	}
	return out
}

// cpu is the processor time of this process so far, all threads together.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // no argument of it can be wrong
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

func runPeers(dir string, seconds float64, files []file) ([]figure, error) {
	if dir == "" {
		return nil, nil
	}
	job, err := json.Marshal(map[string]any{"files": files, "seconds": seconds})
	if err != nil {
		return nil, err
	}
	command := exec.Command("node", "-e", peerScript, "--", dir)
	command.Stdin, command.Stderr = bytes.NewReader(job), os.Stderr
	answer, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	var all []figure
	for decoder := json.NewDecoder(bytes.NewReader(answer)); ; {
		var f figure
		if err := decoder.Decode(&f); err == io.EOF {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
}
