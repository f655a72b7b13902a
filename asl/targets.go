package asl

// TargetKind says by what a state is left.
type TargetKind string

// The kinds of transition.
const (
	TargetNext    TargetKind = "Next"    // of the state
	TargetChoice  TargetKind = "Choices" // of a rule
	TargetDefault TargetKind = "Default" // of a Choice
	TargetCatch   TargetKind = "Catch"   // of a catcher
)

// Target is one way out of a state.
type Target struct {
	Kind  TargetKind
	Index int     // of the rule or catcher, else 0
	Name  *string // the field that names the next state; may be set
}

// Path is the path of the field, given that of the state.
func (t Target) Path(state Path) Path {
	switch t.Kind {
	case TargetChoice, TargetCatch:
		return (state + "/" + Path(t.Kind)).Index(t.Index) + "/Next"
	default:
		return state + "/" + Path(t.Kind)
	}
}

// TargetsOf are all transitions out of a state that name one, in document order. End,
// Succeed and Fail have none.
func TargetsOf(s State) []Target { return AppendTargets(nil, s) }

// AppendTargets appends [TargetsOf] to dst.
func AppendTargets(dst []Target, s State) []Target {
	if c, ok := s.(*Choice); ok {
		for i, r := range c.Choices {
			dst = appendTarget(dst, TargetChoice, i, &r.Next)
		}
		return appendTarget(dst, TargetDefault, 0, &c.Default)
	}
	if h := HandlersOf(s); h != nil {
		for i, c := range h.Catch {
			dst = appendTarget(dst, TargetCatch, i, &c.Next)
		}
	}
	if f := FlowOf(s); f != nil {
		dst = appendTarget(dst, TargetNext, 0, &f.Next)
	}
	return dst
}

func appendTarget(dst []Target, kind TargetKind, i int, name *string) []Target {
	if *name == "" {
		return dst
	}
	return append(dst, Target{kind, i, name})
}

// IsTerminal reports whether the state ends its graph: Succeed, Fail, or End.
func IsTerminal(s State) bool {
	switch s := s.(type) {
	case *Succeed, *Fail:
		return true
	default:
		f := FlowOf(s)
		return f != nil && f.End
	}
}
