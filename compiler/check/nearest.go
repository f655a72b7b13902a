package check

import (
	"strings"

	"github.com/lockstep-go/lockstep/diag"
)

// mostAdvice is how many names are looked for among others: a report holds no more
// findings, and each search takes its time.
const mostAdvice = 2 * diag.Limit

// nearest is [nearest] for as long as anybody would read the advice.
func (p *pass) nearest(name string, candidates []string) string {
	if p.advice++; p.advice > mostAdvice {
		return ""
	}
	return nearest(name, candidates)
}

// nearest is the candidate that name was most likely meant to be, "" if none is near. The
// shorter a name, the less of it may differ; case does not count.
func nearest(name string, candidates []string) string {
	best, least := "", 1+min((len(name)-1)/2, max(3, len(name)/4))
	for _, c := range candidates {
		if strings.EqualFold(c, name) {
			return c
		}
		if abs(len(c)-len(name)) >= least {
			continue
		}
		if d := distance(strings.ToLower(name), strings.ToLower(c)); d < least {
			best, least = c, d
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// distance is the number of letters to insert, drop, change or swap with their neighbour
// to make b of a. Names are short; longer ones are cut.
func distance(a, b string) int {
	const longest = 100
	a, b = a[:min(len(a), longest)], b[:min(len(b), longest)]
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// list joins names for a sentence: "`a`, `b` or `c`".
func list(names []string, conjunction string) string {
	var b strings.Builder
	for i, n := range names {
		switch {
		case i > 0 && i == len(names)-1:
			b.WriteString(" " + conjunction + " ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(quote(n))
	}
	return b.String()
}

// a is a word with its article.
func a(word string) string {
	if word != "" && strings.IndexByte("aeiouAEIO", word[0]) >= 0 {
		return "an " + word
	}
	return "a " + word
}
