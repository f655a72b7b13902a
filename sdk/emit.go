package sdk

import (
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// machine writes the model.
func (f *flow) machine(root *graph) *asl.Machine {
	r := f.l.rec
	m := &asl.Machine{Version: r.version}
	if r.lang == languageJSONata || r.saysLanguage {
		m.QueryLanguage = r.lang.String()
	}
	if r.timeoutSeconds > 0 {
		m.TimeoutSeconds = value.OfInt(int64(r.timeoutSeconds))
	}
	f.fill(&m.Graph, root)
	if r.comment != "" {
		m.Comment = r.comment
	}
	f.place(&m.Origin, r.at)
	f.settle()
	return m
}

func (f *flow) fill(to *asl.Graph, g *graph) {
	if g.start != nil {
		to.StartAt = g.start.name
	}
	to.Comment = g.scope.block.comment
	for _, n := range g.nodes {
		s := n.withFields(f.state(n))
		base := s.Base()
		base.Name, base.Comment = n.name, n.step.comment
		f.place(&base.Origin, n.step.at)
		if n.step.lang != nil {
			base.QueryLanguage = n.step.lang.String()
		}
		to.States = append(to.States, s)
	}
}

// state writes one state.
func (f *flow) state(n *node) asl.State {
	w := &writer{flow: f, at: slot{node: n}}
	switch n.kind {
	case stepTask:
		t := &asl.Task{Resource: n.step.resource + n.step.pattern.suffix()}
		f.task(w, n, t)
		return t
	case stepMap:
		return f.mapState(w, n)
	case stepParallel:
		return f.parallel(w, n)
	case stepChoice:
		return f.choice(n)
	case stepWait:
		return f.wait(w, n)
	case stepSucceed:
		s := &asl.Succeed{}
		f.data(n, &s.Data)
		if out := n.edges; len(out) > 0 {
			f.exit(n, out[0], &s.Data, nil, shape{})
		}
		return s
	case stepFail:
		return f.fail(w, n)
	case stepState:
		return decodeState(n.step.raw)
	}
	p := &asl.Pass{}
	if n.lang == languageJSONPath {
		p.Parameters, p.ResultPath, p.Result = f.template(w, n, "Parameters"), f.pathField(w, n, "ResultPath"), f.verbatimField(n, "Result")
	}
	f.data(n, &p.Data)
	f.exit(n, n.edges[0], &p.Data, &p.Flow, shape{pass: p})
	return p
}

// shape are the fields by which JSONPath mode shapes what a state puts out.
type shape struct {
	pass     *asl.Pass
	selector *value.Value
}

// data writes the fields by which the author shapes a state's data.
func (f *flow) data(n *node, d *asl.Data) {
	w := &writer{flow: f, at: slot{node: n}}
	d.InputPath, d.OutputPath = f.pathField(w, n, "InputPath"), f.pathField(w, n, "OutputPath")
}

// pathField is a field that holds a path or null.
func (f *flow) pathField(w *writer, n *node, name string) value.Value {
	e := n.step.field(name)
	switch {
	case e == nil:
		return value.Value{}
	case e.kind == exprLiteral || e.kind == exprVerbatim:
		return e.lit
	}
	return value.OfString(w.path(e))
}

func (f *flow) verbatimField(n *node, name string) value.Value {
	if e := n.step.field(name); e != nil {
		return e.lit
	}
	return value.Value{}
}

// template is a field that holds a payload template.
func (f *flow) template(w *writer, n *node, name string) value.Value {
	e := n.step.field(name)
	if e == nil {
		return value.Value{}
	}
	return w.payload(e)
}

// field is e for a field that both languages have: an expression in JSONata,
// else a constant; path is the field JSONPath has for what is none.
func (w *writer) field(e *expr, path *string) value.Value {
	switch {
	case e == nil:
		return value.Value{}
	case w.at.node.lang == languageJSONata:
		return w.template(e)
	case e.kind == exprLiteral || e.kind == exprVerbatim:
		return e.lit
	case path != nil:
		*path = w.pathOrCall(e, false)
		return value.Value{}
	}
	return w.payload(e)
}

// withFields puts the fields in that the author wrote as JSON.
func (n *node) withFields(s asl.State) asl.State {
	if len(n.step.rawFields) == 0 {
		return s
	}
	v := asl.ValueOf(s)
	for _, m := range n.step.rawFields {
		v = v.With(m.Key, m.Value)
	}
	return decodeState(v)
}

// decodeState reads one state. What is wrong with it stays in it, for the
// checker to find.
func decodeState(v value.Value) asl.State {
	doc := value.ObjectOf(value.Member{Key: "States", Value: value.ObjectOf(value.Member{Key: "state", Value: v})})
	m, _ := asl.DecodeJSON("", doc.AppendJSON(nil))
	if m == nil || len(m.States) == 0 {
		return &asl.Pass{}
	}
	return m.States[0]
}

func fieldText(n *node, name string) string {
	if e := n.step.field(name); e != nil {
		return e.lit.Str()
	}
	return ""
}

// task writes a Task's own fields.
func (f *flow) task(w *writer, n *node, t *asl.Task) {
	s := n.step
	argument := s.argument
	if argument == nil && len(s.arguments) > 0 {
		argument = &expr{kind: exprObject, typ: schemaAny, at: s.at}
		for _, a := range s.arguments {
			argument.keys, argument.args = append(argument.keys, a.name), append(argument.args, a.value)
		}
	}
	if n.lang == languageJSONata {
		if argument != nil {
			t.Arguments = w.template(argument)
		} else if isSDKIntegration(s.resource) {
			t.Arguments = value.OfObject(nil) // AWS asks for Arguments, if only empty ones
		}
		t.Credentials = w.field(s.field("Credentials"), nil)
	} else {
		t.Parameters = f.template(w, n, "Parameters")
		if argument != nil {
			t.Parameters = w.payload(argument)
		}
		t.ResultSelector, t.ResultPath = f.template(w, n, "ResultSelector"), f.pathField(w, n, "ResultPath")
		if c := s.field("Credentials"); c != nil {
			t.Credentials = w.payload(c)
		}
	}
	t.TimeoutSeconds = w.field(s.field("TimeoutSeconds"), &t.TimeoutSecondsPath)
	t.HeartbeatSeconds = w.field(s.field("HeartbeatSeconds"), &t.HeartbeatSecondsPath)
	if p := fieldText(n, "TimeoutSecondsPath"); p != "" {
		t.TimeoutSecondsPath = p
	}
	if p := fieldText(n, "HeartbeatSecondsPath"); p != "" {
		t.HeartbeatSecondsPath = p
	}
	f.data(n, &t.Data)
	f.handlers(n, &t.Handlers)
	f.exit(n, n.edges[0], &t.Data, &t.Flow, shape{selector: &t.ResultSelector})
}

func isSDKIntegration(resource string) bool {
	const mark = ":states:::aws-sdk:"
	for i := 0; i+len(mark) <= len(resource); i++ {
		if resource[i:i+len(mark)] == mark {
			return true
		}
	}
	return false
}

// handlers writes Retry and Catch.
func (f *flow) handlers(n *node, h *asl.Handlers) {
	for _, r := range n.retriers() {
		m := r.model()
		f.place(&m.Origin, r.at)
		h.Retry = append(h.Retry, m)
	}
	for _, e := range n.edges {
		if e.kind != edgeCatch {
			continue
		}
		c := &asl.Catcher{ErrorEquals: e.errors, Next: stateOf(e.to)}
		f.place(&c.Origin, e.at)
		w := &writer{flow: f, at: slot{node: n, edge: e}}
		c.Comment = e.comment
		if e.output != nil {
			c.Output = w.template(e.output)
		}
		if e.resultPath != nil {
			c.ResultPath = e.resultPath.lit
		}
		c.Assign = f.assign(w, e)
		h.Catch = append(h.Catch, c)
	}
}

// assign writes the Assign of an edge.
func (f *flow) assign(w *writer, e *edge) value.Value {
	if len(e.assigns) == 0 {
		return value.Value{}
	}
	members := value.NewBuilder(len(e.assigns))
	for _, a := range e.assigns {
		w := &writer{flow: f, at: slot{node: w.at.node, edge: e, assign: true, held: a.held}}
		if w.at.node.lang == languageJSONata {
			members.Set(a.name, w.template(a.value))
			continue
		}
		m := w.member(a.name, a.value)
		members.Set(m.Key, m.Value)
	}
	return members.Value()
}

// exit writes where a state goes and what it gives on.
func (f *flow) exit(n *node, e *edge, d *asl.Data, to *asl.Flow, s shape) {
	w := &writer{flow: f, at: slot{node: n, edge: e}}
	d.Assign = f.assign(w, e)
	if to != nil {
		if e.end {
			to.End = true
		} else {
			to.Next = stateOf(e.to)
		}
	}
	if e.output == nil || f.gives(n, e) {
		return
	}
	if n.lang == languageJSONata {
		d.Output = w.template(e.output)
		return
	}
	switch {
	case s.selector != nil && e.output.kind == exprObject:
		*s.selector = w.payload(e.output)
	case s.selector != nil:
		d.OutputPath = value.OfString(w.path(e.output))
	case s.pass != nil && (e.output.kind == exprLiteral || e.output.kind == exprVerbatim):
		s.pass.Result = e.output.lit
	case s.pass != nil && e.output.kind == exprObject:
		s.pass.Parameters = w.payload(e.output)
	case s.pass != nil:
		d.InputPath = value.OfString(w.path(e.output))
	default:
		w.cannot(e.output, "in JSONPath mode this state can't shape its output", "use a Pass, or write the state in JSONata")
	}
}

// gives reports whether the state puts out the wanted value without an Output.
func (f *flow) gives(n *node, e *edge) bool {
	src, path, ok := e.output.ref()
	if !ok || src.alias != nil {
		return false
	}
	src, path, ok = f.cross(n.graph.scope, src, path)
	if !ok {
		return false
	}
	natural := (&edge{kind: e.kind, from: n, caught: e.caught}).carries(n.input)
	return natural.equal(&place{src, path})
}

func (f *flow) wait(w *writer, n *node) asl.State {
	s := &asl.Wait{}
	if e := n.step.field("Seconds"); e != nil {
		s.Seconds = w.field(e, &s.SecondsPath)
	}
	if e := n.step.field("Timestamp"); e != nil {
		s.Timestamp = w.field(e, &s.TimestampPath)
	}
	if p := fieldText(n, "SecondsPath"); p != "" {
		s.SecondsPath = p
	}
	if p := fieldText(n, "TimestampPath"); p != "" {
		s.TimestampPath = p
	}
	f.data(n, &s.Data)
	f.exit(n, n.edges[0], &s.Data, &s.Flow, shape{})
	return s
}

func (f *flow) fail(w *writer, n *node) asl.State {
	s := &asl.Fail{}
	s.Error = w.field(n.step.field("Error"), &s.ErrorPath)
	s.Cause = w.field(n.step.field("Cause"), &s.CausePath)
	if p := fieldText(n, "ErrorPath"); p != "" {
		s.ErrorPath = p
	}
	if p := fieldText(n, "CausePath"); p != "" {
		s.CausePath = p
	}
	return s
}

func (f *flow) choice(n *node) asl.State {
	s := &asl.Choice{}
	f.data(n, &s.Data)
	for _, e := range n.edges {
		w := &writer{flow: f, at: slot{node: n, edge: e}}
		if e.kind == edgeRaw {
			continue
		}
		if e.kind == edgeElse {
			s.Default = stateOf(e.to)
			f.exit(n, e, &s.Data, nil, shape{})
			continue
		}
		r := &asl.ChoiceRule{}
		f.place(&r.Origin, e.at)
		f.rule(n, e, r)
		if e.comment != "" {
			r.Comment = e.comment
		}
		r.Next = stateOf(e.to)
		r.Assign = f.assign(w, e)
		if e.output != nil {
			r.Output = w.template(e.output)
		}
		s.Choices = append(s.Choices, r)
	}
	return s
}

func (f *flow) parallel(w *writer, n *node) asl.State {
	s := &asl.Parallel{}
	if n.lang == languageJSONata {
		s.Arguments = w.field(n.step.argument, nil)
	} else {
		s.Parameters = f.template(w, n, "Parameters")
		s.ResultSelector, s.ResultPath = f.template(w, n, "ResultSelector"), f.pathField(w, n, "ResultPath")
	}
	for _, c := range n.children {
		b := &asl.Branch{}
		f.fill(&b.Graph, c)
		s.Branches = append(s.Branches, b)
	}
	f.data(n, &s.Data)
	f.handlers(n, &s.Handlers)
	f.exit(n, n.edges[0], &s.Data, &s.Flow, shape{selector: &s.ResultSelector})
	return s
}

func (f *flow) mapState(w *writer, n *node) asl.State {
	s, o := &asl.Map{}, n.step.over
	s.ItemsPath = fieldText(n, "ItemsPath")
	if o.items != nil {
		if n.lang == languageJSONata {
			s.Items = w.template(o.items)
		} else {
			s.ItemsPath = w.path(o.items)
		}
	}
	s.ItemSelector = f.itemSelector(w, n)
	s.Label = fieldText(n, "Label")
	s.MaxConcurrency = w.field(n.step.field("MaxConcurrency"), &s.MaxConcurrencyPath)
	if p := fieldText(n, "MaxConcurrencyPath"); p != "" {
		s.MaxConcurrencyPath = p
	}
	s.ToleratedFailureCount = w.field(n.step.field("ToleratedFailureCount"), &s.ToleratedFailureCountPath)
	s.ToleratedFailurePercentage = w.field(n.step.field("ToleratedFailurePercentage"), &s.ToleratedFailurePercentagePath)
	if n.lang == languageJSONPath {
		s.ResultSelector, s.ResultPath = f.template(w, n, "ResultSelector"), f.pathField(w, n, "ResultPath")
	}
	if n.lang == languageJSONPath {
		s.Parameters = f.template(w, n, "Parameters")
	}
	body := &asl.Processor{}
	switch {
	case o.distributed:
		body.ProcessorConfig = &asl.ProcessorConfig{Mode: asl.ModeDistributed, ExecutionType: o.execution}
		f.distributed(w, n, s)
	case n.step.config:
		body.ProcessorConfig = &asl.ProcessorConfig{Mode: asl.ModeInline} // the default, said
	}
	f.fill(&body.Graph, n.children[0])
	if n.step.iterator {
		s.Iterator = body
	} else {
		s.ItemProcessor = body
	}
	f.data(n, &s.Data)
	f.handlers(n, &s.Handlers)
	f.exit(n, n.edges[0], &s.Data, &s.Flow, shape{selector: &s.ResultSelector})
	return s
}

// itemSelector is the author's, or what hands a child execution the values it
// uses of the steps before.
func (f *flow) itemSelector(w *writer, n *node) value.Value {
	o := n.step.over
	write := w.template
	if n.lang == languageJSONPath {
		write = w.payload
	}
	if o.selector != nil {
		return write(o.selector)
	}
	held := n.children[0].scope.captures
	if len(held) == 0 || o.batched {
		return value.Value{}
	}
	selector := &expr{kind: exprObject, keys: []string{"item"}, typ: schemaAny, at: n.step.at}
	selector.args = append(selector.args, operand(Context("Map.Item.Value")))
	for _, c := range held {
		selector.keys, selector.args = append(selector.keys, c.key), append(selector.args, c.value)
	}
	return write(selector)
}

// distributed writes what only a distributed Map has.
func (f *flow) distributed(w *writer, n *node, s *asl.Map) {
	st := n.step
	if st.reader != nil {
		s.ItemReader = &asl.ItemReader{Resource: st.reader.resource, ReaderConfig: f.readerConfig(w, st.reader)}
		arguments := operand(st.reader.arguments)
		if n.lang == languageJSONata {
			s.ItemReader.Arguments = w.template(arguments)
		} else {
			s.ItemReader.Parameters = w.payload(arguments)
		}
	}
	if st.batched {
		b := &asl.ItemBatcher{}
		b.MaxItemsPerBatch = w.field(st.field("MaxItemsPerBatch"), &b.MaxItemsPerBatchPath)
		b.MaxInputBytesPerBatch = w.field(st.field("MaxInputBytesPerBatch"), &b.MaxInputBytesPerBatchPath)
		if given := st.field("BatchInput"); given != nil {
			b.BatchInput = w.field(given, nil)
		} else if held := n.children[0].scope.captures; len(held) > 0 {
			input := &expr{kind: exprObject, typ: schemaAny, at: st.at}
			for _, c := range held {
				input.keys, input.args = append(input.keys, c.key), append(input.args, c.value)
			}
			b.BatchInput = w.field(input, nil)
		}
		s.ItemBatcher = b
	}
	if st.writer != nil {
		rw := &asl.ResultWriter{}
		if st.writer.arguments != nil {
			rw.Resource = "arn:aws:states:::s3:putObject"
			if n.lang == languageJSONata {
				rw.Arguments = w.template(operand(st.writer.arguments))
			} else {
				rw.Parameters = w.payload(operand(st.writer.arguments))
			}
		}
		if c := st.writer.config; c != nil {
			rw.WriterConfig = &asl.WriterConfig{Transformation: configText(c, "Transformation"), OutputType: configText(c, "OutputType")}
		}
		s.ResultWriter = rw
	}
}

func configText(c Object, name string) string {
	if v, ok := c[name]; ok {
		return fmt.Sprint(v)
	}
	return ""
}

func (f *flow) readerConfig(w *writer, r *ItemReader) *asl.ReaderConfig {
	if len(r.config) == 0 {
		return nil
	}
	c := &asl.ReaderConfig{
		InputType:         configText(r.config, "InputType"),
		Transformation:    configText(r.config, "Transformation"),
		ManifestType:      configText(r.config, "ManifestType"),
		CSVDelimiter:      configText(r.config, "CSVDelimiter"),
		CSVHeaderLocation: configText(r.config, "CSVHeaderLocation"),
		CSVHeaders:        r.headers,
		ItemsPointer:      configText(r.config, "ItemsPointer"),
	}
	if n, ok := r.config["MaxItems"]; ok {
		c.MaxItems = w.field(operand(n), &c.MaxItemsPath)
	}
	return c
}
