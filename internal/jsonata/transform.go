package jsonata

import (
	"math"
	"unsafe"

	"github.com/lockstep-go/lockstep/internal/value"
)

// transformation is |pattern|update, delete|: a function that copies its argument and
// changes the objects that the pattern finds in the copy.
type transformation struct {
	at      int
	pattern evaler
	update  evaler
	delete  evaler // nil if absent
	clone   evaler // the variable $clone
}

var transformSignature = mustSignature("<(oa):o>")

func (c compiler) transform(p *plan) (evaler, *Error) {
	t := &transformation{at: p.at, clone: c.lookup("clone")}
	var err *Error
	if t.pattern, err = c.compile(p.a); err != nil {
		return nil, err
	}
	if t.update, err = c.compile(p.b); err != nil {
		return nil, err
	}
	if p.c != nil {
		if t.delete, err = c.compile(p.c); err != nil {
			return nil, err
		}
	}
	return func(st *state, _ value.Value, fr *frame) (value.Value, *Error) {
		if err := st.leaf(); err != nil {
			return value.Value{}, err
		}
		f := &function{arity: 1, formals: 1, sig: transformSignature, impl: func(st *state, args []value.Value) (value.Value, *Error) {
			return t.apply(st, args[0], fr)
		}}
		return f.value(), nil
	}, nil
}

// changes are the objects of the copy that were changed, by what they were.
type changes map[unsafe.Pointer]value.Value

func (t *transformation) apply(st *state, obj value.Value, fr *frame) (value.Value, *Error) {
	if obj.IsUndefined() {
		return obj, nil
	}
	fv, err := t.clone(st, obj, fr)
	if err != nil {
		return obj, err
	}
	if _, ok := asFunction(fv); !ok {
		return obj, fail("T2013").at(t.at)
	}
	root, err := st.apply(fv, []value.Value{obj}, value.NullValue, fr)
	if err != nil {
		return obj, err
	}
	matches, err := t.pattern(st, root, fr)
	if err != nil {
		return obj, err
	}
	items := matches.Elems()
	if matches.Kind() != value.Array && !matches.IsUndefined() {
		items = []value.Value{matches}
	}
	changed := changes{}
	for _, m := range items {
		if err := t.change(st, m, changed, fr); err != nil {
			return obj, err
		}
	}
	return changed.resolve(st, root, 0)
}

// change updates one object the pattern found.
func (t *transformation) change(st *state, match value.Value, changed changes, fr *frame) *Error {
	now, err := changed.resolve(st, match, 0)
	if err != nil {
		return err
	}
	id := match.Identity()
	update, err := t.update(st, now, fr)
	if err != nil {
		return err
	}
	if !update.IsUndefined() {
		if update.Kind() != value.Object {
			return failValue("T2011", update).at(t.at)
		}
		if id == nil && match.Kind() != value.Array && update.Len() > 0 {
			return fault("Cannot create property '" + update.Members()[0].Key + "' on " + match.Kind().String())
		}
		b := value.NewBuilder(now.Len() + update.Len())
		b.SetAll(now).SetAll(update)
		if now = st.object(b.Value().Members()); id != nil {
			changed[id] = now
		}
	}
	if t.delete == nil {
		return nil
	}
	deletions, err := t.delete(st, now, fr)
	if err != nil || deletions.IsUndefined() {
		return err
	}
	names := deletions.Elems()
	if deletions.Kind() != value.Array {
		names = []value.Value{deletions}
	}
	for _, n := range names {
		if n.Kind() != value.String {
			return failValue("T2012", deletions).at(t.at)
		}
	}
	if id != nil {
		for _, n := range names {
			now = now.Without(n.Str())
		}
		changed[id] = now
	}
	return nil
}

// resolve is v with all changes to it and below it.
func (c changes) resolve(st *state, v value.Value, depth int) (value.Value, *Error) {
	if len(c) == 0 {
		return v, nil
	}
	if depth > value.MaxDepth {
		return v, stackOverflow()
	}
	if err := st.work(1 + v.Len()); err != nil {
		return v, err
	}
	if now, ok := c[v.Identity()]; ok {
		v = now
	}
	switch v.Kind() {
	case value.Array:
		elems := make([]value.Value, v.Len())
		for i, e := range v.Elems() {
			var err *Error
			if elems[i], err = c.resolve(st, e, depth+1); err != nil {
				return v, err
			}
		}
		return value.OfArray(elems).WithMark(v.Mark()), nil
	case value.Object:
		members := make([]value.Member, v.Len())
		for i, m := range v.Members() {
			var err *Error
			if m.Value, err = c.resolve(st, m.Value, depth+1); err != nil {
				return v, err
			}
			members[i] = m
		}
		return value.OfObject(members), nil
	}
	return v, nil
}

// clone is $clone: a copy as JSON would make it, in which no object is another one.
func (st *state) clone(v value.Value, depth int) (value.Value, *Error) {
	if depth > value.MaxDepth {
		return v, stackOverflow()
	}
	if err := st.alloc(v.Len() * bytesPerMember); err != nil {
		return v, err
	}
	switch v.Kind() {
	case value.Number:
		if st.dialect.javaText {
			return v, nil
		}
		f := v.Float()
		if math.IsInf(f, 0) {
			return v, failValue("D1001", v)
		}
		if math.IsNaN(f) {
			return value.NullValue, nil
		}
		return numberValue(precise(f)), nil
	case value.Array:
		elems := make([]value.Value, v.Len())
		for i, e := range v.Elems() {
			var err *Error
			if elems[i], err = st.clone(e, depth+1); err != nil {
				return v, err
			}
			if elems[i].IsUndefined() {
				elems[i] = value.NullValue
			}
		}
		return value.OfArray(elems), nil
	case value.Object:
		members := make([]value.Member, 0, v.Len())
		for _, m := range v.Members() {
			c, err := st.clone(m.Value, depth+1)
			if err != nil {
				return v, err
			}
			if !c.IsUndefined() {
				members = append(members, value.Member{Key: m.Key, Value: c})
			}
		}
		return value.OfObject(members), nil
	case value.Opaque:
		return value.OfString(""), nil
	}
	return v, nil
}
