package check

import (
	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
)

// Type is the type of a state machine; it decides what may be called and for how long.
type Type string

// The types of state machine. The zero Type means that it is not known: what only one type
// refuses is not reported then.
const (
	Standard Type = "STANDARD"
	Express  Type = "EXPRESS"
)

// Option changes how a machine is checked.
type Option func(*options)

type options struct {
	machineType   Type
	substitutions bool
	services      bool
	decoded       bool // the machine is as it was decoded
}

// WithType checks for one type of state machine.
func WithType(t Type) Option { return func(o *options) { o.machineType = t } }

// WithoutSubstitutions takes `${Name}` as it stands: nothing will fill it in before the
// definition reaches the service.
func WithoutSubstitutions() Option { return func(o *options) { o.substitutions = false } }

// WithoutServices leaves out what is looked up in the catalog of AWS services.
func WithoutServices() Option { return func(o *options) { o.services = false } }

// Machine reports what is wrong with m in the order of the source, at most [diag.Limit]
// findings, errors before warnings when there are more.
func Machine(m *asl.Machine, opts ...Option) diag.List {
	return listOf(Findings(m, opts...), nil)
}

// Definition decodes and checks a text, JSON or YAML. The machine is nil if the text could
// not be read at all; file is used in messages, and its suffix says which of the two it is.
func Definition(file string, data []byte, opts ...Option) (*asl.Machine, diag.List) {
	m, list := asl.Decode(file, data)
	if m == nil {
		return nil, list
	}
	return m, listOf(findings(m, true, opts), list)
}

func listOf(findings []Finding, list diag.List) diag.List {
	for i := range findings {
		if !findings[i].hidden {
			list = append(list, findings[i].Diagnostic)
		}
	}
	list.Sort()
	list, _ = list.Truncate(diag.Limit)
	return list
}

// Finding is a diagnostic and what the service says to the same cause.
type Finding struct {
	diag.Diagnostic
	AWS []AWSText // nothing if the service accepts it

	hidden bool // one cause, one diagnostic: only the service reports it as well
}

// AWSText is one diagnostic of ValidateStateMachineDefinition.
type AWSText struct {
	Code     string
	Message  string
	Location asl.Path // of the node; see NoLocation
	Warning  bool     // has severity WARNING
	Stage    Stage
}

// NoLocation is the Location of a diagnostic about the whole workflow.
const NoLocation asl.Path = "-"

// Stage is the part of the service's validation that a diagnostic comes from; the parts
// report one after the other.
type Stage uint8

// The stages in the service's order.
const (
	StageSchema Stage = iota
	StageTargets
	StageReachability
	StageTerminal
)

// Findings is all that the rules found, in the order of the rules.
func Findings(m *asl.Machine, opts ...Option) []Finding { return findings(m, false, opts) }

// findings is [Findings]; decoded says that nobody has changed the machine since it was
// decoded.
func findings(m *asl.Machine, decoded bool, opts []Option) []Finding {
	o := options{substitutions: true, services: true, decoded: decoded}
	for _, option := range opts {
		option(&o)
	}
	p := newPass(m, o)
	defer p.release()
	for _, r := range rules {
		p.run(r)
	}
	return p.findings
}
