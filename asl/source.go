package asl

import (
	"sort"
	"sync"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// source is the text a document was decoded from, and where each of its nodes stands.
type source struct {
	file  string
	text  string
	large sync.Map // node of a large object or array -> nodes of its members by name, or of its elements

	placed sync.Once
	nodes  []place // see places

	measured sync.Once
	lines    []int32 // offset of the first byte of each line
	runes    []int32 // code points before each block of columnBlock bytes; nil if the text is ASCII
}

// columnBlock bounds the work of finding a column: a definition may stand on one line.
const columnBlock = 256

// place is where one node stands in the text. Children follow their parent; the next
// sibling of node n is n+size.
type place struct {
	key  int32 // offset of the member's key; that of the value for elements and the root
	val  int32 // offset of the value
	size int32 // number of nodes in the subtree, itself included
}

// places are the nodes of the text in document order, each before its children. They are
// found when the first is asked for.
func (s *source) places() []place {
	s.placed.Do(func() {
		if s.nodes == nil {
			s.indexJSON(false)
		}
	})
	return s.nodes
}

// measure finds the lines when the first is asked for.
func (s *source) measure() { s.measured.Do(s.findLines) }

func (s *source) findLines() {
	text := s.text
	s.lines = append(s.lines, 0)
	ascii := true
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n':
			s.lines = append(s.lines, int32(i+1))
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	if !ascii {
		n := int32(0)
		for i := 0; i < len(text); i++ {
			if i%columnBlock == 0 {
				s.runes = append(s.runes, n)
			}
			if utf8.RuneStart(text[i]) {
				n++
			}
		}
	}
}

// codePoints is how many begin before offset.
func (s *source) codePoints(offset int32) int {
	if s.runes == nil || offset == 0 {
		return int(offset)
	}
	block := (offset - 1) / columnBlock
	n := int(s.runes[block])
	for i := block * columnBlock; i < offset; i++ {
		if utf8.RuneStart(s.text[i]) {
			n++
		}
	}
	return n
}

// origin is the line and column of an offset.
func (s *source) origin(offset int32) diag.Origin {
	s.measure()
	line := sort.Search(len(s.lines), func(i int) bool { return s.lines[i] > offset })
	column := 1 + s.codePoints(offset) - s.codePoints(s.lines[line-1])
	return diag.Origin{File: s.file, Line: line, Column: column}
}

// offset is that of a line and a column, both from 1, the column in code points.
func (s *source) offset(line, column int) int32 {
	s.measure()
	if line < 1 || line > len(s.lines) {
		return int32(len(s.text))
	}
	at := int(s.lines[line-1])
	for ; column > 1 && at < len(s.text) && s.text[at] != '\n'; column-- {
		_, size := utf8.DecodeRuneInString(s.text[at:])
		at += size
	}
	return int32(at)
}

// cursor is a value and its place. A cursor without a source has only the value.
type cursor struct {
	v      value.Value
	n      int32
	named  bool // its place is that of the member's name
	source *source
}

// child is a cursor that runs over the children in order.
func (c cursor) first() int32 { return c.n + 1 }

func (c cursor) at(v value.Value, n int32) cursor {
	return cursor{v: v, n: n, source: c.source}
}

// next is the place after the one at n.
func (c cursor) next(n int32) int32 {
	if c.source == nil {
		return n
	}
	return n + c.source.places()[n].size
}

// end is the place after c, found without those of the source.
func (c cursor) end() int32 { return c.n + countNodes(c.v) }

// countNodes is how many nodes v is made of, itself included.
func countNodes(v value.Value) int32 {
	n := int32(1)
	switch v.Kind() {
	case value.Array:
		for _, e := range v.Elems() {
			n += countNodes(e)
		}
	case value.Object:
		for _, m := range v.Members() {
			n += countNodes(m.Value)
		}
	}
	return n
}

// origin is the place of the node.
func (c cursor) origin() diag.Origin {
	if c.source == nil {
		return diag.Origin{}
	}
	nodes := c.source.places()
	switch {
	case len(nodes) == 0:
		return diag.Origin{}
	case c.named:
		return c.source.origin(nodes[c.n].key)
	}
	return c.source.origin(nodes[c.n].val)
}

// find goes down the segments as far as they lead and answers the place of the last.
func (c cursor) find(segments []string) cursor {
	for _, segment := range segments {
		below, ok := c.child(segment)
		if !ok {
			return c
		}
		c = below
	}
	return c
}

func (c cursor) child(segment string) (cursor, bool) {
	if c.v.Len() > manyMembers && c.v.Kind() == value.Object {
		return c.largeChild(segment)
	}
	n := c.first()
	for _, m := range c.v.Members() {
		if m.Key == segment {
			return c.at(m.Value, n), true
		}
		n = c.next(n)
	}
	if c.v.Kind() != value.Array {
		return c, false
	}
	i, ok := arrayIndex(segment)
	if !ok || i >= c.v.Len() {
		return c, false
	}
	if c.v.Len() > manyMembers {
		return c.at(c.v.At(i), c.elements()[i]), true
	}
	for range i {
		n = c.next(n)
	}
	return c.at(c.v.At(i), n), true
}

// manyMembers is from how many parts on those of an object or array are indexed.
const manyMembers = 64

func (c cursor) largeChild(name string) (cursor, bool) {
	nodes, ok := c.source.large.Load(c.n)
	if !ok {
		built := make(map[string]int32, c.v.Len())
		n := c.first()
		for _, m := range c.v.Members() {
			built[m.Key] = n
			n = c.next(n)
		}
		nodes, _ = c.source.large.LoadOrStore(c.n, built)
	}
	n, ok := nodes.(map[string]int32)[name]
	if !ok {
		return c, false
	}
	return c.at(c.v.Get(name), n), true
}

// elements are the nodes of a large array.
func (c cursor) elements() []int32 {
	if nodes, ok := c.source.large.Load(c.n); ok {
		return nodes.([]int32)
	}
	nodes := make([]int32, c.v.Len())
	n := c.first()
	for i := range nodes {
		nodes[i] = n
		n = c.next(n)
	}
	c.source.large.Store(c.n, nodes)
	return nodes
}

func arrayIndex(segment string) (int, bool) {
	if segment == "" || len(segment) > 9 || len(segment) > 1 && segment[0] == '0' {
		return 0, false
	}
	i := 0
	for _, c := range []byte(segment) {
		if c < '0' || c > '9' {
			return 0, false
		}
		i = 10*i + int(c-'0')
	}
	return i, true
}
