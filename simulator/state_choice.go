package simulator

import "github.com/lockstep-go/lockstep/internal/value"

// choice is a Choice state.
type choice struct {
	common
	rules     []rule
	otherwise state // Default, nil if there is none
}

// rule is a top-level entry of Choices.
type rule struct {
	condition field // JSONata
	test      test  // JSONPath
	next      state
	output    field
	assign    *assignment
}

// test is a data test of JSONPath, or a combination of tests.
type test interface {
	holds(v *view) (bool, *failure)
}

func (s *choice) work(st *strand) bool {
	in, f := st.effectiveInput()
	if f != nil {
		return st.fail(f)
	}
	v := st.view(in)
	for i := range s.rules {
		r := &s.rules[i]
		ok, f := r.holds(v)
		if f != nil {
			return st.fail(f)
		}
		if ok {
			return s.take(st, in, r.next, r.output, r.assign)
		}
	}
	if s.otherwise == nil {
		return st.fail(st.runtime("%s", causeNoNextState))
	}
	return s.take(st, in, s.otherwise, s.output, s.assign)
}

func (s *choice) take(st *strand, in *document, next state, output field, assign *assignment) bool {
	out, assigned, f := st.outcome(&s.common, in, output, assign)
	if f != nil {
		return st.fail(f)
	}
	return st.leave(out, assigned, next)
}

func (r *rule) holds(v *view) (bool, *failure) {
	if r.test != nil {
		return r.test.holds(v)
	}
	x, f := r.condition.eval(v)
	return x.Kind() == value.Bool && x.Bool(), f
}

type (
	allOf   []test
	anyOf   []test
	negated struct{ test }
)

func (ts allOf) holds(v *view) (bool, *failure) {
	for _, t := range ts {
		if ok, f := t.holds(v); f != nil || !ok {
			return false, f
		}
	}
	return true, nil
}

func (ts anyOf) holds(v *view) (bool, *failure) {
	for _, t := range ts {
		if ok, f := t.holds(v); f != nil || ok {
			return ok, f
		}
	}
	return false, nil
}

func (t negated) holds(v *view) (bool, *failure) {
	ok, f := t.test.holds(v)
	return !ok, f
}

// comparison is a Variable and one of the 39 comparators.
type comparison struct {
	variable *path
	compare  func(x, operand value.Value) bool
	operand  value.Value
	path     *path // the operand of a comparator that ends in "Path"
	present  bool  // IsPresent: a variable that is not there is an answer
}

func (t *comparison) holds(v *view) (bool, *failure) {
	x, err := t.variable.find(v)
	if t.present {
		return (err == nil) == t.operand.Bool(), nil
	}
	if err != nil {
		return false, v.st.runtime(causeChoiceInvalidPath, t.variable.text)
	}
	operand := t.operand
	if t.path != nil {
		if operand, err = t.path.find(v); err != nil {
			return false, v.st.runtime(causeChoiceInvalidPath, t.path.text)
		}
	}
	return t.compare(x, operand), nil
}
