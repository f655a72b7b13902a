package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// nearest are the candidates that come near to name, the nearest first: at most three, and
// none that differs in more than a third of its letters.
func nearest(name string, candidates []string) []string {
	type scored struct {
		name     string
		distance int
	}
	var found []scored
	lower := strings.ToLower(name)
	if len(lower) > 100 {
		return nil // no name is that long; the distance is quadratic
	}
	for _, c := range candidates {
		d := distance(lower, strings.ToLower(c))
		if d <= max(2, len(c)/3) && d < len(c) {
			found = append(found, scored{c, d})
		}
	}
	slices.SortFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), strings.Compare(a.name, b.name))
	})
	var out []string
	for _, s := range found[:min(3, len(found))] {
		out = append(out, s.name)
	}
	return out
}

// distance is the least number of letters to insert, delete, replace or swap with the
// neighbour to come from a to b (optimal string alignment).
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// didYouMean is the advice for the nearest name, empty without one.
func didYouMean(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return "did you mean `" + near[0] + "`?"
}
