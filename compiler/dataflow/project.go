package dataflow

import (
	"errors"
	"fmt"
	"slices"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

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
			return Const{v, t.Fills}, nil
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
			o.Members = append(o.Members, Member{m.Key, Const{m.Value, b.Fills}})
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
