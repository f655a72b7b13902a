package asl

import "github.com/lockstep-go/lockstep/internal/value"

// Task does work: a Lambda function, an activity, or an API action of a service (spec:
// "Task State").
type Task struct {
	Common
	Data
	Resource             string      `asl:"Resource,required,text"`                                    // an ARN that says what to call
	Parameters           value.Value `asl:"Parameters,jsonpath,template"`                              // what to send; JSONPath
	Arguments            value.Value `asl:"Arguments,jsonata,expr,template"`                           // what to send; JSONata
	Credentials          value.Value `asl:"Credentials,expr,template"`                                 // {"RoleArn": …}: the role to call with
	TimeoutSeconds       value.Value `asl:"TimeoutSeconds,expr,int,min=1,max=99999999,atmost=Timeout"` // default 99999999
	TimeoutSecondsPath   string      `asl:"TimeoutSecondsPath,jsonpath,path,atmost=Timeout"`
	HeartbeatSeconds     value.Value `asl:"HeartbeatSeconds,expr,int,min=1,max=99999999,atmost=Heartbeat"` // less than TimeoutSeconds
	HeartbeatSecondsPath string      `asl:"HeartbeatSecondsPath,jsonpath,path,atmost=Heartbeat"`
	ResultSelector       value.Value `asl:"ResultSelector,jsonpath,template"`
	ResultPath           value.Value `asl:"ResultPath,jsonpath,refpath,null"` // null drops the result
	Handlers
	Flow
}

// Type is [TypeTask].
func (*Task) Type() Type { return TypeTask }
