package asl

import (
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Node is what every object of the model carries beside its fields.
type Node struct {
	// Extra holds the members that no field took: unknown names, and known ones whose
	// value has the wrong type or is empty. They are in source order and are written
	// back, unless the field of the same name has been set since.
	Extra []value.Member

	// Origin is the Go call that built the object, or another place that somebody gave
	// it. It is zero for most decoded objects: see [Node.Place].
	Origin diag.Origin

	from    cursor  // what it was decoded from, undefined if it was built
	layout  *layout // of a decoded object: found once
	decoded uint64  // see DecodedFields
}

func (n *Node) node() *Node { return n }

// Place is where the object was written: Origin if it is given, else the place in the file
// it was decoded from, of a state that of its name. It is zero if nothing is known.
//
// Nothing of a file's places is kept ready: most objects have nothing wrong with them.
func (n *Node) Place() diag.Origin {
	if n.Origin != (diag.Origin{}) {
		return n.Origin
	}
	return n.from.origin()
}

// SourceKeys are the names of the members in the order they were written, nil for an
// object that was built in Go.
func (n *Node) SourceKeys() []string {
	if n.from.v.IsUndefined() {
		return nil
	}
	keys := make([]string, n.from.v.Len())
	for i, m := range n.from.v.Members() {
		keys[i] = m.Key
	}
	return keys
}

// ExtraValue is the member of [Node.Extra] named key, undefined if there is none.
func (n *Node) ExtraValue(key string) value.Value {
	for i := range n.Extra {
		if n.Extra[i].Key == key {
			return n.Extra[i].Value
		}
	}
	return value.Value{}
}

// Object is a pointer to any struct of the model that stands for a JSON object: a
// [*Machine], a state, a [*Retrier], an [*ItemReader] and so on.
type Object interface{ node() *Node }

// NodeOf is the part of o that all objects share.
func NodeOf(o Object) *Node { return o.node() }
