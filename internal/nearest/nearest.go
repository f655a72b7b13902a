package nearest

import (
	"cmp"
	"slices"
	"strings"
)

// longest bounds the bytes of a name that are compared, since the time grows with the
// product of two lengths.
const longest = 100

// Name is the candidate that name was most likely meant to be, "" if none is near. The
// shorter a name, the less of it may differ; case does not count. Of candidates equally
// near it is the first.
func Name(name string, candidates []string) string {
	best, least := "", bound(name)
	for _, c := range candidates {
		if strings.EqualFold(c, name) {
			return c
		}
		if d := distance(name, c, least); d < least {
			best, least = c, d
		}
	}
	return best
}

// Names are the candidates near to name, the nearest first and those equally near by name:
// at most the number given.
func Names(name string, candidates []string, most int) []string {
	type scored struct {
		name     string
		distance int
	}
	var found []scored
	least := bound(name)
	for _, c := range candidates {
		if d := distance(name, c, least); d < least {
			found = append(found, scored{c, d})
		}
	}
	slices.SortFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), strings.Compare(a.name, b.name))
	})
	var names []string
	for _, s := range found[:min(most, len(found))] {
		names = append(names, s.name)
	}
	return names
}

// bound is the distance from which on a candidate no longer resembles name.
func bound(name string) int { return 1 + min((len(name)-1)/2, max(3, len(name)/4)) }

// distance is the least number of bytes to insert, drop, replace or swap with their
// neighbour to make b of a, regardless of case (optimal string alignment); limit if it is
// no less.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); max(d, -d) >= limit {
		return limit
	}
	a, b = strings.ToLower(a[:min(len(a), longest)]), strings.ToLower(b[:min(len(b), longest)])
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			change := 1
			if a[i] == b[j] {
				change = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+change)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}
