package main

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/convert"
	"github.com/lockstep-go/lockstep/compiler/optimize"
	"github.com/lockstep-go/lockstep/equivalence"
)

// row is what came of one file.
type row struct {
	name      string
	ran       bool
	why       string // it was not run
	differs   string // the counterexample, or the problem
	refused   string // why convert leaves a state
	unstable  bool   // a second run changes the machine again
	cases     int
	skipped   int
	loose     int
	races     int
	succeeded int
	saved     float64 // of all successful runs, in percent
	widest    float64 // of the run through most states
	before    int64   // transitions of all successful runs
	after     int64
	loops     int // that became a retry
	polling   equivalence.Span
	coverage  equivalence.Coverage
	optimized *asl.Machine
}

// measurement is what came of all files by one way of changing them.
type measurement struct {
	what string
	rows []row
	took time.Duration
}

const converting = "convert"

func measure(what string, level int, files []file, cases int, seed uint64, workers int) *measurement {
	began := time.Now()
	rows := make([]row, len(files))
	var group sync.WaitGroup
	queue := make(chan int)
	for range workers {
		group.Go(func() {
			for i := range queue {
				rows[i] = one(what, level, files[i], cases, seed)
			}
		})
	}
	for i := range files {
		queue <- i
	}
	close(queue)
	group.Wait()
	return &measurement{what, rows, time.Since(began)}
}

func one(what string, level int, f file, cases int, seed uint64) row {
	r := row{name: f.name}
	opts := equivalence.Options{Cases: cases, Seed: seed, Converted: what == converting || level >= optimize.LevelConvert}
	var after *asl.Machine
	if what == converting {
		m, refusals := convert.Machine(f.machine)
		if len(refusals) > 0 {
			r.refused = refusals[0].State + ": " + refusals[0].Why
		}
		after = m
	} else {
		m, report, problems := optimize.Run(f.machine, optimize.Options{Level: level})
		after = m
		for _, p := range report.Passes {
			if p.Rule == "O30" {
				r.loops = p.Changes
			}
		}
		for _, p := range problems {
			r.differs = p.Message
		}
		again, _, _ := optimize.Run(after, optimize.Options{Level: level})
		r.unstable = string(again.AppendJSON(nil)) != string(after.AppendJSON(nil))
	}
	r.optimized = after
	result, err := equivalence.Compare(context.Background(), f.machine, after, opts)
	if err != nil {
		r.why = err.Error()
		if _, err := equivalence.Compare(context.Background(), f.machine, f.machine, equivalence.Options{Cases: 1}); err == nil {
			r.differs = "only the original runs: " + r.why
		}
		return r
	}
	r.ran, r.cases, r.skipped, r.loose, r.races = true, result.Cases, result.Skipped, result.Unspecified, result.Races
	if result.Counterexample != nil {
		r.differs = result.Counterexample.String()
	}
	r.polling, r.coverage = result.Polling, result.Coverage
	r.succeeded, r.before, r.after = result.Succeeded, result.TransitionsBefore, result.TransitionsAfter
	r.saved = percent(r.before-r.after, r.before)
	r.widest = percent(result.Widest.Before-result.Widest.After, result.Widest.Before)
	return r
}

func percent[T int | int64](part, of T) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(part) / float64(of)
}

// sums are the figures of a measurement.
type sums struct {
	files, ran, cases, skipped, loose    int
	races                                int
	differ, refused, unstable, worse     int
	improved                             int
	mean, widest, weighted, median, p90  float64
	loops, loopFiles, polled             int
	polling                              float64
	states, reached, edges, edgesReached int
	deadStates, deadEdges                int // that no run can reach
}

func (m *measurement) sums() sums {
	s := sums{files: len(m.rows)}
	var all []float64
	var before, after int64
	for _, r := range m.rows {
		s.differ += count(r.differs != "")
		s.refused += count(r.refused != "")
		s.unstable += count(r.unstable)
		if !r.ran {
			continue
		}
		s.ran++
		s.cases += r.cases
		s.skipped += r.skipped
		s.loose += r.loose
		s.races += r.races
		s.mean += r.saved
		s.widest += r.widest
		before += r.before
		after += r.after
		s.improved += count(r.saved > 0)
		s.worse += count(r.saved < 0)
		all = append(all, r.saved)
		if r.loops > 0 {
			s.loops += r.loops
			s.loopFiles++
			if r.polling.Before > 0 {
				s.polled++
				s.polling += percent(r.polling.Before-r.polling.After, r.polling.Before)
			}
		}
		s.states += r.coverage.States
		s.reached += r.coverage.StatesReached
		s.edges += r.coverage.Edges
		s.edgesReached += r.coverage.EdgesReached
		s.deadStates += len(r.coverage.UnreachableStates)
		s.deadEdges += len(r.coverage.UnreachableEdges)
	}
	n := float64(max(1, s.ran))
	s.mean, s.widest, s.weighted = s.mean/n, s.widest/n, percent(before-after, before)
	s.polling /= float64(max(1, s.polled))
	if len(all) > 0 {
		slices.SortFunc(all, cmp.Compare[float64])
		s.median, s.p90 = all[len(all)/2], all[len(all)*9/10]
	}
	return s
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
