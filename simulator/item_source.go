package simulator

import (
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// itemSource is where the items of a Map Run come from, one after the other.
type itemSource interface {
	// next is the next item, with its key where an object is mapped over; false at the end.
	next() (item, key value.Value, ok bool, err error)
	// total is how many items there are, 0 while that is not known.
	total() int64
	// name is Map.Item.Source of the context object.
	name() string
	close()
}

// valueSource hands out the elements of an array or the members of an object.
type valueSource struct {
	elems   []value.Value
	members []value.Member
	at      int
	source  string
}

// stateData is Map.Item.Source of items that were in the state's input.
const stateData = "STATE_DATA"

// sourceOf is a source of the items of an array or object in the state's input.
func sourceOf(v value.Value) *valueSource {
	return &valueSource{elems: v.Elems(), members: v.Members(), source: stateData}
}

func (s *valueSource) next() (item, key value.Value, ok bool, err error) {
	i := s.at
	s.at++
	switch {
	case i < len(s.elems):
		return s.elems[i], value.Value{}, true, nil
	case i < len(s.members):
		return s.members[i].Value, value.OfString(s.members[i].Key), true, nil
	}
	return value.Value{}, value.Value{}, false, nil
}

func (s *valueSource) total() int64 { return int64(len(s.elems) + len(s.members)) }
func (s *valueSource) name() string { return s.source }
func (s *valueSource) close()       {}

// mapRunARN names a Map Run: the machine's ARN with another kind, the label and a UUID.
func mapRunARN(machine, label, uuid string) string {
	return strings.Replace(machine, ":stateMachine:", ":mapRun:", 1) + "/" + label + ":" + uuid
}
