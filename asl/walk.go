package asl

import (
	"iter"
	"reflect"
)

// Walk runs over all states of the machine in document order, those of branches and
// processors after the state that holds them, each with its path.
func Walk(m *Machine) iter.Seq2[Path, State] {
	return func(yield func(Path, State) bool) {
		for s := range Scopes(m) {
			for _, state := range s.Graph.States {
				if !yield(s.StatePath(state.Base().Name), state) {
					return
				}
			}
		}
	}
}

// Scope is a graph and where it stands.
type Scope struct {
	Graph  *Graph
	Path   Path   // of the object that has StartAt and States
	Parent *Scope // the scope of Owner; nil for the machine
	Owner  State  // the Map or Parallel that runs the graph; nil for the machine
	Branch int    // which of a Parallel's branches, from 0
}

// StatePath is the path of a state of the scope.
func (s *Scope) StatePath(name string) Path { return s.Path + "/States" + Path("").Key(name) }

// Distributed reports whether the graph is the processor of a distributed Map.
func (s *Scope) Distributed() bool {
	m, ok := s.Owner.(*Map)
	return ok && m.Distributed()
}

// Depth is how many Map and Parallel states are around the scope.
func (s *Scope) Depth() int {
	n := 0
	for s = s.Parent; s != nil; s = s.Parent {
		n++
	}
	return n
}

// Scopes runs over all graphs of the machine: its own, then those of each state in
// document order, an outer one before the ones inside it.
func Scopes(m *Machine) iter.Seq[*Scope] {
	return func(yield func(*Scope) bool) {
		(&Scope{Graph: &m.Graph}).walk(yield)
	}
}

func (s *Scope) walk(yield func(*Scope) bool) bool {
	if !yield(s) {
		return false
	}
	for _, state := range s.Graph.States {
		if t := state.Type(); t != TypeParallel && t != TypeMap {
			continue // most states: a path for each would be thrown away
		}
		for inner := range ScopesOf(state, s.StatePath(state.Base().Name)) {
			inner.Parent = s
			if !inner.walk(yield) {
				return false
			}
		}
	}
	return true
}

// ScopesOf runs over the graphs that a state at path holds itself: a Parallel's branches,
// a Map's processor. Their Parent is nil.
func ScopesOf(state State, path Path) iter.Seq[*Scope] {
	return func(yield func(*Scope) bool) {
		switch s := state.(type) {
		case *Parallel:
			for i, b := range s.Branches {
				if !yield(&Scope{Graph: &b.Graph, Path: (path + "/Branches").Index(i), Owner: s, Branch: i}) {
					return
				}
			}
		case *Map:
			if s.ItemProcessor != nil && !yield(&Scope{Graph: &s.ItemProcessor.Graph, Path: path + "/ItemProcessor", Owner: s}) {
				return
			}
			if s.Iterator != nil {
				yield(&Scope{Graph: &s.Iterator.Graph, Path: path + "/Iterator", Owner: s})
			}
		case *Task, *Choice, *Wait, *Pass, *Succeed, *Fail:
		}
	}
}

// Objects runs over o and every object of the model inside it, each before its parts, with
// its path. path is that of o.
func Objects(path Path, o Object) iter.Seq2[Path, Object] {
	return func(yield func(Path, Object) bool) { walkObjects(path, o, yield) }
}

func walkObjects(path Path, o Object, yield func(Path, Object) bool) bool {
	if !yield(path, o) {
		return false
	}
	l := layoutOf(o)
	for i := range l.fields {
		f := &l.fields[i]
		switch f.store {
		case storeObject:
			if v := f.of(o); !v.IsNil() && !walkObjects(path.Key(f.Name), v.Interface().(Object), yield) {
				return false
			}
		case storeObjects:
			v := f.of(o)
			for j := range v.Len() {
				if !walkObjects(path.Key(f.Name).Index(j), v.Index(j).Interface().(Object), yield) {
					return false
				}
			}
		case storeStates:
			states := f.of(o).Interface().([]State)
			for _, s := range states {
				if !walkObjects(path.Key(f.Name).Key(s.Base().Name), s, yield) {
					return false
				}
			}
		}
	}
	return true
}

// Clone is a deep copy of the machine. Values are immutable and shared.
func (m *Machine) Clone() *Machine { return clone(reflect.ValueOf(m)).Interface().(*Machine) }

// CloneState is a deep copy of a state.
func CloneState(s State) State { return clone(reflect.ValueOf(s)).Interface().(State) }

// clone copies the object that v, a pointer, points at.
func clone(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type().Elem())
	out.Elem().Set(v.Elem())
	l := layouts[v.Type().Elem()]
	for i := range l.fields {
		field := out.Elem().FieldByIndex(l.fields[i].index)
		switch l.fields[i].store {
		case storeObject:
			if !field.IsNil() {
				field.Set(clone(field))
			}
		case storeObjects, storeStates:
			if field.IsNil() {
				continue
			}
			elems := reflect.MakeSlice(field.Type(), field.Len(), field.Len())
			for j := range field.Len() {
				e := field.Index(j)
				if e.Kind() == reflect.Interface {
					e = e.Elem()
				}
				elems.Index(j).Set(clone(e))
			}
			field.Set(elems)
		case storeStrings:
			if !field.IsNil() {
				field.Set(reflect.AppendSlice(reflect.MakeSlice(field.Type(), 0, field.Len()), field))
			}
		}
	}
	return out
}
