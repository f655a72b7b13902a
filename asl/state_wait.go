package asl

import "github.com/lockstep-go/lockstep/internal/value"

// Wait lets time pass: so many seconds, or until a time (spec: "Wait State").
type Wait struct {
	Common
	Data
	SecondsPath   string      `asl:"SecondsPath,jsonpath,path,oneof=Seconds"`
	Seconds       value.Value `asl:"Seconds,expr,int,min=0,max=99999999,oneof=Seconds"`
	TimestampPath string      `asl:"TimestampPath,jsonpath,path,oneof=Seconds"`
	Timestamp     value.Value `asl:"Timestamp,expr,timestamp,oneof=Seconds"` // RFC 3339
	Flow
}

// Type is [TypeWait].
func (*Wait) Type() Type { return TypeWait }
