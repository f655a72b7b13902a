package asl

import "github.com/lockstep-go/lockstep/internal/value"

// Succeed ends its graph well (spec: "Succeed State").
type Succeed struct {
	Common
	Data `asl:"without=Assign"` // no state runs behind it that could read a variable
}

// Type is [TypeSucceed].
func (*Succeed) Type() Type { return TypeSucceed }

// Fail ends the execution, or fails the branch it is in (spec: "Fail State").
type Fail struct {
	Common
	Error     value.Value `asl:"Error,expr,string,atmost=Error"`
	ErrorPath string      `asl:"ErrorPath,jsonpath,path,intrinsic,atmost=Error"`
	Cause     value.Value `asl:"Cause,expr,string,atmost=Cause"`
	CausePath string      `asl:"CausePath,jsonpath,path,intrinsic,atmost=Cause"`
}

// Type is [TypeFail].
func (*Fail) Type() Type { return TypeFail }
