package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// letters are the kinds of [catalog.Kind], one letter a kind.
var letters = map[string]string{
	"string": "s", "character": "s", "integer": "i", "long": "i", "float": "f", "double": "f", "boolean": "b",
	"blob": "x", "timestamp": "t", "list": "[", "map": "<", "structure": "{",
}

func (m *model) kind(s *shape) string {
	if s.Document {
		return "*"
	}
	return letters[s.Type]
}

// streams reports whether the operation sends or receives an event stream, which Step
// Functions can't.
func (m *model) streams(o operation) bool {
	for _, r := range []reference{o.Input, o.Output} {
		if r.Shape == "" {
			continue
		}
		for _, mem := range m.Shapes[r.Shape].Members {
			if m.Shapes[mem.Shape].EventStream {
				return true
			}
		}
	}
	return false
}

// namesOf is a service in names.bin: a line `Operation TAB parameters TAB errors`, where
// a parameter is its name, `!` if it is required, and the letter of its kind, separated by
// commas, and a trailing `~` after the operation's name marks an event stream.
func namesOf(m *model) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(m.Operations)) {
		o := m.Operations[name]
		b.WriteString(name)
		if m.streams(o) {
			b.WriteByte('~')
		}
		b.WriteByte('\t')
		if o.Input.Shape != "" {
			in := m.Shapes[o.Input.Shape]
			for i, p := range in.Members {
				if i > 0 {
					b.WriteByte(',')
				}
				b.WriteString(p.Name)
				if in.requires(p) {
					b.WriteByte('!')
				}
				b.WriteString(m.kind(m.Shapes[p.Shape]))
			}
		}
		b.WriteByte('\t')
		for i, e := range o.Errors {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(e.Shape)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// shapesOf is a service in shapes.bin: lines `Operation TAB input TAB output`, an empty
// line, then one line a shape, numbered from 0. A reference is a letter for a scalar
// without bounds, else the number of a line. Lines: `{Name!ref,Name:ref`, `[ref`, `<ref`
// (a map's values), `=value,value` (an enum), `i MIN MAX` and `f MIN MAX`.
func shapesOf(m *model) string {
	n := &numbering{model: m, number: map[string]int{}}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(m.Operations)) {
		o := m.Operations[name]
		b.WriteString(name + "\t" + n.top(o.Input) + "\t" + n.top(o.Output) + "\n")
	}
	b.WriteByte('\n')
	// Describing a shape may number further ones.
	for i := 0; i < len(n.order); i++ {
		b.WriteString(n.line(m.Shapes[n.order[i]]))
		b.WriteByte('\n')
	}
	return b.String()
}

func (s *shape) requires(m member) bool { return !m.Token && slices.Contains(s.Required, m.Name) }

type numbering struct {
	model  *model
	number map[string]int
	order  []string
}

func (n *numbering) top(r reference) string {
	if r.Shape == "" {
		return ""
	}
	return n.ref(r.Shape)
}

func (n *numbering) ref(name string) string {
	s := n.model.Shapes[name]
	kind := n.model.kind(s)
	switch {
	case kind == "*", kind == "b", kind == "x", kind == "t", kind == "s" && len(s.Enum) == 0,
		(kind == "i" || kind == "f") && !s.bounded():
		return kind
	}
	i, ok := n.number[name]
	if !ok {
		i = len(n.order)
		n.number[name] = i
		n.order = append(n.order, name)
	}
	return strconv.Itoa(i)
}

// bounded leaves out the bounds that only say "a number of 32 bits".
func (s *shape) bounded() bool {
	return s.Min != nil || s.Max != nil && *s.Max < 1<<31-1
}

func (n *numbering) line(s *shape) string {
	switch s.Type {
	case "structure":
		var b strings.Builder
		for i, m := range s.Members {
			b.WriteByte("{,"[min(i, 1)])
			b.WriteString(m.Name)
			b.WriteByte(":!"[bit(s.requires(m))])
			b.WriteString(n.ref(m.Shape))
		}
		if len(s.Members) == 0 {
			return "{"
		}
		return b.String()
	case "list":
		return "[" + n.ref(s.Member.Shape)
	case "map":
		return "<" + n.ref(s.Value.Shape)
	case "string", "character":
		return "=" + strings.Join(s.Enum, ",")
	}
	return letters[s.Type] + " " + bound(s.Min) + " " + bound(s.Max)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func bound(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'g', -1, 64)
}
