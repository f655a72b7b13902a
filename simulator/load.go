package simulator

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Load compiles a machine for running: paths, templates and expressions once, names of
// states to pointers. It refuses what can't be run; it is no checker. The error joins a
// *[LoadError] for everything it refused.
func Load(m *asl.Machine) (*Program, error) {
	l := &loader{machine: m}
	p := &Program{root: l.scope(&m.Graph, "")}
	if n, ok := m.TimeoutSeconds.Int(); ok && n > 0 {
		p.timeout = time.Duration(n) * time.Second
	}
	return p, errors.Join(l.errs...)
}

// LoadError is a part of a definition that can't be run.
type LoadError struct {
	State string // name of the state, "" for the machine
	Field string
	Err   error
}

func (e *LoadError) Error() string {
	if e.State == "" {
		return fmt.Sprintf("%s: %v", e.Field, e.Err)
	}
	return fmt.Sprintf("state %q, %s: %v", e.State, e.Field, e.Err)
}

func (e *LoadError) Unwrap() error { return e.Err }

type loader struct {
	machine *asl.Machine
	errs    []error
	state   string // that is compiled
	labels  int    // Maps without a Label so far
	lenient bool   // transitions may lead to states that are not there
}

func (l *loader) fail(field string, err error) {
	l.errs = append(l.errs, &LoadError{State: l.state, Field: field, Err: err})
}

// scope compiles a graph: first the states, so that transitions can point at them.
func (l *loader) scope(g *asl.Graph, owner string) *scope {
	s := &scope{}
	byName := map[string]state{}
	for _, d := range g.States {
		st := newState(d)
		b := st.base()
		b.name = d.Base().Name
		b.jsonata = l.machine.Language(d) == asl.JSONata
		byName[b.name] = st
		s.states = append(s.states, st)
	}
	l.state = owner
	target := func(field, name string) state {
		st, ok := byName[name]
		if !ok && l.lenient {
			return &succeed{common{name: name}}
		}
		if !ok {
			l.fail(field, fmt.Errorf("there is no state %q here", name))
		}
		return st
	}
	s.start = target("StartAt", g.StartAt)
	for i, d := range g.States {
		l.state = d.Base().Name
		l.common(d, s.states[i].base(), target)
		l.fill(d, s.states[i], target)
	}
	return s
}

func newState(d asl.State) state {
	switch d.(type) {
	case *asl.Task:
		return &task{common: common{shapes: true, enteredEvent: TaskStateEntered, exitedEvent: TaskStateExited}}
	case *asl.Choice:
		return &choice{common: common{enteredEvent: ChoiceStateEntered, exitedEvent: ChoiceStateExited}}
	case *asl.Map:
		return &mapState{common: common{shapes: true, enteredEvent: MapStateEntered, exitedEvent: MapStateExited}}
	case *asl.Parallel:
		return &parallel{common: common{shapes: true, enteredEvent: ParallelStateEntered, exitedEvent: ParallelStateExited}}
	case *asl.Wait:
		return &wait{common: common{enteredEvent: WaitStateEntered, exitedEvent: WaitStateExited}}
	case *asl.Pass:
		return &pass{common: common{shapes: true, enteredEvent: PassStateEntered, exitedEvent: PassStateExited}}
	case *asl.Succeed:
		return &succeed{common{enteredEvent: SucceedStateEntered, exitedEvent: SucceedStateExited}}
	case *asl.Fail:
		return &failState{common: common{enteredEvent: FailStateEntered}}
	}
	panic("simulator: a state of no known type")
}

// common compiles what states of several types have.
func (l *loader) common(d asl.State, b *common, target func(field, name string) state) {
	if data := asl.DataOf(d); data != nil {
		b.inputPath = l.path("InputPath", data.InputPath)
		b.outputPath = l.path("OutputPath", data.OutputPath)
		if b.jsonata {
			b.output = l.query("Output", data.Output)
		}
		b.assign = l.assignment("Assign", data.Assign, b.jsonata)
	}
	if flow := asl.FlowOf(d); flow != nil && flow.Next != "" {
		b.next = target("Next", flow.Next)
	}
	h := asl.HandlersOf(d)
	if h == nil {
		return
	}
	for _, r := range h.Retry {
		b.retry = append(b.retry, l.retrier(r))
	}
	b.retriers = len(b.retry)
	for i, c := range h.Catch {
		at := "Catch[" + strconv.Itoa(i) + "]"
		k := catcher{errorEquals: c.ErrorEquals, next: target(at+"/Next", c.Next), resultPath: l.resultPath(at+"/ResultPath", c.ResultPath),
			assign: l.assignment(at+"/Assign", c.Assign, b.jsonata)}
		if b.jsonata {
			k.output = l.query(at+"/Output", c.Output)
		}
		b.catch = append(b.catch, k)
	}
}

