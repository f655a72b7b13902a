package simulator

// pass is a Pass state.
type pass struct {
	common
	result *document // Result, nil: the effective input
}

func (s *pass) work(st *strand) bool {
	in, f := st.effectiveInput()
	if f != nil {
		return st.fail(f)
	}
	if s.result != nil {
		in = s.result
	}
	return st.conclude(in)
}
