package policy

import (
	"strings"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Call is a call that a Task, an ItemReader or a ResultWriter makes.
type Call struct {
	// State is the state's name, for reasons.
	State    string
	Resource catalog.Resource
	// Arguments are the state's Arguments or Parameters, or what they came to when the
	// state ran.
	Arguments value.Value
	// RoleARN are the Credentials that the call is made with, undefined without.
	RoleARN value.Value
	// Evaluated says that Arguments are what they came to: a text in "{% %}" is a text.
	Evaluated bool
}

// argument is the value of a parameter: known only if it is a literal.
type argument struct {
	text  string
	known bool
	// absent marks an element of a list that does not have the parameter.
	absent bool
}

// or is the text, or a wildcard.
func (a argument) or(wildcard string) string {
	if a.known {
		return a.text
	}
	return wildcard
}

// arguments are the values at a path of parameters: names with dots, "[]" for the elements
// of an array. A value that is only known when the state runs is unknown; a parameter that
// is absent is none at all.
func (c Call) arguments(path string) []argument {
	return c.find(c.Arguments, strings.Split(path, "."))
}

// Literals are the texts at a path of parameters that are known before the state runs.
func (c Call) Literals(path string) []string {
	var out []string
	for _, a := range c.arguments(path) {
		if a.known {
			out = append(out, a.text)
		}
	}
	return out
}

func (c Call) find(v value.Value, path []string) []argument {
	if c.dynamic(v) {
		return []argument{{}}
	}
	if len(path) == 0 {
		if v.Kind() == value.String {
			return []argument{{text: v.Str(), known: true}}
		}
		return []argument{{}}
	}
	name, isList := strings.CutSuffix(path[0], "[]")
	if v.Kind() != value.Object {
		return nil
	}
	if v.Has(name + ".$") {
		return []argument{{}}
	}
	if name == "*" {
		// The keys of a map, such as the tables of BatchGetItem.
		var out []argument
		for _, m := range v.Members() {
			out = append(out, argument{text: m.Key, known: !strings.Contains(m.Key, "${")})
		}
		return out
	}
	inner := v.Get(name)
	switch {
	case inner.IsUndefined():
		return nil
	case !isList:
		return c.find(inner, path[1:])
	case c.dynamic(inner):
		return []argument{{}}
	}
	var out []argument
	for _, e := range inner.Elems() {
		found := c.find(e, path[1:])
		if len(found) == 0 {
			found = []argument{{absent: true}}
		}
		out = append(out, found...)
	}
	return out
}

// dynamic reports whether a value only exists when the state runs, or when a template is
// filled. A JSONata text literal is as good as a text.
func (c Call) dynamic(v value.Value) bool {
	if c.Evaluated || v.Kind() != value.String {
		return false
	}
	s := v.Str()
	return strings.HasPrefix(s, "{%") && strings.HasSuffix(s, "%}") || strings.Contains(s, "${")
}
