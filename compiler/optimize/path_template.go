package optimize

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// source is what $ stands for in a payload template of JSONPath that is moved: either a
// template that makes it, or a path into the document that the template will see.
type source struct {
	template value.Value    // of a state before; undefined: path counts
	path     *jsonpath.Path // where the data stands in the new document, definite
	literal  bool           // template is a Result: taken as it stands

	used     map[string]bool // members of template that were read
	volatile int             // reads of what is drawn anew
}

// part is a piece of a payload template: a constant or template, or what the value of a
// member whose key ends in ".$" says.
type part struct {
	plain   value.Value
	dynamic string
}

var (
	errTooDeep   = errors.New("it reads inside of what an expression makes")
	errOtherRoot = errors.New("it reads of the context object what belongs to the state")
)

// rewrite is a payload template with everything that reads $ put right.
func (s *source) rewrite(t value.Value) (value.Value, error) {
	switch t.Kind() {
	case value.Object:
		b := value.NewBuilder(t.Len())
		for _, m := range t.Members() {
			key, isDynamic := strings.CutSuffix(m.Key, ".$")
			if !isDynamic {
				v, err := s.rewrite(m.Value)
				if err != nil {
					return value.Value{}, err
				}
				b.Set(m.Key, v)
				continue
			}
			p, err := s.member(m.Value.Str())
			if err != nil {
				return value.Value{}, err
			}
			if p.dynamic != "" {
				b.Set(key+".$", value.OfString(p.dynamic))
			} else {
				b.Set(key, p.plain)
			}
		}
		return b.Value(), nil
	case value.Array:
		elems := make([]value.Value, t.Len())
		for i, e := range t.Elems() {
			v, err := s.rewrite(e)
			if err != nil {
				return value.Value{}, err
			}
			elems[i] = v
		}
		return value.OfArray(elems), nil
	}
	return t, nil
}

// member rewrites the value of a member whose key ends in ".$".
func (s *source) member(text string) (part, error) {
	if intrinsic.IsCall(text) {
		call, err := s.call(text)
		return part{dynamic: call}, err
	}
	p, err := jsonpath.Compile(text)
	if err != nil {
		return part{}, err
	}
	return s.place(p)
}

// place is what a path reads.
func (s *source) place(p *jsonpath.Path) (part, error) {
	switch root, _ := p.Root(); root {
	case jsonpath.RootInput:
	case jsonpath.RootContext:
		if movableContext(p) {
			return part{dynamic: p.String()}, nil
		}
		return part{}, errOtherRoot
	default:
		return part{dynamic: p.String()}, nil
	}
	if s.template.IsUndefined() {
		joined, ok := join(s.path, p)
		if !ok {
			return part{}, fmt.Errorf("`%s` and `%s` can't be one path", s.path, p)
		}
		return part{dynamic: joined.String()}, nil
	}
	return s.descend(s.template, p)
}

// movableContext reports whether a path into the context object reads the same in another
// state of the graph.
func movableContext(p *jsonpath.Path) bool {
	segments := p.Segments()
	if len(segments) == 0 || segments[0].Kind != jsonpath.Name {
		return false
	}
	switch segments[0].Name {
	case "StateMachine", "Map":
		return true
	case "Execution":
		return len(segments) > 1 && segments[1].Kind == jsonpath.Name && !strings.HasPrefix(segments[1].Name, "Redrive")
	}
	return false
}

// descend follows a path into a template.
func (s *source) descend(t value.Value, p *jsonpath.Path) (part, error) {
	segments := p.Segments()
	for i := range segments {
		seg := &segments[i]
		if seg.Kind != jsonpath.Name || t.Kind() != value.Object {
			return part{}, errTooDeep
		}
		if i == 0 {
			s.used[seg.Name] = true
		}
		if v := t.Get(seg.Name); !v.IsUndefined() {
			t = v
			continue
		}
		v := t.Get(seg.Name + ".$")
		if v.IsUndefined() || s.literal {
			return part{}, fmt.Errorf("`%s` is never there", p)
		}
		return s.inside(v.Str(), p, i+1)
	}
	if len(segments) == 0 {
		for _, m := range t.Members() {
			name, _ := strings.CutSuffix(m.Key, ".$")
			s.used[name] = true
		}
	}
	if s.literal && hasDynamicKey(t) {
		return part{}, errors.New("a key of its Result ends in \".$\", and would be read as a path")
	}
	if drawsAnew(t) {
		s.volatile++
	}
	return part{plain: t}, nil
}

