package dataflow

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Bindings put templates into the places that read them.
type Bindings struct {
	Input       Template            // for $states.input; nil leaves it
	Result      Template            // for $states.result
	ErrorOutput Template            // for $states.errorOutput
	Item, Index Template            // for $states.context.Map.Item.Value and .Index
	Vars        map[string]Template // for variables

	// VolatileReads counts how often something volatile was put into a place: twice is once
	// too often.
	VolatileReads int
	// Reads counts how often anything was put into a place.
	Reads int
}

// Reasons why templates can't be put together.
var (
	ErrCapture   = errors.New("an expression binds a name that the other one reads")
	ErrRelative  = errors.New("an expression reads $ or a bare name, which mean something else in the other one")
	ErrArray     = errors.New("JSONata would flatten an array of values whose types are not known")
	ErrUndefined = errors.New("it reads what is never there")
	ErrNumber    = errors.New("a number has more digits than JSONata keeps")
)

func (b *Bindings) lookup(root string, names []string) (Template, []string, bool) {
	if root == "states" && len(names) > 0 {
		var t Template
		switch names[0] {
		case "input":
			t = b.Input
		case "result":
			t = b.Result
		case "errorOutput":
			t = b.ErrorOutput
		case "context":
			if len(names) < 4 || names[1] != "Map" || names[2] != "Item" {
				return nil, nil, false
			}
			switch names[3] {
			case "Value":
				return b.Item, names[4:], b.Item != nil
			case "Index":
				return b.Index, names[4:], b.Index != nil
			}
		}
		return t, names[1:], t != nil
	}
	t, ok := b.Vars[root]
	return t, names, ok
}

func (b *Bindings) count(t Template) {
	b.Reads++
	if t != nil && JudgeTemplate(t).Volatile {
		b.VolatileReads++
	}
}

// Apply is t with everything bound put in. It fails where that can't be said.
func (b *Bindings) Apply(t Template) (Template, error) {
	switch t := t.(type) {
	case Const:
		return t, nil
	case *Query:
		return b.query(t)
	case *Object:
		out := &Object{Members: make([]Member, len(t.Members))}
		for i, m := range t.Members {
			v, err := b.Apply(m.T)
			if err != nil {
				return nil, err
			}
			out.Members[i] = Member{m.Key, v}
		}
		return out, nil
	case *Array:
		out := &Array{Items: make([]Template, len(t.Items))}
		for i, item := range t.Items {
			v, err := b.Apply(item)
			if err != nil {
				return nil, err
			}
			out.Items[i] = v
		}
		return out, nil
	case *Update:
		base, err := b.Apply(t.Base)
		if err == ErrUndefined && t.Optional {
			base, err = &Object{}, nil
		}
		if err != nil {
			return nil, err
		}
		members := make([]Member, len(t.Members))
		for i, m := range t.Members {
			v, err := b.Apply(m.T)
			if err != nil {
				return nil, err
			}
			members[i] = Member{m.Key, v}
		}
		out, err := SetMembers(base, members)
		if u, ok := out.(*Update); ok && t.Optional && mayBeUndefined(u.Base) {
			u.Optional = true
		}
		return out, err
	}
	return t, nil
}

func (b *Bindings) query(q *Query) (Template, error) {
	if root, names, ok := Chain(unblock(q.Node)); ok {
		if t, rest, bound := b.lookup(root, names); bound {
			t, err := ProjectAll(t, rest)
			if err == nil && t == nil {
				err = ErrUndefined
			}
			b.count(t)
			return t, err
		}
	}
	s := substitution{b: b, binds: Judge(q.Node).Binds}
	n := s.node(q.Node, false)
	if s.err != nil {
		return nil, s.err
	}
	if len(s.hoisted) > 0 {
		n = &jsonata.Block{Exprs: append(s.hoisted, n)}
	}
	if s.changed {
		n = Simplify(n)
	}
	return &Query{n}, nil
}

// substitution is one expression under work.
type substitution struct {
	b       *Bindings
	binds   []string // names the expression binds anywhere
	hoisted []jsonata.Node
	names   map[string]string // of hoisted expressions, by text
	changed bool
	err     error
}

