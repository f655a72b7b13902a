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
		if t := st.exec.test; t != nil {
			t.data.AfterInputPath, t.data.AfterParameters = nil, nil
			t.saw(&t.data.Result, in)
		}
	}
	return st.conclude(in)
}
