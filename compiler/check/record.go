package check

import (
	"slices"
	"strings"
)

// Record explains a code: what `lockstep explain` prints and docs/codes.md is made from.
type Record struct {
	Code  string
	AWS   string // code of ValidateStateMachineDefinition, "" if the service accepts it
	Title string // what is wrong, on one line
	Why   string // what happens otherwise; whole sentences
	Bad   string // a definition that gives the code
	Good  string // the same, mended: it doesn't
	Since string // version of lockstep
	YAML  bool   // the examples are YAML
	Type  Type   // the examples are checked as this type

	// Long makes the bad example where it is too long to be shown; Bad then is its
	// beginning.
	Long func() string
}

// BadText is the whole bad example.
func (r *Record) BadText() string {
	if r.Long != nil {
		return r.Long()
	}
	return r.Bad
}

// Records are those of all codes, sorted by code.
func Records() []Record {
	var all []Record
	for _, r := range rules {
		all = append(all, r.records...)
	}
	slices.SortFunc(all, func(a, b Record) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// Explain is the record of a code, in any case, and whether there is one.
func Explain(code string) (Record, bool) {
	for _, r := range Records() {
		if strings.EqualFold(r.Code, code) {
			return r, true
		}
	}
	return Record{}, false
}

// Title is the title of a code, "" if there is no such code.
func Title(code string) string {
	r, _ := Explain(code)
	return r.Title
}

// states makes a definition of states, written as the members of States; it begins with
// the first. Records use it so that an example shows what it is about.
func states(members string) string {
	name := members[:strings.Index(members[1:], `"`)+2]
	return `{"StartAt": ` + name + `, "States": {` + "\n" + members + "\n}}"
}

// jsonataStates is [states] in JSONata.
func jsonataStates(members string) string {
	return `{"QueryLanguage": "JSONata", ` + states(members)[1:]
}
