package optimize

import (
	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// endAtSucceed lets a state end its graph itself where only a Succeed state follows.
//
// Rule: A → Succeed becomes A(End: true).
//
// Preconditions: A goes on by Next (a Choice, a catcher and StartAt can't end a graph) and
// is not preserved; the Succeed hands its input on as it is. One that has an InputPath or
// OutputPath is as good if A is of JSONPath and has no OutputPath of its own: A gets it.
// One with an Output or Assign is left to the passes that merge data.
//
// Why behaviour is kept: a graph ends with the output of its last state, whichever of the
// two ways it ends. A path that moves to A's OutputPath is applied to the same document, in
// both places fails with States.Runtime, which no handler sees, and follows A's call.
func endAtSucceed(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		for _, s := range f.graph.States {
			succeed, ok := s.(*asl.Succeed)
			if !ok || f.gone[succeed.Name] {
				continue
			}
			path, why := u.selectsOnly(succeed)
			if why != "" {
				u.keep(succeed.Name, "%s", why)
				continue
			}
			did += f.endAt(succeed, path)
		}
		f.commit()
	}
	return did
}

// selectsOnly is the path by which a Succeed selects its output of its input, undefined for
// all of it.
func (u *unit) selectsOnly(s *asl.Succeed) (path value.Value, why string) {
	switch {
	case u.preserved(s.Name):
		return path, "its name is preserved"
	case !understood(s):
		return path, "it has fields that are not known"
	case !s.Assign.IsUndefined():
		return path, "it assigns variables"
	case u.machine.Language(s) == asl.JSONata:
		if s.Output.IsUndefined() || isStatesInput(s.Output) {
			return path, ""
		}
		return path, "it makes an Output"
	case wholePath(s.InputPath) && wholePath(s.OutputPath):
		return path, ""
	case wholePath(s.OutputPath):
		return s.InputPath, ""
	case wholePath(s.InputPath):
		return s.OutputPath, ""
	}
	return path, "it has both an InputPath and an OutputPath"
}

func (f *flow) endAt(s *asl.Succeed, path value.Value) int {
	can, others := f.endings(s.Name)
	did := 0
	for _, p := range can {
		switch {
		case path.IsUndefined():
		case f.u.machine.Language(p) == asl.JSONata:
			f.u.keep(s.Name, "`%s` would need its path as an OutputPath, which JSONata does not have", p.Base().Name)
			continue
		case !wholePath(asl.DataOf(p).OutputPath):
			f.u.keep(s.Name, "`%s` has an OutputPath of its own", p.Base().Name)
			continue
		case f.u.preserved(p.Base().Name) || !readsInputOnly(path):
			f.u.keep(s.Name, "it reads more than its input, and what it reads may differ in `%s`", p.Base().Name)
			continue
		default:
			asl.DataOf(p).OutputPath = path
		}
		f.end(p)
		did++
	}
	if others > 0 {
		f.u.keep(s.Name, "a Choice, a Catch or StartAt leads to it, and those can't end a graph")
	}
	if f.drop(s.Name) {
		did++
	}
	return did
}

// readsInputOnly reports whether a path, or null, reads nothing but the document.
func readsInputOnly(path value.Value) bool {
	if path.IsNull() {
		return true
	}
	p, err := jsonpath.Compile(path.Str())
	if err != nil {
		return false
	}
	root, _ := p.Root()
	return root == jsonpath.RootInput
}
