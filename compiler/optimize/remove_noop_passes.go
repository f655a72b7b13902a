package optimize

import (
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// removeNoopPasses takes Pass states out of the way that hand their input on as it is.
//
// Rule: A → Pass → B becomes A → B; A → Pass(End) becomes A(End) where A goes on by Next;
// StartAt: Pass → B becomes StartAt: B.
//
// Preconditions: the Pass is the identity, which is told from fields that are absent or say
// so, never from empty ones: no Result, Parameters, Assign; InputPath, OutputPath and
// ResultPath absent or "$" (ResultPath null drops a result and keeps the input, so it is the
// identity too); in JSONata an Output that is absent or exactly $states.input. It is not
// preserved, and does not lead to itself. A Pass that ends its graph goes only where no
// Choice, Catch or StartAt leads into it: those can't end a graph.
//
// Why behaviour is kept: the state reads nothing, can't fail, takes no time, and its output
// is its input.
func removeNoopPasses(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		for _, s := range f.graph.States {
			p, ok := s.(*asl.Pass)
			if !ok || f.gone[p.Name] {
				continue
			}
			if why := u.notIdentity(p); why != "" {
				u.keep(p.Name, "%s", why)
				continue
			}
			if p.End {
				did += f.endBefore(p)
				continue
			}
			if p.Next == p.Name {
				u.keep(p.Name, "it leads to itself for ever")
				continue
			}
			f.bypass(p.Name, p.Next)
			f.remove(p.Name)
			did++
		}
		f.commit()
	}
	return did
}

// endBefore makes the states that go on to s by Next end the graph themselves, and removes s
// if that was all that led to it.
func (f *flow) endBefore(s asl.State) int {
	name := s.Base().Name
	can, others := f.endings(name)
	if others > 0 {
		f.u.keep(name, "a Choice, a Catch or StartAt leads to it, and those can't end a graph")
	}
	did := 0
	for _, p := range can {
		f.end(p)
		did++
	}
	if f.drop(name) {
		did++
	}
	return did
}

// notIdentity says why a Pass is more than the identity; "" if it is not.
func (u *unit) notIdentity(p *asl.Pass) string {
	switch {
	case u.preserved(p.Name):
		return "its name is preserved"
	case !understood(p):
		return "it has fields that are not known"
	case !p.Result.IsUndefined():
		return "it puts a Result into the data"
	case !p.Assign.IsUndefined() && !(p.Assign.Kind() == value.Object && p.Assign.Len() == 0):
		return "it assigns variables"
	}
	if u.machine.Language(p) == asl.JSONata {
		if p.Output.IsUndefined() || isStatesInput(p.Output) {
			return ""
		}
		return "it makes an Output"
	}
	switch {
	case !p.Parameters.IsUndefined():
		return "it makes data by Parameters"
	case !wholePath(p.InputPath):
		return "it selects by InputPath"
	case !wholePath(p.OutputPath):
		return "it selects by OutputPath"
	case !wholePath(p.ResultPath) && !p.ResultPath.IsNull():
		return "it puts its input into itself by ResultPath"
	}
	return ""
}

// wholePath reports whether a path field is absent or "$".
func wholePath(v value.Value) bool { return v.IsUndefined() || v.Str() == "$" }

// isStatesInput reports whether v is an expression that is the state's input and no more.
func isStatesInput(v value.Value) bool {
	text, ok := queryText(v)
	return ok && text == "$states.input"
}

// queryText is the expression that a string of a JSONata state holds.
func queryText(v value.Value) (string, bool) {
	s := v.Str()
	if len(s) < 4 || !strings.HasPrefix(s, "{%") || !strings.HasSuffix(s, "%}") {
		return "", false
	}
	return strings.TrimSpace(s[2 : len(s)-2]), true
}
