package convert

import (
	"errors"
	"fmt"

	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// view is what the paths of a field start from.
type view struct {
	input dataflow.Template // what $ is
	fills bool              // see [dataflow.Const]
}

func states(names ...string) jsonata.Node {
	var n jsonata.Node = &jsonata.Variable{Value: "states"}
	for _, name := range names {
		n = &jsonata.Dot{Left: n, Right: &jsonata.Name{Value: name}}
	}
	return n
}

func query(n jsonata.Node) dataflow.Template { return &dataflow.Query{Node: n} }

// path converts a path that stands alone. The template fails where the path finds nothing.
func (v *view) path(text string) (dataflow.Template, error) {
	p, err := jsonpath.Compile(text)
	if err != nil {
		return nil, err
	}
	return v.compiled(p)
}

func (v *view) compiled(p *jsonpath.Path) (dataflow.Template, error) {
	if hasWildcard(p) {
		return v.listOf(p, missing(p.String()))
	}
	t, err := v.root(p)
	if err != nil {
		return nil, err
	}
	segments := p.Segments()
	for i := range segments {
		next, err := step(t, &segments[i], i == len(segments)-1)
		if err != nil {
			return nil, fmt.Errorf("the path `%s`: %w", p, err)
		}
		t = next
	}
	return t, nil
}

// root is what a path starts from.
func (v *view) root(p *jsonpath.Path) (dataflow.Template, error) {
	t := v.input
	switch root, name := p.Root(); root {
	case jsonpath.RootContext:
		t = query(states("context"))
	case jsonpath.RootVariable:
		t = query(&jsonata.Variable{Value: name})
	case jsonpath.RootItem:
		return nil, fmt.Errorf("the path `%s` starts from an item", p)
	}
	if t == nil {
		return nil, errors.New("it reads an input that there is not")
	}
	return t, nil
}

// step applies one segment.
func step(t dataflow.Template, s *jsonpath.Segment, last bool) (dataflow.Template, error) {
	switch s.Kind {
	case jsonpath.Name:
		return project(t, s.Name)
	case jsonpath.Index:
		if c, ok := t.(dataflow.Const); ok {
			i := s.Index
			if i < 0 {
				i += c.V.Len()
			}
			if e := c.V.At(i); !e.IsUndefined() {
				return dataflow.Const{V: e, Fills: c.Fills}, nil
			}
		}
		if a, ok := t.(*dataflow.Array); ok && s.Index >= 0 && s.Index < len(a.Items) {
			return a.Items[s.Index], nil
		}
		n, err := dataflow.Strict(t)
		if err != nil {
			return nil, err
		}
		return query(indexed(n, index(s.Index))), nil
	case jsonpath.Slice:
		if !last || s.HasTo || !s.HasFrom || s.From < 0 {
			return nil, refuse("a slice like this has no short form in JSONata", "take the part by $filter over the positions: $filter(list, function($v, $i) { $i < 3 })")
		}
		n, err := dataflow.Strict(t)
		if err != nil {
			return nil, err
		}
		return query(tail(n, s.From)), nil
	case jsonpath.Names, jsonpath.Indexes, jsonpath.Wildcard, jsonpath.Descent, jsonpath.Filter, jsonpath.Function:
	}
	return nil, refuse(fmt.Sprintf("JSONata has no %s that answers the same arrays", s.Kind),
		adviceArrays)
}

const adviceArrays = "write the state in JSONata by hand: where one element is left JSONata answers it bare, so wrap the path in [ ]"

// indexed is an element. In $states.input.list[0] the predicate stands at the name; that is
// the same where the path before it is of objects, as it is where JSONPath finds something.
func indexed(n, at jsonata.Node) jsonata.Node {
	if d, ok := n.(*jsonata.Dot); ok {
		if name, ok := d.Right.(*jsonata.Name); ok {
			return &jsonata.Dot{Left: d.Left, Right: &jsonata.Filter{X: name, Predicate: at}}
		}
	}
	return &jsonata.Filter{X: n, Predicate: at}
}

// indexOf takes apart what indexed makes.
func indexOf(n jsonata.Node) (array jsonata.Node, ok bool) {
	switch n := n.(type) {
	case *jsonata.Filter:
		return n.X, true
	case *jsonata.Dot:
		if f, ok := n.Right.(*jsonata.Filter); ok {
			return &jsonata.Dot{Left: n.Left, Right: f.X}, true
		}
	}
	return nil, false
}

func index(i int) jsonata.Node {
	if i < 0 {
		return &jsonata.Negate{X: &jsonata.Number{Value: float64(-i)}}
	}
	return &jsonata.Number{Value: float64(i)}
}

// project is a member, which must be there.
func project(t dataflow.Template, name string) (dataflow.Template, error) {
	out, err := dataflow.Project(t, name)
	if err == nil && out == nil {
		err = fmt.Errorf("`%s` is never there", name)
	}
	return out, err
}

// tail is the elements of an array from one on. JSONata's own ways of taking a part answer
// the bare element where one is left, and flatten it if it is an array; $zip wraps each
// element, so that $append adds it as it is.
func tail(array jsonata.Node, from int) jsonata.Node {
	v := func(name string) jsonata.Node { return &jsonata.Variable{Value: name} }
	call := func(name string, args ...jsonata.Node) jsonata.Node {
		return &jsonata.Call{Proc: v(name), Args: args}
	}
	rest := call("reduce", call("zip", array), &jsonata.Lambda{
		Params: []string{"rest", "item", "at"},
		Body: &jsonata.Condition{
			If:   &jsonata.Binary{Op: ">=", Left: v("at"), Right: &jsonata.Number{Value: float64(from)}},
			Then: call("append", v("rest"), v("item")),
			Else: v("rest"),
		},
	}, &jsonata.Array{})
	// Of what is no array $zip makes one, where JSONPath fails.
	return &jsonata.Condition{
		If:   &jsonata.Binary{Op: "=", Left: call("type", array), Right: &jsonata.String{Value: "array"}},
		Then: rest, Else: missing("an array"),
	}
}

// member converts the value of a member of a payload template whose key ends in ".$".
func (v *view) member(text string) (dataflow.Template, error) {
	if isCall(text) {
		return v.call(text)
	}
	p, err := jsonpath.Compile(text)
	if err != nil {
		return nil, err
	}
	if hasWildcard(p) {
		return v.listOf(p, &jsonata.Array{}) // here what is missing is an empty array
	}
	t, err := v.compiled(p)
	if err != nil {
		return nil, err
	}
	// Here a slice of what is missing, or of what is no array, is an empty array.
	if segments := p.Segments(); len(segments) > 0 && segments[len(segments)-1].Kind == jsonpath.Slice {
		if q, ok := t.(*dataflow.Query); ok {
			if c, ok := q.Node.(*jsonata.Condition); ok {
				return query(&jsonata.Condition{If: c.If, Then: c.Then, Else: &jsonata.Array{}}), nil
			}
		}
	}
	// Here an index past the end is null.
	if segments := p.Segments(); len(segments) > 0 && segments[len(segments)-1].Kind == jsonpath.Index {
		if q, ok := t.(*dataflow.Query); ok {
			if array, ok := indexOf(q.Node); ok {
				return query(&jsonata.Condition{
					If:   exists(q.Node),
					Then: q.Node,
					Else: &jsonata.Condition{If: exists(array), Then: &jsonata.Literal{Value: "null"}, Else: missing(text)},
				}), nil
			}
		}
	}
	return t, nil
}

func exists(n jsonata.Node) jsonata.Node {
	return &jsonata.Call{Proc: &jsonata.Variable{Value: "exists"}, Args: []jsonata.Node{n}}
}

func missing(text string) jsonata.Node {
	return &jsonata.Call{Proc: &jsonata.Variable{Value: "error"}, Args: []jsonata.Node{&jsonata.String{Value: text + " is missing"}}}
}

// template converts a payload template. Members come in the order in which JSONPath states
// write them: constants first, then the others as Java's HashMap holds their names.
func (v *view) template(t value.Value) (dataflow.Template, error) {
	switch t.Kind() {
	case value.Object:
		out := &dataflow.Object{}
		var dynamic []dataflow.Member
		constant := true
		for _, m := range t.Members() {
			name, isDynamic := cutDynamic(m.Key)
			if isDynamic {
				if m.Value.Kind() != value.String {
					return nil, fmt.Errorf("the member `%s` must hold a path", m.Key)
				}
				x, err := v.member(m.Value.Str())
				if err != nil {
					return nil, err
				}
				dynamic, constant = append(dynamic, dataflow.Member{Key: name, T: x}), false
				continue
			}
			x, err := v.template(m.Value)
			if err != nil {
				return nil, err
			}
			if _, ok := x.(dataflow.Const); !ok {
				constant = false
			}
			out.Members = append(out.Members, dataflow.Member{Key: m.Key, T: x})
		}
		if constant {
			return v.constantOf(t)
		}
		out.Members = append(out.Members, hashOrder(dynamic)...)
		return out, nil
	case value.Array:
		out := &dataflow.Array{}
		constant := true
		for _, e := range t.Elems() {
			x, err := v.template(e)
			if err != nil {
				return nil, err
			}
			if _, ok := x.(dataflow.Const); !ok {
				constant = false
			}
			out.Items = append(out.Items, x)
		}
		if constant {
			return v.constantOf(t)
		}
		return out, nil
	}
	return v.constantOf(t)
}

// constantOf is a constant; a text that would be read as an expression is no constant.
func (v *view) constantOf(c value.Value) (dataflow.Template, error) {
	if holdsQuery(c) {
		return nil, errQueryText
	}
	return dataflow.Const{V: c, Fills: v.fills}, nil
}

var errQueryText = refuse("a text in {% %} would become an expression", "write the text as an expression: {% '{% … %}' %}")

func holdsQuery(v value.Value) bool {
	switch v.Kind() {
	case value.String:
		_, ok := dataflow.QueryText(v)
		return ok
	case value.Array:
		for _, e := range v.Elems() {
			if holdsQuery(e) {
				return true
			}
		}
	case value.Object:
		for _, m := range v.Members() {
			if holdsQuery(m.Value) {
				return true
			}
		}
	}
	return false
}
