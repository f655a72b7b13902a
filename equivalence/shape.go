package equivalence

import (
	"slices"
	"sort"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// shape is what is known of a place in a document from how machines read it: its members,
// and what it is compared with.
type shape struct {
	members map[string]*shape
	item    *shape // of an array
	wants   map[string]bool
	literal []value.Value
}

func (s *shape) member(name string) *shape {
	if s.members == nil {
		s.members = map[string]*shape{}
	}
	m := s.members[name]
	if m == nil {
		m = &shape{}
		s.members[name] = m
	}
	return m
}

func (s *shape) element() *shape {
	if s.item == nil {
		s.item = &shape{}
	}
	return s.item
}

func (s *shape) want(kind string) {
	if kind == "" {
		return
	}
	if s.wants == nil {
		s.wants = map[string]bool{}
	}
	s.wants[kind] = true
}

func (s *shape) names() []string {
	names := make([]string, 0, len(s.members))
	for n := range s.members {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// merge adds what o knows.
func (s *shape) merge(o *shape, depth int) {
	if o == nil || depth > 8 {
		return
	}
	for name, m := range o.members {
		s.member(name).merge(m, depth+1)
	}
	if o.item != nil {
		s.element().merge(o.item, depth+1)
	}
	for k := range o.wants {
		s.want(k)
	}
	s.literal = append(s.literal, o.literal...)
}

// shapes is all that is known of the documents of two machines.
type shapes struct {
	// document is what is read of the data that flows from state to state: the input, and
	// results that take its place.
	document *shape
	// result is what is read of results, by the Task's Resource.
	result map[string]*shape
	errors []string
}

func shapesOf(machines ...*asl.Machine) *shapes {
	all := &shapes{document: &shape{}, result: map[string]*shape{}}
	seen := map[string]bool{}
	for _, m := range machines {
		for _, s := range asl.Walk(m) {
			all.state(m, s)
			h := asl.HandlersOf(s)
			if h == nil {
				continue
			}
			for _, r := range h.Retry {
				for _, e := range r.ErrorEquals {
					seen[e] = true
				}
			}
			for _, c := range h.Catch {
				for _, e := range c.ErrorEquals {
					seen[e] = true
				}
			}
		}
	}
	seen["States.TaskFailed"], seen["Custom.Error"] = true, true
	for e := range seen {
		if e != "States.ALL" && e != "States.Runtime" && e != "States.DataLimitExceeded" && e != "States.QueryEvaluationError" {
			all.errors = append(all.errors, e)
		}
	}
	slices.Sort(all.errors)
	return all
}

// state reads the shapes that one state asks for.
func (all *shapes) state(m *asl.Machine, s asl.State) {
	result := &shape{}
	task, isTask := s.(*asl.Task)
	if m.Language(s) == asl.JSONata {
		for _, o := range asl.Objects("", s) {
			if inner, ok := o.(asl.State); ok && inner != s {
				continue
			}
			all.queries(asl.ValueOf(o), all.document, result)
		}
	} else {
		all.paths(s, result)
	}
	if !isTask {
		return
	}
	r := all.result[task.Resource]
	if r == nil {
		r = &shape{}
		all.result[task.Resource] = r
	}
	r.merge(result, 0)
	// What follows reads the result where ResultPath puts it.
	at := all.document
	if ref, err := jsonpath.ParseReference(task.ResultPath.Str()); err == nil && m.Language(s) == asl.JSONPath {
		for _, seg := range ref.Path().Segments() {
			if seg.Kind == jsonpath.Name {
				at = at.member(seg.Name)
			}
		}
	}
	if ref := task.OutputPath.Str(); strings.HasPrefix(ref, "$.") && task.ResultPath.IsUndefined() {
		// OutputPath $.Payload: what follows reads below it.
		if p, err := jsonpath.Compile(ref); err == nil {
			below := walkShape(r, p)
			below.merge(all.document, 0)
			return
		}
	}
	r.merge(at, 0)
}

// walkShape is the place a path leads to, made on the way.
func walkShape(s *shape, p *jsonpath.Path) *shape {
	for _, seg := range p.Segments() {
		switch seg.Kind {
		case jsonpath.Name:
			s = s.member(seg.Name)
		case jsonpath.Index, jsonpath.Wildcard, jsonpath.Slice, jsonpath.Filter, jsonpath.Indexes:
			s.want("array")
			s = s.element()
		case jsonpath.Names, jsonpath.Descent, jsonpath.Function:
			for _, n := range seg.Names {
				s.member(n)
			}
			return s
		}
	}
	return s
}

// paths reads the JSONPath fields of a state.
func (all *shapes) paths(s asl.State, result *shape) {
	in := all.document
	if d := asl.DataOf(s); d != nil {
		all.path(d.InputPath.Str(), all.document, "")
		if p, err := jsonpath.Compile(d.InputPath.Str()); err == nil && d.InputPath.Str() != "" {
			if root, _ := p.Root(); root == jsonpath.RootInput {
				in = walkShape(all.document, p)
			}
		}
	}
	switch s := s.(type) {
	case *asl.Task:
		all.template(s.Parameters, in)
		all.template(s.ResultSelector, result)
		all.path(s.TimeoutSecondsPath, in, "seconds")
		all.path(s.HeartbeatSecondsPath, in, "seconds")
		if sel := s.ResultSelector; sel.IsUndefined() {
			all.path(s.OutputPath.Str(), result, "")
		}
	case *asl.Parallel:
		all.template(s.Parameters, in)
	case *asl.Map:
		if s.ItemsPath != "" {
			all.path(s.ItemsPath, in, "array")
			if p, err := jsonpath.Compile(s.ItemsPath); err == nil {
				walkShape(in, p).element().merge(all.document, 6)
			}
		} else {
			in.want("array")
		}
		all.template(s.Parameters, in)
		all.template(s.ItemSelector, in)
		all.path(s.MaxConcurrencyPath, in, "seconds")
	case *asl.Pass:
		all.template(s.Parameters, in)
	case *asl.Wait:
		all.path(s.SecondsPath, in, "seconds")
		all.path(s.TimestampPath, in, "timestamp")
	case *asl.Choice:
		for _, r := range s.Choices {
			all.rule(r, in)
		}
	case *asl.Fail:
		all.path(s.ErrorPath, in, "string")
		all.path(s.CausePath, in, "string")
	case *asl.Succeed:
	}
	if d := asl.DataOf(s); d != nil {
		all.template(d.Assign, in)
		all.path(d.OutputPath.Str(), all.document, "")
	}
}

func (all *shapes) rule(r *asl.ChoiceRule, in *shape) {
	for _, x := range r.And {
		all.rule(x, in)
	}
	for _, x := range r.Or {
		all.rule(x, in)
	}
	if r.Not != nil {
		all.rule(r.Not, in)
	}
	if r.Variable == "" {
		return
	}
	cmp, _ := r.Comparator.Comparison()
	at := all.path(r.Variable, in, strings.ToLower(cmp.Operand))
	if at == nil {
		return
	}
	switch {
	case cmp.Is:
		at.want(strings.ToLower(cmp.Op))
	case cmp.Path:
		all.path(r.Operand.Str(), in, strings.ToLower(cmp.Operand))
	case cmp.Op == "Matches":
		at.literal = append(at.literal, value.OfString(strings.ReplaceAll(strings.ReplaceAll(r.Operand.Str(), "*", "some"), `\`, "")))
	case cmp.Operand == "Numeric":
		f := r.Operand.Float()
		at.literal = append(at.literal, r.Operand, value.OfFloat(f+1), value.OfFloat(f-1))
	default:
		at.literal = append(at.literal, r.Operand)
	}
}

// path notes a path; it is the place, or nil.
func (all *shapes) path(text string, in *shape, wants string) *shape {
	if text == "" {
		return nil
	}
	if intrinsic.IsCall(text) {
		all.call(text, in)
		return nil
	}
	p, err := jsonpath.Compile(text)
	if err != nil {
		return nil
	}
	return all.place(p, in, wants)
}

func (all *shapes) place(p *jsonpath.Path, in *shape, wants string) *shape {
	switch root, _ := p.Root(); root {
	case jsonpath.RootInput:
	case jsonpath.RootContext:
		// $$.Execution.Input is the input too.
		segments := p.Segments()
		if len(segments) < 2 || segments[0].Name != "Execution" || segments[1].Name != "Input" {
			return nil
		}
		at := all.document
		for _, seg := range segments[2:] {
			if seg.Kind == jsonpath.Name {
				at = at.member(seg.Name)
			}
		}
		at.want(wants)
		return at
	default:
		// A variable may hold anything; its paths are tried on the document.
		in = all.document
	}
	at := walkShape(in, p)
	at.want(wants)
	return at
}

var argumentKinds = map[string]string{
	"States.Format": "scalar", "States.StringToJson": "json", "States.MathAdd": "number", "States.ArrayLength": "array",
	"States.ArrayGetItem": "array", "States.StringSplit": "string", "States.Base64Encode": "string", "States.JsonMerge": "object",
	"States.ArrayContains": "array", "States.ArrayPartition": "array", "States.ArrayUnique": "array", "States.ArrayRange": "number",
}

func (all *shapes) call(text string, in *shape) {
	e, err := intrinsic.Compile(text)
	if err != nil {
		return
	}
	for _, c := range e.Functions() {
		for i, a := range c.Args {
			kind := argumentKinds[c.Function.Name]
			if i > 0 && kind == "array" {
				kind = "number"
			}
			if a.Path != nil {
				all.place(a.Path, in, kind)
			}
		}
	}
}

func (all *shapes) template(v value.Value, in *shape) {
	for _, m := range v.Members() {
		if strings.HasSuffix(m.Key, ".$") {
			all.path(m.Value.Str(), in, "")
			continue
		}
		all.template(m.Value, in)
	}
	for _, e := range v.Elems() {
		all.template(e, in)
	}
}

// queries reads the JSONata expressions in a field.
func (all *shapes) queries(v value.Value, document, result *shape) {
	switch v.Kind() {
	case value.String:
		s := v.Str()
		if len(s) < 4 || !strings.HasPrefix(s, "{%") || !strings.HasSuffix(s, "%}") {
			return
		}
		if n, err := jsonata.Parse(s[2 : len(s)-2]); err == nil {
			all.query(n, document, result)
		}
	case value.Object:
		for _, m := range v.Members() {
			all.queries(m.Value, document, result)
		}
	case value.Array:
		for _, e := range v.Elems() {
			all.queries(e, document, result)
		}
	}
}

func (all *shapes) query(n jsonata.Node, document, result *shape) {
	jsonata.Walk(n, func(n jsonata.Node) bool {
		switch n := n.(type) {
		case *jsonata.Dot:
			if at := chain(n, document, result); at != nil {
				return false
			}
		case *jsonata.Binary:
			for _, pair := range [][2]jsonata.Node{{n.Left, n.Right}, {n.Right, n.Left}} {
				at := chain(pair[0], document, result)
				if at == nil {
					continue
				}
				switch l := pair[1].(type) {
				case *jsonata.String:
					at.literal = append(at.literal, value.OfString(l.Value))
				case *jsonata.Number:
					at.literal = append(at.literal, value.OfFloat(l.Value), value.OfFloat(l.Value+1), value.OfFloat(l.Value-1))
				case *jsonata.Literal:
					switch l.Value {
					case "true", "false":
						at.want("boolean")
					case "null":
						at.want("null")
					}
				}
				switch n.Op {
				case "+", "-", "*", "/", "%", "<", ">", "<=", ">=":
					at.want("number")
				}
			}
		case *jsonata.Call:
			if v, ok := n.Proc.(*jsonata.Variable); ok && len(n.Args) > 0 {
				if at := chain(n.Args[0], document, result); at != nil {
					at.want(map[string]string{"parse": "json", "sum": "array", "count": "array", "map": "array", "filter": "array", "reduce": "array", "merge": "object", "uppercase": "string", "split": "string", "string": "scalar"}[v.Value])
				}
			}
		}
		return true
	})
}

// chain is the place that $states.input.a.b and its like lead to.
func chain(n jsonata.Node, document, result *shape) *shape {
	switch n := n.(type) {
	case *jsonata.Dot:
		if v, ok := n.Left.(*jsonata.Variable); ok && v.Value == "states" {
			name, _ := n.Right.(*jsonata.Name)
			if name == nil {
				return nil
			}
			switch name.Value {
			case "input":
				return document
			case "result":
				return result
			}
			return nil
		}
		at := chain(n.Left, document, result)
		if at == nil {
			return nil
		}
		switch r := n.Right.(type) {
		case *jsonata.Name:
			return at.member(r.Value)
		case *jsonata.Filter:
			if name, ok := r.X.(*jsonata.Name); ok {
				at = at.member(name.Value)
				at.want("array")
				return at.element()
			}
		}
		return nil
	case *jsonata.Variable:
		if n.Value != "" && n.Value != "$" && n.Value != "states" {
			return document
		}
	}
	return nil
}
