package jsonpath

import (
	"slices"

	"github.com/lockstep-go/lockstep/internal/value"
)

// Reference is a reference path: one that can select no more than one node, because it has
// names and indexes only (Amazon States Language, "Reference Paths"). It says where a
// state's ResultPath puts its result.
type Reference struct{ path *Path }

// ParseReference reads a reference path. The error is a *[SyntaxError].
func ParseReference(text string) (*Reference, error) {
	if text == "" || text[0] != '$' {
		return nil, &SyntaxError{Text: text, Message: "a reference path starts with '$'"}
	}
	p, err := Compile(text)
	if err != nil {
		return nil, err
	}
	for i := range p.segments {
		s := &p.segments[i]
		switch {
		case s.Kind == Index && s.Index < 0:
			return nil, &SyntaxError{Text: text, Offset: s.Offset, Message: "an index of a reference path counts from 0"}
		case s.Kind != Name && s.Kind != Index:
			return nil, &SyntaxError{Text: text, Offset: s.Offset,
				Message: "a reference path has names and single indexes only; this is a " + s.Kind.String()}
		}
	}
	return &Reference{p}, nil
}

// Path is the reference as a path that reads.
func (r *Reference) Path() *Path { return r.path }

// String is the reference's text.
func (r *Reference) String() string { return r.path.text }

// IsRoot reports whether the reference is $ alone, which replaces the whole document.
func (r *Reference) IsRoot() bool { return r.path.IsRoot() }

// ReferenceError is a reference path that leads through something that is no object, or to
// an element that an array does not have.
type ReferenceError struct {
	Reference string
	Input     value.Value // the document it was applied to
}

// Error is the sentence of Step Functions.
func (e *ReferenceError) Error() string {
	return "Unable to apply ReferencePath " + e.Reference + " to input " + e.Input.String()
}

// Set is root with v put where the reference points. Members on the way that are missing are
// made, as objects; an element must be there already. Only the objects and arrays on the way
// are copied. The error is a *[ReferenceError].
func (r *Reference) Set(root, v value.Value) (value.Value, error) {
	out, ok := set(root, v, r.path.run)
	if !ok {
		return value.Value{}, &ReferenceError{Reference: r.path.text, Input: root}
	}
	return out, nil
}

func set(at, v value.Value, way []Segment) (value.Value, bool) {
	if len(way) == 0 {
		return v, true
	}
	s := &way[0]
	if s.Kind == Index {
		old := at.At(s.Index)
		if old.IsUndefined() {
			return value.Value{}, false
		}
		child, ok := set(old, v, way[1:])
		return at.WithAt(s.Index, child), ok
	}
	if at.Kind() != value.Object {
		return value.Value{}, false
	}
	if len(way) == 1 {
		return at.With(s.Name, v), true
	}
	old := at.Get(s.Name)
	if !old.IsUndefined() {
		child, ok := set(old, v, way[1:])
		return at.With(s.Name, child), ok
	}
	made := v
	for _, s := range slices.Backward(way[1:]) {
		if s.Kind == Index {
			return value.Value{}, false
		}
		made = value.OfObject([]value.Member{{Key: s.Name, Value: made}})
	}
	return at.With(s.Name, made), true
}