func (s *substitution) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// node rewrites n. inside is set within steps, predicates and functions.
func (s *substitution) node(n jsonata.Node, inside bool) jsonata.Node {
	if s.err != nil || n == nil {
		return n
	}
	if r, ok := s.replace(n, inside); ok {
		return r
	}
	if r, ok := s.element(n, inside); ok {
		return r
	}
	switch n := n.(type) {
	case *jsonata.Dot:
		// $states.input.a[0]: the predicate belongs to the name.
		if f, ok := n.Right.(*jsonata.Filter); ok {
			if name, ok := f.X.(*jsonata.Name); ok {
				if r, ok := s.replace(&jsonata.Dot{Left: n.Left, Right: name}, inside); ok {
					return &jsonata.Filter{X: r, Predicate: s.node(f.Predicate, true)}
				}
			}
		}
		if k, ok := n.Right.(*jsonata.KeepArray); ok {
			if name, ok := k.X.(*jsonata.Name); ok {
				if r, ok := s.replace(&jsonata.Dot{Left: n.Left, Right: name}, inside); ok {
					return &jsonata.KeepArray{X: r}
				}
			}
		}
		if _, ok := n.Right.(*jsonata.Name); ok {
			return &jsonata.Dot{Left: s.node(n.Left, inside), Right: n.Right}
		}
		return &jsonata.Dot{Left: s.node(n.Left, inside), Right: s.node(n.Right, true)}
	case *jsonata.Filter:
		return &jsonata.Filter{X: s.node(n.X, inside), Predicate: s.node(n.Predicate, true)}
	case *jsonata.Sort:
		out := &jsonata.Sort{X: s.node(n.X, inside)}
		for _, t := range n.Terms {
			out.Terms = append(out.Terms, jsonata.Term{Descending: t.Descending, X: s.node(t.X, true)})
		}
		return out
	case *jsonata.Group:
		return &jsonata.Group{X: s.node(n.X, inside), Pairs: s.pairs(n.Pairs, true)}
	case *jsonata.Object:
		return &jsonata.Object{Pairs: s.pairs(n.Pairs, inside)}
	case *jsonata.Array:
		return &jsonata.Array{Items: s.list(n.Items, inside)}
	case *jsonata.Block:
		return &jsonata.Block{Exprs: s.list(n.Exprs, inside)}
	case *jsonata.Binary:
		return &jsonata.Binary{Op: n.Op, Left: s.node(n.Left, inside), Right: s.node(n.Right, inside)}
	case *jsonata.Condition:
		c := &jsonata.Condition{If: s.node(n.If, inside), Then: s.node(n.Then, inside)}
		if n.Else != nil {
			c.Else = s.node(n.Else, inside)
		}
		return c
	case *jsonata.Call:
		return &jsonata.Call{Proc: s.node(n.Proc, inside), Args: s.list(n.Args, inside)}
	case *jsonata.Lambda:
		return &jsonata.Lambda{Params: n.Params, Signature: n.Signature, Body: s.node(n.Body, true)}
	case *jsonata.Bind:
		return &jsonata.Bind{Name: n.Name, X: s.node(n.X, inside)}
	case *jsonata.Negate:
		return &jsonata.Negate{X: s.node(n.X, inside)}
	case *jsonata.Apply:
		return &jsonata.Apply{Left: s.node(n.Left, inside), Right: s.node(n.Right, inside)}
	case *jsonata.KeepArray:
		return &jsonata.KeepArray{X: s.node(n.X, inside)}
	}
	// What is left holds nothing that is bound, or can't be rewritten safely.
	if s.reads(n) {
		s.fail(errors.New("an expression is too involved to be rewritten"))
	}
	return n
}

func (s *substitution) pairs(ps []jsonata.Pair, inside bool) []jsonata.Pair {
	out := make([]jsonata.Pair, len(ps))
	for i, p := range ps {
		out[i] = jsonata.Pair{Key: s.node(p.Key, inside), Value: s.node(p.Value, inside)}
	}
	return out
}

