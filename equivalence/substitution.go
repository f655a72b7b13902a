package equivalence

import (
	"regexp"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// fill is a way to fill in the substitutions of a definition, by ${Name}. Names that are
// missing are filled in by themselves: States.Format, for one, fails by the braces.
type fill map[string]string

// maxFills bounds the ways in which a pair of machines is filled in.
const maxFills = 4

// named is a substitution that has a name, which is what templates fill in.
var named = regexp.MustCompile(`\$\{([A-Za-z][A-Za-z0-9_.:]*)\}`)

// fills are the ways in which the substitutions of m are filled in: by their names, and by
// texts that m compares with, such as the "prod" in `"${Stage}" = "prod"`.
func fills(m *asl.Machine) []fill {
	text := m.AppendJSON(nil)
	var names []string
	for _, found := range named.FindAllSubmatch(text, -1) {
		if name := string(found[1]); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return []fill{nil}
	}
	// What a Resource is filled in with is the name of something to call.
	for _, s := range asl.Walk(m) {
		if t, ok := s.(*asl.Task); ok {
			names = slices.DeleteFunc(names, func(n string) bool { return strings.Contains(t.Resource, "${"+n+"}") })
		}
	}
	out := []fill{nil}
	texts := compared(m)
	for i := range min(len(texts), maxFills-1) {
		f := fill{}
		for j, name := range names {
			f[name] = texts[(i+j)%len(texts)]
		}
		if len(f) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// apply is m with its substitutions filled in.
func (f fill) apply(m *asl.Machine) *asl.Machine {
	text := m.AppendJSON(nil)
	if !named.Match(text) {
		return m
	}
	filled, list := asl.Decode("filled in", named.ReplaceAllFunc(text, func(found []byte) []byte {
		name := string(found[2 : len(found)-1])
		if with, ok := f[name]; ok {
			name = with
		}
		return []byte(name)
	}))
	if filled == nil || list.HasErrors() {
		return m
	}
	return filled
}

// value is the fill as JSON.
func (f fill) value() value.Value {
	var members []value.Member
	for name, text := range f {
		members = append(members, value.Member{Key: name, Value: value.OfString(text)})
	}
	slices.SortFunc(members, func(a, b value.Member) int { return strings.Compare(a.Key, b.Key) })
	return value.OfObject(members)
}

// plain are texts that mean nothing to JSON or an expression.
var plain = regexp.MustCompile(`^[A-Za-z0-9_.:/-]{1,40}$`)

// compared are the plain texts that conditions of m have, in the order of their states.
func compared(m *asl.Machine) []string {
	var out []string
	add := func(text string) {
		if plain.MatchString(text) && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	var rule func(r *asl.ChoiceRule)
	rule = func(r *asl.ChoiceRule) {
		if r == nil {
			return
		}
		if r.Operand.Kind() == value.String {
			add(r.Operand.Str())
		}
		if text := strings.TrimSpace(r.Condition.Str()); strings.HasPrefix(text, "{%") && strings.HasSuffix(text, "%}") && len(text) >= 4 {
			if n, err := jsonata.Parse(strings.TrimSpace(text[2 : len(text)-2])); err == nil {
				jsonata.Walk(n, func(n jsonata.Node) bool {
					if s, ok := n.(*jsonata.String); ok {
						add(s.Value)
					}
					return true
				})
			}
		}
		for _, inner := range append(slices.Clone(r.And), r.Or...) {
			rule(inner)
		}
		rule(r.Not)
	}
	for _, s := range asl.Walk(m) {
		if c, ok := s.(*asl.Choice); ok {
			for _, r := range c.Choices {
				rule(r)
			}
		}
	}
	return out
}