func (l *loader) retrier(r *asl.Retrier) retrier {
	or := func(v value.Value, d float64) float64 {
		if v.Kind() == value.Number {
			return v.Float()
		}
		return d
	}
	return retrier{errorEquals: r.ErrorEquals, interval: or(r.IntervalSeconds, 1), maxAttempts: int(or(r.MaxAttempts, 3)), backoffRate: or(r.BackoffRate, 2),
		maxDelay: or(r.MaxDelaySeconds, 0), jitter: r.JitterStrategy == asl.JitterFull}
}

// fill compiles what only the state's type has.
func (l *loader) fill(d asl.State, st state, target func(field, name string) state) {
	b := st.base()
	switch d := d.(type) {
	case *asl.Task:
		s := st.(*task)
		s.resource = parseResource(d.Resource)
		b.parameters = l.arguments(b, d.Parameters, d.Arguments)
		s.unseen = b.jsonata && d.Arguments.Kind() == value.String
		b.resultSelector = l.template("ResultSelector", d.ResultSelector)
		b.resultPath = l.resultPath("ResultPath", d.ResultPath)
		s.credentials = l.field("Credentials", d.Credentials, b.jsonata)
		wants(s.credentials, "object")
		if o, ok := s.credentials.(*object); ok {
			if i := slices.Index(o.keys, "RoleArn"); i >= 0 {
				wants(o.fields[i], "string")
			}
		}
		s.timeout = l.number(b, "", "TimeoutSeconds", d.TimeoutSeconds, d.TimeoutSecondsPath, 0, 0, 99999999)
		s.heartbeat = l.number(b, "", "HeartbeatSeconds", d.HeartbeatSeconds, d.HeartbeatSecondsPath, 0, 0, 99999999)
	case *asl.Parallel:
		s := st.(*parallel)
		b.parameters = l.arguments(b, d.Parameters, d.Arguments)
		b.resultSelector = l.template("ResultSelector", d.ResultSelector)
		b.resultPath = l.resultPath("ResultPath", d.ResultPath)
		for _, br := range d.Branches {
			s.branches = append(s.branches, l.scope(&br.Graph, b.name))
		}
	case *asl.Map:
		l.fillMap(d, st.(*mapState))
	case *asl.Pass:
		s := st.(*pass)
		if !b.jsonata {
			b.parameters = l.template("Parameters", d.Parameters)
			b.resultPath = l.resultPath("ResultPath", d.ResultPath)
			if !d.Result.IsUndefined() {
				s.result = newDocument(d.Result)
			}
		}
	case *asl.Wait:
		s := st.(*wait)
		s.seconds = l.field("Seconds", d.Seconds, b.jsonata)
		wants(s.seconds, "number")
		s.timestamp = l.field("Timestamp", d.Timestamp, b.jsonata)
		wants(s.timestamp, "string")
		s.secondsPath = l.pathText("SecondsPath", d.SecondsPath)
		s.timestampPath = l.pathText("TimestampPath", d.TimestampPath)
		if s.seconds == nil && s.timestamp == nil && s.secondsPath == nil && s.timestampPath == nil {
			l.fail("Seconds", errors.New("a Wait state needs one of Seconds, SecondsPath, Timestamp and TimestampPath"))
		}
	case *asl.Choice:
		s := st.(*choice)
		for i, r := range d.Choices {
			s.rules = append(s.rules, l.rule(b, fmt.Sprintf("Choices[%d]", i), r, target))
		}
		if d.Default != "" {
			s.otherwise = target("Default", d.Default)
		}
	case *asl.Fail:
		s := st.(*failState)
		s.err = l.failText(b, "Error", d.Error, d.ErrorPath)
		s.cause = l.failText(b, "Cause", d.Cause, d.CausePath)
	case *asl.Succeed:
	}
}

