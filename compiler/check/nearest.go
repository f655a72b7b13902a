package check

import (
	"strings"

	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/nearest"
)

// mostAdvice is how many names are looked for among others: a report holds no more
// findings, and each search takes its time.
const mostAdvice = 2 * diag.Limit

// nearest is [nearest.Name] for as long as anybody would read the advice.
func (p *pass) nearest(name string, candidates []string) string {
	if p.advice++; p.advice > mostAdvice {
		return ""
	}
	return nearest.Name(name, candidates)
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
