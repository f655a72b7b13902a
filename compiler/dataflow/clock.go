package dataflow

import (
	"slices"

	"github.com/lockstep-go/lockstep/internal/jsonata"
)

// AtEntry is t with the time it is evaluated at, $millis() and $now(), put in as the time at
// which the state it stands in was entered: a template that is evaluated as its state is entered
// may then be evaluated at the state's end as well. It reports whether there was one.
func AtEntry(t Template) (Template, bool) {
	switch t := t.(type) {
	case *Query:
		if binds := Judge(t.Node).Binds; slices.Contains(binds, "millis") || slices.Contains(binds, "now") {
			return t, false // functions of its own
		}
		found := false
		n := jsonata.Rewrite(t.Node, func(n jsonata.Node) jsonata.Node {
			c, ok := n.(*jsonata.Call)
			if !ok || len(c.Args) > 0 {
				return n
			}
			switch {
			case isCall(c, "millis"):
				found = true
				return call("toMillis", entered())
			case isCall(c, "now"):
				found = true
				// The context object's times have as many digits as they need, $now() has three.
				return call("fromMillis", call("toMillis", entered()))
			}
			return n
		})
		if found {
			return &Query{n}, true
		}
	case *Object:
		out, found := &Object{Members: make([]Member, len(t.Members))}, false
		for i, m := range t.Members {
			v, here := AtEntry(m.T)
			out.Members[i], found = Member{m.Key, v}, found || here
		}
		if found {
			return out, true
		}
	case *Array:
		out, found := &Array{Items: make([]Template, len(t.Items))}, false
		for i, item := range t.Items {
			v, here := AtEntry(item)
			out.Items[i], found = v, found || here
		}
		if found {
			return out, true
		}
	}
	return t, false
}

// entered is $states.context.State.EnteredTime.
func entered() jsonata.Node {
	var n jsonata.Node = &jsonata.Variable{Value: "states"}
	for _, name := range []string{"context", "State", "EnteredTime"} {
		n = &jsonata.Dot{Left: n, Right: &jsonata.Name{Value: name}}
	}
	return n
}

// isEntered reports whether n is the time that [AtEntry] puts in, as a text.
func isEntered(n jsonata.Node) bool {
	root, names, ok := Chain(unblock(n))
	return ok && root == "states" && len(names) == 3 && names[0] == "context" && names[1] == "State" && names[2] == "EnteredTime"
}

// isTimeOfEntry reports whether n is a call that [AtEntry] puts in: it can't fail.
func isTimeOfEntry(n *jsonata.Call) bool {
	if len(n.Args) != 1 {
		return false
	}
	if isCall(n, "fromMillis") {
		inner, ok := unblock(n.Args[0]).(*jsonata.Call)
		return ok && isCall(inner, "toMillis") && isTimeOfEntry(inner)
	}
	return isCall(n, "toMillis") && isEntered(n.Args[0])
}
