package simulator

import (
	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/catalog/shapes"
	"github.com/lockstep-go/lockstep/internal/value"
)

// validateMock refuses a mocked result that the state could not have.
func (t *testRun) validateMock(d asl.State) error {
	m := t.mock
	if m == nil || m.Result == nil {
		return nil
	}
	v, err := value.DecodeString(*m.Result, value.WithDuplicates())
	if err != nil {
		return refuse("Mocked result must be a valid JSON.")
	}
	switch d := d.(type) {
	case *asl.Map:
		if d.ResultWriter == nil && v.Kind() != value.Array {
			return refuse("Mocked result must be an array.")
		}
		if n := t.in.Configuration.MapIterationFailureCount; n != nil && v.Kind() == value.Array && *n > v.Len() {
			return refuse("Map iteration failure count must be less than or equal to the number of Map iterations")
		}
	case *asl.Parallel:
		if v.Kind() != value.Array {
			return refuse("Mocked result must be an array.")
		}
	case *asl.Task:
		return checkMock(d.Resource, v, m.FieldValidationMode)
	case *asl.Choice, *asl.Wait, *asl.Pass, *asl.Succeed, *asl.Fail:
		// They take no mock: validate refused it.
	}
	return nil
}

// checkMock compares a task's mocked result with the API's model. What the catalog does not
// know is not checked.
func checkMock(resource string, v value.Value, mode string) error {
	r, err := catalog.Parse(resource)
	if err != nil {
		return nil
	}
	a, err := r.Resolve()
	if err != nil {
		return nil
	}
	if mode == "" {
		mode = string(shapes.Strict)
	}
	if err := shapes.CheckResult(a, v, shapes.Mode(mode)); err != nil {
		return refuse("Mock result schema validation error: %s", err)
	}
	return nil
}

// outcome is what the mock makes of the state: a result or a failure.
func (m *StateMock) outcome() (*document, *failure) {
	if e := m.ErrorOutput; e != nil {
		a := failedAnswer(e.Error, e.Cause)
		return nil, a.failure()
	}
	if m.Result == nil {
		return newDocument(value.OfObject(nil)), nil
	}
	v, err := value.DecodeString(*m.Result, value.WithDuplicates())
	if err != nil {
		return nil, fail(errRuntime, err.Error())
	}
	return &document{v: v, text: *m.Result}, nil
}

// answer answers a task by its mock; the text of the result passes through as it is.
func (t *testRun) answer(st *strand) bool {
	out, f := t.mock.outcome()
	if f != nil {
		st.releaseTask()
		return st.fail(f)
	}
	st.releaseTask()
	return st.concludeTask(out)
}

// joined ends a Parallel by its mock.
func (t *testRun) joined(st *strand) bool {
	t.data.AfterInputPath, t.data.AfterParameters, t.data.AfterArguments = nil, nil, nil
	out, f := t.mock.outcome()
	if f != nil {
		return st.fail(f)
	}
	return st.conclude(out)
}

// mapped ends a Map by its mock.
func (t *testRun) mapped(st *strand, s *mapState) bool {
	v := &view{st: st, input: st.effective}
	items, f := t.items(st, s)
	if f != nil {
		return st.fail(f)
	}
	if !s.jsonata {
		text := javaList(items)
		t.data.AfterItemsPath = &text
	}
	most, f := s.concurrency.eval(v)
	if f != nil {
		return st.fail(f)
	}
	n := int(most)
	t.data.MaxConcurrency = &n
	tolerated, percentage := 0.0, 0.0
	if d := s.distributed; d != nil {
		if tolerated, f = d.tolerated.eval(v); f == nil {
			percentage, f = d.percentage.eval(v)
		}
		if f != nil {
			return st.fail(f)
		}
		if d.tolerated.given() {
			k := int(tolerated)
			t.data.ToleratedFailureCount = &k
		}
		if d.percentage.given() {
			t.data.ToleratedFailurePercentage = &percentage
		}
	}
	if f := t.selectItems(st, s, items); f != nil {
		return st.fail(f)
	}
	out, f := t.mock.outcome()
	if f != nil {
		return st.fail(f)
	}
	if k := t.in.Configuration.MapIterationFailureCount; k != nil && items.Len() > 0 {
		bad := float64(*k)
		if tolerated > 0 && bad > tolerated || percentage > 0 && bad*100/float64(items.Len()) > percentage {
			return st.fail(fail(errToleratedExceeded, causeToleratedExceeded))
		}
	}
	return st.conclude(out)
}

// items is what the Map maps over: what its ItemReader would read, or part of its input.
func (t *testRun) items(st *strand, s *mapState) (value.Value, *failure) {
	if s.distributed == nil || s.distributed.reader == nil {
		return s.itemsOf(st, st.effective)
	}
	v, err := value.DecodeString(t.in.Configuration.MapItemReaderData, value.WithDuplicates())
	if err != nil {
		return value.OfArray(nil), nil
	}
	return v, nil
}

// selectItems shows what ItemSelector makes of the items.
func (t *testRun) selectItems(st *strand, s *mapState, items value.Value) *failure {
	if s.selector == nil {
		return nil
	}
	var out []value.Value
	for i, item := range items.Elems() {
		x, f := s.itemInput(st, &strand{}, item, i)
		if f != nil {
			return f
		}
		out = append(out, x.v)
	}
	text := javaList(value.OfArray(out))
	t.data.AfterItemSelector = &text
	return nil
}

// javaList writes an array as Java prints a list of JSON nodes: a space after each comma of
// the outermost level.
func javaList(v value.Value) string {
	if v.Kind() != value.Array {
		return v.String()
	}
	text := []byte{'['}
	for i, e := range v.Elems() {
		if i > 0 {
			text = append(text, ", "...)
		}
		text = e.AppendJSON(text)
	}
	return string(append(text, ']'))
}
