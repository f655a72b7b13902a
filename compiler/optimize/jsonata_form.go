package optimize

import (
	"errors"
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/convert"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
)

// form is a copy of a state in JSONata that may be changed.
type form struct{ state asl.State }

// jsonata gives a state's form in JSONata. States of JSONPath have one at LevelConvert only,
// and only where nobody sees that a failed path is then called States.QueryEvaluationError.
func (f *flow) jsonata(s asl.State) (form, error) {
	u := f.u
	if u.preserved(s.Base().Name) {
		return form{}, errors.New("its name is preserved")
	}
	if !understood(s) {
		return form{}, fmt.Errorf("`%s` has fields that are not known", s.Base().Name)
	}
	if u.machine.Language(s) == asl.JSONata {
		return form{copyState(s)}, nil
	}
	if u.opts.Level < LevelConvert {
		return form{}, fmt.Errorf("`%s` is in JSONPath, and level 3 alone converts", s.Base().Name)
	}
	if c, ok := u.converted[s]; ok {
		if c.err != nil {
			return form{}, c.err
		}
		return form{copyState(c.state)}, nil
	}
	c, err := f.convert(s)
	u.converted[s] = conversion{c, err}
	if err != nil {
		return form{}, err
	}
	return form{copyState(c)}, nil
}

type conversion struct {
	state asl.State
	err   error
}

func (f *flow) convert(s asl.State) (asl.State, error) {
	c, err := convert.State(s)
	if err != nil {
		return nil, fmt.Errorf("`%s` can't be written in JSONata: %w", s.Base().Name, err)
	}
	why := f.u.mayFail(c)
	if why == "" {
		return c, nil
	}
	if err := f.u.outerHandlers(f.scope); err != nil {
		return nil, fmt.Errorf("%s of `%s` may fail in JSONata, and %w", why, s.Base().Name, err)
	}
	if handler, seen := f.u.seesQueryFailure(c); seen && !f.u.shield(f.scope, s, c) {
		return nil, fmt.Errorf("%s of `%s` may fail, and its %s would see that in JSONata, which it does not in JSONPath", why, s.Base().Name, handler)
	}
	return c, nil
}

// mayFail names a field of a JSONata state whose evaluation may fail; "" if none may.
func (u *unit) mayFail(s asl.State) string {
	if s.Type() == asl.TypeMap {
		return "the Items"
	}
	for _, fd := range fieldsOf(s) {
		t, err := u.parse(*fd.value)
		if err != nil {
			return "the field " + fd.name
		}
		if t != nil && len(dataflow.Obligations(t)) > 0 {
			return "the field " + fd.name
		}
		if _, isQuery := t.(*dataflow.Query); isQuery && (fd.name == "Seconds" || fd.name == "Timestamp" || fd.name == "TimeoutSeconds" || fd.name == "HeartbeatSeconds" || fd.name == "Error" || fd.name == "Cause") {
			return "the field " + fd.name
		}
	}
	return ""
}

// copyState copies a state and shares the graphs inside it.
func copyState(s asl.State) asl.State {
	switch s := s.(type) {
	case *asl.Parallel:
		c := *s
		branches := c.Branches
		c.Branches = nil
		out := asl.CloneState(&c).(*asl.Parallel)
		out.Branches = branches
		return out
	case *asl.Map:
		c := *s
		processor, iterator := c.ItemProcessor, c.Iterator
		c.ItemProcessor, c.Iterator = nil, nil
		out := asl.CloneState(&c).(*asl.Map)
		out.ItemProcessor, out.Iterator = processor, iterator
		return out
	default: // the others hold no graphs
	}
	return asl.CloneState(s)
}
