package dataflow

import (
	"errors"
	"math"
	"slices"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Obligations are the expressions of a template that may answer nothing or fail: whoever
// moves the template must see to it that they are still evaluated where a failure counts.
func Obligations(t Template) []jsonata.Node {
	var out []jsonata.Node
	seen := map[string]bool{}
	add := func(n jsonata.Node) {
		f := Judge(n)
		if f.Total() {
			return
		}
		n = unblock(n)
		if text := n.String(); !seen[text] {
			seen[text] = true
			out = append(out, n)
		}
	}
	var visit func(t Template)
	visit = func(t Template) {
		switch t := t.(type) {
		case *Query:
			add(t.Node)
		case *Object:
			for _, m := range t.Members {
				visit(m.T)
			}
		case *Array:
			for _, i := range t.Items {
				visit(i)
			}
		case *Update:
			if !t.Optional {
				visit(t.Base)
			}
			for _, m := range t.Members {
				visit(m.T)
			}
			if !isObject(t.Base) {
				// That the base is an object is checked by $merge alone.
				if n, err := Loose(t.Base); err == nil {
					add(mergeable(n))
				}
			}
		}
	}
	visit(t)
	return out
}

// mergeable is an expression that fails where n is no object.
func mergeable(n jsonata.Node) jsonata.Node {
	return call("merge", &jsonata.Array{Items: []jsonata.Node{n}})
}

// Enforced are the texts of the expressions whose failure, or lack of an answer, fails a
// strict template: those it always evaluates where nothing is not accepted.
func Enforced(t Template) map[string]bool {
	out := map[string]bool{}
	var visit func(t Template)
	visit = func(t Template) {
		switch t := t.(type) {
		case *Query:
			enforce(t.Node, true, out)
		case *Object:
			for _, m := range t.Members {
				visit(m.T)
			}
		case *Array:
			for _, i := range t.Items {
				visit(i)
			}
		case *Update:
			if n, err := Strict(t); err == nil {
				enforce(n, true, out)
			}
		}
	}
	visit(t)
	return out
}

// enforce notes what n always evaluates. strict is set where an undefined n fails; only
// there do expressions count that may be undefined, but those that only throw count
// anywhere.
func enforce(n jsonata.Node, strict bool, out map[string]bool) {
	n = unblock(n)
	if base, _, ok := mergeOf(n); ok {
		out[mergeable(base).String()] = true
	}
	if strict || Judge(n).Kinds&Undefined == 0 {
		out[n.String()] = true
	}
	switch n := n.(type) {
	case *jsonata.Dot:
		enforce(n.Left, strict, out)
	case *jsonata.Filter:
		enforce(n.X, strict, out)
	case *jsonata.Block:
		for i, e := range n.Exprs {
			enforce(e, strict && i == len(n.Exprs)-1, out)
		}
	case *jsonata.Bind:
		enforce(n.X, strict, out)
	case *jsonata.Binary:
		switch n.Op {
		case "+", "-", "*", "/", "%", "<", "<=", ">", ">=":
			enforce(n.Left, strict, out)
			enforce(n.Right, strict, out)
		case "and", "or", "..":
			enforce(n.Left, false, out)
		default:
			enforce(n.Left, false, out)
			enforce(n.Right, false, out)
		}
	case *jsonata.Negate:
		enforce(n.X, strict, out)
	case *jsonata.Condition:
		enforce(n.If, false, out)
		if n.Else == nil && !strict || n.Else != nil && !isCall(n.Else, "error") {
			return
		}
		if names, ok := existenceChecks(n.If); ok {
			for _, name := range names {
				out[name] = true
			}
		}
		enforce(n.Then, strict, out)
	case *jsonata.Call:
		v, ok := n.Proc.(*jsonata.Variable)
		if !ok {
			return
		}
		f := builtins[v.Value]
		for i, a := range n.Args {
			enforce(a, strict && i == 0 && f.passes, out)
		}
	case *jsonata.Object:
		for _, p := range n.Pairs {
			enforce(p.Value, false, out)
		}
	case *jsonata.Array:
		for _, i := range n.Items {
			enforce(i, false, out)
		}
	}
}

// Missing are the obligations that none of the templates enforces.
func Missing(obligations []jsonata.Node, by ...Template) []jsonata.Node {
	if len(obligations) == 0 {
		return nil
	}
	have := map[string]bool{}
	for _, t := range by {
		if t == nil {
			continue
		}
		for text := range Enforced(t) {
			have[text] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(obligations), func(n jsonata.Node) bool { return have[n.String()] })
}

// Strict is a template as one expression that fails, or answers nothing, if a part of the
// template does.
func Strict(t Template) (jsonata.Node, error) {
	n, err := Loose(t)
	if err != nil {
		return nil, err
	}
	if q, ok := t.(*Query); ok {
		return q.Node, nil
	}
	have := map[string]bool{}
	enforce(n, true, have)
	var missing []jsonata.Node
	for _, o := range Obligations(t) {
		if !have[o.String()] {
			missing = append(missing, o)
		}
	}
	return Guard(n, missing), nil
}

// Guard is n after a check that the obligations answer something.
func Guard(n jsonata.Node, obligations []jsonata.Node) jsonata.Node {
	if len(obligations) == 0 {
		return n
	}
	var check jsonata.Node
	for _, o := range obligations {
		var one jsonata.Node = call("exists", o)
		if check == nil {
			check = one
		} else {
			check = &jsonata.Binary{Op: "and", Left: check, Right: one}
		}
	}
	what := obligations[0].String()
	if len(what) > 60 || len(obligations) > 1 {
		what = "what the state reads"
	}
	return &jsonata.Condition{If: check, Then: n, Else: call("error", &jsonata.String{Value: what + " is missing"})}
}

// Enforce makes a template fail as well where an obligation does: it puts the check before
// the template's first expression, or turns a constant into one.
func Enforce(t Template, obligations []jsonata.Node) (Template, error) {
	if len(obligations) == 0 {
		return t, nil
	}
	done := false
	var visit func(t Template) (Template, error)
	visit = func(t Template) (Template, error) {
		if done {
			return t, nil
		}
		switch t := t.(type) {
		case *Query:
			done = true
			return &Query{Guard(t.Node, obligations)}, nil
		case *Update:
			n, err := Strict(t)
			if err != nil {
				return nil, err
			}
			done = true
			return &Query{Guard(n, obligations)}, nil
		case *Object:
			out := &Object{Members: slices.Clone(t.Members)}
			for i := range out.Members {
				v, err := visit(out.Members[i].T)
				if err != nil {
					return nil, err
				}
				out.Members[i].T = v
			}
			return out, nil
		case *Array:
			out := &Array{Items: slices.Clone(t.Items)}
			for i := range out.Items {
				v, err := visit(out.Items[i])
				if err != nil {
					return nil, err
				}
				out.Items[i] = v
			}
			return out, nil
		}
		return t, nil
	}
	out, err := visit(t)
	if err != nil || done {
		return out, err
	}
	n, err := Loose(t)
	if err != nil {
		return nil, err
	}
	return &Query{Guard(n, obligations)}, nil
}

// Loose is a template as one expression, without regard to parts that answer nothing.
func Loose(t Template) (jsonata.Node, error) {
	switch t := t.(type) {
	case Const:
		return constant(t.V, t.Fills)
	case *Query:
		return unblock(t.Node), nil
	case *Object:
		return looseObject(t.Members)
	case *Array:
		out := &jsonata.Array{}
		for _, i := range t.Items {
			n, err := Loose(i)
			if err != nil {
				return nil, err
			}
			if _, isArray := n.(*jsonata.Array); !isArray && Judge(n).Kinds&(List|Undefined) != 0 {
				return nil, ErrArray
			}
			out.Items = append(out.Items, n)
		}
		return out, nil
	case *Update:
		base, err := Loose(t.Base)
		if err != nil {
			return nil, err
		}
		o, err := looseObject(t.Members)
		if err != nil {
			return nil, err
		}
		return call("merge", &jsonata.Array{Items: []jsonata.Node{base, o}}), nil
	}
	return nil, errors.New("no template")
}

func looseObject(members []Member) (jsonata.Node, error) {
	o := &jsonata.Object{}
	for _, m := range members {
		n, err := Loose(m.T)
		if err != nil {
			return nil, err
		}
		o.Pairs = append(o.Pairs, jsonata.Pair{Key: &jsonata.String{Value: m.Key}, Value: n})
	}
	return o, nil
}

// constant is a value as an expression. Texts with substitutions are taken if fills is set.
func constant(v value.Value, fills bool) (jsonata.Node, error) {
	switch v.Kind() {
	case value.Null:
		return &jsonata.Literal{Value: "null"}, nil
	case value.Bool:
		if v.Bool() {
			return &jsonata.Literal{Value: "true"}, nil
		}
		return &jsonata.Literal{Value: "false"}, nil
	case value.String:
		if !fills && asl.HasSubstitution(v.Str()) {
			return nil, ErrSubstitution
		}
		return &jsonata.String{Value: v.Str()}, nil
	case value.Number:
		f := v.Float()
		if math.IsInf(f, 0) || math.Abs(f) > 1<<53 || !value.Equal(value.OfFloat(f), v) {
			return nil, ErrNumber
		}
		if f < 0 {
			return &jsonata.Negate{X: &jsonata.Number{Value: -f}}, nil
		}
		return &jsonata.Number{Value: f}, nil
	case value.Array:
		out := &jsonata.Array{}
		for _, e := range v.Elems() {
			n, err := constant(e, fills)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, n)
		}
		return out, nil
	case value.Object:
		o := &jsonata.Object{}
		for _, m := range v.Members() {
			n, err := constant(m.Value, fills)
			if err != nil {
				return nil, err
			}
			o.Pairs = append(o.Pairs, jsonata.Pair{Key: &jsonata.String{Value: m.Key}, Value: n})
		}
		return o, nil
	}
	return nil, errors.New("no value")
}

func call(name string, args ...jsonata.Node) *jsonata.Call {
	return &jsonata.Call{Proc: &jsonata.Variable{Value: name}, Args: args}
}
