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
func TargetsOf(s State) []Target {
	var out []Target
	add := func(kind TargetKind, i int, name *string) {
		if *name != "" {
			out = append(out, Target{kind, i, name})
		}
	}
	if c, ok := s.(*Choice); ok {
		for i, r := range c.Choices {
			add(TargetChoice, i, &r.Next)
		}
		add(TargetDefault, 0, &c.Default)
		return out
	}
	if h := HandlersOf(s); h != nil {
		for i, c := range h.Catch {
			add(TargetCatch, i, &c.Next)
		}
	}
	if f := FlowOf(s); f != nil {
		add(TargetNext, 0, &f.Next)
	}
	return out
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
