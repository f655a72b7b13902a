package optimize

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// mergeForward puts what a Pass makes into the state behind it.
func (f *flow) mergeForward(pass *asl.Pass) error {
	u := f.u
	if pass.End || pass.Next == pass.Name {
		return errors.New("nothing follows it")
	}
	next := f.state[pass.Next]
	switch {
	case f.entries(pass.Next) != 1:
		return errors.New("other states lead to it too")
	case u.machine.Language(next) != asl.JSONPath || u.preserved(pass.Next) || !understood(next):
		return errors.New("it is of JSONata, or its name is preserved")
	case !wholePath(pass.OutputPath) || !wholePath(pass.ResultPath):
		return errors.New("it keeps its input")
	}
	src, err := sourceOf(pass)
	if err != nil {
		return err
	}
	s := copyState(next)
	if err := src.before(s); err != nil {
		return err
	}
	to := pass.Next
	f.bypass(pass.Name, to)
	f.remove(pass.Name)
	f.replace(s)
	return nil
}

// sourceOf is what a Pass makes of its input.
func sourceOf(pass *asl.Pass) (*source, error) {
	src := &source{used: map[string]bool{}}
	switch {
	case !pass.Result.IsUndefined():
		if !wholePath(pass.InputPath) || !pass.Parameters.IsUndefined() {
			return nil, errors.New("it drops what it reads")
		}
		src.template, src.literal = pass.Result, true
	case !pass.Parameters.IsUndefined():
		if !wholePath(pass.InputPath) {
			return nil, errors.New("it has both an InputPath and Parameters")
		}
		src.template = pass.Parameters
		own := source{path: mustPath("$")}
		if _, err := own.rewrite(pass.Parameters); err != nil {
			return nil, err
		}
	default:
		if pass.InputPath.IsNull() || !readsInputOnly(orWhole(pass.InputPath)) {
			return nil, errors.New("its InputPath reads no input")
		}
		p, err := jsonpath.Compile(orWhole(pass.InputPath).Str())
		if err != nil {
			return nil, err
		}
		src.path = p
	}
	return src, nil
}

func mustPath(text string) *jsonpath.Path {
	p, err := jsonpath.Compile(text)
	if err != nil {
		panic(err)
	}
	return p
}

// before makes s read what src reads.
func (src *source) before(s asl.State) error {
	var parameters, resultPath *value.Value
	switch s := s.(type) {
	case *asl.Task:
		if s.TimeoutSecondsPath != "" || s.HeartbeatSecondsPath != "" || !s.Credentials.IsUndefined() {
			return errors.New("more than its Parameters reads its input")
		}
		parameters, resultPath = &s.Parameters, &s.ResultPath
	case *asl.Parallel:
		parameters, resultPath = &s.Parameters, &s.ResultPath
	case *asl.Pass:
		if !s.Result.IsUndefined() {
			return errors.New("it drops what it reads")
		}
		parameters, resultPath = &s.Parameters, &s.ResultPath
	case *asl.Map:
		return src.beforeMap(s)
	case *asl.Choice, *asl.Wait, *asl.Succeed, *asl.Fail:
		return errors.New("it has no Parameters")
	}
	d := asl.DataOf(s)
	switch {
	case !wholePath(d.InputPath):
		return errors.New("it has an InputPath")
	case !wholePath(*resultPath):
		return errors.New("its ResultPath keeps the input")
	case !d.Assign.IsUndefined():
		return errors.New("it assigns variables")
	}
	retried := false
	if h := asl.HandlersOf(s); h != nil {
		for _, c := range h.Catch {
			if !wholePath(c.ResultPath) {
				return errors.New("the ResultPath of its Catch keeps the input")
			}
		}
		retried = len(h.Retry) > 0
	}
	if handles(s) && (src.template.IsUndefined() || !src.literal && !sureTemplate(src.template)) {
		return errHandlers
	}
	template := *parameters
	if template.IsUndefined() {
		if src.template.IsUndefined() {
			d.InputPath = value.OfString(src.path.String())
			return nil
		}
		if src.template.Kind() != value.Object || src.literal && hasDynamicKey(src.template) {
			return errors.New("its input would be no object, which Parameters must be")
		}
		if _, err := src.descend(src.template, mustPath("$")); err != nil {
			return err
		}
		*parameters = src.template
		return src.settled(retried)
	}
	rewritten, err := src.rewrite(template)
	if err != nil {
		return err
	}
	if src.template.IsUndefined() {
		reads := false
		eachDynamic(rewritten, func(text string) { reads = reads || strings.Contains(text, src.path.String()) })
		if !reads {
			return errors.New("nothing would fail where its path finds nothing")
		}
	}
	*parameters = rewritten
	return src.settled(retried)
}