// inside is what the rest of p, from segment n on, reads of what a member's value answers.
func (s *source) inside(text string, p *jsonpath.Path, n int) (part, error) {
	segments := p.Segments()
	if n == len(segments) {
		if drawsAnew(value.ObjectOf(value.Member{Key: "x.$", Value: value.OfString(text)})) {
			s.volatile++
		}
		return part{dynamic: text}, nil
	}
	if intrinsic.IsCall(text) {
		return part{}, errTooDeep
	}
	first, err := jsonpath.Compile(text)
	if err != nil {
		return part{}, err
	}
	rest, err := jsonpath.Compile("$" + p.String()[segments[n].Offset:])
	if err != nil {
		return part{}, errTooDeep
	}
	joined, ok := join(first, rest)
	if !ok {
		return part{}, fmt.Errorf("`%s` and `%s` can't be one path", first, p)
	}
	return part{dynamic: joined.String()}, nil
}

// join is the path that reads rest in what first reads. In a payload template an indefinite
// path whose beginning is missing answers an empty array, so it would hide that first finds
// nothing.
func join(first, rest *jsonpath.Path) (*jsonpath.Path, bool) {
	if !rest.Definite() && !surePath(first.String()) {
		return nil, false
	}
	return first.Join(rest)
}

// call rewrites an intrinsic function call.
func (s *source) call(text string) (string, error) {
	e, err := intrinsic.Compile(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	at := 0
	for _, c := range e.Functions() {
		for i := range c.Args {
			a := &c.Args[i]
			if a.Path == nil {
				continue
			}
			p, err := s.place(a.Path)
			if err != nil {
				return "", err
			}
			if a.Offset < at {
				return "", errTooDeep
			}
			arg, err := p.argument()
			if err != nil {
				return "", err
			}
			b.WriteString(text[at:a.Offset])
			b.WriteString(arg)
			at = a.End
		}
	}
	b.WriteString(text[at:])
	if _, err := intrinsic.Compile(b.String()); err != nil {
		return "", errTooDeep
	}
	return b.String(), nil
}

// argument is a part as an argument of an intrinsic function.
func (p part) argument() (string, error) {
	if p.dynamic != "" {
		if intrinsic.IsCall(p.dynamic) {
			return p.dynamic, nil
		}
		q, err := jsonpath.Compile(p.dynamic)
		if err != nil {
			return "", err
		}
		// A path that runs past the end of an array, or is indefinite, answers something else
		// as an argument than as a member.
		segments := q.Segments()
		if !q.Definite() || len(segments) > 0 && segments[len(segments)-1].Kind == jsonpath.Index {
			return "", errTooDeep
		}
		return p.dynamic, nil
	}
	switch p.plain.Kind() {
	case value.String:
		if strings.ContainsAny(p.plain.Str(), `'\{}`) {
			return "", errTooDeep
		}
		return "'" + p.plain.Str() + "'", nil
	case value.Number, value.Bool, value.Null:
		return p.plain.String(), nil
	}
	return "", errTooDeep
}

// hasDynamicKey reports whether a key anywhere in v ends in ".$".
func hasDynamicKey(v value.Value) bool {
	for _, m := range v.Members() {
		if strings.HasSuffix(m.Key, ".$") || hasDynamicKey(m.Value) {
			return true
		}
	}
	for _, e := range v.Elems() {
		if hasDynamicKey(e) {
			return true
		}
	}
	return false
}

// drawsAnew reports whether a payload template calls States.UUID or States.MathRandom.
func drawsAnew(t value.Value) bool {
	found := false
	eachDynamic(t, func(text string) {
		if strings.Contains(text, "States.UUID") || strings.Contains(text, "States.MathRandom") {
			found = true
		}
	})
	return found
}

// eachDynamic calls f for the value of every member whose key ends in ".$".
func eachDynamic(t value.Value, f func(text string)) {
	for _, m := range t.Members() {
		if strings.HasSuffix(m.Key, ".$") {
			f(m.Value.Str())
			continue
		}
		eachDynamic(m.Value, f)
	}
	for _, e := range t.Elems() {
		eachDynamic(e, f)
	}
}

// surePath reports whether a member's value can't fail: the whole document, or what of the
// context object is always there.
func surePath(text string) bool {
	if intrinsic.IsCall(text) {
		return strings.TrimSpace(text) == "States.UUID()"
	}
	p, err := jsonpath.Compile(text)
	if err != nil {
		return false
	}
	segments := p.Segments()
	switch root, _ := p.Root(); root {
	case jsonpath.RootInput:
		return len(segments) == 0
	case jsonpath.RootContext:
		return len(segments) == 2 && (segments[0].Name == "Execution" || segments[0].Name == "StateMachine") &&
			(segments[1].Name == "Id" || segments[1].Name == "Name" || segments[1].Name == "Input" || segments[1].Name == "StartTime")
	}
	return false
}

// sureTemplate reports whether a payload template can't fail.
func sureTemplate(t value.Value) bool {
	sure := true
	eachDynamic(t, func(text string) { sure = sure && surePath(text) })
	return sure
}
