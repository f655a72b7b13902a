package equivalence

import (
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// queryState follows what a state of JSONata is asked for back into its input.
func (d *demands) queryState(g *asl.Graph, s asl.State) {
	in := d.in[s]
	q := query{d: d, in: in, result: &shape{}}
	handOn := func(next string, output, assign value.Value, otherwise *shape) {
		out := d.out(g, next)
		if output.IsUndefined() {
			d.give(otherwise, out)
		} else {
			q.field(output, out)
		}
		for _, m := range assign.Members() {
			q.field(m.Value, d.variable(m.Key))
		}
	}
	switch s := s.(type) {
	case *asl.Task:
		q.result = d.answers[s]
		q.field(s.Arguments, nil)
		q.field(s.Credentials, nil)
		q.field(s.TimeoutSeconds, wanting("seconds"))
		q.field(s.HeartbeatSeconds, wanting("seconds"))
		handOn(s.Next, s.Output, s.Assign, q.result)
	case *asl.Parallel:
		handOn(s.Next, s.Output, s.Assign, q.result)
		for _, b := range s.Branches {
			d.give(d.end(&b.Graph), q.result.item)
			if first := d.named[&b.Graph][b.StartAt]; first != nil {
				q.input(s.Arguments, d.in[first])
			}
		}
	case *asl.Map:
		handOn(s.Next, s.Output, s.Assign, q.result)
		q.mapping(s)
	case *asl.Pass:
		handOn(s.Next, s.Output, s.Assign, in)
	case *asl.Wait:
		q.field(s.Seconds, wanting("seconds"))
		q.field(s.Timestamp, wanting("timestamp"))
		handOn(s.Next, s.Output, s.Assign, in)
	case *asl.Choice:
		for _, r := range s.Choices {
			q.field(r.Condition, nil)
			handOn(r.Next, r.Output, r.Assign, in)
		}
		if s.Default != "" {
			handOn(s.Default, s.Output, s.Assign, in)
		}
	case *asl.Succeed:
		handOn("", s.Output, s.Assign, in)
	case *asl.Fail:
		q.field(s.Error, wanting("string"))
		q.field(s.Cause, wanting("string"))
	}
	if h := asl.HandlersOf(s); h != nil {
		for _, c := range h.Catch {
			handOn(c.Next, c.Output, c.Assign, &shape{})
		}
	}
}

// query follows demands through the expressions of one state.
type query struct {
	d          *demands
	in, result *shape
	item       *shape            // of the Map whose ItemSelector this is
	context    *shape            // what a bare name is a member of
	local      map[string]*shape // variables of the expression
}

// input follows what an inner graph asks for through Arguments.
func (q *query) input(arguments value.Value, asked *shape) {
	if arguments.IsUndefined() {
		q.d.give(q.in, asked)
		return
	}
	q.field(arguments, asked)
}

func (q *query) mapping(s *asl.Map) {
	items := &shape{}
	if r := s.ItemReader; r != nil {
		q.field(r.Arguments, nil)
		items.item = q.d.all.items
	}
	inner := *q
	inner.item = items.element()
	if b := s.ItemBatcher; b != nil {
		q.field(b.BatchInput, nil)
	}
	q.d.processor(s, q.result, func(item *shape) { inner.selected(s.ItemSelector, item) })
	if s.ItemReader == nil {
		q.input(s.Items, items)
	}
	q.field(s.MaxConcurrency, wanting("seconds"))
}

// selected follows what a processor asks of an item through the ItemSelector.
func (q *query) selected(selector value.Value, asked *shape) {
	if selector.IsUndefined() {
		q.d.give(q.item, asked)
		return
	}
	q.field(selector, asked)
}

// field follows a demand on what a field makes.
func (q *query) field(v value.Value, out *shape) {
	switch v.Kind() {
	case value.String:
		s := v.Str()
		if len(s) < 4 || !strings.HasPrefix(s, "{%") || !strings.HasSuffix(s, "%}") {
			return
		}
		if n, err := jsonata.Parse(s[2 : len(s)-2]); err == nil {
			e := *q
			e.local = map[string]*shape{}
			e.node(n, out)
		}
	case value.Object:
		for _, m := range v.Members() {
			q.field(m.Value, out.at([]string{m.Key}))
		}
	case value.Array:
		for _, e := range v.Elems() {
			if out != nil {
				q.field(e, out.item)
			} else {
				q.field(e, nil)
			}
		}
	default: // constants ask for nothing
	}
}

// place is the place that $states.input.a.b and its like lead to; nil if n is no such path.
func (q *query) place(n jsonata.Node) *shape {
	switch n := n.(type) {
	case *jsonata.Block:
		if len(n.Exprs) == 1 {
			return q.place(n.Exprs[0])
		}
	case *jsonata.Variable:
		switch n.Value {
		case "", "$":
			return q.context
		case "states":
			return nil
		}
		if s := q.local[n.Value]; s != nil {
			return s
		}
		return q.d.variable(n.Value)
	case *jsonata.Name:
		if q.context != nil {
			return q.context.member(n.Value)
		}
	case *jsonata.Filter:
		at := q.place(n.X)
		if _, again := n.X.(*jsonata.Filter); again {
			if at == nil {
				return nil
			}
			at = &shape{item: at} // what is left after the first predicate
		}
		return q.filtered(at, n.Predicate)
	case *jsonata.KeepArray:
		return q.place(n.X)
	case *jsonata.Sort:
		if at := q.place(n.X); at != nil {
			at.want("array")
			return at
		}
	case *jsonata.Dot:
		if at, ok := q.states(n); ok {
			return at
		}
		at := q.place(n.Left)
		if at == nil {
			return nil
		}
		switch r := n.Right.(type) {
		case *jsonata.Name:
			if at.wants["array"] && at.item != nil {
				return at.item.member(r.Value)
			}
			return at.member(r.Value)
		case *jsonata.Filter, *jsonata.KeepArray, *jsonata.Sort, *jsonata.Block:
			inner := *q
			inner.context = at
			return inner.place(r)
		case *jsonata.String:
			return at.member(r.Value)
		}
	}
	return nil
}

// states is place for paths into $states.
func (q *query) states(n *jsonata.Dot) (at *shape, ok bool) {
	var names []string
	var left jsonata.Node = n
	for {
		dot, isDot := left.(*jsonata.Dot)
		if !isDot {
			break
		}
		name, isName := dot.Right.(*jsonata.Name)
		if !isName {
			return nil, false
		}
		names = append([]string{name.Value}, names...)
		left = dot.Left
	}
	if v, isVariable := left.(*jsonata.Variable); !isVariable || v.Value != "states" || len(names) == 0 {
		return nil, false
	}
	switch path := strings.Join(names, ".") + "."; {
	case names[0] == "input":
		at, names = q.in, names[1:]
	case names[0] == "result":
		at, names = q.result, names[1:]
	case strings.HasPrefix(path, "context.Execution.Input."):
		at, names = q.d.root, names[3:]
	case strings.HasPrefix(path, "context.Map.Item.Value.") && q.item != nil:
		at, names = q.item, names[4:]
	default:
		return nil, true
	}
	for _, name := range names {
		if at.wants["array"] && at.item != nil {
			at = at.item
		}
		at = at.member(name)
	}
	return at, true
}

// filtered is the place of what a predicate takes of the place at.
func (q *query) filtered(at *shape, predicate jsonata.Node) *shape {
	if at == nil {
		return nil
	}
	item := at.element()
	if index, ok := predicate.(*jsonata.Number); ok {
		at.atLeast(int(index.Value) + 1)
		return item
	}
	inner := *q
	inner.context = item
	inner.node(predicate, nil)
	return item
}

// node follows a demand on what an expression answers.
func (q *query) node(n jsonata.Node, out *shape) {
	if n == nil {
		return
	}
	if at := q.place(n); at != nil {
		q.d.give(at, out)
		return
	}
	switch n := n.(type) {
	case *jsonata.Object:
		for _, p := range n.Pairs {
			if key, ok := p.Key.(*jsonata.String); ok {
				q.node(p.Value, out.at([]string{key.Value}))
				continue
			}
			q.node(p.Key, wanting("string"))
			q.node(p.Value, nil)
		}
	case *jsonata.Array:
		for _, item := range n.Items {
			if out != nil {
				q.node(item, out.item)
			} else {
				q.node(item, nil)
			}
		}
	case *jsonata.Block:
		q.block(n, out)
	case *jsonata.Bind:
		q.node(n.X, out)
	case *jsonata.Condition:
		q.node(n.If, wanting("boolean"))
		q.node(n.Then, out)
		q.node(n.Else, out)
	case *jsonata.Binary:
		q.binary(n)
	case *jsonata.Negate:
		q.node(n.X, wanting("number"))
	case *jsonata.Call:
		q.call(n, out)
	case *jsonata.Apply:
		if c, ok := n.Right.(*jsonata.Call); ok {
			q.call(&jsonata.Call{Proc: c.Proc, Args: append([]jsonata.Node{n.Left}, c.Args...)}, out)
			return
		}
		q.call(&jsonata.Call{Proc: n.Right, Args: []jsonata.Node{n.Left}}, out)
	case *jsonata.Dot:
		left := &shape{}
		inner := *q
		inner.context = left
		inner.node(n.Right, out)
		q.node(n.Left, left)
	case *jsonata.Filter:
		q.node(n.X, &shape{wants: map[string]bool{"array": true}, item: out})
	case *jsonata.Group:
		q.node(n.X, nil)
	case *jsonata.Lambda:
		q.node(n.Body, out)
	}
}

// block follows a block from its end, so that what is asked of its variables is known where
// they are bound.
func (q *query) block(n *jsonata.Block, out *shape) {
	inner := *q
	inner.local = map[string]*shape{}
	for k, v := range q.local {
		inner.local[k] = v
	}
	for _, e := range n.Exprs {
		if b, ok := e.(*jsonata.Bind); ok {
			inner.local[b.Name] = &shape{}
		}
	}
	for i := len(n.Exprs) - 1; i >= 0; i-- {
		asked := out
		if i < len(n.Exprs)-1 {
			asked = nil
		}
		if b, ok := n.Exprs[i].(*jsonata.Bind); ok {
			inner.d.give(inner.local[b.Name], asked)
			inner.node(b.X, inner.local[b.Name])
			continue
		}
		inner.node(n.Exprs[i], asked)
	}
}

func (q *query) binary(n *jsonata.Binary) {
	switch n.Op {
	case "and", "or":
		q.node(n.Left, wanting("boolean"))
		q.node(n.Right, wanting("boolean"))
		return
	case "&":
		q.node(n.Left, wanting("scalar"))
		q.node(n.Right, wanting("scalar"))
		return
	}
	for _, pair := range [][2]jsonata.Node{{n.Left, n.Right}, {n.Right, n.Left}} {
		asked := &shape{}
		switch other := pair[1].(type) {
		case *jsonata.String:
			asked.want("string")
			asked.literals(around(value.OfString(other.Value), n.Op != "=" && n.Op != "!=")...)
		case *jsonata.Number:
			asked.literals(around(value.OfFloat(other.Value), true)...)
			asked.want("number")
		case *jsonata.Literal:
			asked.want(map[string]string{"true": "boolean", "false": "boolean", "null": "null"}[other.Value])
		case *jsonata.Array:
			for _, item := range other.Items {
				if s, ok := item.(*jsonata.String); ok {
					asked.literals(value.OfString(s.Value))
				}
			}
		default:
			if n.Op != "=" && n.Op != "!=" && n.Op != "in" {
				asked.want("number")
			}
		}
		q.node(pair[0], asked)
	}
}

// argumentKinds are what functions want of their first argument.
var argumentKinds = map[string]string{
	"sum": "numbers", "max": "numbers", "min": "numbers", "average": "numbers", "count": "array", "reduce": "array", "sort": "array", "reverse": "array",
	"uppercase": "string", "lowercase": "string", "trim": "string", "length": "string", "substring": "string", "substringBefore": "string",
	"substringAfter": "string", "replace": "string", "match": "string", "base64encode": "string", "join": "texts", "number": "number", "floor": "number",
	"ceil": "number", "round": "number", "abs": "number", "fromMillis": "number", "toMillis": "timestamp", "keys": "object", "each": "object",
	"lookup": "object", "not": "boolean", "boolean": "boolean", "string": "scalar", "range": "seconds",
}

func (q *query) call(n *jsonata.Call, out *shape) {
	name := ""
	if v, ok := n.Proc.(*jsonata.Variable); ok {
		name = v.Value
	}
	arg := func(i int, asked *shape) {
		if i < len(n.Args) {
			q.node(n.Args[i], asked)
		}
	}
	rest := 1
	switch name {
	case "parse", "eval":
		asked := wanting("json")
		asked.text = out
		if out == nil {
			asked.text = &shape{}
		}
		arg(0, asked)
	case "merge":
		if list, ok := first(n).(*jsonata.Array); ok {
			for _, item := range list.Items {
				asked := wanting("object")
				asked.merge(out, 0, &q.d.budget)
				q.node(item, asked)
			}
		} else {
			arg(0, &shape{wants: map[string]bool{"array": true}, item: out})
		}
	case "append":
		arg(0, out)
		arg(1, out)
		rest = 2
	case "map", "filter", "single", "each", "sift":
		q.mapped(name, n, out)
		rest = 2
	case "split", "contains":
		asked := wanting("string")
		if len(n.Args) > 1 {
			if s, ok := n.Args[1].(*jsonata.String); ok {
				asked.literals(pieces(s.Value), value.OfString("a"+s.Value+"b"))
			}
		}
		arg(0, asked)
	default:
		asked := wanting(argumentKinds[name])
		if name == "string" && out != nil && out.text != nil {
			asked = out.text
		}
		arg(0, asked)
	}
	for i := rest; i < len(n.Args); i++ {
		arg(i, nil)
	}
}

func first(n *jsonata.Call) jsonata.Node {
	if len(n.Args) == 0 {
		return nil
	}
	return n.Args[0]
}

// mapped follows a demand through a function that is called with each item.
func (q *query) mapped(name string, n *jsonata.Call, out *shape) {
	list := wanting("array")
	list.item = &shape{}
	asked := (*shape)(nil)
	switch {
	case out == nil:
	case name == "map":
		asked = out.item
	case out.item != nil:
		list.item.merge(out.item, 0, &q.d.budget)
	}
	if len(n.Args) > 1 {
		if f, ok := n.Args[1].(*jsonata.Lambda); ok {
			inner := *q
			inner.local = map[string]*shape{}
			for k, v := range q.local {
				inner.local[k] = v
			}
			for i, p := range f.Params {
				inner.local[p] = &shape{}
				if i == 0 {
					inner.local[p] = list.item
				}
			}
			inner.node(f.Body, asked)
		}
	}
	if len(n.Args) > 0 {
		q.node(n.Args[0], list)
	}
}
