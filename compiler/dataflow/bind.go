package dataflow

import (
	"errors"

	"github.com/lockstep-go/lockstep/internal/jsonata"
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
	// ErrSubstitution is a text of JSON that must not become one of an expression: a quote or a backslash in what is filled in would mean something else there.
	ErrSubstitution = errors.New("what is filled in for a substitution may hold quotes, which an expression would take for its own")
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