// beforeMap makes a Map read what src reads.
func (src *source) beforeMap(m *asl.Map) error {
	switch {
	case !wholePath(m.ResultPath) || !wholePath(m.InputPath):
		return errors.New("it has an InputPath, or its ResultPath keeps the input")
	case m.ToleratedFailureCountPath != "" || m.ToleratedFailurePercentagePath != "" || m.MaxConcurrencyPath != "" || !m.Assign.IsUndefined(),
		m.ItemBatcher != nil && (!m.ItemBatcher.BatchInput.IsUndefined() || m.ItemBatcher.MaxItemsPerBatchPath != "" || m.ItemBatcher.MaxInputBytesPerBatchPath != ""),
		m.ItemReader != nil && m.ItemReader.ReaderConfig != nil && m.ItemReader.ReaderConfig.MaxItemsPath != "",
		m.ResultWriter != nil && hasDynamicKey(m.ResultWriter.Parameters):
		return errors.New("more than its items reads its input")
	case handles(m), slices.ContainsFunc(m.Catch, func(c *asl.Catcher) bool { return !wholePath(c.ResultPath) }):
		return errHandlers
	case drawsAnew(src.template):
		return errors.New("an id would be drawn for each item")
	}
	if m.ItemReader != nil {
		parameters, err := src.rewrite(m.ItemReader.Parameters)
		if err != nil {
			return err
		}
		reader := *m.ItemReader
		reader.Parameters = parameters
		m.ItemReader = &reader
	} else {
		p, err := jsonpath.Compile(orWhole(value.OfString(cmp.Or(m.ItemsPath, "$"))).Str())
		if err != nil {
			return err
		}
		items, err := src.place(p)
		if err != nil {
			return err
		}
		if items.dynamic == "" || intrinsic.IsCall(items.dynamic) {
			return errors.New("its ItemsPath would be no path")
		}
		m.ItemsPath = items.dynamic
	}
	// What only the selector reads is not read where there are no items.
	used := maps.Clone(src.used)
	for _, selector := range []*value.Value{&m.ItemSelector, &m.Parameters} {
		rewritten, err := src.rewrite(*selector)
		if err != nil {
			return err
		}
		*selector = rewritten
	}
	src.used = used
	if src.template.IsUndefined() && m.ItemReader != nil {
		return errors.New("nothing would fail where its path finds nothing")
	}
	return src.settled(len(m.Retry) > 0)
}

// settled checks what was used of the template, and how often.
func (src *source) settled(retried bool) error {
	if src.template.IsUndefined() {
		return nil
	}
	if src.volatile > 1 || retried && drawsAnew(src.template) {
		return errors.New("an id would be drawn twice")
	}
	if src.literal {
		return nil
	}
	for _, m := range src.template.Members() {
		name, _ := strings.CutSuffix(m.Key, ".$")
		if !src.used[name] && !sureTemplate(value.OfObject([]value.Member{m})) {
			return fmt.Errorf("`%s` may find nothing, and nothing would fail by that", m.Key)
		}
	}
	return nil
}
