package asl

import "github.com/lockstep-go/lockstep/internal/value"

// AppendJSON appends the compact JSON text of the machine to dst.
//
// The order of fields is stable: an object that was decoded keeps the order it was written
// in, and fields set since follow it; an object that was built has Type first, then its
// fields in the order of [FieldsOf].
func (m *Machine) AppendJSON(dst []byte) []byte { return ValueOf(m).AppendJSON(dst) }

// MarshalJSON is [Machine.AppendJSON] for encoding/json.
func (m *Machine) MarshalJSON() ([]byte, error) { return m.AppendJSON(nil), nil }

// Indented is the JSON text of the machine for people: two spaces a level, a newline at
// the end.
func (m *Machine) Indented() []byte {
	return append(AppendIndented(nil, ValueOf(m)), '\n')
}

// AppendIndented appends the JSON text of v to dst, two spaces a level; empty objects and
// arrays stay on one line.
func AppendIndented(dst []byte, v value.Value) []byte { return appendIndented(dst, v, "\n") }

func appendIndented(dst []byte, v value.Value, newline string) []byte {
	if v.Len() == 0 {
		return v.AppendJSON(dst)
	}
	inner := newline + "  "
	if v.Kind() == value.Array {
		dst = append(dst, '[')
		for i, e := range v.Elems() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendIndented(append(dst, inner...), e, inner)
		}
		return append(append(dst, newline...), ']')
	}
	dst = append(dst, '{')
	for i, m := range v.Members() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = value.AppendQuoted(append(dst, inner...), m.Key)
		dst = appendIndented(append(dst, ':', ' '), m.Value, inner)
	}
	return append(append(dst, newline...), '}')
}

// ValueOf is the JSON object that o stands for; see [Machine.AppendJSON] for the order of
// its members. The name of a state is not part of it.
func ValueOf(o Object) value.Value {
	l := layoutOf(o)
	node := o.node()
	keys := node.from.v.Members()
	members := make([]value.Member, 0, len(keys)+4)
	written := make(map[int]bool, len(keys))
	typed := false
	for _, source := range keys {
		key := source.Key
		if key == "Type" && l.state {
			typed = true
			members = append(members, typeMember(o.(State)))
			continue
		}
		i, known := l.byName[key]
		if !known {
			i, known = l.comparator(o, key)
		}
		if known && !written[i] {
			if v := l.fields[i].encode(o); !v.IsUndefined() {
				written[i] = true
				members = append(members, value.Member{Key: key, Value: v})
				continue
			}
		}
		if v := node.ExtraValue(key); !v.IsUndefined() {
			members = append(members, value.Member{Key: key, Value: v})
		}
	}
	if l.state && !typed {
		members = append([]value.Member{typeMember(o.(State))}, members...)
	}
	for i := range l.fields {
		if written[i] {
			continue
		}
		f := &l.fields[i]
		v := f.encode(o)
		if v.IsUndefined() {
			continue
		}
		name := f.Name
		if f.store == storeComparator {
			name = string(o.(*ChoiceRule).Comparator)
		}
		members = append(members, value.Member{Key: name, Value: v})
	}
	if node.from.v.IsUndefined() {
		members = append(members, node.Extra...)
	}
	return value.OfObject(members)
}

func typeMember(s State) value.Member {
	return value.Member{Key: "Type", Value: value.OfString(string(s.Type()))}
}

// comparator is the position of the comparator's line, if key is the comparator of o.
func (l *layout) comparator(o Object, key string) (int, bool) {
	rule, ok := o.(*ChoiceRule)
	if !ok || rule.Comparator != Comparator(key) || key == "" {
		return 0, false
	}
	return l.byName[""], true
}

// encode is the JSON of the field of o, undefined if it is not set.
func (f *Field) encode(o Object) value.Value {
	v := f.of(o)
	switch f.store {
	case storeString:
		if v.Len() > 0 {
			return value.OfString(v.String())
		}
	case storeBool:
		if v.Bool() {
			return value.True
		}
	case storeValue:
		return *v.Addr().Interface().(*value.Value)
	case storeStrings:
		if !v.IsNil() {
			elems := make([]value.Value, v.Len())
			for i := range elems {
				elems[i] = value.OfString(v.Index(i).String())
			}
			return value.OfArray(elems)
		}
	case storeObject:
		if !v.IsNil() {
			return ValueOf(v.Interface().(Object))
		}
	case storeObjects:
		if !v.IsNil() {
			elems := make([]value.Value, v.Len())
			for i := range elems {
				elems[i] = ValueOf(v.Index(i).Interface().(Object))
			}
			return value.OfArray(elems)
		}
	case storeStates:
		return f.graph(o).statesValue()
	case storeComparator:
		return o.(*ChoiceRule).operand()
	}
	return value.Value{}
}

func (r *ChoiceRule) operand() value.Value {
	if r.Comparator == "" {
		return value.Value{}
	}
	return r.Operand
}

func (g *Graph) statesValue() value.Value {
	if !g.HasStates() {
		return value.Value{}
	}
	members := make([]value.Member, 0, len(g.States)+len(g.Unreadable))
	rest := g.Unreadable
	for _, s := range g.States {
		for len(rest) > 0 && rest[0].Index == len(members) {
			members = append(members, value.Member{Key: rest[0].Name, Value: rest[0].Value})
			rest = rest[1:]
		}
		members = append(members, value.Member{Key: s.Base().Name, Value: ValueOf(s)})
	}
	for _, u := range rest {
		members = append(members, value.Member{Key: u.Name, Value: u.Value})
	}
	return value.OfObject(members)
}
