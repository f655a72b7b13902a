package asl

import "github.com/lockstep-go/lockstep/internal/value"

// Retrier says which errors to try again after, when and how often (spec: "Errors and
// Retrying").
type Retrier struct {
	Node
	Comment         string      `asl:"Comment,text"`
	ErrorEquals     []string    `asl:"ErrorEquals,required,nonempty"`
	IntervalSeconds value.Value `asl:"IntervalSeconds,int,min=1,max=99999999"` // before the first retry; default 1
	MaxAttempts     value.Value `asl:"MaxAttempts,int,min=0,max=99999999"`     // default 3
	BackoffRate     value.Value `asl:"BackoffRate,number,min=1"`               // default 2.0
	MaxDelaySeconds value.Value `asl:"MaxDelaySeconds,int,min=1,max=31622400"` // default no bound
	JitterStrategy  string      `asl:"JitterStrategy,enum=FULL|NONE"`          // default NONE
}

// The values of [Retrier.JitterStrategy].
const (
	JitterFull = "FULL"
	JitterNone = "NONE"
)

// Catcher says where to go on after an error (spec: "Fallback States").
type Catcher struct {
	Node
	Comment     string      `asl:"Comment,text"`
	ErrorEquals []string    `asl:"ErrorEquals,required,nonempty"`
	ResultPath  value.Value `asl:"ResultPath,jsonpath,refpath,null"` // where the error output goes; default "$"
	Output      value.Value `asl:"Output,jsonata,expr,any"`
	Assign      value.Value `asl:"Assign,template"`
	Next        string      `asl:"Next,required,target"`
}