func (s *substitution) list(ns []jsonata.Node, inside bool) []jsonata.Node {
	out := make([]jsonata.Node, len(ns))
	for i, n := range ns {
		out[i] = s.node(n, inside)
	}
	return out
}

func (s *substitution) reads(n jsonata.Node) bool {
	found := false
	jsonata.Walk(n, func(c jsonata.Node) bool {
		if root, names, ok := Chain(c); ok {
			if _, _, bound := s.b.lookup(root, names); bound {
				found = true
			}
		}
		return !found
	})
	return found
}

// replace is what stands for n, if n is a path to something bound.
func (s *substitution) replace(n jsonata.Node, inside bool) (jsonata.Node, bool) {
	root, names, ok := Chain(n)
	if !ok {
		return nil, false
	}
	t, rest, bound := s.b.lookup(root, names)
	if !bound {
		return nil, false
	}
	if root != "states" && slices.Contains(s.binds, root) {
		s.fail(ErrCapture)
		return nil, true
	}
	t, err := ProjectAll(t, rest)
	if err != nil {
		s.b.count(t)
		s.fail(err)
		return nil, true
	}
	return s.put(t, inside), true
}

// put is t as an expression in the place of something bound; nil is nothing.
func (s *substitution) put(t Template, inside bool) jsonata.Node {
	s.changed = true
	s.b.count(t)
	if t == nil {
		return &jsonata.Block{} // () answers nothing
	}
	r, err := Loose(t)
	if err != nil {
		s.fail(err)
		return nil
	}
	f := Judge(r)
	if f.Relative {
		s.fail(ErrRelative)
		return nil
	}
	for _, v := range f.Vars {
		if slices.Contains(s.binds, v) {
			s.fail(ErrCapture)
			return nil
		}
	}
	if _, _, plain := Chain(r); plain {
		return r
	}
	if _, isLiteral := literal(r); isLiteral {
		return r
	}
	if inside || f.Volatile {
		return s.hoist(r)
	}
	return r
}

// element is what stands for n, if n takes one element of something bound that is an array:
// $states.result[0].
func (s *substitution) element(n jsonata.Node, inside bool) (jsonata.Node, bool) {
	var array, predicate jsonata.Node
	switch n := n.(type) {
	case *jsonata.Filter:
		array, predicate = n.X, n.Predicate
	case *jsonata.Dot:
		f, ok := n.Right.(*jsonata.Filter)
		if !ok {
			return nil, false
		}
		array, predicate = &jsonata.Dot{Left: n.Left, Right: f.X}, f.Predicate
	default:
		return nil, false
	}
	at, ok := unblock(predicate).(*jsonata.Number)
	root, names, chain := Chain(array)
	if !ok || !chain {
		return nil, false
	}
	t, rest, bound := s.b.lookup(root, names)
	if !bound {
		return nil, false
	}
	list, ok := t.(*Array)
	if !ok || len(rest) > 0 || at.Value != math.Trunc(at.Value) || at.Value < 0 || root != "states" {
		return nil, false
	}
	if at.Value >= float64(len(list.Items)) {
		s.changed = true
		return &jsonata.Block{}, true
	}
	return s.put(list.Items[int(at.Value)], inside), true
}

// hoist binds r before the expression and answers the name.
func (s *substitution) hoist(r jsonata.Node) jsonata.Node {
	text := r.String()
	if name, ok := s.names[text]; ok {
		return &jsonata.Variable{Value: name}
	}
	name := ""
	for i := 1; ; i++ {
		name = "v" + strconv.Itoa(i)
		if !slices.Contains(s.binds, name) && s.b.Vars[name] == nil {
			break
		}
	}
	s.binds = append(s.binds, name)
	if s.names == nil {
		s.names = map[string]string{}
	}
	s.names[text] = name
	s.hoisted = append(s.hoisted, &jsonata.Bind{Name: name, X: r})
	return &jsonata.Variable{Value: name}
}

