package check

import (
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
)

// VariableReferences names the variables that each state reads, in alphabetical order, as
// DescribeStateMachine answers them. A state that reads none is left out; so is a map
// without states, which is nil.
//
// In JSONata a name counts if the machine assigns it somewhere: $sum may be a function as
// well as a variable.
func VariableReferences(m *asl.Machine) map[string][]string {
	p := newPass(m, options{})
	defer p.release()
	assigned := p.assignedNames()
	var references map[string][]string
	for _, t := range p.allTexts() {
		for _, name := range t.variables() {
			if t.form == formJSONata && !assigned[name] {
				continue
			}
			if references == nil {
				references = map[string][]string{}
			}
			state := t.state.Base().Name
			if !slices.Contains(references[state], name) {
				references[state] = append(references[state], name)
			}
		}
	}
	for _, names := range references {
		slices.Sort(names)
	}
	return references
}

// assignedNames are the variables that any Assign of the machine sets.
func (p *pass) assignedNames() map[string]bool {
	names := map[string]bool{}
	for _, s := range p.objects {
		for _, m := range assignOf(s.object).Members() {
			names[strings.TrimSuffix(m.Key, ".$")] = true
		}
	}
	return names
}

// variables are the names of workflow variables that the text reads, once each or oftener.
func (t *text) variables() []string {
	var names []string
	for _, p := range t.paths() {
		if root, name := p.Root(); root == jsonpath.RootVariable {
			names = append(names, name)
		}
	}
	return append(names, freeVariables(t.node, nil)...)
}

// freeVariables are the names that an expression reads and does not bind itself. A name
// that a block binds counts as bound in all that follows.
func freeVariables(n jsonata.Node, bound []string) []string {
	var names []string
	bound = slices.Clone(bound)
	jsonata.Walk(n, func(n jsonata.Node) bool {
		switch n := n.(type) {
		case *jsonata.Variable:
			if n.Value != "" && n.Value != "$" && !slices.Contains(bound, n.Value) {
				names = append(names, n.Value)
			}
		case *jsonata.Focus:
			bound = append(bound, n.Name)
		case *jsonata.Index:
			bound = append(bound, n.Name)
		case *jsonata.Bind:
			// The value may be a function that calls itself, so the name is bound in it too.
			bound = append(bound, n.Name)
		case *jsonata.Lambda:
			names = append(names, freeVariables(n.Body, append(n.Params[:len(n.Params):len(n.Params)], bound...))...)
			return false
		}
		return true
	})
	return names
}
