package dataflow

import (
	"slices"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Simplify takes away what a substitution made trivial: projections of objects, conditions
// on literals.
func Simplify(n jsonata.Node) jsonata.Node {
	return jsonata.Rewrite(n, func(n jsonata.Node) jsonata.Node {
		switch n := n.(type) {
		case *jsonata.Dot:
			name, ok := n.Right.(*jsonata.Name)
			if !ok {
				return n
			}
			left := unblock(n.Left)
			_, isObject := left.(*jsonata.Object)
			if isObject || isCall(left, "merge") {
				if t, err := Project(&Query{left}, name.Value); err == nil && t != nil {
					return t.(*Query).Node
				} else if err == nil {
					return &jsonata.Block{}
				}
			}
			if isNothing(left) {
				return left
			}
		case *jsonata.Filter:
			if isNothing(n.X) {
				return n.X
			}
		case *jsonata.Array:
			n.Items = slices.DeleteFunc(n.Items, isNothing)
		case *jsonata.Object:
			n.Pairs = slices.DeleteFunc(n.Pairs, func(p jsonata.Pair) bool { return isNothing(p.Value) })
		case *jsonata.Call:
			// $exists of what is there for sure.
			if isCall(n, "exists") && len(n.Args) == 1 {
				if f := Judge(n.Args[0]); f.Total() {
					return &jsonata.Literal{Value: "true"}
				}
				if isNothing(n.Args[0]) {
					return &jsonata.Literal{Value: "false"}
				}
			}
			// $merge([{…}]) and $merge([a, {}]) of what are objects.
			if list := mergeList(n); list != nil && len(list.Items) == 1 {
				if f := Judge(list.Items[0]); f.Kinds == Mapping && !f.Fails {
					return list.Items[0]
				}
			}
			if isCall(n, "type") && len(n.Args) == 1 {
				if f := Judge(n.Args[0]); f.Total() {
					if name, ok := kindNames[f.Kinds]; ok {
						return &jsonata.String{Value: name}
					}
				}
			}
		case *jsonata.Binary:
			return simplifyBinary(n)
		case *jsonata.Condition:
			if l, ok := n.If.(*jsonata.Literal); ok && n.Else != nil {
				switch l.Value {
				case "true":
					return n.Then
				case "false":
					return n.Else
				}
			}
		}
		return n
	})
}

func isNothing(n jsonata.Node) bool {
	b, ok := unblock(n).(*jsonata.Block)
	return ok && len(b.Exprs) == 0
}

func mergeList(n *jsonata.Call) *jsonata.Array {
	if !isCall(n, "merge") || len(n.Args) != 1 {
		return nil
	}
	list, _ := n.Args[0].(*jsonata.Array)
	return list
}

var kindNames = map[Kinds]string{Null: "null", Bool: "boolean", Number: "number", String: "string", List: "array", Mapping: "object"}

func simplifyBinary(n *jsonata.Binary) jsonata.Node {
	l, lok := literal(n.Left)
	r, rok := literal(n.Right)
	truth := func(b bool) jsonata.Node {
		if b {
			return &jsonata.Literal{Value: "true"}
		}
		return &jsonata.Literal{Value: "false"}
	}
	switch n.Op {
	case "&":
		switch {
		case lok && rok && l.Kind() == value.String && r.Kind() == value.String && !single(n.Left) && !single(n.Right):
			return &jsonata.String{Value: l.Str() + r.Str()}
		case lok && l.Kind() == value.String && l.Str() == "" && Judge(n.Right).Kinds == String:
			return n.Right
		}
		// a & "b" & "c"
		if left, ok := n.Left.(*jsonata.Binary); ok && left.Op == "&" && rok && r.Kind() == value.String && !single(n.Right) && !single(left.Right) {
			if m, ok := literal(left.Right); ok && m.Kind() == value.String {
				return &jsonata.Binary{Op: "&", Left: left.Left, Right: &jsonata.String{Value: m.Str() + r.Str()}}
			}
		}
	case "and":
		switch {
		case lok && l.Kind() == value.Bool && !l.Bool():
			return n.Left
		case lok && l.Kind() == value.Bool && Judge(n.Right).Kinds == Bool:
			return n.Right
		case rok && r.Kind() == value.Bool && r.Bool() && Judge(n.Left).Kinds == Bool:
			return n.Left
		}
	case "or":
		switch {
		case lok && l.Kind() == value.Bool && l.Bool():
			return n.Left
		case lok && l.Kind() == value.Bool && Judge(n.Right).Kinds == Bool:
			return n.Right
		}
	case "=":
		if isNothing(n.Left) || isNothing(n.Right) {
			return truth(false)
		}
		if equal, known := compared(l, r); lok && rok && known {
			return truth(equal)
		}
	case "!=":
		if isNothing(n.Left) || isNothing(n.Right) {
			return truth(false)
		}
		if equal, known := compared(l, r); lok && rok && known {
			return truth(!equal)
		}
	}
	return n
}

// single reports whether n is a literal that has to stay in single quotes.
func single(n jsonata.Node) bool {
	s, ok := n.(*jsonata.String)
	return ok && s.Single
}

// compared says whether two constants are equal, where that is known: what will be filled in
// for a substitution is not.
func compared(l, r value.Value) (equal, known bool) {
	if !scalar(l) || !scalar(r) {
		return false, false
	}
	return Same(l, r)
}

// Same says whether two constants are the same, where that is known before substitutions are
// filled in.
func Same(l, r value.Value) (same, known bool) {
	if value.Equal(l, r) {
		return true, true
	}
	return false, l.Kind() != r.Kind() || !asl.HasSubstitution(l.String()+r.String())
}

func scalar(v value.Value) bool { return v.Kind() != value.Array && v.Kind() != value.Object }
