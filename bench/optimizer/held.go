package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/optimize"
	"github.com/lockstep-go/lockstep/equivalence"
)

// holder is one reason for which states stay, and what it costs.
type holder struct {
	why    string
	share  float64 // of the transitions of the mean file, in percent
	states int
	files  map[string]bool
}

// quoted are names and expressions in a reason; reasons are alike without them.
var quoted = regexp.MustCompile("`[^`]*`")

// writeHeld prints by which reasons the states stay that look removable, the costliest first:
// a state weighs its share of the transitions of its file, each file weighing the same.
func writeHeld(w io.Writer, files []file, level, cases int, seed uint64) {
	held := map[string]*holder{}
	for _, f := range files {
		after, report, _ := optimize.Run(f.machine, optimize.Options{Level: level})
		result, err := equivalence.Compare(context.Background(), after, after, equivalence.Options{Cases: cases, Seed: seed})
		if err != nil {
			continue
		}
		total := int64(0)
		for _, n := range result.Coverage.Visits {
			total += n
		}
		for _, k := range report.Kept {
			n := result.Coverage.Visits[k.State]
			s := stateOf(after, k.State)
			if n == 0 || s == nil {
				continue
			}
			why := string(s.Type()) + ": " + quoted.ReplaceAllString(k.Why, "`…`")
			h := held[why]
			if h == nil {
				h = &holder{why: why, files: map[string]bool{}}
				held[why] = h
			}
			h.share += percent(n, total) / float64(len(files))
			h.states++
			h.files[f.name] = true
		}
	}
	list := make([]*holder, 0, len(held))
	for _, h := range held {
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b *holder) int {
		return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.why, b.why))
	})
	fmt.Fprintf(w, "\nwhat holds states at level %d, by the share of transitions\n", level)
	for _, h := range list {
		fmt.Fprintf(w, "%6.2f%% %4d states %3d files  %s\n", h.share, h.states, len(h.files), h.why)
		for _, name := range slices.Sorted(maps.Keys(h.files)) {
			fmt.Fprintf(w, "          %s\n", name)
		}
	}
}

func stateOf(m *asl.Machine, name string) asl.State {
	for _, s := range asl.Walk(m) {
		if s.Base().Name == name {
			return s
		}
	}
	return nil
}
