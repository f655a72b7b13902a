package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/catalog/shapes"
)

// maxDepth is how deep the types of results go; below it is any.
const maxDepth = 4

// results are the types of a package's results. A structure that several places hold is a
// type of its own, so that the answers of two actions about one thing are one type.
type results struct {
	names map[*shapes.Shape]string // of the types of their own
	depth map[*shapes.Shape]int    // where each structure is reached first
	order []*shapes.Shape          // as they are reached
	texts map[string]string        // the types of whole results: text to name
}

// root is a result: its members are looked at one by one.
type root struct {
	action string
	shape  *shapes.Shape
}

func resultsOf(actions []*action) *results {
	r := &results{names: map[*shapes.Shape]string{}, depth: map[*shapes.Shape]int{}, texts: map[string]string{}}
	var roots []root
	taken := map[string]bool{}
	add := func(name string, s *catalog.Service, o *catalog.Operation) {
		if s == nil || o == nil {
			return
		}
		if shape := shapes.Output(s, o); shape != nil {
			roots = append(roots, root{name, shape})
		}
	}
	for _, a := range actions {
		for _, suffix := range []string{"", "Sync", "Result", "SyncResult", "Task"} {
			taken[a.name+suffix] = true
		}
		add(a.name, a.request.Service, a.request.Operation)
		if a.sync != nil {
			add(a.name, a.sync.PollService, a.sync.Poll)
		}
	}
	r.name(roots, taken)
	return r
}

// name walks all results level by level and names the structures with more than one holder.
func (r *results) name(roots []root, taken map[string]bool) {
	type visit struct {
		shape        *shapes.Shape
		parent, name string
		depth        int
	}
	first := map[*shapes.Shape]visit{}
	holders := map[*shapes.Shape]int{}
	var queue []visit
	push := func(m shapes.Member, parent string, depth int) {
		name, s := m.Name, m.Shape
		for s != nil && s.Kind == catalog.KindList {
			name, s = singular(name), s.Elem
		}
		if s == nil || s.Kind != catalog.KindStructure || len(s.Members) == 0 || depth > maxDepth {
			return
		}
		if holders[s]++; holders[s] == 1 {
			first[s] = visit{s, parent, name, depth}
			queue = append(queue, first[s])
		}
	}
	seen := map[*shapes.Shape]bool{}
	for _, root := range roots {
		if seen[root.shape] {
			continue // the same result of another action is the same type
		}
		seen[root.shape] = true
		for _, m := range root.shape.Members {
			push(m, root.action, 2)
		}
	}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		r.depth[v.shape] = v.depth
		r.order = append(r.order, v.shape)
		for _, m := range v.shape.Members {
			push(m, v.name, v.depth+1)
		}
	}
	for _, s := range r.order {
		if holders[s] < 2 {
			continue
		}
		name := first[s].name
		if taken[name] {
			name = first[s].parent + name
		}
		for n := 2; taken[name]; n++ {
			name = fmt.Sprintf("%s%d", strings.TrimRight(name, "0123456789"), n)
		}
		taken[name] = true
		r.names[s] = name
	}
}

// singular is the name of one of several: Phases in Phase.
func singular(name string) string {
	switch {
	case strings.HasSuffix(name, "ies"):
		return strings.TrimSuffix(name, "ies") + "y"
	case strings.HasSuffix(name, "ss"), strings.HasSuffix(name, "us"):
		return name
	}
	return strings.TrimSuffix(name, "s")
}

// types are the declarations of the types that several results share.
func (r *results) types() string {
	var b strings.Builder
	for _, s := range r.order {
		if name := r.names[s]; name != "" {
			fmt.Fprintf(&b, "\n// %s is a part of several results.\ntype %s %s\n", name, name, r.structure(s, r.depth[s], nil))
		}
	}
	return b.String()
}

// part writes the type of a job's result that is a member of what is polled, or an element
// of it, and answers its name.
func (r *results) part(b *bytes.Buffer, name, member string, act *catalog.Action) string {
	shape := shapes.Output(act.PollService, act.Poll)
	if shape == nil {
		return "any"
	}
	for _, m := range shape.Members {
		if m.Name != member {
			continue
		}
		s := m.Shape
		for s != nil && s.Kind == catalog.KindList {
			s = s.Elem
		}
		typ := r.goType(s, 1, nil)
		if !strings.HasPrefix(typ, "struct") {
			return typ
		}
		fmt.Fprintf(b, "\n// %s is what the job has when it is over.\ntype %s %s\n", name, name, typ)
		return name
	}
	return "any"
}

// of writes the type of an operation's result, unless another one has it already, and
// answers its name.
func (r *results) of(b *bytes.Buffer, name, verb string, act *catalog.Action, s *catalog.Service, o *catalog.Operation) string {
	if s == nil || o == nil {
		return "any"
	}
	shape := shapes.Output(s, o)
	if shape == nil || len(shape.Members) == 0 {
		return "any"
	}
	var text strings.Builder
	text.WriteString("struct {\n")
	for _, m := range shape.Members {
		typ := r.goType(m.Shape, 2, nil)
		if act.GivesAnyIn(m.Name) {
			typ = "any"
		}
		fmt.Fprintf(&text, "\t%s %s\n", m.Name, typ)
	}
	text.WriteString("}\n")
	if other, ok := r.texts[text.String()]; ok {
		return other
	}
	r.texts[text.String()] = name
	fmt.Fprintf(b, "\n// %s is what the %s.\ntype %s %s", name, verb, name, text.String())
	return name
}

func (r *results) structure(s *shapes.Shape, depth int, above []*shapes.Shape) string {
	above = append(above[:len(above):len(above)], s)
	var b strings.Builder
	b.WriteString("struct {\n")
	for _, m := range s.Members {
		fmt.Fprintf(&b, "%s %s\n", m.Name, r.goType(m.Shape, depth+1, above))
	}
	return b.String() + "}"
}

// goType is the Go type of a shape; above are the structures around it.
func (r *results) goType(s *shapes.Shape, depth int, above []*shapes.Shape) string {
	if s == nil {
		return "any"
	}
	switch s.Kind {
	case catalog.KindString, catalog.KindBlob, catalog.KindTimestamp:
		return "string"
	case catalog.KindInteger:
		return "int64"
	case catalog.KindFloat:
		return "float64"
	case catalog.KindBoolean:
		return "bool"
	case catalog.KindList:
		return "[]" + r.goType(s.Elem, depth, above)
	case catalog.KindStructure:
		switch {
		case len(s.Members) == 0 || r.holds(s, above, 0):
			return "any"
		case r.names[s] != "":
			return r.names[s]
		case depth > maxDepth:
			return "any"
		}
		return r.structure(s, depth, above)
	}
	// A map's keys are data: whether one is there can't be known from the type.
	return "any"
}

// holds reports whether one of the structures above is in s, so that a type would hold
// itself.
func (r *results) holds(s *shapes.Shape, above []*shapes.Shape, depth int) bool {
	if s == nil || depth > 2*maxDepth {
		return false
	}
	for _, a := range above {
		if a == s {
			return true
		}
	}
	if r.names[s] == "" {
		return false // it is written out here, and looked at member by member
	}
	for _, m := range s.Members {
		e := m.Shape
		for e != nil && e.Kind == catalog.KindList {
			e = e.Elem
		}
		if e != nil && e.Kind == catalog.KindStructure && r.holds(e, above, depth+1) {
			return true
		}
	}
	return false
}
