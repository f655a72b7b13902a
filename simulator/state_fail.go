package simulator

import "github.com/lockstep-go/lockstep/internal/value"

// failState is a Fail state.
type failState struct {
	common
	err, cause failText
}

// failText is Error or Cause of a Fail state, in one of its forms.
type failText struct {
	field field  // nil where the field is absent
	name  string // "Error", "ErrorPath" …
}

func (s *failState) work(st *strand) bool {
	f := &failure{}
	var wrong *failure
	if f.err, wrong = s.err.text(st); wrong == nil {
		f.cause, wrong = s.cause.text(st)
	}
	if wrong != nil {
		return st.fail(wrong)
	}
	return st.raise(f)
}

func (t *failText) text(st *strand) (text, *failure) {
	if t.field == nil {
		return text{}, nil
	}
	v, f := t.field.eval(&view{st: st, input: st.input})
	if f != nil {
		return text{}, f
	}
	if v.Kind() != value.String {
		return text{}, st.runtime("The value for the field '%s' must be a STRING but was: %s", t.name, v)
	}
	return textOf(v.Str()), nil
}
