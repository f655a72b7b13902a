package asl

import "github.com/lockstep-go/lockstep/internal/value"

// Map runs its processor once an item, inline or as child executions (spec: "Map State").
type Map struct {
	Common
	Data
	ItemsPath                      string        `asl:"ItemsPath,jsonpath,path"`
	Items                          value.Value   `asl:"Items,jsonata,expr,any"`
	ItemReader                     *ItemReader   `asl:"ItemReader,distributed"`
	Parameters                     value.Value   `asl:"Parameters,jsonpath,template,deprecated=ItemSelector,atmost=ItemSelector"`
	ItemSelector                   value.Value   `asl:"ItemSelector,expr,template,atmost=ItemSelector"`
	ItemBatcher                    *ItemBatcher  `asl:"ItemBatcher,distributed"`
	MaxConcurrency                 value.Value   `asl:"MaxConcurrency,expr,int,min=0,atmost=MaxConcurrency"` // 0 is unlimited
	MaxConcurrencyPath             string        `asl:"MaxConcurrencyPath,jsonpath,refpath,atmost=MaxConcurrency"`
	ToleratedFailurePercentage     value.Value   `asl:"ToleratedFailurePercentage,expr,number,min=0,max=100,distributed,atmost=ToleratedFailurePercentage"`
	ToleratedFailurePercentagePath string        `asl:"ToleratedFailurePercentagePath,jsonpath,refpath,distributed,atmost=ToleratedFailurePercentage"`
	ToleratedFailureCount          value.Value   `asl:"ToleratedFailureCount,expr,int,min=0,distributed,atmost=ToleratedFailureCount"`
	ToleratedFailureCountPath      string        `asl:"ToleratedFailureCountPath,jsonpath,refpath,distributed,atmost=ToleratedFailureCount"`
	Label                          string        `asl:"Label,text,distributed"` // names the Map Run; at most 40 characters
	ItemProcessor                  *Processor    `asl:"ItemProcessor,oneof=ItemProcessor"`
	Iterator                       *Processor    `asl:"Iterator,deprecated=ItemProcessor,oneof=ItemProcessor"`
	ResultWriter                   *ResultWriter `asl:"ResultWriter,distributed"`
	ResultSelector                 value.Value   `asl:"ResultSelector,jsonpath,template"`
	ResultPath                     value.Value   `asl:"ResultPath,jsonpath,refpath,null"`
	Handlers
	Flow
}

// Type is [TypeMap].
func (*Map) Type() Type { return TypeMap }

// Body is the processor, by its new name or its old one, nil if there is none.
func (m *Map) Body() *Processor {
	if m.ItemProcessor != nil {
		return m.ItemProcessor
	}
	return m.Iterator
}

// Distributed reports whether items run as child executions.
func (m *Map) Distributed() bool {
	body := m.Body()
	return body != nil && body.ProcessorConfig != nil && body.ProcessorConfig.Mode == ModeDistributed
}

// Processor is what a [Map] runs for each item or batch.
type Processor struct {
	ProcessorConfig *ProcessorConfig `asl:"ProcessorConfig"`
	Graph
}

// The values of [ProcessorConfig.Mode].
const (
	ModeInline      = "INLINE"
	ModeDistributed = "DISTRIBUTED"
)

// The values of [ProcessorConfig.ExecutionType].
const (
	ExecutionStandard = "STANDARD"
	ExecutionExpress  = "EXPRESS"
)

// ProcessorConfig says how a [Map] runs its items.
type ProcessorConfig struct {
	Node
	Mode          string `asl:"Mode,enum=INLINE|DISTRIBUTED"`        // default INLINE
	ExecutionType string `asl:"ExecutionType,enum=STANDARD|EXPRESS"` // of the children; required if distributed
}
