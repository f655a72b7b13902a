package convert

import (
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
)

// listOf converts a path with a wildcard: names and indexes up to the first [*], then names
// and further wildcards, and several names at the end. Such a path answers an array, of which
// elements without the member are left out. Where there is nothing to go through otherwise is
// answered: payload templates have an empty array there, and all other fields fail.
//
// JSONata's own wildcard flattens arrays and answers a single element bare. Here every element
// is wrapped in an array of its own, so that $append keeps it as it is.
func (v *view) listOf(p *jsonpath.Path, otherwise jsonata.Node) (dataflow.Template, error) {
	segments := p.Segments()
	first := 0
	for segments[first].Kind != jsonpath.Wildcard {
		first++
	}
	t, err := v.root(p)
	if err != nil {
		return nil, err
	}
	// JSONata maps a name over an array, where JSONPath finds nothing: the kinds of what the
	// path passes are asked for.
	var passable jsonata.Node
	for i := range segments[:first] {
		at, err := dataflow.Strict(t)
		if err != nil {
			return nil, err
		}
		kind := "object"
		if segments[i].Kind == jsonpath.Index {
			kind = "array"
		}
		passable = both(passable, binary("=", fn("type", at), text(kind)))
		if t, err = step(t, &segments[i], false); err != nil {
			return nil, err
		}
	}
	top, err := dataflow.Strict(t)
	if err != nil {
		return nil, err
	}
	passable = both(passable, exists(top))
	list := values(top)
	for i, s := range segments[first+1:] {
		switch last := first+1+i == len(segments)-1; {
		case s.Kind == jsonpath.Wildcard:
			list = each(list, values)
		case s.Kind == jsonpath.Name:
			list = each(list, func(item jsonata.Node) jsonata.Node {
				member := fn("lookup", item, text(s.Name))
				return &jsonata.Condition{If: both(isObject(item), exists(member)), Then: wrapped(member), Else: &jsonata.Array{}}
			})
		case s.Kind == jsonpath.Names && last:
			list = each(list, func(item jsonata.Node) jsonata.Node {
				o := &jsonata.Object{}
				for _, name := range s.Names {
					o.Pairs = append(o.Pairs, jsonata.Pair{Key: text(name), Value: fn("lookup", item, text(name))})
				}
				return &jsonata.Condition{If: isObject(item), Then: &jsonata.Array{Items: []jsonata.Node{o}}, Else: &jsonata.Array{}}
			})
		default:
			_, err := step(t, &segments[first+1+i], false)
			if err == nil {
				err = refuse("JSONata has no "+s.Kind.String()+" after a wildcard that answers the same arrays", adviceArrays)
			}
			return nil, err
		}
	}
	return query(&jsonata.Condition{If: dataflow.Simplify(passable), Then: list, Else: otherwise}), nil
}

// hasWildcard reports that listOf is for this path.
func hasWildcard(p *jsonpath.Path) bool {
	for _, s := range p.Segments() {
		switch s.Kind {
		case jsonpath.Wildcard:
			return true
		case jsonpath.Name, jsonpath.Index:
		default:
			return false
		}
	}
	return false
}

func both(l, r jsonata.Node) jsonata.Node {
	if l == nil {
		return r
	}
	return binary("and", l, r)
}

func isObject(n jsonata.Node) jsonata.Node { return binary("=", fn("type", n), text("object")) }

// wrapped is an array of n alone. [n] is that of all values but arrays, which it takes over.
func wrapped(n jsonata.Node) jsonata.Node {
	one := &jsonata.Array{Items: []jsonata.Node{n}}
	return &jsonata.Condition{
		If:   binary("=", fn("type", n), text("array")),
		Then: &jsonata.Array{Items: []jsonata.Node{one}},
		Else: one,
	}
}

// each is the arrays that f makes of the elements of list, one after the other.
func each(list jsonata.Node, f func(item jsonata.Node) jsonata.Node) jsonata.Node {
	v := func(name string) jsonata.Node { return &jsonata.Variable{Value: name} }
	item := &jsonata.Filter{X: v("item"), Predicate: number(0)}
	return fn("reduce", fn("zip", list), &jsonata.Lambda{
		Params: []string{"list", "item"}, Body: fn("append", v("list"), f(item)),
	}, &jsonata.Array{})
}

// values is the elements of an array, or the values of an object, or nothing.
func values(n jsonata.Node) jsonata.Node {
	keys := fn("append", &jsonata.Array{}, fn("keys", n)) // $keys answers a single key bare
	return &jsonata.Condition{
		If:   binary("=", fn("type", n), text("array")),
		Then: n,
		Else: &jsonata.Condition{
			If:   isObject(n),
			Then: eachKey(keys, n),
			Else: &jsonata.Array{},
		},
	}
}

func eachKey(keys, object jsonata.Node) jsonata.Node {
	v := func(name string) jsonata.Node { return &jsonata.Variable{Value: name} }
	return fn("reduce", fn("zip", keys), &jsonata.Lambda{
		Params: []string{"values", "key"},
		Body:   fn("append", v("values"), wrapped(fn("lookup", object, &jsonata.Filter{X: v("key"), Predicate: number(0)}))),
	}, &jsonata.Array{})
}
