package simulator

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/catalog/shapes"
	"github.com/lockstep-go/lockstep/internal/value"
)

// maxParameterDepth bounds the walk into parameters; shapes may be circles.
const maxParameterDepth = 100

// parameterCheck finds what makes a task's parameters unfit for its integration: sentences
// as the service has them, none if nothing is known to be wrong.
//
// A definition with such parameters is accepted, and its task fails before it is scheduled.
type parameterCheck struct {
	action *catalog.Action
	nested *shapes.Shape // of SDK integrations, whose parameters are the API's at all depths
	unseen bool          // whether what is required is there was not checked with the definition
	out    []string
}

// newParameterCheck makes the check of a Resource, nil where nothing is known of it.
func newParameterCheck(arn string, unseen bool) func(value.Value) []string {
	r, err := catalog.Parse(arn)
	if err != nil {
		return nil
	}
	a, err := r.Resolve()
	if err != nil || a.Unchecked {
		return nil
	}
	var nested *shapes.Shape
	if r.Kind == catalog.ResourceSDK && a.Operation != nil {
		nested = shapes.Input(a.Service, a.Operation)
	}
	return func(parameters value.Value) []string {
		c := parameterCheck{action: a, nested: nested, unseen: unseen}
		c.parameters(parameters)
		return c.out
	}
}

func (c *parameterCheck) unsupported(name string) {
	c.out = append(c.out, `The field "`+name+`" is not supported by Step Functions`)
}

func (c *parameterCheck) invalid(name string) {
	c.out = append(c.out, "The value of the field '"+name+"' has an invalid format")
}

func (c *parameterCheck) parameters(given value.Value) {
	if given.Kind() != value.Object {
		return
	}
	for _, m := range given.Members() {
		p, ok := c.action.Parameter(m.Key)
		switch {
		case !ok:
			c.unsupported(m.Key)
		case !contains(p.Kind, m.Value) || c.action.Resource.Service == "apigateway" && !listsOnly(m):
			c.invalid(m.Key)
		case c.nested != nil:
			if member := memberOf(c.nested, m.Key); member != nil {
				c.inside(m.Key, m.Value, member.Shape, 1)
			}
		}
	}
	for _, p := range c.action.Parameters {
		if c.unseen && p.Required && given.Get(p.Name).IsUndefined() {
			c.out = append(c.out, "The field '"+p.Name+"' is required but was missing")
		}
	}
}

// inside checks the members of what a parameter holds.
func (c *parameterCheck) inside(name string, v value.Value, s *shapes.Shape, depth int) {
	if s == nil || depth > maxParameterDepth {
		return
	}
	if !contains(s.Kind, v) {
		c.invalid(name)
		return
	}
	switch s.Kind {
	case catalog.KindList:
		for _, e := range v.Elems() {
			c.inside(name, e, s.Elem, depth+1)
		}
	case catalog.KindMap:
		for _, m := range v.Members() {
			c.inside(m.Key, m.Value, s.Elem, depth+1)
		}
	case catalog.KindStructure:
		for _, m := range v.Members() {
			if member := memberOf(s, m.Key); member != nil {
				c.inside(m.Key, m.Value, member.Shape, depth+1)
			} else {
				c.unsupported(m.Key)
			}
		}
	}
}

// memberOf finds a member by a key that begins with a capital. How abbreviations go on (SS or
// Ss of DynamoDB) is not held against it.
func memberOf(s *shapes.Shape, key string) *shapes.Member {
	if member, ok := s.Member(key); ok {
		return member
	}
	if first, _ := utf8.DecodeRuneInString(key); !unicode.IsUpper(first) {
		return nil
	}
	for i := range s.Members {
		if strings.EqualFold(s.Members[i].Name, key) {
			return &s.Members[i]
		}
	}
	return nil
}

// contains reports whether v may stand where kind is asked for. Only what has members is
// held to it: plain values are converted, and objects become texts.
func contains(kind catalog.Kind, v value.Value) bool {
	switch kind {
	case catalog.KindList:
		return v.Kind() == value.Array || v.IsNull()
	case catalog.KindMap, catalog.KindStructure:
		return v.Kind() == value.Object || v.IsNull()
	}
	return true
}

// listsOnly holds API Gateway's rule that every header and query parameter is a list
// (developer guide, "Call API Gateway").
func listsOnly(m value.Member) bool {
	if m.Key == "Headers" || m.Key == "QueryParameters" {
		for _, e := range m.Value.Members() {
			if e.Value.Kind() != value.Array {
				return false
			}
		}
	}
	return true
}

// problem is what makes parameters unfit for the task's integration, "" if nothing is known
// to.
func (s *task) problem(parameters value.Value) string {
	if s.resource.kind != taskService {
		return ""
	}
	s.checked.Do(func() { s.check = newParameterCheck(s.resource.arn, s.unseen) })
	if s.check == nil {
		return ""
	}
	return strings.Join(s.check(parameters), ", ")
}
