package simulator

import (
	"io"
	"strings"

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
	if v.Kind() != value.Object && mode != string(shapes.None) && a.Operation != nil {
		return refuse("Mocked result must be an object.")
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
	items, from, f := t.items(st, s)
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
	if f := t.selectItems(st, s, items, from); f != nil {
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

// items is what the Map maps over, and where from: what its ItemReader would read, or part
// of its input.
func (t *testRun) items(st *strand, s *mapState) (items value.Value, from string, f *failure) {
	switch {
	case s.distributed == nil:
		items, f = s.itemsOf(st, st.effective)
		return items, "", f
	case s.distributed.reader == nil:
		items, f = s.itemsOf(st, st.effective)
		return items, stateData, f
	}
	r := s.distributed.reader
	if r.parameters != nil {
		p, f := r.parameters.eval(&view{st: st, input: st.effective})
		if f != nil {
			return value.Value{}, "", f
		}
		from = "S3://" + p.Get("Bucket").Str()
		if !r.list {
			from += "/" + p.Get("Key").Str()
		}
	}
	items, err := r.itemsIn(t.in.Configuration.MapItemReaderData)
	if err != nil {
		return value.Value{}, "", fail(errItemReaderFailed, err.Error())
	}
	if r.config.ItemsPointer != "" {
		text := javaList(items)
		t.data.AfterItemsPointer = &text
	}
	return items, from, nil
}

// itemsIn are the items in data, the text of what the reader would find.
func (r *itemReader) itemsIn(data string) (value.Value, error) {
	if data == "" {
		return value.OfArray(nil), nil
	}
	config := r.config
	if r.list && config.Transformation != "LOAD_AND_FLATTEN" || config.ManifestType != "" {
		config = asl.ReaderConfig{InputType: "JSON"} // the list of what was found
	}
	source, err := openBody(io.NopCloser(strings.NewReader(data)), "", &config)
	if err != nil {
		return value.Value{}, err
	}
	defer source.close()
	var items []value.Value
	var members []value.Member
	for {
		item, key, ok, err := source.next()
		switch {
		case err != nil:
			return value.Value{}, err
		case ok && key.IsUndefined():
			items = append(items, item)
		case ok:
			members = append(members, value.Member{Key: key.Str(), Value: item})
		case members != nil:
			return value.OfObject(members), nil
		default:
			return value.OfArray(items), nil
		}
	}
}

// selectItems shows what ItemSelector and ItemBatcher make of the items.
func (t *testRun) selectItems(st *strand, s *mapState, items value.Value, from string) *failure {
	source := sourceOf(items)
	source.source = from
	run := &MapRun{sim: st.exec.sim, state: s, owner: st, input: st.effective, source: source}
	if s.selector != nil {
		selected, f := drain(func() (*document, *failure) {
			p, f := run.nextItem()
			if p == nil {
				return nil, f
			}
			return p.doc, nil
		})
		if f != nil {
			return f
		}
		text := javaList(selected)
		t.data.AfterItemSelector = &text
		items = selected
	}
	if s.distributed == nil || s.distributed.batcher == nil {
		return nil
	}
	plain := *s
	plain.selector = nil // it was applied
	run = &MapRun{sim: st.exec.sim, state: &plain, owner: st, input: st.effective, source: sourceOf(items)}
	if f := s.distributed.batcher.measure(run, &view{st: st, input: st.effective}); f != nil {
		return f
	}
	batches, f := drain(func() (*document, *failure) {
		in, _, f := run.nextInput()
		return in, f
	})
	if f == nil {
		text := javaList(batches)
		t.data.AfterItemBatcher = &text
	}
	return f
}

// drain is the array of what next answers until it answers nil.
func drain(next func() (*document, *failure)) (value.Value, *failure) {
	var out []value.Value
	for {
		d, f := next()
		if d == nil || f != nil {
			return value.OfArray(out), f
		}
		out = append(out, d.v)
	}
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
