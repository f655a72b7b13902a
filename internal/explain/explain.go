package explain

import (
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/deploy"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/vet"
)

// Explanation is what there is to say of one code.
type Explanation struct {
	Code  string
	AWS   string // code of ValidateStateMachineDefinition, "" if the service has none
	Title string // what is wrong, on one line
	Why   string // what happens otherwise, or what to do
	Bad   string // what gives the code; "" where nothing is known to give it
	Good  string // the same, mended
	// Language is that of the examples: "json", "yaml" or "go".
	Language string
}

// All are the explanations of all codes, sorted by code.
func All() []Explanation {
	var all []Explanation
	for _, r := range check.Records() {
		language := "json"
		if r.YAML {
			language = "yaml"
		}
		all = append(all, Explanation{r.Code, r.AWS, r.Title, r.Why, r.Bad, r.Good, language})
	}
	for _, r := range sdk.Codes() {
		bad, good := r.Example()
		all = append(all, Explanation{Code: r.Code, Title: r.Title, Why: r.Why, Bad: bad, Good: good, Language: "go"})
	}
	for _, r := range vet.Rules() {
		all = append(all, Explanation{Code: r.Code, Title: r.Title, Why: r.Help, Bad: r.Bad, Good: r.Good, Language: "go"})
	}
	for _, r := range deploy.Codes() {
		all = append(all, Explanation{Code: r.Code, Title: r.Title, Why: r.Why, Bad: r.Bad, Good: r.Good, Language: "yaml"})
	}
	slices.SortFunc(all, func(a, b Explanation) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// Code is the explanation of a code, in any case, and whether there is one.
func Code(code string) (Explanation, bool) {
	for _, e := range All() {
		if strings.EqualFold(e.Code, code) {
			return e, true
		}
	}
	return Explanation{}, false
}
