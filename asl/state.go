package asl

import "github.com/lockstep-go/lockstep/internal/value"

// Type is the value of a state's Type field.
type Type string

// The eight state types.
const (
	TypeTask     Type = "Task"
	TypeChoice   Type = "Choice"
	TypeMap      Type = "Map"
	TypeParallel Type = "Parallel"
	TypeWait     Type = "Wait"
	TypePass     Type = "Pass"
	TypeSucceed  Type = "Succeed"
	TypeFail     Type = "Fail"
)

// Types are the eight state types in the order AWS lists them.
func Types() []Type {
	return []Type{TypeTask, TypeWait, TypePass, TypeSucceed, TypeFail, TypeChoice, TypeParallel, TypeMap}
}

// State is one of the eight state types, always a pointer.
//
//sumtype:decl
type State interface {
	Object
	// Type is the value of the field Type.
	Type() Type
	// Base is what states of all types have.
	Base() *Common

	isState()
}

// New is an empty state of type t, nil if there is no such type.
func New(t Type) State {
	switch t {
	case TypeTask:
		return &Task{}
	case TypeChoice:
		return &Choice{}
	case TypeMap:
		return &Map{}
	case TypeParallel:
		return &Parallel{}
	case TypeWait:
		return &Wait{}
	case TypePass:
		return &Pass{}
	case TypeSucceed:
		return &Succeed{}
	case TypeFail:
		return &Fail{}
	}
	return nil
}

// Common is what states of all types have (spec: "Common State Fields").
type Common struct {
	Node
	Name          string // the key in States: unique in the whole machine, at most 80 characters
	Comment       string `asl:"Comment,text"`
	QueryLanguage string `asl:"QueryLanguage,enum=JSONPath|JSONata"`
}

// Base is c itself.
func (c *Common) Base() *Common { return c }

func (c *Common) isState() {}

// Data is the input and output of every state but Fail (spec: "Input and Output
// Processing"). InputPath and OutputPath may be null, which means an empty object.
type Data struct {
	InputPath  value.Value `asl:"InputPath,jsonpath,path,null"`
	OutputPath value.Value `asl:"OutputPath,jsonpath,path,null,late"`
	Output     value.Value `asl:"Output,jsonata,expr,any,late"`
	Assign     value.Value `asl:"Assign,template,late"`
}

// Flow is how a state other than Choice, Succeed and Fail goes on: exactly one of the two.
type Flow struct {
	Next string `asl:"Next,target,late,oneof=Next"`
	End  bool   `asl:"End,late,oneof=Next"`
}

// Handlers is what Task, Parallel and Map do about errors, in order: the retriers first.
type Handlers struct {
	Retry []*Retrier `asl:"Retry,late"`
	Catch []*Catcher `asl:"Catch,late"`
}

func (d *Data) data() *Data             { return d }
func (f *Flow) flow() *Flow             { return f }
func (h *Handlers) handlers() *Handlers { return h }

// DataOf is the input and output fields of s, nil for a Fail state.
func DataOf(s State) *Data {
	if d, ok := s.(interface{ data() *Data }); ok {
		return d.data()
	}
	return nil
}

// FlowOf is Next and End of s, nil for Choice, Succeed and Fail.
func FlowOf(s State) *Flow {
	if f, ok := s.(interface{ flow() *Flow }); ok {
		return f.flow()
	}
	return nil
}

// HandlersOf is Retry and Catch of s, nil for all but Task, Parallel and Map.
func HandlersOf(s State) *Handlers {
	if h, ok := s.(interface{ handlers() *Handlers }); ok {
		return h.handlers()
	}
	return nil
}