func (l *loader) fillMap(d *asl.Map, s *mapState) {
	b := &s.common
	s.itemsPath = l.pathText("ItemsPath", d.ItemsPath)
	if b.jsonata {
		s.items = l.query("Items", d.Items)
	}
	selector := d.ItemSelector
	name := "ItemSelector"
	if selector.IsUndefined() {
		selector, name = d.Parameters, "Parameters"
	}
	s.selector = l.field(name, selector, b.jsonata)
	s.concurrency = l.number(b, "", "MaxConcurrency", d.MaxConcurrency, d.MaxConcurrencyPath, 0, 0, math.MaxInt64)
	s.concurrency.outside = "Expected non-negative integer for MaxConcurrency, got '{}' instead."
	b.resultSelector = l.template("ResultSelector", d.ResultSelector)
	b.resultPath = l.resultPath("ResultPath", d.ResultPath)
	body := d.Body()
	if body == nil {
		l.fail("ItemProcessor", errors.New("a Map needs one"))
		return
	}
	s.processor = l.scope(&body.Graph, b.name)
	l.state = b.name
	if d.Distributed() {
		s.distributed = l.distributed(d, s)
	}
}

// arguments is Parameters of a JSONPath state, Arguments of a JSONata state.
func (l *loader) arguments(b *common, parameters, arguments value.Value) field {
	if b.jsonata {
		return l.query("Arguments", arguments)
	}
	return l.template("Parameters", parameters)
}

// field compiles a field of either language; undefined is nil.
func (l *loader) field(name string, v value.Value, isJSONata bool) field {
	if isJSONata {
		return l.query(name, v)
	}
	return l.template(name, v)
}

func (l *loader) failText(b *common, name string, v value.Value, path string) failText {
	if path != "" {
		return failText{field: l.member(name+"Path", path), name: name + "Path"}
	}
	if b.jsonata {
		f := l.query(name, v)
		wants(f, "string")
		return failText{field: f, name: name}
	}
	if v.IsUndefined() {
		return failText{}
	}
	return failText{field: constant{v}, name: name}
}

// wants says which type the expression of a field must give; a field of another kind is
// the checker's matter.
func wants(f field, kind string) {
	if q, ok := f.(*query); ok {
		q.wants = kind
	}
}

// number compiles a number, or its form that ends in "Path". Its place is name, below at.
func (l *loader) number(b *common, at, name string, v value.Value, path string, fallback, low, high float64) number {
	n := number{name: name, at: at + name, integer: true, fallback: fallback, min: low, max: high, path: l.pathText(name+"Path", path)}
	if v.IsUndefined() {
		return n
	}
	if b.jsonata {
		n.field = l.query(n.at, v)
		wants(n.field, "number")
		return n
	}
	n.field = constant{v}
	return n
}

// path compiles InputPath or OutputPath: nil for "$" and for an absent field.
func (l *loader) path(field string, v value.Value) *path {
	switch {
	case v.IsNull():
		return &path{null: true}
	case v.Kind() != value.String || v.Str() == "$":
		return nil
	}
	return l.pathText(field, v.Str())
}

func (l *loader) pathText(field, text string) *path {
	if text == "" {
		return nil
	}
	p, err := jsonpath.Compile(text)
	if err != nil {
		l.fail(field, err)
		return nil
	}
	return &path{text: text, compiled: p}
}

func (l *loader) resultPath(field string, v value.Value) *path {
	switch {
	case v.IsNull():
		return &path{null: true}
	case v.Kind() != value.String:
		return nil
	}
	r, err := jsonpath.ParseReference(v.Str())
	if err != nil {
		l.fail(field, err)
		return nil
	}
	return &path{text: v.Str(), reference: r}
}

func (l *loader) assignment(field string, v value.Value, isJSONata bool) *assignment {
	if v.Kind() != value.Object || v.Len() == 0 {
		return nil
	}
	a := &assignment{}
	for _, m := range v.Members() {
		if isJSONata {
			a.names = append(a.names, m.Key)
			a.fields = append(a.fields, l.query(field+"/"+m.Key, m.Value))
			continue
		}
		name, dynamic := strings.CutSuffix(m.Key, ".$")
		a.names = append(a.names, name)
		if dynamic {
			a.fields = append(a.fields, l.member(m.Key, m.Value.Str()))
		} else {
			a.fields = append(a.fields, l.template(field, m.Value))
		}
	}
	return a
}

