package diag

import (
	"cmp"
	"slices"
	"strings"
)

// Limit is how many findings a report holds; more would not be read.
const Limit = 100

// List is the findings about one or more documents. It is an error; a list that is used
// as one should have at least one finding of severity [Error], see [List.Err].
type List []Diagnostic

// Error is one line a finding.
func (l List) Error() string {
	var b strings.Builder
	for i := range l {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(l[i].Error())
	}
	return b.String()
}

// Unwrap gives each finding as an error, so that errors.As finds a [Diagnostic].
func (l List) Unwrap() []error {
	errs := make([]error, len(l))
	for i := range l {
		errs[i] = l[i]
	}
	return errs
}

// Err is the list as an error if it has one of severity [Error], else nil.
func (l List) Err() error {
	if l.HasErrors() {
		return l
	}
	return nil
}

// HasErrors reports whether a finding is of severity [Error].
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Count is the number of findings of severity s.
func (l List) Count(s Severity) int {
	n := 0
	for i := range l {
		if l[i].Severity == s {
			n++
		}
	}
	return n
}

// Sort puts the findings into the order of the source: by file, line, column, then path
// and code.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b Diagnostic) int {
		return cmp.Or(
			strings.Compare(a.Origin.File, b.Origin.File),
			cmp.Compare(a.Origin.Line, b.Origin.Line),
			cmp.Compare(a.Origin.Column, b.Origin.Column),
			strings.Compare(a.Path, b.Path),
			strings.Compare(a.Code, b.Code),
			strings.Compare(a.Message, b.Message),
		)
	})
}

// Truncate keeps the first n findings of a sorted list, errors before the rest, and
// answers how many were dropped. The order is kept.
func (l List) Truncate(n int) (List, int) {
	if len(l) <= n {
		return l, 0
	}
	room := max(0, n-l.Count(Error))
	kept := make(List, 0, n)
	for _, d := range l {
		if d.Severity != Error {
			if room == 0 {
				continue
			}
			room--
		}
		if len(kept) == n {
			break
		}
		kept = append(kept, d)
	}
	return kept, len(l) - len(kept)
}
