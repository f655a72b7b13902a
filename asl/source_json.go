package asl

import (
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// indexJSON finds the place of every node of s.text, which must be JSON that
// [value.Decode] has read. With repeats it looks for repeated keys too and answers them;
// the places then agree with [value.WithDuplicates]: the last value of a key counts and
// keeps the place of the first.
func (s *source) indexJSON(repeats bool) []duplicate {
	ix := indexer{s: s.text, nodes: make([]place, 0, len(s.text)/12+1), repeats: repeats}
	ix.space()
	ix.value(int32(ix.i))
	s.nodes = ix.nodes
	return ix.repeated
}

// duplicate is a key that stands twice in one object.
type duplicate struct {
	key           string
	first, second int32 // offsets
}

type indexer struct {
	s        string
	i        int
	nodes    []place
	repeats  bool
	repeated []duplicate
}

func (ix *indexer) space() {
	for ix.i < len(ix.s) {
		switch ix.s[ix.i] {
		case ' ', '\t', '\n', '\r':
			ix.i++
		default:
			return
		}
	}
}

// value adds the node that begins at the present offset; key is that of its name.
func (ix *indexer) value(key int32) {
	n := len(ix.nodes)
	ix.nodes = append(ix.nodes, place{key: key, val: int32(ix.i)})
	switch ix.s[ix.i] {
	case '{':
		ix.object()
	case '[':
		ix.array()
	case '"':
		ix.text()
	default:
		for ix.i < len(ix.s) && strings.IndexByte(" \t\r\n,]}", ix.s[ix.i]) < 0 {
			ix.i++
		}
	}
	ix.nodes[n].size = int32(len(ix.nodes) - n)
}

func (ix *indexer) array() {
	ix.i++
	for {
		ix.space()
		switch ix.s[ix.i] {
		case ']':
			ix.i++
			return
		case ',':
			ix.i++
			ix.space()
		}
		ix.value(int32(ix.i))
	}
}

func (ix *indexer) object() {
	ix.i++
	from := len(ix.nodes)
	var names []string
	for {
		ix.space()
		switch ix.s[ix.i] {
		case '}':
			ix.i++
			if ix.repeats {
				ix.merge(from, names)
			}
			return
		case ',':
			ix.i++
			ix.space()
		}
		key := int32(ix.i)
		name := ix.text()
		if ix.repeats {
			names = append(names, name)
		}
		for ix.s[ix.i] != ':' {
			ix.i++
		}
		ix.i++
		ix.space()
		ix.value(key)
	}
}

// merge drops the members of the object whose children begin at from that a later one of
// the same name replaces.
func (ix *indexer) merge(from int, names []string) {
	kept := make(map[string]int, len(names)) // position in order
	var order []int                          // places of the members that count
	at := from
	for _, quoted := range names {
		name := unquote(quoted)
		if i, again := kept[name]; again {
			ix.repeated = append(ix.repeated, duplicate{name, ix.nodes[order[i]].key, ix.nodes[at].key})
			order[i] = at
		} else {
			kept[name] = len(order)
			order = append(order, at)
		}
		at += int(ix.nodes[at].size)
	}
	if len(order) == len(names) {
		return
	}
	old := slices.Clone(ix.nodes[from:])
	ix.nodes = ix.nodes[:from]
	for _, at := range order {
		ix.nodes = append(ix.nodes, old[at-from:at-from+int(old[at-from].size)]...)
	}
}

// text steps over a string and answers it with its quotes.
func (ix *indexer) text() string {
	from := ix.i
	ix.i++
	for ix.s[ix.i] != '"' {
		if ix.s[ix.i] == '\\' {
			ix.i++
		}
		ix.i++
	}
	ix.i++
	return ix.s[from:ix.i]
}

// unquote is the text of a string literal.
func unquote(literal string) string {
	v, _ := value.DecodeString(literal)
	return v.Str()
}
