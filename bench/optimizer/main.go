// Command optimizer measures the optimizer on a folder of definitions: transitions removed by
// execution, differences found, what can be converted.
//
//	go run ./bench/optimizer -dir path/to/corpus -kind sample -cases 300
//
// The folder has an index.json that lists its files and their kinds.
package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/convert"
	"github.com/lockstep-go/lockstep/compiler/optimize"
	"github.com/lockstep-go/lockstep/equivalence"
)

func main() {
	dir := flag.String("dir", os.Getenv("LOCKSTEP_CORPUS_DIR"), "folder with index.json")
	kind := flag.String("kind", "sample", "kind of file: sample, generated, fixture")
	cases := flag.Int("cases", 300, "cases a file and level")
	seed := flag.Uint64("seed", 1, "seed of the cases")
	verbose := flag.Bool("v", false, "print a line a file")
	workers := flag.Int("workers", 1, "files at a time")
	only := flag.String("only", "", "part of a file's name")
	measures := flag.String("measure", "level 1,level 2,level 3,convert", "what to measure")
	flag.Parse()
	files, err := list(*dir, *kind, *only)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, what := range strings.Split(*measures, ",") {
		measure(what, files, *cases, *seed, *workers, *verbose)
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
		if ok, _ := filepath.Match("*"+only+"*", filepath.Base(e.File)); e.Kind != kind || only != "" && !ok {
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

// row is what came of one file.
type row struct {
	name     string
	saved    float64 // of all successful runs
	widest   float64 // of the run through most states
	cases    int
	skipped  int
	loose    int
	ran      bool
	differs  string
	refused  string
	problems int
	loops    int // that became a retry
	polling  equivalence.Span
	states   int
	after    int
}

func measure(what string, files []file, cases int, seed uint64, workers int, verbose bool) {
	began := time.Now()
	rows := make([]row, len(files))
	var group sync.WaitGroup
	queue := make(chan int)
	for range workers {
		group.Go(func() {
			for i := range queue {
				rows[i] = one(what, files[i], cases, seed)
			}
		})
	}
	for i := range files {
		queue <- i
	}
	close(queue)
	group.Wait()
	report(what, rows, verbose, time.Since(began))
}

func one(what string, f file, cases int, seed uint64) row {
	r := row{name: f.name}
	opts := equivalence.Options{Cases: cases, Seed: seed}
	var after *asl.Machine
	if what == "convert" {
		m, refusals := convert.Machine(f.machine)
		if len(refusals) > 0 {
			r.refused = refusals[0].State + ": " + refusals[0].Why
		}
		after, opts.Converted = m, true
	} else {
		level := int(what[len(what)-1] - '0')
		m, report, problems := optimize.Run(f.machine, optimize.Options{Level: level})
		after, r.problems = m, len(problems)
		for _, p := range report.Passes {
			if p.Rule == "O30" {
				r.loops = p.Changes
			}
		}
		for _, p := range problems {
			r.differs = p.Message
		}
		r.states, r.after = report.StatesBefore, report.StatesAfter
		opts.Converted = level >= optimize.LevelConvert
	}
	result, err := equivalence.Compare(f.machine, after, opts)
	if err != nil {
		r.differs = "not run: " + err.Error()
		if _, err := equivalence.Compare(f.machine, f.machine, equivalence.Options{Cases: 1}); err != nil {
			r.refused, r.differs = "not run: "+err.Error(), ""
		}
		return r
	}
	r.ran, r.cases, r.skipped, r.loose = true, result.Cases, result.Skipped, result.Unspecified
	if result.Counterexample != nil {
		r.differs = result.Counterexample.String()
	}
	r.polling = result.Polling
	if w := result.Widest; w.Before > 0 {
		r.widest = 100 * float64(w.Before-w.After) / float64(w.Before)
	}
	if result.TransitionsBefore > 0 {
		r.saved = 100 * float64(result.TransitionsBefore-result.TransitionsAfter) / float64(result.TransitionsBefore)
	}
	return r
}

func report(what string, rows []row, verbose bool, took time.Duration) {
	ran, cases, skipped, loose, differ, refused, improved, worse, states, after := 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
	sum, widest, pollSum := 0.0, 0.0, 0.0
	loops, loopFiles, polled := 0, 0, 0
	var all []float64
	for _, r := range rows {
		if r.refused != "" {
			refused++
		}
		if r.differs != "" {
			differ++
			fmt.Printf("  DIFFERS %s: %.600s\n", r.name, r.differs)
		}
		if !r.ran {
			if verbose {
				fmt.Printf("  %s: %s\n", r.name, r.refused)
			}
			continue
		}
		if verbose {
			fmt.Printf("  %5.1f %% %3d→%3d states %5d cases %4d unspecified %4d skipped  %s %s\n", r.saved, r.states, r.after, r.cases, r.loose, r.skipped, r.name, r.refused)
		}
		ran++
		cases += r.cases
		skipped += r.skipped
		loose += r.loose
		states += r.states
		after += r.after
		sum += r.saved
		if r.loops > 0 {
			loops += r.loops
			loopFiles++
			if r.polling.Before > 0 {
				polled++
				pollSum += 100 * float64(r.polling.Before-r.polling.After) / float64(r.polling.Before)
			}
		}
		widest += r.widest
		all = append(all, r.saved)
		if r.saved > 0 {
			improved++
		}
		if r.saved < 0 {
			worse++
		}
	}
	slices.SortFunc(all, cmp.Compare[float64])
	at := func(q float64) float64 {
		if len(all) == 0 {
			return 0
		}
		return all[min(len(all)-1, int(q*float64(len(all))))]
	}
	fmt.Printf("%s: %d files, %d not run, %d refused in part; %d cases (%d too long, %d outside the promise) in %.1f s; %d differ; transitions removed: mean %.1f %% (widest run %.1f %%), median %.1f %%, p90 %.1f %%; %d files improved, %d worse; states %d → %d\n",
		what, len(rows), len(rows)-ran, refused, cases, skipped, loose, took.Seconds(), differ, sum/float64(max(1, ran)), widest/float64(max(1, ran)), at(.5), at(.9), improved, worse, states, after)
	if loops > 0 {
		fmt.Printf("  %d polling loops in %d files became retries; in the %d files where runs polled ten times, those runs lost %.1f %% of their transitions\n", loops, loopFiles, polled, pollSum/float64(max(1, polled)))
	}
}
