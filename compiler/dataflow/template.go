package dataflow

import (
	"errors"
	"strings"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Template is what a field of a JSONata state makes: one of [Const], [*Query], [*Object],
// [*Array], [*Update].
type Template interface{ template() }

type (
	// Const is a value without anything to evaluate.
	Const struct {
		V value.Value
		// Fills accepts that a text with a substitution becomes one of an expression, where
		// quotes and backslashes in what is filled in would mean something else.
		Fills bool
	}

	// Query is an expression; it fails where it answers nothing.
	Query struct{ Node jsonata.Node }

	// Object has a template for every member.
	Object struct{ Members []Member }

	// Array has a template for every element.
	Array struct{ Items []Template }

	// Update is an object with members set: $merge([Base, {…}]). Base must be an object; if
	// it is Optional it may be missing, and counts as an empty one.
	Update struct {
		Base     Template
		Members  []Member
		Optional bool
	}
)

// Member is a key of an [Object] or [Update].
type Member struct {
	Key string
	T   Template
}

func (Const) template()   {}
func (*Query) template()  {}
func (*Object) template() {}
func (*Array) template()  {}
func (*Update) template() {}

// ErrSyntax is an expression that does not parse.
var ErrSyntax = errors.New("an expression does not parse")

// Parse reads a field.
func Parse(v value.Value) (Template, error) {
	switch v.Kind() {
	case value.String:
		text, ok := QueryText(v)
		if !ok {
			return Const{V: v}, nil
		}
		n, err := jsonata.Parse(text)
		if err != nil {
			return nil, ErrSyntax
		}
		return recognise(n), nil
	case value.Object:
		o := &Object{Members: make([]Member, v.Len())}
		constant := true
		for i, m := range v.Members() {
			t, err := Parse(m.Value)
			if err != nil {
				return nil, err
			}
			_, isConst := t.(Const)
			constant = constant && isConst
			o.Members[i] = Member{m.Key, t}
		}
		if constant {
			return Const{V: v}, nil
		}
		return o, nil
	case value.Array:
		a := &Array{Items: make([]Template, v.Len())}
		constant := true
		for i, e := range v.Elems() {
			t, err := Parse(e)
			if err != nil {
				return nil, err
			}
			_, isConst := t.(Const)
			constant = constant && isConst
			a.Items[i] = t
		}
		if constant {
			return Const{V: v}, nil
		}
		return a, nil
	}
	return Const{V: v}, nil
}

// QueryText is the expression that a string of a JSONata state holds, and whether it holds
// one.
func QueryText(v value.Value) (string, bool) {
	s := v.Str()
	if len(s) < 4 || !strings.HasPrefix(s, "{%") || !strings.HasSuffix(s, "%}") {
		return "", false
	}
	return strings.TrimSpace(s[2 : len(s)-2]), true
}

// Encode writes a template as a field. The error says what no expression can say.
func Encode(t Template) (value.Value, error) {
	switch t := t.(type) {
	case Const:
		return t.V, nil
	case *Query:
		if v, ok := literal(t.Node); ok && !looksLikeQuery(v) {
			return v, nil
		}
		return encodeNode(t.Node)
	case *Object:
		b := value.NewBuilder(len(t.Members))
		for _, m := range t.Members {
			v, err := Encode(m.T)
			if err != nil {
				return value.Value{}, err
			}
			b.Set(m.Key, v)
		}
		return b.Value(), nil
	case *Array:
		elems := make([]value.Value, len(t.Items))
		for i, item := range t.Items {
			v, err := Encode(item)
			if err != nil {
				return value.Value{}, err
			}
			elems[i] = v
		}
		return value.OfArray(elems), nil
	case *Update:
		n, err := Strict(t)
		if err != nil {
			return value.Value{}, err
		}
		return encodeNode(n)
	}
	return value.Value{}, errors.New("no template")
}

// The bounds of what is written: an expression that nobody could read, or that comes near
// the depth AWS evaluates, is not worth a transition.
const (
	maxText  = 6000
	maxDepth = 40
)

// ErrTooLarge is an expression past the bounds.
var ErrTooLarge = errors.New("the expression would be larger or deeper than can be read")

func encodeNode(n jsonata.Node) (value.Value, error) {
	if depth(n) > maxDepth {
		return value.Value{}, ErrTooLarge
	}
	text := n.String()
	if len(text) > maxText {
		return value.Value{}, ErrTooLarge
	}
	if _, err := jsonata.Parse(text); err != nil {
		return value.Value{}, ErrSyntax
	}
	return value.OfString("{% " + text + " %}"), nil
}

func depth(n jsonata.Node) int {
	// Names of a path stand beside each other on AWS, though they nest in the tree.
	if d, ok := n.(*jsonata.Dot); ok {
		if _, isName := d.Right.(*jsonata.Name); isName {
			return max(1, depth(d.Left))
		}
	}
	most := 0
	first := true
	jsonata.Walk(n, func(c jsonata.Node) bool {
		if first {
			first = false
			return true
		}
		most = max(most, depth(c))
		return false
	})
	return most + 1
}

func looksLikeQuery(v value.Value) bool { _, ok := QueryText(v); return ok }

// literal is the value of an expression that is one.
func literal(n jsonata.Node) (value.Value, bool) {
	switch n := n.(type) {
	case *jsonata.String:
		return value.OfString(n.Value), true
	case *jsonata.Number:
		return value.OfFloat(n.Value), true
	case *jsonata.Literal:
		switch n.Value {
		case "true":
			return value.True, true
		case "false":
			return value.False, true
		case "null":
			return value.NullValue, true
		}
	}
	return value.Value{}, false
}

// recognise reads an expression that [Encode] wrote for an [Update] back.
func recognise(n jsonata.Node) Template {
	inner := n
	checked := map[string]bool{}
	for {
		c, ok := unblock(inner).(*jsonata.Condition)
		if !ok || c.Else == nil || !isCall(c.Else, "error") {
			break
		}
		names, ok := existenceChecks(c.If)
		if !ok {
			break
		}
		for _, name := range names {
			checked[name] = true
		}
		inner = c.Then
	}
	t := strictTemplate(inner)
	switch t.(type) {
	case *Update, *Object:
		// It is strict if nothing in it is dropped silently where it answers nothing.
		for _, o := range Obligations(t) {
			text := o.String()
			if !checked[text] && Judge(o).Kinds&Undefined != 0 {
				return &Query{n}
			}
			delete(checked, text)
		}
		if len(checked) == 0 {
			return t
		}
	}
	return &Query{n}
}

// existenceChecks are the arguments of $exists(a) and $exists(b) and ….
func existenceChecks(n jsonata.Node) ([]string, bool) {
	switch n := unblock(n).(type) {
	case *jsonata.Call:
		if isCall(n, "exists") && len(n.Args) == 1 {
			return []string{unblock(n.Args[0]).String()}, true
		}
	case *jsonata.Binary:
		if n.Op != "and" {
			return nil, false
		}
		left, ok := existenceChecks(n.Left)
		right, ok2 := existenceChecks(n.Right)
		return append(left, right...), ok && ok2
	}
	return nil, false
}

// asUpdate reads $merge([base, {"k": v}]).
func asUpdate(n jsonata.Node) Template {
	if !isCall(n, "merge") {
		return nil
	}
	args := n.(*jsonata.Call).Args
	if len(args) != 1 {
		return nil
	}
	list, ok := args[0].(*jsonata.Array)
	if !ok || len(list.Items) != 2 {
		return nil
	}
	o, ok := list.Items[1].(*jsonata.Object)
	if !ok {
		return nil
	}
	base := strictTemplate(list.Items[0])
	var members []Member
	for _, p := range o.Pairs {
		key, ok := p.Key.(*jsonata.String)
		if !ok {
			return nil
		}
		members = append(members, Member{key.Value, strictTemplate(p.Value)})
	}
	t, err := SetMembers(base, members)
	if err != nil {
		return nil
	}
	if u, ok := t.(*Update); ok && mayBeUndefined(u.Base) {
		u.Optional = true
	}
	return t
}

func mayBeUndefined(t Template) bool {
	q, ok := t.(*Query)
	return ok && Judge(q.Node).Kinds&Undefined != 0
}

// strictTemplate is a node as a template: objects are taken apart.
func strictTemplate(n jsonata.Node) Template {
	n = unblock(n)
	if v, ok := literal(n); ok && !single(n) {
		return Const{V: v, Fills: true}
	}
	switch n := n.(type) {
	case *jsonata.Object:
		o := &Object{}
		for _, p := range n.Pairs {
			key, ok := p.Key.(*jsonata.String)
			if !ok {
				return &Query{n}
			}
			o.Members = append(o.Members, Member{key.Value, strictTemplate(p.Value)})
		}
		return o
	case *jsonata.Call:
		if u := asUpdate(n); u != nil {
			return u
		}
	}
	return &Query{n}
}

func unblock(n jsonata.Node) jsonata.Node {
	for {
		b, ok := n.(*jsonata.Block)
		if !ok || len(b.Exprs) != 1 {
			return n
		}
		n = b.Exprs[0]
	}
}

func isCall(n jsonata.Node, name string) bool {
	c, ok := unblock(n).(*jsonata.Call)
	if !ok {
		return false
	}
	v, ok := c.Proc.(*jsonata.Variable)
	return ok && v.Value == name
}
