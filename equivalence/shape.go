package equivalence

import (
	"slices"
	"sort"

	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// shape is what is known of a place in a document from how machines read it: its members,
// and what it is compared with.
type shape struct {
	members map[string]*shape
	item    *shape // of an array
	least   int    // how many items an array has at least
	text    *shape // of the JSON that a text there is read as
	wants   map[string]bool
	literal []value.Value
}

func (s *shape) member(name string) *shape {
	if s.members == nil {
		s.members = map[string]*shape{}
	}
	m := s.members[name]
	if m == nil {
		m = &shape{}
		s.members[name] = m
	}
	return m
}

func (s *shape) element() *shape {
	s.want("array")
	if s.item == nil {
		s.item = &shape{}
	}
	return s.item
}

// maxLeast bounds the length of arrays that an index asks for.
const maxLeast = 30

// atLeast notes that an array is asked for its n-th item.
func (s *shape) atLeast(n int) {
	if n <= maxLeast {
		s.least = max(s.least, n)
	}
}

// json is the shape of what a text at s holds as JSON.
func (s *shape) json() *shape {
	s.want("json")
	if s.text == nil {
		s.text = &shape{}
	}
	return s.text
}

func (s *shape) want(kind string) {
	if kind == "" {
		return
	}
	if s.wants == nil {
		s.wants = map[string]bool{}
	}
	s.wants[kind] = true
}

// maxLiterals bounds what one place is compared with.
const maxLiterals = 40

func (s *shape) literals(list ...value.Value) {
	for _, v := range list {
		if len(s.literal) < maxLiterals && !slices.ContainsFunc(s.literal, func(o value.Value) bool { return value.Equal(o, v) }) {
			s.literal = append(s.literal, v)
		}
	}
}

func (s *shape) names() []string {
	names := make([]string, 0, len(s.members))
	for n := range s.members {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// maxShape bounds how deep shapes are, and thereby the loops that hand them round.
const maxShape = 9

// merge adds what o knows. budget is how many places may still be visited; nil is no bound.
func (s *shape) merge(o *shape, depth int, budget *int) {
	if o == nil || s == o || depth > maxShape {
		return
	}
	if budget != nil {
		if *budget <= 0 {
			return
		}
		*budget--
	}
	for _, name := range o.names() {
		s.member(name).merge(o.members[name], depth+1, budget)
	}
	if o.item != nil {
		s.element().merge(o.item, depth+1, budget)
	}
	s.least = max(s.least, o.least)
	if o.text != nil {
		s.json().merge(o.text, depth+1, budget)
	}
	for k := range o.wants {
		s.want(k)
	}
	s.literals(o.literal...)
}

// without is a copy of the shape in which nothing is known of the place at names.
func (s *shape) without(names []string) *shape {
	if s == nil || len(names) == 0 {
		return nil
	}
	c := *s
	if s.members[names[0]] == nil {
		return &c
	}
	c.members = make(map[string]*shape, len(s.members))
	for k, v := range s.members {
		c.members[k] = v
	}
	delete(c.members, names[0])
	if below := s.members[names[0]].without(names[1:]); below != nil {
		c.members[names[0]] = below
	}
	return &c
}

// at is the place below s, nil if nothing is known of it.
func (s *shape) at(names []string) *shape {
	for _, name := range names {
		if s == nil {
			return nil
		}
		s = s.members[name]
	}
	return s
}

// walkShape is the place a path leads to, made on the way.
func walkShape(s *shape, p *jsonpath.Path) *shape {
	for _, seg := range p.Segments() {
		switch seg.Kind {
		case jsonpath.Name:
			s = s.member(seg.Name)
		case jsonpath.Filter:
			s = s.element()
			filterShape(s, p.String()[seg.Offset:seg.End])
		case jsonpath.Index:
			s.atLeast(seg.Index + 1)
			s = s.element()
		case jsonpath.Wildcard, jsonpath.Slice, jsonpath.Indexes:
			s = s.element()
		case jsonpath.Names, jsonpath.Descent, jsonpath.Function:
			for _, n := range seg.Names {
				s.member(n)
			}
			return s
		}
	}
	return s
}
