package asl

import "github.com/lockstep-go/lockstep/diag"

// Locate is where the node at path was written: its line and column in the file the
// machine was decoded from, or the Go call that built the object it belongs to. It is zero
// if nothing is known. It stays right while the machine is changed, for what was kept.
func (m *Machine) Locate(path Path) diag.Origin { return locate(m, path, false) }

// LocateKey is [Machine.Locate] for the name of the member rather than its value.
func (m *Machine) LocateKey(path Path) diag.Origin { return locate(m, path, true) }

// locate goes down the model as far as the path leads through objects, then on through the
// source of the last one.
func locate(o Object, path Path, key bool) diag.Origin {
	segments := path.Segments()
	for len(segments) > 0 {
		below, used := step(o, segments)
		if below == nil {
			break
		}
		if len(segments) == used && key && below.node().source != nil {
			break // the key stands in the object around it
		}
		o, segments = below, segments[used:]
	}
	node := o.node()
	if node.source == nil {
		return node.Origin
	}
	c := node.source.cursorAt(node.at - 1)
	found := c.find(segments)
	at := node.source.nodes[found.n]
	if key && found.n != c.n {
		return node.source.origin(at.key)
	}
	return node.source.origin(at.val)
}

// step is the object of the model that the first segments lead to, and how many they are.
func step(o Object, segments []string) (Object, int) {
	f, ok := FieldOf(o, segments[0])
	if !ok || !f.IsSet(o) {
		return nil, 0
	}
	v := f.of(o)
	switch f.store {
	case storeObject:
		return v.Interface().(Object), 1
	case storeObjects:
		if len(segments) < 2 {
			return nil, 0
		}
		if i, ok := arrayIndex(segments[1]); ok && i < v.Len() {
			return v.Index(i).Interface().(Object), 2
		}
	case storeStates:
		if len(segments) < 2 {
			return nil, 0
		}
		for _, s := range v.Interface().([]State) {
			if s.Base().Name == segments[1] {
				return s, 2
			}
		}
	}
	return nil, 0
}

// At is the object of the model that path addresses, and the path's rest inside that
// object's plain fields ("" if path is the object's own).
func (m *Machine) At(path Path) (Object, Path) {
	var o Object = m
	segments := path.Segments()
	for len(segments) > 0 {
		below, used := step(o, segments)
		if below == nil {
			break
		}
		o, segments = below, segments[used:]
	}
	rest := Path("")
	for _, s := range segments {
		rest = rest.Key(s)
	}
	return o, rest
}

// Source is the name and the text of the file the machine was decoded from, "" for a
// machine that was built.
func (m *Machine) Source() (file, text string) {
	if m.source == nil {
		return "", ""
	}
	return m.source.file, m.source.text
}

// SetOrigin notes that o was built at the given place.
func SetOrigin(o Object, origin diag.Origin) { o.node().Origin = origin }

// StateAt is the innermost state on the path, nil if there is none.
func (m *Machine) StateAt(path Path) State {
	var o Object = m
	var found State
	for segments := path.Segments(); len(segments) > 0; {
		below, used := step(o, segments)
		if below == nil {
			break
		}
		if s, ok := below.(State); ok {
			found = s
		}
		o, segments = below, segments[used:]
	}
	return found
}
