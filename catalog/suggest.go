package catalog

import "github.com/lockstep-go/lockstep/internal/nearest"

// similar are the candidates that come near to name, at most three, the nearest first.
func similar(name string, candidates []string) []string { return nearest.Names(name, candidates, 3) }

// didYouMean is the advice for the nearest name, empty without one.
func didYouMean(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "did you mean `" + names[0] + "`?"
}
