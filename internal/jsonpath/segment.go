package jsonpath

import (
	"strconv"
	"strings"
)

// Kind is what a [Segment] of a path does.
type Kind uint8

// The kinds of segment.
const (
	Name     Kind = iota // .a or ['a']: one member
	Names                // ['a','b']: several members
	Index                // [0] or [-1]: one element
	Indexes              // [0,2]: several elements
	Slice                // [1:3], [1:], [:3]: a run of elements
	Wildcard             // [*] or .*: every member or element
	Descent              // ..: the node and everything below it
	Filter               // [?(…)]: the elements that pass a test
	Function             // .length(): a function of the node
)

// String names the kind in lower case.
func (k Kind) String() string {
	return [...]string{"name", "names", "index", "indexes", "slice", "wildcard", "descent", "filter", "function"}[k]
}

// definite reports whether a segment of this kind at the end (leaf) or before it keeps a
// path definite. Several names merge into one object at the end, and spread out before it.
func (k Kind) definite(leaf bool) bool {
	return k == Name || k == Index || k == Function || k == Names && leaf
}

// Segment is one step of a path. Which fields say something depends on Kind.
type Segment struct {
	Kind        Kind
	Name        string   // of a Name: the member; of a Function: its name
	Names       []string // of Names
	Index       int      // of an Index; negative ones count from the end
	Indexes     []int    // of Indexes
	From, To    int      // of a Slice; To is exclusive
	HasFrom     bool     // of a Slice: From was given
	HasTo       bool     // of a Slice: To was given
	Offset, End int      // the bytes of the path's text that this segment takes

	quote    byte // how Jayway prints a name: ' unless it was written with "
	filter   test
	call     *call
	inner    []*Path // paths in the filter or in the arguments
	upstream bool    // everything before this segment is definite
}

// Paths are the paths inside a filter or in a function's arguments, in the order of the
// text. The root of those that begin with @ is [RootItem].
func (s *Segment) Paths() []*Path { return s.inner }

// appendFragment writes a segment as Jayway prints it in messages.
func (s *Segment) appendFragment(b *strings.Builder) {
	switch s.Kind {
	case Name:
		writeQuoted(b, s.quote, s.Name)
	case Names:
		writeQuoted(b, s.quote, s.Names...)
	case Index:
		b.WriteByte('[')
		b.WriteString(strconv.Itoa(s.Index))
		b.WriteByte(']')
	case Indexes:
		b.WriteByte('[')
		for i, n := range s.Indexes {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.Itoa(n))
		}
		b.WriteByte(']')
	case Slice:
		b.WriteByte('[')
		if s.HasFrom {
			b.WriteString(strconv.Itoa(s.From))
		}
		b.WriteByte(':')
		if s.HasTo {
			b.WriteString(strconv.Itoa(s.To))
		}
		b.WriteByte(']')
	case Wildcard:
		b.WriteString("[*]")
	case Descent:
		b.WriteString("..")
	case Filter:
		b.WriteString("[?]")
	case Function:
		b.WriteByte('.')
		b.WriteString(s.Name)
		if len(s.call.args) > 0 {
			b.WriteString("(...)")
		} else {
			b.WriteString("()")
		}
	}
}

// writeQuoted writes ['a','b'].
func writeQuoted(b *strings.Builder, quote byte, names ...string) {
	b.WriteByte('[')
	for i, n := range names {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte(quote)
		b.WriteString(n)
		b.WriteByte(quote)
	}
	b.WriteByte(']')
}