// ProjectAll follows names into a template; nil if there is nothing.
func ProjectAll(t Template, names []string) (Template, error) {
	for _, name := range names {
		var err error
		if t, err = Project(t, name); t == nil || err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Project is the member of what t makes; nil if there is none.
func Project(t Template, name string) (Template, error) {
	switch t := t.(type) {
	case Const:
		if t.V.Kind() == value.Array {
			return nil, ErrArray
		}
		if v := t.V.Get(name); !v.IsUndefined() {
			return Const{v}, nil
		}
		return nil, nil
	case *Object:
		for _, m := range t.Members {
			if m.Key == name {
				return m.T, nil
			}
		}
		return nil, nil
	case *Array:
		return nil, ErrArray
	case *Update:
		for _, m := range slices.Backward(t.Members) {
			if m.Key == name {
				return m.T, nil
			}
		}
		return Project(t.Base, name)
	case *Query:
		if o, ok := unblock(t.Node).(*jsonata.Object); ok {
			for _, p := range o.Pairs {
				if key, ok := p.Key.(*jsonata.String); ok && key.Value == name {
					return &Query{unblock(p.Value)}, nil
				}
			}
		}
		if base, members, ok := mergeOf(t.Node); ok {
			for _, p := range members.Pairs {
				key, ok := p.Key.(*jsonata.String)
				if !ok || key.Value == name && Judge(p.Value).Kinds&Undefined != 0 {
					return dot(t.Node, name), nil
				}
				if key.Value == name {
					return &Query{unblock(p.Value)}, nil
				}
			}
			return Project(&Query{base}, name)
		}
		return dot(t.Node, name), nil
	}
	return nil, fmt.Errorf("no template")
}

func dot(n jsonata.Node, name string) Template {
	return &Query{&jsonata.Dot{Left: unblock(n), Right: &jsonata.Name{Value: name}}}
}

// mergeOf takes $merge([base, {…}]) apart.
func mergeOf(n jsonata.Node) (base jsonata.Node, members *jsonata.Object, ok bool) {
	if !isCall(n, "merge") {
		return nil, nil, false
	}
	args := unblock(n).(*jsonata.Call).Args
	if len(args) != 1 {
		return nil, nil, false
	}
	list, isList := args[0].(*jsonata.Array)
	if !isList || len(list.Items) != 2 {
		return nil, nil, false
	}
	members, ok = list.Items[1].(*jsonata.Object)
	return list.Items[0], members, ok
}

// SetMembers is what base makes with members set, as ResultPath does.
func SetMembers(base Template, members []Member) (Template, error) {
	set := func(old []Member) []Member {
		out := slices.Clone(old)
		for _, m := range members {
			if i := slices.IndexFunc(out, func(o Member) bool { return o.Key == m.Key }); i >= 0 {
				out[i] = m
			} else {
				out = append(out, m)
			}
		}
		return out
	}
	switch b := base.(type) {
	case Const:
		if b.V.Kind() != value.Object {
			return nil, errors.New("a member is set in what is no object")
		}
		o := &Object{}
		for _, m := range b.V.Members() {
			o.Members = append(o.Members, Member{m.Key, Const{m.Value}})
		}
		o.Members = set(o.Members)
		return o, nil
	case *Object:
		return &Object{Members: set(b.Members)}, nil
	case *Update:
		return &Update{Base: b.Base, Members: set(b.Members), Optional: b.Optional}, nil
	case *Query:
		return &Update{Base: b, Members: slices.Clone(members)}, nil
	}
	return nil, errors.New("a member is set in what is no object")
}

// Set is base with v put where names lead; what is missing on the way is made.
func Set(base Template, names []string, v Template) (Template, error) {
	if len(names) == 0 {
		return v, nil
	}
	if len(names) > 1 {
		inner, err := Project(base, names[0])
		if err != nil {
			return nil, err
		}
		optional := false
		if inner == nil {
			inner = &Object{}
		} else if q, ok := inner.(*Query); ok {
			optional = Judge(q.Node).Kinds&Undefined != 0
		}
		if v, err = Set(inner, names[1:], v); err != nil {
			return nil, err
		}
		if u, ok := v.(*Update); ok && optional {
			u.Optional = true
		}
	}
	return SetMembers(base, []Member{{names[0], v}})
}
