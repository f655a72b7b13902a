// Command optimizer measures the optimizer on a folder of definitions, and prints one table:
// differences found, transitions removed by execution at each level, polling loops, the worked
// examples, growth with size, and what can be converted.
//
//	go run ./bench/optimizer -dir path/to/corpus -runs 1000000
//
// The folder has an index.json that lists its files and their kinds. A run is one case that
// both machines ran. Saving is measured on runs that succeed: "mean" is the mean of the
// files' shares, each file weighing the same; "weighted" is the share of all transitions of
// all files together, in which files with long runs weigh more; "longest" is the mean of the
// share in each file's run through most states.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/asl"
)

func main() {
	dir := flag.String("dir", os.Getenv("LOCKSTEP_CORPUS_DIR"), "folder with index.json")
	runs := flag.Int("runs", 100_000, "runs in all, spread over the files and levels")
	seed := flag.Uint64("seed", 1, "seed of the cases")
	verbose := flag.Bool("v", false, "print a line a file")
	workers := flag.Int("workers", 1, "files at a time")
	only := flag.String("only", "", "part of a file's name")
	growth := flag.Bool("growth", true, "measure growth with size")
	held := flag.Int("held", 0, "instead, print what holds the samples' states at this level")
	flag.Parse()
	if *held > 0 {
		files, err := list(*dir, "sample", *only)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		writeHeld(os.Stdout, files, *held, max(1, *runs/max(1, len(files))), *seed)
		return
	}
	if err := run(os.Stdout, *dir, *only, *runs, *seed, *workers, *verbose, *growth); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(w io.Writer, dir, only string, runs int, seed uint64, workers int, verbose, growth bool) error {
	samples, err := list(dir, "sample", only)
	if err != nil {
		return err
	}
	generated, err := list(dir, "generated", only)
	if err != nil {
		return err
	}
	jsonpath := make([]file, 0, len(samples))
	for _, f := range samples {
		if f.machine.QueryLanguage != string(asl.JSONata) {
			jsonpath = append(jsonpath, f)
		}
	}
	cases := max(1, runs/max(1, 3*len(samples)+len(generated)+len(jsonpath)))
	began := time.Now()
	all := []*measurement{
		measure("sample, level 1", 1, samples, cases, seed, workers),
		measure("sample, level 2", 2, samples, cases, seed, workers),
		measure("sample, level 3", 3, samples, cases, seed, workers),
		measure("generated, level 3", 3, generated, cases, seed, workers),
		measure(converting, 0, jsonpath, cases, seed, workers),
	}
	took := time.Since(began)
	total, different := 0, 0
	fmt.Fprintf(w, "%-20s %6s %8s %8s %8s %7s %8s %9s %8s %7s %7s %9s %9s\n",
		"", "files", "runs", "differ", "unstable", "mean", "weighted", "longest", "median", "p90", "worse", "states", "edges")
	for _, m := range all {
		s := m.sums()
		total += s.cases
		different += s.differ
		fmt.Fprintf(w, "%-20s %6d %8d %8d %8d %6.1f%% %7.1f%% %8.1f%% %7.1f%% %6.1f%% %7d %8.1f%% %8.1f%%\n", m.what, s.ran, s.cases, s.differ, s.unstable,
			s.mean, s.weighted, s.widest, s.median, s.p90, s.worse, percent(s.reached, s.states), percent(s.edgesReached, s.edges))
	}
	fmt.Fprintf(w, "\n%d runs, %d files with a difference, %.1f s, %.0f runs a second\n", total, different, took.Seconds(), float64(total)/took.Seconds())
	for _, m := range all {
		s := m.sums()
		if s.loops > 0 {
			fmt.Fprintf(w, "%s: %d polling loops in %d files became retries; in the %d files where runs polled ten times, those runs lost %.1f %% of their transitions\n", m.what, s.loops, s.loopFiles, s.polled, s.polling)
		}
		fmt.Fprintf(w, "%s: reached %d of %d states and %d of %d transitions; %d states and %d transitions more are proven out of reach\n", m.what, s.reached, s.states, s.edgesReached, s.edges, s.deadStates, s.deadEdges)
		if s.races > 0 {
			fmt.Fprintf(w, "%s: %d runs differ only in what comes first in one instant\n", m.what, s.races)
		}
		if s.loose+s.skipped+s.files-s.ran > 0 {
			fmt.Fprintf(w, "%s: %d runs fail by their data, of which conversion promises less; %d were too long to compare; %d of %d files can't be run\n", m.what, s.loose, s.skipped, s.files-s.ran, s.files)
		}
	}
	converted := all[len(all)-1].sums()
	fmt.Fprintf(w, "convert: %d of %d JSONPath samples as a whole (%.1f %%)\n", converted.files-converted.refused, converted.files, percent(converted.files-converted.refused, converted.files))
	writeExamples(w, samples, all[1], all[2])
	if growth {
		writeGrowth(w)
	}
	details(w, all, verbose)
	return nil
}

// details prints differences always, and a line a file if asked.
func details(w io.Writer, all []*measurement, verbose bool) {
	for _, m := range all {
		for _, r := range m.rows {
			switch {
			case r.differs != "":
				fmt.Fprintf(w, "DIFFERS %s %s: %.600s\n", m.what, r.name, r.differs)
			case r.unstable:
				fmt.Fprintf(w, "UNSTABLE %s %s\n", m.what, r.name)
			}
			if verbose {
				fmt.Fprintf(w, "%s: %s: saved %.1f %%, %d cases, %d succeeded, %s\n", m.what, r.name, r.saved, r.cases, r.succeeded, strings.TrimSpace(r.refused+" "+r.why))
				if n := r.coverage.UnreachedStates; len(n) > 0 {
					fmt.Fprintf(w, "    states not reached: %s\n", strings.Join(n, ", "))
				}
				if n := r.coverage.UnreachedEdges; len(n) > 0 {
					fmt.Fprintf(w, "    transitions not reached: %s\n", strings.Join(n, ", "))
				}
			}
		}
	}
}

type file struct {
	name    string
	machine *asl.Machine
}

func list(dir, kind, only string) ([]file, error) {
	data, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		return nil, err
	}
	var index []struct{ File, Kind string }
	if err := json.Unmarshal(data, &index); err != nil {
		return nil, err
	}
	var out []file
	for _, e := range index {
		if e.Kind != kind || !strings.Contains(e.File, only) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.File))
		if err != nil {
			return nil, err
		}
		if m, list := asl.Decode(e.File, data); m != nil && !list.HasErrors() {
			out = append(out, file{e.File, m})
		}
	}
	return out, nil
}