// template compiles a payload template of JSONPath; undefined is nil.
func (l *loader) template(name string, v value.Value) field {
	switch v.Kind() {
	case value.Undefined:
		return nil
	case value.Array:
		fields := make(array, v.Len())
		for i, e := range v.Elems() {
			fields[i] = l.template(name, e)
		}
		return folded(fields, v, fields)
	case value.Object:
		fields := map[string]field{}
		var plain, dynamic []string
		var all []field
		for _, m := range v.Members() {
			key, isDynamic := strings.CutSuffix(m.Key, ".$")
			if isDynamic && m.Value.Kind() != value.String {
				l.fail(name, fmt.Errorf("the value of %q must be a path or an intrinsic call", m.Key))
				continue
			}
			if isDynamic {
				dynamic = append(dynamic, key)
				fields[key] = l.member(m.Key, m.Value.Str())
			} else {
				plain = append(plain, key)
				fields[key] = l.template(name, m.Value)
			}
			all = append(all, fields[key])
		}
		return folded(payloadObject(plain, dynamic, fields), v, all)
	}
	return constant{v}
}

// folded is f, or the constant v where all of its parts are constant.
func folded(f field, v value.Value, parts []field) field {
	if slices.ContainsFunc(parts, func(p field) bool { _, ok := p.(constant); return !ok }) {
		return f
	}
	return constant{v}
}

// member compiles the value of a key that ends in ".$".
func (l *loader) member(field, text string) field {
	if intrinsic.IsCall(text) {
		call, err := intrinsic.Compile(text)
		if err != nil {
			l.fail(field, err)
			return constant{}
		}
		return newIntrinsicMember(text, call)
	}
	p := l.pathText(field, text)
	if p == nil {
		if text == "" {
			l.fail(field, errors.New("a path is expected"))
		}
		return constant{}
	}
	return &pathMember{field: field, path: *p}
}

// query compiles a field of a JSONata state; undefined is nil.
func (l *loader) query(location string, v value.Value) field {
	switch v.Kind() {
	case value.Undefined:
		return nil
	case value.String:
		if !isQuery(v.Str()) {
			return constant{v}
		}
		q, err := compileQuery(v.Str(), location)
		if err != nil {
			l.fail(location, err)
			return constant{v}
		}
		return q
	case value.Array:
		fields := make(array, v.Len())
		for i, e := range v.Elems() {
			fields[i] = l.query(fmt.Sprintf("%s[%d]", location, i), e)
		}
		return folded(fields, v, fields)
	case value.Object:
		o := &object{}
		for _, m := range v.Members() {
			o.keys = append(o.keys, m.Key)
			o.fields = append(o.fields, l.query(location+"/"+m.Key, m.Value))
		}
		return folded(o, v, o.fields)
	}
	return constant{v}
}

func (l *loader) rule(b *common, at string, r *asl.ChoiceRule, target func(field, name string) state) rule {
	out := rule{next: target(at+"/Next", r.Next), assign: l.assignment(at+"/Assign", r.Assign, b.jsonata)}
	if b.jsonata {
		out.condition = l.query(at+"/Condition", r.Condition)
		wants(out.condition, "boolean")
		out.output = l.query(at+"/Output", r.Output)
		if out.condition == nil {
			l.fail(at, errors.New("a rule needs a Condition"))
			out.condition = constant{value.False}
		}
		return out
	}
	out.test = l.test(at, r)
	return out
}

func (l *loader) test(at string, r *asl.ChoiceRule) test {
	tests := func(name string, rules []*asl.ChoiceRule) []test {
		var out []test
		for i, r := range rules {
			out = append(out, l.test(fmt.Sprintf("%s/%s[%d]", at, name, i), r))
		}
		return out
	}
	switch {
	case r.And != nil:
		return allOf(tests("And", r.And))
	case r.Or != nil:
		return anyOf(tests("Or", r.Or))
	case r.Not != nil:
		return negated{l.test(at+"/Not", r.Not)}
	}
	c, ok := r.Comparator.Comparison()
	variable := l.pathText(at+"/Variable", r.Variable)
	if !ok || variable == nil {
		l.fail(at, errors.New("a rule needs a Variable and a comparator"))
		return anyOf(nil)
	}
	t := &comparison{variable: variable, compare: comparator(c), operand: r.Operand, present: c.Is && c.Op == "Present"}
	if c.Path {
		t.path = l.pathText(at+"/"+string(r.Comparator), r.Operand.Str())
	}
	return t
}
