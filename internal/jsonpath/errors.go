package jsonpath

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// SyntaxError says where a text stops being a path and what is expected there.
type SyntaxError struct {
	Text    string // the whole path as it was given
	Offset  int    // in bytes, from 0
	Message string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s at offset %d of %s", e.Message, e.Offset, e.Text)
}

// miss says which of Jayway's sentences describes a path that finds nothing.
type miss uint8

const (
	missNoResult   miss = iota // the last name or index is not there
	missProperty               // a name before the last is not there
	missNotObject              // a name is applied to something that is no object
	missNotArray               // an index is applied to something that is no array
	missPrimitive              // a filter is applied to a string, number, boolean or null
	missEmptyIndex             // an index before the last is past the end
)

// NotFoundError is a definite path, or the definite beginning of an indefinite one, that
// the document does not have.
type NotFoundError struct {
	// PastEnd is set if only the path's last segment, an index, lies outside its array.
	// Payload templates then read null; see [Path.Select].
	PastEnd bool

	path  *Path
	at    int // the segment that failed
	miss  miss
	found value.Value // what that segment was applied to
}

// Error is Jayway's sentence, as Step Functions quotes it.
func (e *NotFoundError) Error() string {
	s := &e.path.run[e.at]
	switch e.miss {
	case missProperty:
		return "Missing property in path " + e.path.evaluated(e.at) + "['" + s.Name + "']"
	case missNotObject:
		var b strings.Builder
		s.appendFragment(&b)
		return "Expected to find an object with property " + b.String() + " in path " + e.path.evaluated(e.at) +
			" but found '" + javaClass(e.found) + "'. This is not a json object according to the JsonProvider: '" +
			"com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'."
	case missNotArray:
		return "Filter: " + e.path.fragments(e.at) + " can only be applied to arrays. Current context is: " + e.found.String()
	case missPrimitive:
		return "Filter: " + e.path.fragments(e.at) + " can not be applied to primitives. Current context is: " + e.found.String()
	}
	return "No results for path: $" + e.path.fragments(0)
}

// EvaluationError is a path that is well-formed and yet can't be computed on a document: a
// sum of nothing, say, or a pattern that takes too long.
type EvaluationError struct {
	Path    string
	Message string
}

func (e *EvaluationError) Error() string { return e.Message }

// javaClass is the class of the tree node that Step Functions holds v in.
func javaClass(v value.Value) string {
	const nodes = "com.fasterxml.jackson.databind.node."
	switch v.Kind() {
	case value.Null:
		return nodes + "NullNode"
	case value.Bool:
		return nodes + "BooleanNode"
	case value.String:
		return nodes + "TextNode"
	case value.Array:
		return nodes + "ArrayNode"
	case value.Object:
		return nodes + "ObjectNode"
	case value.Number:
		if strings.ContainsAny(v.NumberText(), ".eE") {
			return nodes + "DoubleNode"
		}
		i, ok := v.Int()
		switch {
		case !ok:
			return nodes + "BigIntegerNode"
		case i >= -1<<31 && i < 1<<31:
			return nodes + "IntNode"
		}
		return nodes + "LongNode"
	}
	return "null"
}

// evaluated is the path down to segment n, as Jayway names the place it has come to: always
// with single quotes, however the path was written.
func (p *Path) evaluated(n int) string {
	var b strings.Builder
	b.WriteByte('$')
	for i := range n {
		s := p.run[i]
		s.quote = '\''
		s.appendFragment(&b)
	}
	return b.String()
}

// fragments is the path from segment n on, as Jayway prints it.
func (p *Path) fragments(n int) string {
	var b strings.Builder
	for i := n; i < len(p.run); i++ {
		p.run[i].appendFragment(&b)
	}
	return b.String()
}

// IsNotFound reports whether err says that the document lacks what a path asks for, and not
// that an index was applied to something that is no array: the library throws those as
// different exceptions, and Step Functions answers them differently.
func IsNotFound(err error) bool {
	e, ok := errors.AsType[*NotFoundError](err)
	return ok && e.miss != missNotArray && e.miss != missPrimitive
}
