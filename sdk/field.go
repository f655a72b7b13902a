package sdk

import (
	"fmt"
	"reflect"
)

// Field is the part of v that selector points at. The Go compiler checks it and
// no string is involved:
//
//	total := sdk.Field(order, func(o *Order) *float64 { return &o.Total })
//
// The selector gets a T whose pointers, slices and arrays are filled in, so
// `&o.Customer.Name` works through a pointer and `&o.Items[0].SKU` names an
// element. It must return the address of something inside its argument.
func Field[T, F any](v Value[T], selector func(*T) *F) Value[F] {
	e := operand(v)
	steps, err := selected(selector)
	typ := schemaOf(reflect.TypeFor[F]())
	if err != nil {
		bad := e.retyped(typ, here())
		bad.fault = &fault{code: codeSelector, message: err.Error(), help: "return the address of a field: `func(o *Order) *string { return &o.ID }`"}
		return Value[F]{e: bad}
	}
	if len(steps) == 0 {
		return Value[F]{e: e.retyped(typ, here())}
	}
	return Value[F]{e: e.get(steps, typ, here())}
}

// selectableElements is how many elements a slice holds for a selector.
const selectableElements = 16

// selected runs a selector on a T made for it and finds the JSON path of the
// address it answers.
func selected[T, F any](selector func(*T) *F) (path []pathStep, err error) {
	root := new(T)
	fill(reflect.ValueOf(root).Elem(), map[reflect.Type]int{})
	target, err := callSelector(selector, root)
	if err != nil {
		return nil, err
	}
	if target == nil {
		return nil, fmt.Errorf("the selector returns nil")
	}
	f := finder{addr: reflect.ValueOf(target).Pointer(), typ: reflect.TypeFor[F]()}
	f.find(reflect.ValueOf(root).Elem(), nil)
	switch {
	case f.hidden != "":
		return nil, fmt.Errorf("the selector points at %s, which is not in the JSON of %s", f.hidden, reflect.TypeFor[T]())
	case len(f.found) == 0:
		return nil, fmt.Errorf("the selector returns an address outside of its argument")
	case len(f.found) > 1:
		return nil, fmt.Errorf("the selector points at a field of no size, which has no address of its own")
	}
	return f.found[0], nil
}

func callSelector[T, F any](selector func(*T) *F, root *T) (target *F, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the selector panics: %v", r)
		}
	}()
	if selector == nil {
		return nil, fmt.Errorf("the selector is nil")
	}
	return selector(root), nil
}

// fill gives pointers and slices something to point at. A recursive type is
// followed twice.
func fill(v reflect.Value, depth map[reflect.Type]int) {
	t := v.Type()
	if depth[t] >= 2 || !v.CanSet() {
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		depth[t]++
		for i := range t.NumField() {
			fill(v.Field(i), depth)
		}
		depth[t]--
	case reflect.Pointer:
		depth[t]++
		v.Set(reflect.New(t.Elem()))
		fill(v.Elem(), depth)
		depth[t]--
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return
		}
		depth[t]++
		v.Set(reflect.MakeSlice(t, selectableElements, selectableElements))
		for i := range selectableElements {
			fill(v.Index(i), depth)
		}
		depth[t]--
	case reflect.Array:
		for i := range min(v.Len(), selectableElements) {
			fill(v.Index(i), depth)
		}
	}
}

// finder looks for an address of a type within a value.
type finder struct {
	addr   uintptr
	typ    reflect.Type
	found  [][]pathStep
	hidden string // a matching field that JSON leaves out
}

func (f *finder) find(v reflect.Value, path []pathStep) {
	t := v.Type()
	if t == f.typ && v.CanAddr() && v.Addr().Pointer() == f.addr {
		f.found = append(f.found, append([]pathStep(nil), path...))
		return
	}
	switch t.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			f.find(v.Elem(), path)
		}
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range min(v.Len(), selectableElements) {
			f.find(v.Index(i), append(path, pathStep{index: i, isIndex: true}))
		}
	case reflect.Struct:
		if t == timeType {
			return
		}
		before := len(f.found)
		for _, jf := range jsonFields(t) {
			field, err := v.FieldByIndexErr(jf.index)
			if err != nil {
				continue // behind an embedded pointer the depth bound left nil
			}
			f.find(field, append(path, pathStep{name: jf.name}))
		}
		if len(f.found) == before {
			f.findHidden(v)
		}
	}
}

// findHidden notes a field that is there in Go but not in JSON.
func (f *finder) findHidden(v reflect.Value) {
	t := v.Type()
	for i := range t.NumField() {
		sf := t.Field(i)
		if sf.Type == f.typ && v.Field(i).CanAddr() && v.Field(i).Addr().Pointer() == f.addr && (!sf.IsExported() || sf.Tag.Get("json") == "-") {
			f.hidden = "`" + sf.Name + "`"
		}
	}
}
