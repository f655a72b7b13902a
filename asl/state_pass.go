package asl

import "github.com/lockstep-go/lockstep/internal/value"

// Pass hands its input on, or puts data into it (spec: "Pass State").
type Pass struct {
	Common
	Data
	Parameters value.Value `asl:"Parameters,jsonpath,template"`
	Result     value.Value `asl:"Result,jsonpath,any"` // taken as it stands
	ResultPath value.Value `asl:"ResultPath,jsonpath,refpath,null"`
	Flow
}

// Type is [TypePass].
func (*Pass) Type() Type { return TypePass }
