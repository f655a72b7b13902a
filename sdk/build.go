package sdk

import (
	"regexp"
	"slices"
	"sync"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
)

// builtOnce is the answer of Build, which is made once.
type builtOnce struct {
	once    sync.Once
	machine *asl.Machine
	diags   diag.List
}

// machineName is what Step Functions takes and log delivery, too.
var machineName = regexp.MustCompile(`^[0-9A-Za-z_-]{1,80}$`)

// Build is the workflow as a machine of the States Language, and everything that
// is wrong with it, in the order of the source. The machine is nil if an error
// is among the diagnostics. States carry the place of the call that recorded
// them. The machine is shared by all callers and must not be changed.
func (w *Workflow) Build() (*asl.Machine, diag.List) {
	w.built.once.Do(func() { w.built.machine, w.built.diags = w.build() })
	return w.built.machine, slices.Clone(w.built.diags)
}

func (w *Workflow) build() (*asl.Machine, diag.List) {
	r := w.rec
	if !machineName.MatchString(w.name) {
		r.report(fault{code: codeStateName, text: w.name, message: "the name of the workflow, `" + w.name + "`, is not one that AWS takes", help: "use 1 to 80 letters, digits, - and _"}, r.at, "")
	}
	if r.endless {
		return nil, r.diagnostics(r.faults)
	}
	r.attachTokens()
	faults, advice := bySeverity(append(slices.Clone(r.faults), r.inspect()...))
	l := &lowering{rec: r}
	root := l.graphOf(r.root)
	l.reachable(root)
	if len(faults)+len(l.diags) > 0 {
		// The analysis trusts the graph; with holes in it, it would report
		// what follows from them.
		return nil, r.diagnostics(slices.Concat(faults, l.diags, advice))
	}
	f := l.analyze(root)
	if len(l.diags) > 0 {
		return nil, r.diagnostics(slices.Concat(l.diags, advice))
	}
	m := f.machine(root)
	if len(l.diags) > 0 {
		return nil, r.diagnostics(slices.Concat(l.diags, advice))
	}
	return m, r.diagnostics(append(advice, f.unused(root)...))
}

// bySeverity parts errors from the rest.
func bySeverity(all []placedFault) (errors, advice []placedFault) {
	for _, f := range all {
		if f.severity == diag.Error {
			errors = append(errors, f)
		} else {
			advice = append(advice, f)
		}
	}
	return errors, advice
}

// attachTokens lets the steps that wait for a token hand it out where their
// author has not.
func (r *recorder) attachTokens() {
	var visit func(b *blockRecord)
	visit = func(b *blockRecord) {
		for _, s := range b.steps {
			if s.kind == stepTask && s.pattern == waitForToken && !s.usesToken() {
				if s.attachToken != nil {
					s.attachToken()
				} else if s.argument == nil || s.argument.kind != exprVerbatim {
					r.report(fault{code: codeMissingInput, message: "the step waits for its task token and hands it to nobody", help: "put `sdk.TaskToken()` into its arguments"}, s.at, s.name)
				}
			}
			s.eachBlock(visit)
		}
	}
	visit(r.root.block)
}

// eachBlock calls f for the blocks within a step.
func (s *step) eachBlock(f func(*blockRecord)) {
	if s.body != nil {
		f(s.body.record)
	}
	if s.otherwise != nil {
		f(s.otherwise.record)
	}
	for _, b := range s.branches {
		f(b.record)
	}
	for _, r := range s.rules {
		if r.body != nil {
			f(r.body.record)
		}
	}
	for _, c := range s.catchers {
		if c.body != nil {
			f(c.body.record)
		}
	}
}
