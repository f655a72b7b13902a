package asl

import "github.com/lockstep-go/lockstep/internal/value"

// Version is the only version of the language there is, and the default.
const Version = "1.0"

// Machine is a whole definition (spec: "Structure of a State Machine").
type Machine struct {
	Graph
	Version        string      `asl:"Version,enum=1.0"`
	TimeoutSeconds value.Value `asl:"TimeoutSeconds,int,min=0,max=99999999"` // of an execution, in seconds
	QueryLanguage  string      `asl:"QueryLanguage,enum=JSONPath|JSONata"`   // default of all states, whatever their scope
}

// Graph is a set of states with a start: the body of a [Machine], of a Parallel's
// [Branch], and of a Map's [Processor]. A transition never leaves its graph.
type Graph struct {
	Node
	Comment string  `asl:"Comment,text"`
	StartAt string  `asl:"StartAt,required,target,late"`
	States  []State `asl:"States,required,late"` // in document order

	// Unreadable holds members of States that are no state: no object, or without a Type
	// that exists. They are written back, and their names count as taken.
	Unreadable []Unreadable

	empty bool // States was written as {}
}

// Unreadable is a member of States that could not become a [State].
type Unreadable struct {
	Name  string
	Value value.Value
	Index int // its place among the members of States
}

// State is the state named name of this graph, nil if it has none. Nested graphs are not
// searched; see [Walk].
func (g *Graph) State(name string) State {
	for _, s := range g.States {
		if s.Base().Name == name {
			return s
		}
	}
	return nil
}

// HasStates reports whether the graph has a States that is an object, be it empty.
func (g *Graph) HasStates() bool { return len(g.States)+len(g.Unreadable) > 0 || g.empty }

// Language is the query language of a state of this machine: its own, else the machine's,
// else JSONPath. States inside a Map or Parallel take the machine's, never the enclosing
// state's (spec: "Query Languages").
func (m *Machine) Language(s State) QueryLanguage {
	lang := s.Base().QueryLanguage
	if lang == "" && s.Base().ExtraValue("QueryLanguage").IsUndefined() {
		lang = m.QueryLanguage
		if lang == "" && m.ExtraValue("QueryLanguage").IsUndefined() {
			return JSONPath
		}
	}
	// AWS takes every value but the exact word as JSONata, and reports it besides.
	if lang == string(JSONPath) {
		return JSONPath
	}
	return JSONata
}

// QueryLanguage says how a state reads its data.
type QueryLanguage string

// The query languages.
const (
	JSONPath QueryLanguage = "JSONPath"
	JSONata  QueryLanguage = "JSONata"
)
