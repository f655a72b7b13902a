package asl

import "github.com/lockstep-go/lockstep/diag"

// Locate is where the node at path was written: its line and column in the file the
// machine was decoded from, or the Go call that built the object it belongs to. It is zero
// if nothing is known. It stays right while the machine is changed, for what was kept.
func (m *Machine) Locate(path Path) diag.Origin {
	o, rest := m.At(path)
	return LocateIn(o, rest, false)
}

// LocateKey is [Machine.Locate] for the name of the member rather than its value.
func (m *Machine) LocateKey(path Path) diag.Origin {
	o, rest := m.At(path)
	if s, ok := o.(State); ok && rest == "" {
		return s.Base().Place()
	}
	if rest == "" && path != "" {
		o, rest = m.At(path.Parent())
		rest = rest.Key(path.Base())
	}
	return LocateIn(o, rest, true)
}

// LocateIn is where the node at rest was written, a path inside the object o: the place of
// its value, or with key that of its name. A path that leads nowhere gives the place of
// the last node it reaches.
func LocateIn(o Object, rest Path, key bool) diag.Origin {
	node := o.node()
	c := node.from
	if c.source == nil || node.Origin != (diag.Origin{}) || rest == "" && key {
		return node.Place()
	}
	found := c.find(rest.Segments())
	found.named = key
	return found.origin()
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
	if m.from.source == nil {
		return "", ""
	}
	return m.from.source.file, m.from.source.text
}

// DecodedLen is how many bytes the document that the machine was decoded from has as compact
// JSON, 0 for a machine that was built.
func (m *Machine) DecodedLen() int {
	if m.from.v.IsUndefined() {
		return 0
	}
	return m.from.v.EncodedLen()
}

// SetOrigin notes that o was built at the given place, which then is that of all its fields.
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

// LocateText is the place of byte offset of the string at rest inside o, as the string was
// decoded. Where the source says nothing about the inside of the string, it is the place
// of its beginning.
func LocateText(o Object, rest Path, offset int) diag.Origin {
	c := o.node().from
	if c.source == nil || o.node().Origin != (diag.Origin{}) {
		return o.node().Place()
	}
	found := c.find(rest.Segments())
	at := int(c.source.places()[found.n].val)
	text := c.source.text
	if at >= len(text) {
		return c.source.origin(int32(at))
	}
	switch {
	case text[at] == '"':
		at = insideQuotes(text, at+1, offset)
	case text[at] == '\'':
		at += 1 + offset // YAML: only '' is an escape
	case len(text) >= at+offset && text[at] != '|' && text[at] != '>':
		at += offset // YAML: a plain scalar
	}
	return c.source.origin(int32(min(at, len(text))))
}

// insideQuotes is where byte offset of the string whose literal's inside begins at at
// stands in the text.
func insideQuotes(text string, at, offset int) int {
	for offset > 0 && at < len(text) && text[at] != '"' {
		if text[at] != '\\' {
			at, offset = at+1, offset-1
			continue
		}
		if at+1 < len(text) && text[at+1] == 'u' {
			end := min(at+6, len(text))
			offset -= len(unquote(`"` + text[at:end] + `"`))
			at = end
			continue
		}
		at, offset = at+2, offset-1
	}
	return at
}
