package asl

import "github.com/lockstep-go/lockstep/internal/value"

// Parallel runs its branches at the same time, each on the same input (spec: "Parallel
// State").
type Parallel struct {
	Common
	Data
	Parameters     value.Value `asl:"Parameters,jsonpath,template"`
	Arguments      value.Value `asl:"Arguments,jsonata,expr,template"`
	Branches       []*Branch   `asl:"Branches,required,nonempty"`
	ResultSelector value.Value `asl:"ResultSelector,jsonpath,template"`
	ResultPath     value.Value `asl:"ResultPath,jsonpath,refpath,null"`
	Handlers
	Flow
}

// Type is [TypeParallel].
func (*Parallel) Type() Type { return TypeParallel }

// Branch is one of the graphs a [Parallel] runs.
type Branch struct {
	Graph
}
