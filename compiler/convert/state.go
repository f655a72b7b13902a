package convert

import (
	"errors"
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Refusal is a state that can't be written in JSONata.
type Refusal struct {
	State  string
	Path   asl.Path // of the state in the machine
	Why    string
	Advice string // what can be written instead; "" if nothing comes near
}

// refusedError is a reason with advice.
type refusedError struct{ why, advice string }

func (e *refusedError) Error() string { return e.why }

func refuse(why, advice string) error { return &refusedError{why, advice} }

// adviceOf finds the advice in a chain of errors.
func adviceOf(err error) string {
	if r, ok := errors.AsType[*refusedError](err); ok {
		return r.advice
	}
	return ""
}

// Machine is a copy of m with every state in JSONata that can be, and the others.
func Machine(m *asl.Machine) (*asl.Machine, []Refusal) {
	out := m.Clone()
	var refusals []Refusal
	for scope := range asl.Scopes(out) {
		for i, s := range scope.Graph.States {
			if m.Language(s) == asl.JSONata {
				continue
			}
			converted, err := convert(s, true)
			if err != nil {
				refusals = append(refusals, Refusal{s.Base().Name, scope.StatePath(s.Base().Name), err.Error(), adviceOf(err)})
				continue
			}
			scope.Graph.States[i] = converted
		}
	}
	// The machine's language is the default of its states: where all of them are JSONata it
	// says so once.
	if len(refusals) > 0 {
		return out, refusals
	}
	out.QueryLanguage = string(asl.JSONata)
	for _, s := range asl.Walk(out) {
		s.Base().QueryLanguage = ""
	}
	return out, nil
}

// State is a copy of a JSONPath state in JSONata. States inside it are shared, and keep
// their language. The error says what JSONata can't say.
//
// A text with a substitution stays one of JSON. [Machine] lets it become one of an expression.
func State(s asl.State) (asl.State, error) { return convert(s, false) }

func convert(s asl.State, fills bool) (asl.State, error) {
	out := shallow(s)
	base := out.Base()
	if len(base.Extra) > 0 {
		return nil, fmt.Errorf("the field `%s` is not known", base.Extra[0].Key)
	}
	base.QueryLanguage = string(asl.JSONata)
	c := converter{fills: fills}
	if data := asl.DataOf(out); data != nil {
		c.selectInput(data.InputPath)
	}
	switch s := out.(type) {
	case *asl.Task:
		c.task(s)
	case *asl.Parallel:
		c.parallel(s)
	case *asl.Map:
		c.mapping(s)
	case *asl.Pass:
		c.pass(s)
	case *asl.Wait:
		c.wait(s)
	case *asl.Choice:
		c.choice(s)
	case *asl.Succeed:
		c.through(&s.Data)
	case *asl.Fail:
		s.Error = c.failText(s.Error, &s.ErrorPath)
		s.Cause = c.failText(s.Cause, &s.CausePath)
	}
	if data := asl.DataOf(out); data != nil {
		data.InputPath, data.OutputPath = value.Value{}, value.Value{}
	}
	if c.err != nil {
		return nil, c.err
	}
	return out, nil
}

// shallow copies a state and what of it is rewritten: rules and catchers.
func shallow(s asl.State) asl.State {
	switch s := s.(type) {
	case *asl.Parallel:
		branches := s.Branches
		c := *s
		c.Branches = nil
		out := asl.CloneState(&c).(*asl.Parallel)
		out.Branches = branches
		return out
	case *asl.Map:
		c := *s
		processor, iterator := s.ItemProcessor, s.Iterator
		c.ItemProcessor, c.Iterator = nil, nil
		out := asl.CloneState(&c).(*asl.Map)
		out.ItemProcessor, out.Iterator = processor, iterator
		return out
	default: // the others hold no graphs
	}
	return asl.CloneState(s)
}

// converter is one state under conversion; the first error stays.
type converter struct {
	err error
	// raw is the state's input, in what InputPath selects of it.
	raw, in dataflow.Template
	fills   bool // see [dataflow.Const]
}

func (c *converter) view(input dataflow.Template) *view { return &view{input: input, fills: c.fills} }

func (c *converter) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

func (c *converter) selectInput(path value.Value) {
	c.raw = query(states("input"))
	c.in = c.selected(path, c.raw)
}

// selected is what InputPath or OutputPath takes of t.
func (c *converter) selected(path value.Value, t dataflow.Template) dataflow.Template {
	switch {
	case path.IsNull():
		return dataflow.Const{V: value.OfObject(nil)}
	case path.IsUndefined() || path.Str() == "$":
		return t
	}
	v := c.view(t)
	out, err := v.path(path.Str())
	if err != nil {
		c.fail(err)
		return t
	}
	return out
}

// template converts a payload template; nil if there is none.
func (c *converter) template(v value.Value, in dataflow.Template) dataflow.Template {
	if v.IsUndefined() || c.err != nil {
		return nil
	}
	w := c.view(in)
	t, err := w.template(v)
	if err != nil {
		c.fail(err)
	}
	return t
}

// encode writes a template into a field; nil and whole leave it out.
func (c *converter) encode(t dataflow.Template, whole jsonata.Node) value.Value {
	if t == nil || c.err != nil {
		return value.Value{}
	}
	if q, ok := t.(*dataflow.Query); ok && whole != nil && q.Node.String() == whole.String() {
		return value.Value{}
	}
	v, err := dataflow.Encode(t)
	if err != nil {
		c.fail(err)
	}
	return v
}

// path converts a field that holds a path to a number or text.
func (c *converter) path(p *string, into *value.Value) {
	if *p == "" || c.err != nil {
		return
	}
	v := c.view(c.in)
	t, err := v.path(*p)
	if err != nil {
		c.fail(err)
		return
	}
	*into, *p = c.encode(t, nil), ""
}

// number converts a field that holds a path to a number. JSONPath takes a number written as a
// text too.
func (c *converter) number(p *string, into *value.Value) {
	if *p == "" || c.err != nil {
		return
	}
	v := c.view(c.in)
	t, err := v.path(*p)
	if err != nil {
		c.fail(err)
		return
	}
	if q, ok := t.(*dataflow.Query); ok {
		t = query(fn("number", q.Node))
	}
	*into, *p = c.encode(t, nil), ""
}

// enforced makes t fail where the selection of the input does, if nothing else of it shows.
func (c *converter) enforced(t dataflow.Template, also ...dataflow.Template) dataflow.Template {
	if c.err != nil {
		return t
	}
	missing := dataflow.Missing(dataflow.Obligations(c.in), append(also, t)...)
	out, err := dataflow.Enforce(t, missing)
	if err != nil {
		c.fail(err)
	}
	return out
}

// placed is the state's output: a result put where ResultPath says, and what OutputPath
// takes of it.
func (c *converter) placed(result dataflow.Template, resultPath, outputPath value.Value) dataflow.Template {
	out := result
	switch {
	case resultPath.IsNull():
		out = c.raw
	case resultPath.IsUndefined() || resultPath.Str() == "$":
	default:
		names, err := memberPath(resultPath.Str())
		if err == nil {
			out, err = dataflow.Set(c.raw, names, result)
		}
		if err != nil {
			c.fail(err)
			return result
		}
	}
	selected := c.selected(outputPath, out)
	if !wholePath(outputPath) && c.err == nil {
		// What OutputPath leaves must still be made.
		kept, err := dataflow.Enforce(selected, dataflow.Missing(dataflow.Obligations(out), selected))
		if err != nil {
			c.fail(err)
		}
		return kept
	}
	return selected
}

func wholePath(v value.Value) bool { return v.IsUndefined() || v.Str() == "$" }

// memberPath is a reference path of names only.
func memberPath(text string) ([]string, error) {
	r, err := jsonpath.ParseReference(text)
	if err != nil {
		return nil, err
	}
	if root, _ := r.Path().Root(); root != jsonpath.RootInput {
		return nil, fmt.Errorf("the path `%s` does not start from the input", text)
	}
	var names []string
	for _, s := range r.Path().Segments() {
		if s.Kind != jsonpath.Name {
			return nil, refuse(fmt.Sprintf("the path `%s` sets an element of an array", text), "keep the result under a name of its own, or write Output by hand: JSONata makes arrays anew")
		}
		names = append(names, s.Name)
	}
	return names, nil
}

// assign converts Assign.
func (c *converter) assign(v value.Value, in dataflow.Template) value.Value {
	return c.encode(c.template(v, in), nil)
}

// handlers converts what retriers and catchers do with data.
func (c *converter) handlers(h *asl.Handlers) {
	caught := query(states("errorOutput"))
	for _, k := range h.Catch {
		assign := k.Assign
		out := caught
		switch {
		case k.ResultPath.IsNull():
			out = c.raw
		case wholePath(k.ResultPath):
		default:
			names, err := memberPath(k.ResultPath.Str())
			if err == nil {
				out, err = dataflow.Set(c.raw, names, caught)
			}
			if err != nil {
				c.fail(err)
				return
			}
		}
		k.Output, k.ResultPath = c.encode(out, states("errorOutput")), value.Value{}
		k.Assign = c.assign(assign, caught)
	}
}

// result converts ResultSelector, ResultPath, OutputPath and Assign of a state that does
// work.
func (c *converter) result(d *asl.Data, selector, resultPath *value.Value) {
	raw := query(states("result"))
	result := raw
	if t := c.template(*selector, raw); t != nil {
		result = t
	}
	assign := c.assign(d.Assign, raw)
	out := c.placed(result, *resultPath, d.OutputPath)
	if resultPath.IsNull() && c.err == nil {
		// The result is dropped, and what ResultSelector makes of it must not fail unseen.
		kept, err := dataflow.Enforce(out, dataflow.Missing(dataflow.Obligations(result), out))
		if err != nil {
			c.fail(err)
		}
		out = kept
	}
	d.Output, d.Assign = c.encode(out, states("result")), assign
	*selector, *resultPath = value.Value{}, value.Value{}
}

// arguments converts Parameters, or what goes in without them.
func (c *converter) arguments(parameters *value.Value) value.Value {
	t := c.template(*parameters, c.in)
	if t == nil {
		t = c.in
	} else {
		t = c.enforced(t)
	}
	*parameters = value.Value{}
	return c.encode(t, states("input"))
}

func (c *converter) task(s *asl.Task) {
	s.Arguments = c.arguments(&s.Parameters)
	c.number(&s.TimeoutSecondsPath, &s.TimeoutSeconds)
	c.number(&s.HeartbeatSecondsPath, &s.HeartbeatSeconds)
	s.Credentials = c.encode(c.template(s.Credentials, c.in), nil)
	c.result(&s.Data, &s.ResultSelector, &s.ResultPath)
	c.handlers(&s.Handlers)
}

func (c *converter) parallel(s *asl.Parallel) {
	s.Arguments = c.arguments(&s.Parameters)
	c.result(&s.Data, &s.ResultSelector, &s.ResultPath)
	c.handlers(&s.Handlers)
}

func (c *converter) mapping(s *asl.Map) {
	if s.ItemProcessor == nil {
		s.ItemProcessor, s.Iterator = s.Iterator, nil // the old name is of JSONPath's time
	}
	items := c.in
	if s.ItemsPath != "" && c.err == nil {
		v := c.view(c.in)
		t, err := v.path(s.ItemsPath)
		if err != nil {
			c.fail(err)
			return
		}
		items = t
	}
	s.ItemsPath = ""
	if s.ItemReader == nil {
		s.Items = c.encode(items, states("input"))
	}
	selector := s.ItemSelector
	if selector.IsUndefined() {
		selector = s.Parameters
	}
	s.Parameters = value.Value{}
	s.ItemSelector = c.encode(c.template(selector, c.in), nil)
	c.number(&s.MaxConcurrencyPath, &s.MaxConcurrency)
	c.number(&s.ToleratedFailureCountPath, &s.ToleratedFailureCount)
	c.number(&s.ToleratedFailurePercentagePath, &s.ToleratedFailurePercentage)
	if r := s.ItemReader; r != nil {
		r.Arguments, r.Parameters = c.encode(c.template(r.Parameters, c.in), nil), value.Value{}
		if r.ReaderConfig != nil {
			c.number(&r.ReaderConfig.MaxItemsPath, &r.ReaderConfig.MaxItems)
		}
	}
	if b := s.ItemBatcher; b != nil {
		b.BatchInput = c.encode(c.template(b.BatchInput, c.in), nil)
		c.number(&b.MaxItemsPerBatchPath, &b.MaxItemsPerBatch)
		c.number(&b.MaxInputBytesPerBatchPath, &b.MaxInputBytesPerBatch)
	}
	if w := s.ResultWriter; w != nil {
		w.Arguments, w.Parameters = c.encode(c.template(w.Parameters, c.in), nil), value.Value{}
	}
	c.result(&s.Data, &s.ResultSelector, &s.ResultPath)
	c.handlers(&s.Handlers)
}

func (c *converter) pass(s *asl.Pass) {
	result := c.in
	if t := c.template(s.Parameters, c.in); t != nil {
		result = t
	}
	made := result
	if !s.Result.IsUndefined() {
		t, err := c.view(nil).constantOf(s.Result)
		if err != nil {
			c.fail(err)
			return
		}
		result = t
	}
	assign := c.template(s.Assign, result)
	out := c.placed(result, s.ResultPath, s.OutputPath)
	if c.err == nil {
		obligations := dataflow.Missing(append(dataflow.Obligations(c.in), dataflow.Obligations(made)...), out, assign)
		kept, err := dataflow.Enforce(out, obligations)
		if err != nil {
			c.fail(err)
		}
		out = kept
	}
	s.Output, s.Assign = c.encode(out, states("input")), c.encode(assign, nil)
	s.Parameters, s.Result, s.ResultPath = value.Value{}, value.Value{}, value.Value{}
}

// through converts a state that hands its input on: Wait and Succeed.
func (c *converter) through(d *asl.Data) {
	assign := c.template(d.Assign, c.in)
	out := c.placed(c.in, value.Value{}, d.OutputPath)
	if d.OutputPath.IsNull() || !wholePath(d.OutputPath) {
		out = c.enforced(out, assign)
	}
	d.Output, d.Assign = c.encode(out, states("input")), c.encode(assign, nil)
}

func (c *converter) wait(s *asl.Wait) {
	if s.SecondsPath != "" {
		// JSONPath takes whole numbers written without a fraction only, and so does JSONata of
		// whole numbers; both fail on the rest.
		c.path(&s.SecondsPath, &s.Seconds)
	}
	c.path(&s.TimestampPath, &s.Timestamp)
	c.through(&s.Data)
}

func (c *converter) failText(constant value.Value, path *string) value.Value {
	if *path == "" || c.err != nil {
		if holdsQuery(constant) {
			c.fail(errQueryText)
		}
		return constant
	}
	v := c.view(query(states("input")))
	t, err := v.member(*path)
	if err != nil {
		c.fail(err)
		return constant
	}
	*path = ""
	return c.encode(t, nil)
}
