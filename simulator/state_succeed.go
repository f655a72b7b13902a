package simulator

// succeed is a Succeed state.
type succeed struct{ common }

func (s *succeed) work(st *strand) bool {
	in, f := st.effectiveInput()
	if f != nil {
		return st.fail(f)
	}
	return st.conclude(in)
}
